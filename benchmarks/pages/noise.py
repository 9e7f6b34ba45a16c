"""A Generator, a shape and a reach in; noise that changes over so many pixels out."""

import cv2
import numpy as np
from numpy.typing import NDArray

Levels = NDArray[np.float32]  # (h, w)


def cloud(rng: np.random.Generator, shape: tuple[int, int], reach: float) -> Levels:
    """Smooth noise of mean 0 and standard deviation about 1.

    Args:
        rng: Where it comes from.
        shape: Height and width, pixels.
        reach: How far it stays alike, pixels; below 1 it is white.
    """
    height, width = shape
    if reach < 1:
        return rng.standard_normal((height, width), np.float32)
    coarse = (int(height / reach) + 4, int(width / reach) + 4)
    grid = rng.standard_normal(coarse, np.float32)
    whole = cv2.resize(grid, None, fx=reach, fy=reach, interpolation=cv2.INTER_CUBIC)
    top, left = int(1.5 * reach), int(1.5 * reach)
    return np.asarray(whole[top : top + height, left : left + width] * 1.2, np.float32)


def between(rng: np.random.Generator, limits: tuple[float, float]) -> float:
    """A number from a range, all alike."""
    return float(rng.uniform(*limits))


def between_scales(rng: np.random.Generator, limits: tuple[float, float]) -> float:
    """A number from a range, all scales alike: as often from 1 to 2 as from 2 to 4."""
    return float(np.exp(rng.uniform(*np.log(limits))))


def happens(rng: np.random.Generator, share: float) -> bool:
    """Whether something happens that happens in such a share of cases."""
    return bool(rng.random() < share)

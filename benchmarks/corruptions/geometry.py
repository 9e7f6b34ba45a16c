"""Ink in; the same slanted, smaller, turned or moved, out."""

import cv2
import numpy as np
from numpy.typing import NDArray

INK = 0.2  # from this level on a pixel must not leave the frame
ABOUT = 0.2  # share by which a turn or a slant differs from one digit to the next


def shear(ink: NDArray[np.float32], slope: float, rng: np.random.Generator) -> NDArray[np.float32]:
    """Slant to the left or right by about ``slope`` pixels for each of height."""
    maps = _identity(len(ink))
    maps[:, 0, 1] = _either_way(slope, len(ink), rng)
    return _warp(ink, maps)


def scale(ink: NDArray[np.float32], side: int, rng: np.random.Generator) -> NDArray[np.float32]:
    """Shrink the frame to ``side`` pixels, and set it near the middle of an empty one."""
    smaller = np.zeros_like(ink)
    middle = (ink.shape[1] - side) // 2
    corners = middle + rng.integers(0, 2, (len(ink), 2))  # a pixel either way
    for one, into, (top, left) in zip(ink, smaller, corners, strict=True):
        shrunk = cv2.resize(one, (side, side), interpolation=cv2.INTER_AREA)
        into[top : top + side, left : left + side] = shrunk
    return smaller


def rotate(
    ink: NDArray[np.float32], degrees: float, rng: np.random.Generator
) -> NDArray[np.float32]:
    """Turn either way by about ``degrees``."""
    angles = np.radians(_either_way(degrees, len(ink), rng))
    maps = _identity(len(ink))
    maps[:, 0, 0] = maps[:, 1, 1] = np.cos(angles)
    maps[:, 0, 1], maps[:, 1, 0] = -np.sin(angles), np.sin(angles)
    return _warp(ink, maps)


def translate(
    ink: NDArray[np.float32], pixels: float, rng: np.random.Generator
) -> NDArray[np.float32]:
    """Move by ``pixels`` in any direction, but no further than the frame's rim."""
    n, h, w = ink.shape
    angles = rng.uniform(0, 2 * np.pi, n)
    inked = ink > INK
    maps = _identity(n)
    for row, by, axis, side in ((0, np.cos(angles), 1, w), (1, np.sin(angles), 2, h)):
        line = inked.any(axis)  # (n, side): which columns, which rows, hold ink
        first, last = line.argmax(1), side - 1 - line[:, ::-1].argmax(1)
        maps[:, row, 2] = (pixels * by).clip(np.minimum(-first, 0), np.maximum(side - 1 - last, 0))
    return _warp(ink, maps)


def _either_way(amount: float, n: int, rng: np.random.Generator) -> NDArray[np.float64]:
    """About ``amount``, or about as much the other way, (n,)."""
    return rng.choice([-1.0, 1.0], n) * amount * rng.uniform(1 - ABOUT, 1 + ABOUT, n)


def _identity(n: int) -> NDArray[np.float64]:
    """Maps (n, 2, 3) that change nothing, x before y, measured from the frame's middle."""
    return np.tile(np.eye(2, 3), (n, 1, 1))


def _warp(ink: NDArray[np.float32], maps: NDArray[np.float64]) -> NDArray[np.float32]:
    """Move every point of each image by its map."""
    h, w = ink.shape[1:]
    middle = np.array([(w - 1) / 2, (h - 1) / 2])
    maps = maps.copy()
    maps[:, :, 2] += middle - maps[:, :, :2] @ middle
    return np.stack(
        [cv2.warpAffine(one, map_, (w, h)) for one, map_ in zip(ink, maps, strict=True)]
    )

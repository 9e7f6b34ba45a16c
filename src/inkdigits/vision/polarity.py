"""Gray pixels of a page in; out comes whether its strokes are lighter or darker than its paper."""

import cv2
import numpy as np
from numpy.typing import NDArray

COARSE_SIDE = 400  # pixels: where paper and polarity are judged
SURROUNDINGS = (0.03, 0.1, 0.2)  # of the long side: how far around an edge polarity is judged
ODDS = 3  # paper is seldom dark: votes for light ink must be so many times those for dark


def light_on_dark(page: NDArray[np.uint8]) -> bool:
    """Whether the strokes on a page, (h, w), are lighter than the page."""
    light, dark = votes(page)
    return light > ODDS * dark


def votes(page: NDArray[np.uint8]) -> tuple[float, float]:
    """How much speaks for light strokes on a page, (h, w), and how much for dark ones.

    Of the two sides of an edge, that which differs more from the middle of its surroundings is
    the stroke; far edges and near ones are asked, and the sharp ones have more say.
    """
    coarse = shrink(page, min(1.0, COARSE_SIDE / max(page.shape)))
    smooth = cv2.GaussianBlur(coarse.astype(np.float32), (0, 0), 1)
    steepness = np.hypot(cv2.Sobel(smooth, -1, 1, 0), cv2.Sobel(smooth, -1, 0, 1))
    steepness = np.maximum(steepness - 3 * np.median(steepness), 0)
    light = dark = 0.0
    for share in SURROUNDINGS:
        half = max(1, min(round(max(coarse.shape) * share), min(coarse.shape) - 1))
        padded = cv2.copyMakeBorder(coarse, half, half, half, half, cv2.BORDER_REFLECT)
        middle = cv2.medianBlur(padded, 2 * half + 1)[half:-half, half:-half]
        vote = (smooth - middle) * steepness
        light += float(vote.clip(min=0).sum())
        dark -= float(vote.clip(max=0).sum())
    return light, dark


def shrink(page: NDArray[np.uint8], scale: float) -> NDArray[np.uint8]:
    """The page at a smaller scale, each pixel the mean of those it covers."""
    if scale == 1:
        return page
    size = tuple(max(1, round(side * scale)) for side in page.shape[::-1])
    return np.asarray(cv2.resize(page, size, interpolation=cv2.INTER_AREA), np.uint8)

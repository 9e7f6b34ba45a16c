"""The strokes of a page in; how high its writing is out."""

import cv2
import numpy as np
from numpy.typing import NDArray

ALIKE = 1.4  # times as high at most: then two marks are of one writing


def typical_height(stats: NDArray[np.int32]) -> float:
    """The height of most of the writing, pixels.

    Marks of like height count together, each by the area of its box, or of the part of that which
    is no wider than high: specks are many and small, edges high and narrow.

    Args:
        stats: (n, 5) x, y, width, height, area of each mark.
    """
    order = np.argsort(stats[:, cv2.CC_STAT_HEIGHT])
    w, h = stats[order][:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]].T.astype(np.float64)
    sums = np.concatenate([[0], np.cumsum(h * np.minimum(w, h))])
    start, stop = np.searchsorted(h, h / ALIKE), np.searchsorted(h, h * ALIKE, side="right")
    best = int((sums[stop] - sums[start]).argmax())
    middle = (sums[start[best]] + sums[stop[best]]) / 2
    return float(h[np.searchsorted(sums, middle) - 1])

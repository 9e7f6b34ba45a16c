"""The strokes of a page in; how high its writing is out, whatever else is on it."""

from collections.abc import Callable, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from inkdigits.vision.ink import LOWEST
from inkdigits.vision.marks import Mark, place_of

ALIKE = 1.4  # times as high at most: then two marks are of one writing
ASKED = 200  # strokes that tell how high the writing is, at the most
EVEN = 0.5  # share of certainty: as likely a digit as not

Likely = Callable[[Sequence[Mark], NDArray[np.int32]], NDArray[np.float64]]


def height_of_writing(
    strokes: NDArray[np.int64],
    stats: NDArray[np.int32],
    labels: NDArray[np.int32],
    likely: Likely | None,
) -> float:
    """The height of most of the writing, by what looks like digits if anything does."""
    asked = strokes[stats[strokes, cv2.CC_STAT_HEIGHT] >= LOWEST]
    asked = asked[:: -(-len(asked) // ASKED) or 1]
    if likely is not None and asked.size:
        marks = [Mark(parts=(int(at),), place=place_of(stats[at, :4])) for at in asked]
        shares = likely(marks, labels)
        if shares.max() > EVEN:
            return typical_height(stats[asked], shares)
    return typical_height(stats[strokes], _sides(stats[strokes]))


def typical_height(stats: NDArray[np.int32], shares: NDArray[np.float64]) -> float:
    """The height of most of the writing, pixels.

    Marks of like height count together, each by its side: specks are many and small, edges high
    and narrow.

    Args:
        stats: (n, 5) x, y, width, height, area of each mark.
        shares: (n,), how much each counts.
    """
    order = np.argsort(stats[:, cv2.CC_STAT_HEIGHT])
    h = stats[order, cv2.CC_STAT_HEIGHT].astype(np.float64)
    sums = np.concatenate([[0], np.cumsum((shares * _sides(stats))[order])])
    start, stop = np.searchsorted(h, h / ALIKE), np.searchsorted(h, h * ALIKE, side="right")
    best = int((sums[stop] - sums[start]).argmax())
    middle = (sums[start[best]] + sums[stop[best]]) / 2
    return float(h[np.searchsorted(sums, middle) - 1])


def _sides(stats: NDArray[np.int32]) -> NDArray[np.float64]:
    """The side of a square as large as each mark's box, or as its part no higher than wide."""
    w, h = stats[:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]].T.astype(np.float64)
    return np.asarray(np.sqrt(h * np.minimum(w, h)), np.float64)

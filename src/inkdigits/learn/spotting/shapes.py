"""A digit's glyph in; the same digit as another hand would shape it: narrower, a longer tail, out.

Training digits are all as high as they are wide, or nearly; on paper many a 7 and 9 hangs far below
its line, and a 6 rises above it.
"""

import cv2
import numpy as np

from inkdigits.learn.spotting.glyph import Glyph

HANGING, RISING = (1, 4, 7, 9), (6,)  # digits whose lower, and whose upper part may be longer
PART = 0.5  # of a digit's height that is longer then


def narrowed(glyph: Glyph, times: float) -> Glyph:
    """A glyph so many times as wide."""
    h, w = glyph.shape
    size = (max(2, round(times * w)), h)
    return np.asarray(cv2.resize(glyph, size, interpolation=cv2.INTER_LINEAR), np.float32)


def with_tail(glyph: Glyph, label: int, longer: float) -> tuple[Glyph, float]:
    """A digit whose tail is longer by a share of the digit's height.

    Returns:
        The glyph, and how far down its middle has moved, in heights of what it was; digits
        without a tail are as they were.
    """
    h, w = glyph.shape
    cut, more = round(PART * h), round(longer * h)
    if not (more > 0 and 0 < cut < h) or label not in HANGING + RISING:
        return glyph, 0.0
    hanging = label in HANGING
    upper, lower = glyph[:cut], glyph[cut:]
    part = lower if hanging else upper
    tail = cv2.resize(part, (w, len(part) + more), interpolation=cv2.INTER_LINEAR)
    parts = (upper, tail) if hanging else (tail, lower)
    return np.asarray(np.concatenate(parts), np.float32), (0.5 if hanging else -0.5) * more / h

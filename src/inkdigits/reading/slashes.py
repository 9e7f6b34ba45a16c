"""What may be digits of a row, left to right, in; the same without the slashes out.

A slash between two digits, as in 12/03/45, is a stroke like a 1. It leans, and reaches further up
and down than both, and below their feet, as no 1 among digits does but one in hundreds.
"""

from collections.abc import Sequence

import numpy as np

from inkdigits.reading.judged import Candidate

NEAR = 1.2  # its heights: what is further from it does not stand beside it
HIGHER = 1.2  # times as high as the two beside it, in the mean,
LOWER = 0.1  # of whose heights it ends below their feet,
UNDER = 0.05  # and begins no lower than so much under their tops
LEANING = 0.35  # times as wide as high


def without_slashes(row: Sequence[Candidate]) -> list[Candidate]:
    """What may be digits of a row, but for what is a slash between two likely ones."""
    return [one for at, one in enumerate(row) if not _is_slash(one, row[:at], row[at + 1 :])]


def _is_slash(one: Candidate, before: Sequence[Candidate], after: Sequence[Candidate]) -> bool:
    x, y, w, h = one.place
    left = next((other.place for other in reversed(before) if other.odds > 0), None)
    right = next((other.place for other in after if other.odds > 0), None)
    if not one.is_stroke or left is None or right is None or w < LEANING * h:
        return False
    if max(x - left[0] - left[2], right[0] - x - w) > NEAR * h:
        return False
    beside = np.array([left, right])
    height, top, foot = beside[:, 3].mean(), beside[:, 1].mean(), beside[:, [1, 3]].sum(1).mean()
    hangs = y + h - foot > LOWER * height and y - top < UNDER * height
    return bool(h > HIGHER * height and hangs)

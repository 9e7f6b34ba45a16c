"""What may be digits of a row, left to right, in; the same, slashes unlikely to be any, out.

A slash between two digits, as in 12/03/45, is a stroke like a 1. But it is straight and leans to
the right, and it reaches further up and down than both, as hardly any 1 does.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from inkdigits.digits import SIDE
from inkdigits.reading.judged import Candidate

NEAR = 1.2  # its heights: what is further from it does not stand beside it
HIGHER = 1.15  # times as high as the two beside it, in the mean,
LOWER = 0.06  # of whose heights it ends below their feet,
UNDER = 0.05  # and begins no lower than so much under their tops
LEANING = 0.1  # to the right, of its height
STRAIGHT = 0.2  # of its height: how much wider it may be than it leans
UNLIKELY = -1.0  # log odds of a slash, at most: no digit, unless a pattern has room for one


def doubting_slashes(row: Sequence[Candidate]) -> list[Candidate]:
    """What may be digits of a row; what looks like a slash between two likely ones is no digit."""
    return [
        replace(one, odds=min(one.odds, UNLIKELY))
        if _is_slash(one, row[:at], row[at + 1 :])
        else one
        for at, one in enumerate(row)
    ]


def _is_slash(one: Candidate, before: Sequence[Candidate], after: Sequence[Candidate]) -> bool:
    x, y, w, h = one.place
    left = next((other.place for other in reversed(before) if other.odds > 0), None)
    right = next((other.place for other in after if other.odds > 0), None)
    if not one.is_stroke or left is None or right is None:
        return False
    if max(x - left[0] - left[2], right[0] - x - w) > NEAR * h:
        return False
    beside = np.array([left, right])
    height, top, foot = beside[:, 3].mean(), beside[:, 1].mean(), beside[:, [1, 3]].sum(1).mean()
    longer = y + h - foot > LOWER * height and y - top < UNDER * height and h > HIGHER * height
    lean = _lean(one)
    return bool(longer and lean > LEANING and w / h - lean < STRAIGHT)


def _lean(one: Candidate) -> float:
    """How far a mark leans to the right, of its height, as its ink lies around its middle."""
    rows, columns = np.mgrid[:SIDE, :SIDE]
    down, across = (axis - np.average(axis, weights=one.frame) for axis in (rows, columns))
    return float(-np.sum(one.frame * across * down) / np.sum(one.frame * down**2))

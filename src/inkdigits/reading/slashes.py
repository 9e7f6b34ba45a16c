"""What may be digits of a row, left to right, in; the same, slashes unlikely to be any, out.

A slash between two digits, as in 12/03/45, is a stroke like a 1. But it is straight and leans to
the right, and it reaches further up and down than both, as hardly any 1 does. And where there is
one in a row there are others, which one hand writes alike.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from inkdigits.digits import SIDE
from inkdigits.reading.company import is_beside
from inkdigits.reading.judged import Candidate

NEAR = 1.2  # its heights: what is further from it does not stand beside it
HIGHER = 1.15  # times as high as the two beside it, in the mean,
LOWER = 0.06  # of whose heights it ends below their feet,
UNDER = 0.05  # and begins no lower than so much under their tops
LEANING = 0.1  # to the right, of its height
STRAIGHT = 0.2  # of its height: how much wider it may be than it leans
ALIKE = 0.15  # difference in lean, of their heights, to another slash of the row,
AS_HIGH = 0.88  # of its height,
AS_DIGITS = 1.0  # times as high as the two digits beside it,
APART = 1.0  # heights between the two slashes: digits stand there
SLASHES = (2, 5)  # which marks of a date are slashes
DATE = re.compile(  # the digits of 12/03/45 and of 12/03/1945, the day or the month first
    r"((0[1-9]|[12]\d|3[01])(0[1-9]|1[0-2])|(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01]))(19|20)?\d\d"
)
UNLIKELY = -1.0  # log odds of a slash, at most: no digit, unless a pattern has room for one


def doubting_slashes(row: Sequence[Candidate]) -> list[Candidate]:
    """What may be digits of a row; what looks like a slash between two likely ones is no digit."""
    strokes = [_stroke_between(one, row[:at], row[at + 1 :]) for at, one in enumerate(row)]
    slashes = [stroke for stroke in strokes if stroke and _is_slash(stroke)]
    like = [one for one in strokes if one and any(_is_like(one, slash) for slash in slashes)]
    every = slashes + (like if slashes else _of_dates(row, strokes))
    return [
        replace(one, odds=min(one.odds, UNLIKELY)) if stroke in every else one
        for one, stroke in zip(row, strokes, strict=True)
    ]


def _of_dates(row: Sequence[Candidate], strokes: Sequence["_Stroke | None"]) -> list["_Stroke"]:
    """Strokes of a row that are alike and stand where a date has its slashes, as in 12/03/45.

    Hardly longer than digits, they may be 1s: so the rest has to be a day, a month and a year.
    """
    groups: list[list[int]] = [[]]
    last: Candidate | None = None
    for at, one in enumerate(row):
        if one.odds <= 0:
            continue
        if last and not is_beside(last, one):
            groups.append([])
        groups[-1].append(at)
        last = one
    found = []
    for group in groups:
        digits = [str(row[at].probabilities.argmax()) for at in group]
        others = [digit for place, digit in enumerate(digits) if place not in SLASHES]
        if not DATE.fullmatch("".join(others)):
            continue
        first, second = (strokes[group[place]] for place in SLASHES)
        if first and second and _is_like(first, second) and _is_like(second, first):
            found += [first, second]
    return found


@dataclass(frozen=True, eq=False)
class _Stroke:
    """A straight stroke that leans to the right, between two digits; lengths in pixels."""

    middle: float  # from the left
    height: float
    lean: float  # of its height
    higher: float  # times as high as the two
    above: float  # their heights from their tops up to its top
    below: float  # and from their feet down to its foot


def _is_slash(stroke: _Stroke) -> bool:
    """Whether it is one by itself."""
    return stroke.below > LOWER and stroke.above > -UNDER and stroke.higher > HIGHER


def _is_like(stroke: _Stroke, slash: _Stroke) -> bool:
    """Whether it is as a slash of its row, and nearly as high or higher."""
    apart = abs(stroke.middle - slash.middle) > APART * slash.height
    alike = abs(stroke.lean - slash.lean) < ALIKE and stroke.height > AS_HIGH * slash.height
    return apart and alike and stroke.higher > AS_DIGITS


def _stroke_between(
    one: Candidate, before: Sequence[Candidate], after: Sequence[Candidate]
) -> _Stroke | None:
    x, y, w, h = one.place
    left = next((other.place for other in reversed(before) if other.odds > 0), None)
    right = next((other.place for other in after if other.odds > 0), None)
    if not one.is_stroke or left is None or right is None:
        return None
    lean = _lean(one)
    near = max(x - left[0] - left[2], right[0] - x - w) <= NEAR * h
    if not near or lean <= LEANING or w / h - lean >= STRAIGHT:
        return None
    beside = np.array([left, right])
    height, top, foot = beside[:, 3].mean(), beside[:, 1].mean(), beside[:, [1, 3]].sum(1).mean()
    above, below = (top - y) / height, (y + h - foot) / height
    return _Stroke(x + w / 2, h, lean, h / height, above, below)


def _lean(one: Candidate) -> float:
    """How far a mark leans to the right, of its height, as its ink lies around its middle."""
    rows, columns = np.mgrid[:SIDE, :SIDE]
    down, across = (axis - np.average(axis, weights=one.frame) for axis in (rows, columns))
    return float(-np.sum(one.frame * across * down) / np.sum(one.frame * down**2))

"""The rows of a page, cut up and judged, in; their words out.

A word is what stands together with no gap: digits, and marks that are none.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from inkdigits.reading.candidates import RowOfPieces
from inkdigits.reading.found import Found, find_digits
from inkdigits.reading.judged import LARGEST, STROKE

if TYPE_CHECKING:
    from inkdigits.vision.marks import Place

SMALL = 0.45  # heights of its row: marks as low are points and dashes, and say nothing of a word
GAP = 0.75  # heights of its row: what is further apart is another number
WIDE_GAP = 2.2  # times the row's usual gap, if that is more
WIDEST_GAP = 1.6  # heights of its row: what is further apart is another number in any row
CLEARLY = 0.85  # share of the gaps' variance that is between two kinds of them
FEW = 4  # gaps that say nothing of kinds
STROKES = 0.75  # share of a word's digits: where so many are 1s, it may be a row of strokes
BOUND = 4.0  # log odds that one mark speaks for or against its word, at most


@dataclass(frozen=True, kw_only=True)
class Word:
    """Marks that stand together."""

    digits: tuple[Found, ...]  # those that would be digits if it were a number; may be none
    worth: float  # log odds that it is one, from its own marks

    @property
    def height(self) -> float:
        """Of its digits, in the ink's pixels."""
        return float(np.median([one.candidate.place[3] for one in self.digits]))

    def evidence(self, most: float = LARGEST) -> float:
        """The log odds that its digits are digits, each ``most`` at most; of 1s little counts."""
        return sum(
            min(one.candidate.odds, most) * (STROKE if one.is_stroke else 1) for one in self.digits
        )

    @property
    def least(self) -> float:
        """The log odds of its least likely digit."""
        return min(one.candidate.odds for one in self.digits)

    @property
    def mean(self) -> float:
        """The mean log odds of its digits."""
        return float(np.mean([one.candidate.odds for one in self.digits]))

    @property
    def strokes(self) -> bool:
        """Whether it is little but 1s, as which any stroke may be read."""
        ones = sum(one.is_stroke for one in self.digits)
        return bool(ones >= STROKES * len(self.digits))


def find_words(rows: Sequence[RowOfPieces]) -> list[tuple[Word, ...]]:
    """The words of each row, left to right."""
    digits = [find_digits(row) for row in rows]
    found = [one.found if one else () for one in digits]
    gaps = [_gaps(own, row.height) for row, own in zip(rows, found, strict=True)]
    apart = _two_kinds([gap for own in gaps for gap in own])
    limits = [apart or _limit(own) for own in gaps]
    return [_words(*one) for one in zip(rows, found, limits, strict=True)]


def _words(row: RowOfPieces, found: Sequence[Found], limit: float) -> tuple[Word, ...]:
    """A row's marks, parted where gaps are wider than a limit, in heights of the row."""
    taken = {at for one in found for at in range(one.candidate.start, one.candidate.stop)}
    marks: list[tuple[Place, Found | None, float]] = [  # with what speaks for a digit
        (one.candidate.place, one, min(_odds(one), BOUND)) for one in found
    ]
    for at, piece in enumerate(row.pieces):
        if at not in taken:
            marks.append((piece.place, None, -BOUND if piece.place[3] > SMALL * row.height else 0))
    marks.sort(key=lambda mark: mark[0][0] + mark[0][2] / 2)
    words: list[list[tuple[Found | None, float]]] = []
    last = -np.inf
    for place, one, weight in marks:
        if place[0] - last > limit * row.height:
            words.append([])
        words[-1].append((one, weight))
        last = max(place[0] + place[2], last)
    return tuple(
        Word(digits=tuple(one for one, _ in word if one), worth=sum(weight for _, weight in word))
        for word in words
    )


def _gaps(found: Sequence[Found], height: float) -> list[float]:
    """Between a row's digits, in heights of the row."""
    places = [one.candidate.place for one in found]
    return [max(right[0] - left[0] - left[2], 0) / height for left, right in pairwise(places)]


def _two_kinds(gaps: Sequence[float]) -> float | None:
    """Where a page's gaps part into narrow and wide, if they clearly do: Otsu's threshold, 1979."""
    ordered = np.sort(np.minimum(gaps, WIDEST_GAP))
    if len(ordered) <= FEW or not ordered.std():
        return None
    count = np.arange(1, len(ordered))
    sums = np.cumsum(ordered)
    low = sums[:-1] / count
    high = (sums[-1] - sums[:-1]) / (len(ordered) - count)
    told = count * (len(ordered) - count) / len(ordered) ** 2 * (high - low) ** 2 / ordered.var()
    best = int(told.argmax())
    if told[best] < CLEARLY or high[best] < GAP:
        return None
    return float(low[best] + high[best]) / 2


def _limit(gaps: Sequence[float]) -> float:
    """How wide a gap within a number is at the most, on a page whose gaps are of all widths."""
    usual = float(np.median(gaps)) if gaps else 0.0
    return min(max(GAP, WIDE_GAP * usual), WIDEST_GAP)


def _odds(one: Found) -> float:
    share = float(one.own.sum())
    return float(np.log(max(share, 1e-6) / max(1 - share, 1e-6)))

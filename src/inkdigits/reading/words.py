"""The digits of a page, row by row, in; the words that they make out.

A word is what stands together with no gap.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from inkdigits.reading.judged import Candidate

GAP = 0.75  # heights of its row: what is further apart is another number
WIDE_GAP = 2.2  # times the row's usual gap, if that is more
WIDEST_GAP = 1.3  # heights of its row: what is further apart is another number in any row
CLEARLY = 0.88  # share of the gaps' variance that is between two kinds of them
EVENER = 0.4  # heights that gaps are made wider by before their logs are compared: a gap of 0.6 is
# far from one of 0.1, and two are alike that are wide
FEW = 4  # gaps that say nothing of kinds
STROKES = 0.75  # share of a word's digits: where so many are 1s, it may be a row of strokes
STROKE = 0.2  # of another digit: so much does a 1 say of whether something is a number


@dataclass(frozen=True, kw_only=True)
class Word:
    """Digits that stand together, left to right, at least one."""

    digits: tuple[Candidate, ...]

    @property
    def height(self) -> float:
        """Of its digits, in the page's pixels."""
        return float(np.median([one.place[3] for one in self.digits]))

    @property
    def evidence(self) -> float:
        """The log odds that its digits are digits, all together; of 1s little counts."""
        return sum(one.odds * (STROKE if one.is_stroke else 1) for one in self.digits)

    @property
    def least(self) -> float:
        """The log odds of its least likely digit."""
        return min(one.odds for one in self.digits)

    @property
    def strokes(self) -> bool:
        """Whether it is little but 1s, as which any stroke may be read."""
        ones = sum(one.is_stroke for one in self.digits)
        return bool(ones >= STROKES * len(self.digits))


def find_words(rows: Sequence[Sequence[Candidate]]) -> list[tuple[Word, ...]]:
    """The words of each row, left to right."""
    return [_words(row, limit) for row, limit in zip(rows, gap_limits(rows), strict=True)]


def gap_limits(rows: Sequence[Sequence[Candidate]]) -> list[float]:
    """The gap of each row, in its heights, above which one parts two words."""
    gaps = [_gaps(row) for row in rows]
    apart = _two_kinds([gap for own in gaps for gap in own])
    return [apart or _limit(own) for own in gaps]


def _words(row: Sequence[Candidate], limit: float) -> tuple[Word, ...]:
    """A row's digits, parted where gaps are wider than a limit, in heights of the row."""
    words = [[row[0]]]
    for one, gap in zip(row[1:], _gaps(row), strict=True):
        if gap > limit:
            words.append([])
        words[-1].append(one)
    return tuple(Word(digits=tuple(word)) for word in words)


def _gaps(row: Sequence[Candidate]) -> list[float]:
    """Between a row's digits, in heights of the row."""
    places = [one.place for one in row]
    height = float(np.median([high for *_, high in places]))
    return [max(right[0] - left[0] - left[2], 0) / height for left, right in pairwise(places)]


def _two_kinds(gaps: Sequence[float]) -> float | None:
    """Where a page's gaps part into narrow and wide, if they clearly do: Otsu's threshold, 1979."""
    ordered = np.log(np.sort(np.minimum(gaps, WIDEST_GAP)) + EVENER)
    if len(ordered) <= FEW or not ordered.std():
        return None
    count = np.arange(1, len(ordered))
    sums = np.cumsum(ordered)
    low = sums[:-1] / count
    high = (sums[-1] - sums[:-1]) / (len(ordered) - count)
    told = count * (len(ordered) - count) / len(ordered) ** 2 * (high - low) ** 2 / ordered.var()
    best = int(told.argmax())
    if told[best] < CLEARLY or np.exp(high[best]) - EVENER < GAP:
        return None
    return float(np.exp((low[best] + high[best]) / 2)) - EVENER


def _limit(gaps: Sequence[float]) -> float:
    """How wide a gap within a number is at the most, on a page whose gaps are of all widths."""
    usual = float(np.median(gaps)) if gaps else 0.0
    return min(max(GAP, WIDE_GAP * usual), WIDEST_GAP)

"""A row of a page, cut up and judged, in; its words, and the numbers among them, out.

A word is what stands together with no gap. Its digits are told from what is none by the company
they keep: a sign among letters is a letter, and a point between digits is a point.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from inkdigits.digits import DIGIT, Digit, Number, Row
from inkdigits.reading.candidates import LARGEST, STROKE, Candidate, RowOfPieces
from inkdigits.reading.lattice import Path, Run, find_path
from inkdigits.reading.trust import digit_trust, number_trust
from inkdigits.vision.marks import Place, box_of

FULL = 0.8  # heights of its row: few digits are lower
LOW = 8.0  # log odds that a digit loses with each e-th part of that height that it lacks
COMPANY = 2.0  # log odds that a mark of its own gains in a row of digits
LEFT_OVER = 1.0  # log odds that it costs to leave out a piece that was cut off a mark
SMALL = 0.45  # heights of its row: marks as low are points and dashes, and say nothing of a word
GAP = 0.75  # heights of its row: what is further apart is another number
WIDE_GAP = 2.2  # times the row's usual gap, if that is more
WIDEST_GAP = 1.6  # heights of its row: what is further apart is another number in any row
CLEARLY = 0.85  # share of the gaps' variance that is between two kinds of them
FEW = 4  # gaps that say nothing of kinds
SAME = 0.6  # share of two boxes that they share: then they are cuts of one digit
STROKES = 0.75  # share of a word's digits: where so many are 1s, it may be a row of strokes
BOUND = 4.0  # log odds that one mark speaks for or against its word, at most
MANY = 3  # expected numbers that stand in one row, at most


@dataclass(frozen=True, kw_only=True)
class Found:
    """A digit on the likeliest path."""

    candidate: Candidate
    own: NDArray[np.float64]  # (10,), how probable it is with each value, cut just so
    probabilities: NDArray[np.float64]  # (10,), the same however it is cut

    @property
    def is_stroke(self) -> bool:
        """Whether it is a 1, as which any stroke may be read."""
        return bool(self.probabilities.argmax() == 1)


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
    paths = [_path(row) for row in rows]
    found = [_found(row, path) if path else [] for row, path in zip(rows, paths, strict=True)]
    gaps = [_gaps(own, row.height) for row, own in zip(rows, found, strict=True)]
    apart = _two_kinds([gap for own in gaps for gap in own])
    limits = [apart or _limit(own) for own in gaps]
    return [_words(*one) for one in zip(rows, found, limits, strict=True)]


def read_word(word: Word, *, back: NDArray[np.float64]) -> Number:
    """A word as a number.

    Args:
        word: With a digit at least.
        back: (2, 3), from the ink's pixels to the photo's.
    """
    return _number(word.digits, back)


def read_whole(row: RowOfPieces, *, back: NDArray[np.float64]) -> Row:
    """Read a row that is known to be one number; nothing where nothing in it is a digit."""
    path = _path(row)
    if path is None or not path.runs:
        return ()
    return (_number(_found(row, path), back),)


def read_expected(row: RowOfPieces, expect: str, *, back: NDArray[np.float64]) -> Row:
    """Read the numbers of a row that have as many digits each as a pattern has ``#``.

    Returns:
        One number, or two or three if that is likelier; none where nothing in the row is likely.
    """
    size = expect.count(DIGIT)
    ways = [_path(row, digits=size * times) for times in range(1, MANY + 1)]
    path = max((way for way in ways if way), key=lambda way: way.worth, default=None)
    if path is None or path.worth < 0:
        return ()
    found = _found(row, path)
    numbers = [found[at : at + size] for at in range(0, len(found), size)]
    return tuple(_number(number, back, expect=expect) for number in numbers)


def _path(row: RowOfPieces, *, digits: int | None = None) -> Path | None:
    """The likeliest digits of a row."""
    skip = [-LEFT_OVER * (part and row.trusted) for part in row.parts]
    runs = [_run(one, row) for one in row.candidates]
    return find_path(len(row.pieces), runs, skip=skip, digits=digits)


def _run(candidate: Candidate, row: RowOfPieces) -> Run:
    """What a candidate is worth on a path."""
    low = max(0.0, np.log(FULL * row.height / candidate.place[3]))
    odds = candidate.odds - LOW * low + COMPANY * (row.trusted and candidate.whole)
    shares = np.log(np.maximum(candidate.probabilities, 1e-12))
    return Run(start=candidate.start, stop=candidate.stop, odds=odds + shares)


def _found(row: RowOfPieces, path: Path) -> list[Found]:
    """The digits on a path, each as sure as all runs are together that show nearly the same ink."""
    return [
        Found(
            candidate=row.candidates[chosen],
            own=path.shares[chosen],
            probabilities=sum(
                (
                    path.shares[at]
                    for at, one in enumerate(row.candidates)
                    if _shared(one.place, row.candidates[chosen].place) >= SAME
                ),
                np.zeros(10),
            ).clip(0, 1),
        )
        for chosen in path.runs
    ]


def _shared(one: Place, other: Place) -> float:
    """How much of what two places cover both cover, 0 to 1."""
    (x, y, w, h), (left, top, wide, high) = one, other
    across = min(x + w, left + wide) - max(x, left)
    down = min(y + h, top + high) - max(y, top)
    both = max(across, 0) * max(down, 0)
    return both / (w * h + wide * high - both)


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


def _number(
    found: Sequence[Found],
    back: NDArray[np.float64],
    *,
    expect: str | None = None,
) -> Number:
    digits = tuple(_digit(one, back) for one in found)
    sure = number_trust([digit.confidence for digit in digits])
    return Number(digits=digits, confidence=sure, pattern=expect)


def _digit(one: Found, back: NDArray[np.float64]) -> Digit:
    return Digit.likeliest(
        digit_trust(one.probabilities),
        box=box_of(one.candidate.place, back),
        frame=one.candidate.frame,
        digitness=one.candidate.digitness,
        accepted=one.candidate.accepted,
    )

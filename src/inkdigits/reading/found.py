"""A row of a page, cut up and judged, in; the digits on its likeliest path out."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from inkdigits.reading.candidates import RowOfPieces
from inkdigits.reading.judged import Candidate
from inkdigits.reading.lattice import Path, Run, find_path
from inkdigits.vision.marks import Place

FULL = 0.8  # heights of its row: few digits are lower
LOW = 8.0  # log odds that a digit loses with each e-th part of that height that it lacks
COMPANY = 2.0  # log odds that a mark of its own gains in a row of digits
LEFT_OVER = 1.0  # log odds that it costs to leave out a piece that was cut off a mark
SAME = 0.6  # share of two boxes that they share: then they are cuts of one digit


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
class Digits:
    """The likeliest digits of a row."""

    found: tuple[Found, ...]  # left to right
    worth: float  # their log odds against nothing in the row being a digit


def find_digits(row: RowOfPieces, *, digits: int | None = None) -> Digits | None:
    """The likeliest digits of a row, so many if it is said; None if there are not so many."""
    skip = [-LEFT_OVER * (part and row.trusted) for part in row.parts]
    runs = [_run(one, row) for one in row.candidates]
    path = find_path(len(row.pieces), runs, skip=skip, digits=digits)
    return Digits(found=_found(row, path), worth=path.worth) if path else None


def _run(candidate: Candidate, row: RowOfPieces) -> Run:
    """What a candidate is worth on a path."""
    low = max(0.0, np.log(FULL * row.height / candidate.place[3]))
    odds = candidate.odds - LOW * low + COMPANY * (row.trusted and candidate.whole)
    shares = np.log(np.maximum(candidate.probabilities, 1e-12))
    return Run(start=candidate.start, stop=candidate.stop, odds=odds + shares)


def _found(row: RowOfPieces, path: Path) -> tuple[Found, ...]:
    """The digits on a path, each as sure as all runs are together that show nearly the same ink."""
    return tuple(
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
    )


def _shared(one: Place, other: Place) -> float:
    """How much of what two places cover both cover, 0 to 1."""
    (x, y, w, h), (left, top, wide, high) = one, other
    across = min(x + w, left + wide) - max(x, left)
    down = min(y + h, top + high) - max(y, top)
    both = max(across, 0) * max(down, 0)
    return both / (w * h + wide * high - both)

"""A row of what may be digits, and what its numbers look like, in; the likeliest of them out."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from inkdigits.digits import DIGIT
from inkdigits.reading.judged import Candidate

SHARP = 5.0  # log odds that a gap parts numbers, for each time that it is e times the row's limit
MOST = 3.0  # log odds: no gap tells more
LEAST = 1e-3  # heights: narrower gaps are alike
OTHERWISE = 0.01  # share of rows that hold something else than what is expected


@dataclass(frozen=True, kw_only=True)
class Fit:
    """The numbers of a row that look as is expected."""

    numbers: tuple[tuple[Candidate, ...], ...]  # left to right, at least one
    trust: float  # how probable it is that the row holds these and no other digits, 0 to 1


def fit(row: Sequence[Candidate], expect: str, *, limit: float, several: bool = True) -> Fit | None:
    """The likeliest numbers of a row that have as many digits each as a pattern has ``#``.

    A digit that is left out costs its log odds, and so does a gap that parts a number, or does not
    part two. The more that is than what any reading would cost, the likelier it is that the row
    holds something else.

    Args:
        row: All that may be digits in it, left to right, unlikely ones too.
        expect: The pattern. Where it has another sign between two ``#``, any gap may be.
        limit: Heights of the row from which a gap is likelier to part two numbers than not.
        several: Whether there may be more than one number.

    Returns:
        None where it is likelier that there is none.
    """
    size = expect.count(DIGIT)
    if len(row) < size:
        return None
    odds = np.array([one.odds for one in row])
    parts, joins = _gaps(row, limit)
    close = np.array(_close(expect))
    best = np.full((len(row), size), -np.inf)  # log odds if a number's digit c is candidate i
    before = np.full((len(row), size), -1)  # the candidate that is the digit before it
    for i in range(len(row)):
        best[i, 0] = 0.0
        if i and several and (ends := best[:i, -1] + parts[:i, i]).max() > 0:
            best[i, 0], before[i, 0] = ends.max(), ends.argmax()
        if i and size > 1:
            ways = best[:i, :-1] + joins[:i, i, None] * close
            best[i, 1:], before[i, 1:] = ways.max(axis=0), ways.argmax(axis=0)
        best[i] += odds[i]
    if best[:, -1].max() <= 0:
        return None
    taken = _trace(before, int(best[:, -1].argmax()))
    positions = np.arange(len(taken)) % size
    steps = [
        parts[a, b] if at == 0 else joins[a, b] * close[at - 1]
        for (a, b), at in zip(pairwise(taken), positions[1:].tolist(), strict=True)
    ]
    likely = np.flatnonzero(odds > 0)
    free = np.maximum(parts, joins)[likely[:-1], likely[1:]].sum() + odds[likely].sum()
    misfit = free - np.maximum(odds[taken], 0).sum() - sum(steps)
    digits = [row[at] for at in taken]
    return Fit(
        numbers=tuple(tuple(digits[at : at + size]) for at in range(0, len(digits), size)),
        trust=float(1 / (1 + OTHERWISE * np.exp(max(misfit, 0.0)))),
    )


def _gaps(
    row: Sequence[Candidate], limit: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Log shares of gaps like that from each candidate to each that part numbers, or do not."""
    left, _, wide, high = np.array([one.place for one in row], np.float64).T
    gaps = (left - (left + wide)[:, None]) / np.median(high)
    odds = np.clip(SHARP * np.log(np.maximum(gaps, LEAST) / limit), -MOST, MOST)
    return -np.logaddexp(0, -odds), -np.logaddexp(0, odds)


def _close(expect: str) -> list[float]:
    """Of each two neighbours of a pattern's digits 1; 0 where another sign is between them."""
    at = [place for place, sign in enumerate(expect) if sign == DIGIT]
    return [float(after - place == 1) for place, after in pairwise(at)]


def _trace(before: NDArray[np.int64], last: int) -> list[int]:
    """The candidates that lead to one that is a number's last digit, left to right."""
    taken, digit = [], before.shape[1] - 1
    while last >= 0:
        taken.append(last)
        last, digit = int(before[last, digit]), (digit - 1) % before.shape[1]
    return taken[::-1]

"""Pieces in a row and what each run of them looks like in; the likeliest digits out.

The ways to put pieces together are the paths of a lattice: a run of pieces is a digit, or a piece
is no digit and stays out. What a path is worth is the sum of the log odds that each of its runs
is a digit, whole and alone; so much likelier is it than the path that takes none.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

IMPOSSIBLE = -1e9  # log odds that no path takes


@dataclass(frozen=True, kw_only=True)
class Run:
    """Pieces ``start`` to ``stop``, the latter left out, taken together as one digit."""

    start: int
    stop: int
    odds: NDArray[np.float64]  # (10,), the log odds that they are one whole digit of each value


@dataclass(frozen=True, kw_only=True)
class Path:
    """The likeliest digits of a row."""

    runs: tuple[int, ...]  # their places among all runs, left to right
    shares: NDArray[np.float64]  # (runs, 10): how probable each of all runs is with each value
    worth: float  # its log odds against nothing in the row being a digit


def find_path(
    pieces: int,
    runs: Sequence[Run],
    *,
    skip: Sequence[float] | None = None,
    digits: int | None = None,
) -> Path | None:
    """Find the likeliest path.

    Args:
        pieces: How many there are.
        runs: What may be digits among them.
        skip: The log odds of each piece being left out, (pieces,); 0 where it is None.
        digits: As many there have to be, at least one; any number where it is None.

    Returns:
        The path; None if there is none of so many digits.

    References:
        LeCun, Bottou, Bengio and Haffner, "Gradient-based learning applied to document
        recognition", 1998, section V.B; Rabiner, "A tutorial on hidden Markov models", 1989, for
        the sums over all paths.
    """
    left_out = np.zeros(pieces) if skip is None else np.asarray(skip, np.float64)
    levels = 1 if digits is None else digits + 1  # paths are told apart by their digits, or not
    if digits is not None and digits > pieces:
        return None
    ahead = _sums(pieces, runs, left_out, levels, np.logaddexp)
    behind = _sums_back(pieces, runs, left_out, levels)
    best = _sums(pieces, runs, left_out, levels, np.maximum)
    end = levels - 1
    total = ahead[pieces, end]
    if total <= IMPOSSIBLE / 2:
        return None
    shares = [
        np.exp(
            np.minimum(
                run.odds + _both_sides(ahead[run.start], behind[run.stop], levels) - total, 0
            )
        )
        for run in runs
    ]
    return Path(
        runs=tuple(_trace(pieces, runs, left_out, best, levels)),
        shares=np.array(shares).reshape(-1, 10),
        worth=float(best[pieces, end]),
    )


def _sums(
    pieces: int, runs: Sequence[Run], skip: NDArray[np.float64], levels: int, add: np.ufunc
) -> NDArray[np.float64]:
    """What the paths from the left up to each piece are worth together, (pieces + 1, levels)."""
    ending = _by(runs, "stop", pieces)
    worth = np.full((pieces + 1, levels), IMPOSSIBLE)
    worth[0, 0] = 0
    for at in range(1, pieces + 1):
        worth[at] = worth[at - 1] + skip[at - 1]
        for index in ending[at]:
            run = runs[index]
            worth[at] = add(worth[at], _after(worth[run.start], levels) + _whole(run, add))
    return worth


def _sums_back(
    pieces: int, runs: Sequence[Run], skip: NDArray[np.float64], levels: int
) -> NDArray[np.float64]:
    """What the paths from each piece on to the end are worth, by the digits to come."""
    starting = _by(runs, "start", pieces)
    worth = np.full((pieces + 1, levels), IMPOSSIBLE)
    worth[pieces, 0] = 0
    for at in range(pieces - 1, -1, -1):
        worth[at] = worth[at + 1] + skip[at]
        for index in starting[at]:
            run = runs[index]
            step = _after(worth[run.stop], levels) + _whole(run, np.logaddexp)
            worth[at] = np.logaddexp(worth[at], step)
    return worth


def _trace(
    pieces: int,
    runs: Sequence[Run],
    skip: NDArray[np.float64],
    best: NDArray[np.float64],
    levels: int,
) -> list[int]:
    """The runs on the likeliest path, left to right."""
    ending = _by(runs, "stop", pieces)
    at, level, taken = pieces, levels - 1, []
    while at > 0:
        worth, index = best[at - 1, level] + skip[at - 1], None
        for other in ending[at]:
            run = runs[other]
            step = float(_after(best[run.start], levels)[level] + run.odds.max())
            if step > worth:
                worth, index = step, other
        if index is None:
            at -= 1
            continue
        taken.append(index)
        at, level = runs[index].start, max(level - 1, 0)
    return taken[::-1]


def _whole(run: Run, add: np.ufunc) -> float:
    """A run's worth whichever digit it is: the best of them, or all of them together."""
    return float(run.odds.max() if add is np.maximum else np.logaddexp.reduce(run.odds))


def _after(worth: NDArray[np.float64], levels: int) -> NDArray[np.float64]:
    """Worth of (levels,) after one digit more; where digits are not counted, the same."""
    if levels == 1:
        return worth
    return np.concatenate([[IMPOSSIBLE], worth[:-1]])


def _both_sides(ahead: NDArray[np.float64], behind: NDArray[np.float64], levels: int) -> float:
    """What all paths to the left and to the right of a run are worth, one digit between them."""
    if levels == 1:
        return float(ahead[0] + behind[0])
    ways = ahead[: levels - 1] + behind[levels - 2 :: -1]
    return float(np.logaddexp.reduce(ways))


def _by(runs: Iterable[Run], end: str, pieces: int) -> list[list[int]]:
    """The places of the runs that start or stop at each piece."""
    table: list[list[int]] = [[] for _ in range(pieces + 1)]
    for index, run in enumerate(runs):
        table[getattr(run, end)].append(index)
    return table

"""The marks of a page in; all that may be a digit among them and their pieces, judged, out.

A mark that looks like one digit beyond doubt stays whole. Any other is cut into pieces, and each
run of neighbouring pieces that is no wider than a digit is judged as well: halves of a broken
digit are put together so, and digits that touch are taken apart.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from inkdigits.reading.judged import Candidate, Classify, judge
from inkdigits.vision.ink import Ink
from inkdigits.vision.marks import Mark, Marks, together
from inkdigits.vision.pieces import cut_into_pieces

SURE = 2.5  # log odds of being a digit, and of being that digit: then a mark is not cut
NARROW = 1.15  # times as wide as high: a mark that is sure may be so wide
WIDEST = 1.5  # heights of its row: a digit is no wider
APART = 0.3  # heights of its row: the parts of a digit are nearer
BESIDE = 0.25  # heights that a small mark may stand above or below the digit that it belongs to
MOST = 12  # pieces that a digit may be made of


@dataclass(frozen=True, kw_only=True)
class RowOfPieces:
    """A row of a page, cut up."""

    pieces: tuple[Mark, ...]  # left to right
    parts: tuple[bool, ...]  # whether each was cut off a mark
    candidates: tuple[Candidate, ...]
    height: float  # of its writing, in the ink's pixels
    trusted: bool  # most of its marks are digits beyond doubt


def find_candidates(marks: Marks, ink: Ink, classify: Classify) -> tuple[RowOfPieces, ...]:
    """Judge a page's marks, and the pieces of those that are in doubt.

    Returns:
        The rows, in their order; ``marks.labels`` has the pieces' numbers in it from then on.
    """
    rows = _with_small(marks)
    judged = iter(judge([mark for row in rows for mark in row], marks.labels, ink, classify))
    small = set(marks.small)
    cut = []
    for row in rows:
        known = [replace(next(judged), whole=mark not in small) for mark in row]
        cut.append(_cut(known, marks.labels))
    wanted = [
        together(row.pieces[slice(*run)]) for row in cut for run in row.runs if run not in row.known
    ]
    more = iter(judge(wanted, marks.labels, ink, classify))
    return tuple(
        RowOfPieces(
            pieces=row.pieces,
            parts=row.parts,
            candidates=tuple(
                replace(row.known.get(run) or next(more), start=run[0], stop=run[1])
                for run in row.runs
            ),
            height=row.height,
            trusted=row.trusted,
        )
        for row in cut
    )


@dataclass(frozen=True, kw_only=True)
class _Cut:
    """A row that is cut up, and not yet judged."""

    pieces: tuple[Mark, ...]
    parts: tuple[bool, ...]
    runs: list[tuple[int, int]]
    known: dict[tuple[int, int], Candidate]  # those runs that are whole marks
    height: float
    trusted: bool


def _cut(row: Sequence[Candidate], labels: NDArray[np.int32]) -> _Cut:
    """Cut those marks of a row that are in doubt; the pieces get numbers in ``labels``."""
    large = [one for one in row if one.whole]
    sure = [one for one in large if _is_sure(one)]
    height = float(np.median([one.place[3] for one in sure or large]))
    pieces: list[Mark] = []
    known: dict[tuple[int, int], Candidate] = {}
    doubted: list[bool] = []
    cut_off: list[bool] = []
    for one in row:
        settled = one in sure or not one.whole
        parts = [one.mark] if settled else cut_into_pieces(one.mark, labels)
        known[len(pieces), len(pieces) + len(parts)] = one
        pieces += parts
        cut_off += [len(parts) > 1] * len(parts)
        doubted += [one not in sure] * len(parts)
    return _Cut(
        pieces=tuple(pieces),
        parts=tuple(cut_off),
        runs=find_runs(pieces, doubted, height),
        known=known,
        height=height,
        trusted=1 < len(sure) >= len(large) / 2,
    )


def _is_sure(candidate: Candidate) -> bool:
    _, _, w, h = candidate.place
    second, first = np.sort(candidate.probabilities)[-2:]
    apart = np.log(max(first, 1e-9) / max(second, 1e-9))
    return bool(w <= NARROW * h and candidate.odds > SURE and apart > SURE)


def _with_small(marks: Marks) -> list[list[Mark]]:
    """The rows with the small marks that stand in them, left to right."""
    rows = [list(row) for row in marks.rows]
    places = np.array([mark.place for row in rows for mark in row]).reshape(-1, 4)
    number = np.repeat(np.arange(len(rows)), [len(row) for row in rows])
    x, y, w, h = places.T
    for mark in marks.small if rows else ():
        left, top, wide, high = mark.place
        gap = np.maximum(np.maximum(x - left - wide, left - x - w), 0)
        middle = top + high / 2
        beside = (middle > y - BESIDE * h) & (middle < y + (1 + BESIDE) * h) & (gap < h * APART)
        if beside.any():
            rows[number[np.where(beside, gap, np.inf).argmin()]].append(mark)
    return [sorted(row, key=lambda mark: mark.place[0] + mark.place[2] / 2) for row in rows]


def find_runs(
    pieces: Sequence[Mark], doubted: Sequence[bool], height: float
) -> list[tuple[int, int]]:
    """Which neighbouring pieces may be one digit.

    Args:
        pieces: Of a row, left to right.
        doubted: Which of them may not be a digit by themselves; others stay alone.
        height: Of the row's writing, in the ink's pixels.

    Returns:
        (start, stop) of each run, every piece by itself among them.
    """
    runs = []
    for start in range(len(pieces)):
        runs.append((start, start + 1))
        left, _, w, _ = pieces[start].place
        right = left + w
        for stop in range(start + 2, min(start + MOST, len(pieces)) + 1):
            x, _, w, _ = pieces[stop - 1].place
            if x - right > APART * height or not any(doubted[start:stop]):
                break
            left, right = min(left, x), max(right, x + w)
            if right - left > WIDEST * height:
                break
            runs.append((start, stop))
    return runs

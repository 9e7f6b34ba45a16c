"""The ink of a page, however it lies, in; the same ink upright, and the way back, out.

How a page lies is found out by reading it: however it is turned, it is read, and it stood upright
where most of it were numbers. Rows that slope are leveled if more can be read then; on some pages
digits stand upright in a row that climbs.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Protocol, TypeVar

import cv2
import numpy as np
from numpy.typing import NDArray

from inkdigits.vision.ink import Ink
from inkdigits.vision.marks import Mark, Marks

SAMPLE = 80  # marks by which it is judged how a page lies that has more
BETTER = 1.1  # times as much is read of a page that is turned
MORE = 20.0  # log odds by which it is more, besides, where all of it is not read
LEAST = 0.2  # share of its marks that are read then
ON_ITS_HEAD = 0.5  # the same of one that is turned by half: upside down, some letters are digits
HALF = 2  # quarters
CONVINCING = 0.75  # share that is enough not to try other ways
LEVEL = 3.0  # degrees: rows that slope less are as good as level
SLOPING = 30.0  # degrees: rows that slope more are a diagonal
NEAR = 3.0  # heights: neighbours that tell how a row slopes
FEW = 2  # neighbours that say nothing about how the rows slope


@dataclass(frozen=True, kw_only=True)
class Standing:
    """A page's ink, upright."""

    ink: Ink
    back: NDArray[np.float64]  # (2, 3), from its pixels to the photo's
    turned: float  # degrees clockwise that the photo was turned by


def as_it_lies(ink: Ink, corner: tuple[int, int] = (0, 0)) -> Standing:
    """A page that is upright already, or a part of it, whose left upper corner is there."""
    back = ink.back + np.array([[0, 0, corner[0]], [0, 0, corner[1]]])
    return Standing(ink=ink, back=back, turned=0.0)


class Attempt(Protocol):
    """What could be read of a page as it stood."""

    @property
    def standing(self) -> Standing:
        """How it stood."""

    @property
    def marks(self) -> Marks:
        """The marks that it had then."""

    @property
    def worth(self) -> float:
        """The log odds that its numbers are numbers, all together."""

    @property
    def share(self) -> float:
        """How much of all that its marks could be worth that is, 0 to 1."""


A = TypeVar("A", bound=Attempt)


def stand_up(lying: Standing, attempt: Callable[[Standing], A]) -> A:
    """Read a page however it lies.

    Args:
        lying: The page as it lies.
        attempt: Reads a page that stands in some way.

    Returns:
        What was read of it when it stood upright.
    """
    chosen = attempt(lying)
    if chosen.share < CONVINCING:
        quarters = _quarters(chosen, attempt)
        if quarters:
            chosen = attempt(_turned(chosen.standing, quarters))
    slope = _slope(chosen.marks)
    if LEVEL < abs(slope) < SLOPING:
        leveled = attempt(_leveled(chosen.standing, chosen.marks, slope))
        if leveled.worth > chosen.worth:
            return leveled
    return chosen


def _quarters(lying: A, attempt: Callable[[Standing], A]) -> int:
    """By how many quarters, counter-clockwise, a page is to be turned."""
    part = _part(lying)
    if part is not lying.standing:
        lying = attempt(part)
    turned = {quarters: attempt(_turned(part, quarters)) for quarters in (1, 2, 3)}
    quarters, best = max(turned.items(), key=lambda turn: turn[1].worth)
    more = 0.0 if best.share > CONVINCING and best.worth > MORE else MORE
    least = ON_ITS_HEAD if quarters == HALF else LEAST
    clearly = best.worth > BETTER * lying.worth + more and best.share > least
    return quarters if clearly else 0


def _part(lying: Attempt) -> Standing:
    """A part of a page that has some of its marks, all of it if they are few."""
    places = np.array([mark.place for row in lying.marks.rows for mark in row]).reshape(-1, 4)
    if len(places) <= SAMPLE:
        return lying.standing
    middles = places[:, :2] + places[:, 2:] / 2
    near = np.abs(middles - np.median(middles, axis=0)).max(axis=1).argsort()[:SAMPLE]
    x, y, w, h = places[near].T
    area = np.s_[y.min() : (y + h).max(), x.min() : (x + w).max()]
    ink = lying.standing.ink
    return as_it_lies(replace(ink, levels=ink.levels[area], mask=ink.mask[area]))


def _slope(marks: Marks) -> float:
    """Degrees clockwise that most rows slope by."""
    steps = []
    for row in marks.rows:
        for left, right in pairwise(row):
            (x0, y0), (x1, y1) = _middle(left), _middle(right)
            if 0 < x1 - x0 < NEAR * max(left.place[3], right.place[3]):
                steps.append(np.degrees(np.arctan2(y1 - y0, x1 - x0)))
    return float(np.median(steps)) if len(steps) > FEW else 0.0


def _middle(mark: Mark) -> tuple[float, float]:
    x, y, w, h = mark.place
    return x + w / 2, y + h / 2


def _turned(standing: Standing, quarters: int) -> Standing:
    """Turned counter-clockwise by quarters."""
    ink = standing.ink
    h, w = ink.mask.shape
    back = {
        1: np.array([[0, -1, w], [1, 0, 0], [0, 0, 1]]),
        2: np.array([[-1, 0, w], [0, -1, h], [0, 0, 1]]),
        3: np.array([[0, 1, 0], [-1, 0, h], [0, 0, 1]]),
    }[quarters]
    return Standing(
        ink=replace(
            ink,
            levels=np.ascontiguousarray(np.rot90(ink.levels, quarters)),
            mask=np.ascontiguousarray(np.rot90(ink.mask, quarters)),
        ),
        back=standing.back @ back,
        turned=(standing.turned - 90.0 * quarters) % 360,
    )


def _leveled(standing: Standing, marks: Marks, degrees: float) -> Standing:
    """Turned counter-clockwise by the degrees that its rows slope, with nothing but its marks."""
    ink = standing.ink
    levels, forth = _rotation(ink.levels, degrees)
    size = levels.shape[::-1]
    parts = [part for row in marks.rows for mark in row for part in mark.parts]
    kept = np.isin(marks.labels, parts).astype(np.uint8) * np.uint8(255)
    mask = cv2.warpAffine(kept, forth, size)
    back = np.linalg.inv(np.vstack([forth, [0, 0, 1]]))
    return Standing(
        ink=replace(ink, levels=levels, mask=mask > 127),  # noqa: PLR2004 - half
        back=standing.back @ back,
        turned=(standing.turned - degrees) % 360,
    )


def _rotation(
    picture: NDArray[np.uint8], degrees: float
) -> tuple[NDArray[np.uint8], NDArray[np.float64]]:
    """A picture, (h, w), turned counter-clockwise with nothing cut off, and how: (2, 3)."""
    h, w = picture.shape
    forth = np.asarray(cv2.getRotationMatrix2D((w / 2, h / 2), degrees, 1), np.float64)
    cos, sin = abs(forth[0, 0]), abs(forth[0, 1])
    width, height = round(w * cos + h * sin), round(w * sin + h * cos)
    forth[:, 2] += ((width - w) / 2, (height - h) / 2)
    return np.asarray(cv2.warpAffine(picture, forth, (width, height)), np.uint8), forth

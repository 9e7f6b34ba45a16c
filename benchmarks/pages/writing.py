"""A text, digits and a hand in; the number that this hand writes of them out.

Lengths are the sheet's: a pixel of the picture before the camera turns and tilts it.
"""

from dataclasses import dataclass, replace

import numpy as np

from inkdigits.data import Examples

from .geometry import Matrix, Points, shift
from .grades import Grade
from .hand import Stroked, outline, stroked
from .letters import write
from .noise import happens

PROFILE = 14  # bands of a digit's height by which two are pushed together


@dataclass(frozen=True, kw_only=True)
class Hand:
    """How the person who wrote a page writes."""

    spacing: float  # between neighbours, of their size
    slant: float  # shear
    pen: float  # width, of the smallest size


@dataclass(frozen=True, kw_only=True)
class Placed:
    """A digit on the sheet."""

    digit: Stroked
    example: int  # which of the examples it is
    matrix: Matrix  # from pixels of its levels to the sheet
    edge: Points  # around its ink, on the sheet
    pen: float  # width, of its own pen's


@dataclass(frozen=True, kw_only=True)
class Laid:
    """A number on the sheet."""

    text: str  # as written, with its signs
    digits: tuple[Placed, ...]
    signs: tuple[Points, ...]  # strokes
    row: int
    size: float  # of its digits


def write_number(
    text: str,
    digits: Examples,
    hand: Hand,
    grade: Grade,
    *,
    size: float,
    pen: float,
    rng: np.random.Generator,
) -> Laid:
    """Write a number from x = 0 on, standing on y = 0.

    Args:
        text: Digits and signs.
        digits: Where an example of each is taken from.
        hand: Whose.
        grade: How hard.
        size: Of its digits, 20 pixels of a frame.
        pen: Its width.
        rng: Chooses the examples and places them.
    """
    placed: list[Placed] = []
    strokes: list[Points] = []
    right, apart = 0.0, True  # apart: no digit to the left that this one may touch
    for sign in text:
        if not sign.isdigit():
            right += 0.14 * size
            drawn = [stroke * size + np.array([right, -size]) for stroke in write(sign, rng)]
            strokes += drawn
            right = max(float(stroke[:, 0].max()) for stroke in drawn) + 0.14 * size
            apart = True
            continue
        example = int(rng.choice(np.flatnonzero(digits.labels == int(sign))))
        one = _place(digits, example, hand, grade, size=size, pen=pen, rng=rng)
        gap = 0.0 if apart else _gap(placed[-1], one, hand, grade, size=size, rng=rng)
        left = right + gap
        one = _shift(one, left - float(one.edge[:, 0].min()), 0)
        placed.append(one)
        right, apart = float(one.edge[:, 0].max()), False
    return Laid(text=text, digits=tuple(placed), signs=tuple(strokes), row=0, size=size)


def _place(
    digits: Examples,
    example: int,
    hand: Hand,
    grade: Grade,
    *,
    size: float,
    pen: float,
    rng: np.random.Generator,
) -> Placed:
    """An example of a digit by a hand, standing on y = 0 or nearly."""
    digit = stroked(digits.images[example], int(digits.labels[example]), rng)
    scale = size / digit.high * max(rng.normal(1, grade.sizes), 0.6)
    lean = -hand.slant + rng.normal(0, grade.leaning)
    turn = rng.normal(0, grade.leaning)
    cos, sin = np.cos(turn), np.sin(turn)
    linear = scale * np.array([[cos, -sin], [sin, cos]]) @ np.array([[1, lean], [0, 1]])
    matrix = np.eye(3)
    matrix[:2, :2] = linear
    share = pen / (digit.width * scale)
    edge = outline(digit, share) @ linear.T
    one = Placed(digit=digit, example=example, matrix=matrix, edge=edge, pen=share)
    return _shift(one, 0, -float(edge[:, 1].max()) + rng.normal(0, grade.dancing) * size)


def _gap(
    before: Placed,
    after: Placed,
    hand: Hand,
    grade: Grade,
    *,
    size: float,
    rng: np.random.Generator,
) -> float:
    """From the right end of a digit to the left end of the next."""
    narrower = min(float(np.ptp(one.edge[:, 0])) for one in (before, after))
    gap = (hand.spacing + rng.normal(0, grade.uneven)) * size
    if happens(rng, grade.touching):
        gap = min(gap, -_room(before, after))
    return max(gap, -grade.overlap * narrower)


def _room(before: Placed, after: Placed) -> float:
    """How far two digits whose boxes touch can be pushed together until their ink does."""
    top = min(before.edge[:, 1].min(), after.edge[:, 1].min())
    band = max(np.ptp(before.edge[:, 1]), np.ptp(after.edge[:, 1])) / PROFILE
    reach, start = np.full((2, 4 * PROFILE), np.inf)
    for ends, one, sign in ((reach, before, -1), (start, after, 1)):
        bands = ((one.edge[:, 1] - top) / band).astype(int).clip(0, 4 * PROFILE - 1)
        x = sign * one.edge[:, 0]
        np.minimum.at(ends, bands, x - x.min())
    free = reach + start
    return float(free[np.isfinite(free)].min(initial=size_of(before)))


def size_of(one: Placed) -> float:
    """A digit's height on the sheet."""
    return float(np.ptp(one.edge[:, 1]))


def edges(number: Laid) -> Points:
    """All points around a number's ink, (n, 2)."""
    return np.concatenate([one.edge for one in number.digits] + list(number.signs))


def moved(number: Laid, matrix: Matrix) -> Laid:
    """A number moved by an affine matrix."""
    linear, offset = matrix[:2, :2], matrix[:2, 2]
    return replace(
        number,
        digits=tuple(
            replace(one, matrix=matrix @ one.matrix, edge=one.edge @ linear.T + offset)
            for one in number.digits
        ),
        signs=tuple(stroke @ linear.T + offset for stroke in number.signs),
    )


def shifted(number: Laid, x: float, y: float) -> Laid:
    """A number shifted."""
    return moved(number, shift(x, y))


def _shift(one: Placed, x: float, y: float) -> Placed:
    return replace(one, matrix=shift(x, y) @ one.matrix, edge=one.edge + np.array([x, y]))

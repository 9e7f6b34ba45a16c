"""Digits, a hand and an area in; numbers laid out on a sheet, and where each digit lies, out.

Lengths are the sheet's: a pixel of the picture before the camera turns and tilts it.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from inkdigits.data import Examples

from .grades import Grade
from .hand import Stroked, outline, stroked
from .letters import write
from .noise import between, between_scales, happens

FIVE = 0.7  # share of numbers that have five digits
FORMATS = (  # of dates, times and amounts; a digit for each #
    "##.##.##", "##.##.####", "##/##/##", "####-##-##", "##:##", "#.###,##", "##,##", "###,##",
    "€##,##", "$#,###.##", "$##.##", "£###", "#.###,##€", "####-##", "##-####", "+####", "#####-",
    "###.###", "(####)", "##%", "#,#",
)  # fmt: skip
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
    matrix: NDArray[np.float64]  # (3, 3) from pixels of its levels to the sheet
    edge: NDArray[np.float64]  # (n, 2) points around its ink, on the sheet
    pen: float  # width, of its own pen's


@dataclass(frozen=True, kw_only=True)
class Laid:
    """A number on the sheet."""

    text: str  # as written, with its signs
    digits: tuple[Placed, ...]
    signs: tuple[NDArray[np.float64], ...]  # strokes
    row: int
    size: float  # of its digits


def lay_out(
    digits: Examples,
    hand: Hand,
    grade: Grade,
    *,
    area: tuple[float, float],
    largest: float,
    rng: np.random.Generator,
) -> list[Laid]:
    """Fill an area with numbers, in rows or in columns.

    Args:
        digits: What they are made of.
        hand: Whose.
        grade: How hard.
        area: Width and height to stay within, from (0, 0) on.
        largest: Size of digits.
        rng: Chooses everything.
    """
    width, height = area
    across = 5.6 * max(0.75 + hand.spacing, 0.5)  # sizes that five digits are wide
    most = max(min(largest, width / across, height / 1.3), grade.smallest)
    size = between_scales(rng, (grade.smallest, most))
    style = rng.choice(3, p=(0.62, 0.23, 0.15))  # rows, columns, one number
    if style == 2:  # noqa: PLR2004
        size = max(size, 0.6 * most)
    pitch = size * between(rng, (1.5, 2.4))
    rows = 1 if style == 2 else min(int(rng.integers(1, 8)), max(1, int(height / pitch)))  # noqa: PLR2004
    top = between(rng, (0, max(0.0, height - rows * pitch)))
    columns = int(rng.integers(1, 4)) if style < 2 else 1  # noqa: PLR2004
    pen = hand.pen * size
    many = happens(rng, grade.many_sizes)
    laid: list[Laid] = []
    stops: list[float] = []  # where the columns begin
    start = between(rng, (0, min(2 * size, 0.3 * width)))
    for row in range(rows):
        high = size * between(rng, (0.75, 1.25)) if many else size
        high = max(high, grade.smallest)
        left = start + between(rng, (0, 0.5 * size))
        if style == 0 and happens(rng, 0.3):
            left += between(rng, (0, 0.25 * width))
        line = top + pitch * (row + 0.5) + size / 2
        for column in range(columns):
            if style == 1 and row and column < len(stops):
                left = max(left, stops[column])
            number = _fitting(digits, hand, grade, size=high, pen=pen, room=width - left, rng=rng)
            if number is None:
                break
            if style == 1 and not row:
                stops.append(left)
            laid.append(replace(shifted(number, left, line), row=row))
            gap = max(1.2 * high, 2.2 * hand.spacing * high + 0.5 * high)
            left += span(number) + gap * between(rng, (1, 1.7 if style == 0 else 2.2))
    return [_sloped(number, grade, rng) for number in _by_row(laid, rng, grade)]


def _by_row(laid: list[Laid], rng: np.random.Generator, grade: Grade) -> list[Laid]:
    """The rows, each turned by its slope around where it begins."""
    sloped = []
    common = rng.uniform(-grade.slope, grade.slope)  # degrees
    for row in sorted({number.row for number in laid}):
        angle = np.radians(common + rng.normal(0, grade.slope / 12))
        members = [number for number in laid if number.row == row]
        first = members[0].digits[0].edge.min(0)
        turn = _turn(angle, first)
        sloped += [moved(number, turn) for number in members]
    return sloped


def _sloped(number: Laid, grade: Grade, rng: np.random.Generator) -> Laid:
    """A number a little off its line."""
    return shifted(number, 0, rng.normal(0, grade.dancing / 2) * number.size)


def _fitting(
    digits: Examples,
    hand: Hand,
    grade: Grade,
    *,
    size: float,
    pen: float,
    room: float,
    rng: np.random.Generator,
) -> Laid | None:
    """A number that is not wider than there is room, if there can be one."""
    for _ in range(4):
        text = choose_text(grade, rng)
        if len(text) * (0.45 + hand.spacing) * size > 1.4 * room:
            continue
        number = write_number(text, digits, hand, grade, size=size, pen=pen, rng=rng)
        if span(number) <= room:
            return number
    return None


def choose_text(grade: Grade, rng: np.random.Generator) -> str:
    """What a number is, signs and all."""
    if happens(rng, grade.signs):
        shape = FORMATS[rng.integers(len(FORMATS))]
    else:
        shape = "#" * (5 if happens(rng, FIVE) else int(rng.integers(1, 10)))
    return "".join(str(rng.integers(10)) if sign == "#" else sign for sign in shape)


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
    strokes: list[NDArray[np.float64]] = []
    right, apart = 0.0, True  # apart: no digit to the left that this one may touch
    for sign in text:
        if not sign.isdigit():
            right += 0.14 * size
            drawn = [stroke * size + (right, -size) for stroke in write(sign, rng)]
            strokes += drawn
            right = max(float(stroke[:, 0].max()) for stroke in drawn) + 0.14 * size
            apart = True
            continue
        example = int(rng.choice(np.flatnonzero(digits.labels == int(sign))))
        one = _place(digits, example, hand, grade, size=size, pen=pen, rng=rng)
        if apart:
            left = right
        else:
            left = right + _gap(placed[-1], one, hand, grade, size=size, rng=rng)
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


def span(number: Laid) -> float:
    """How far right a number that begins at x = 0 reaches."""
    ends = [one.edge[:, 0].max() for one in number.digits]
    return float(max(ends + [stroke[:, 0].max() for stroke in number.signs]))


def _turn(angle: float, around: NDArray[np.float64]) -> NDArray[np.float64]:
    """A turn by an angle in radians around a place, (3, 3)."""
    cos, sin = np.cos(angle), np.sin(angle)
    linear = np.array([[cos, -sin], [sin, cos]])
    matrix = np.eye(3)
    matrix[:2, :2], matrix[:2, 2] = linear, around - linear @ around
    return matrix


def moved(number: Laid, matrix: NDArray[np.float64]) -> Laid:
    """A number moved by an affine (3, 3)."""
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
    return moved(number, np.array([[1, 0, x], [0, 1, y], [0, 0, 1.0]]))


def _shift(one: Placed, x: float, y: float) -> Placed:
    shift = np.array([[1, 0, x], [0, 1, y], [0, 0, 1.0]])
    return replace(one, matrix=shift @ one.matrix, edge=one.edge + (x, y))

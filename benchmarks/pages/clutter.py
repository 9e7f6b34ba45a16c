"""Numbers on a sheet in; what else lies and is written on it, clear of them, out."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .letters import UNLIKE, WORDS, write
from .noise import between, between_scales, happens
from .writing import Laid, edges

Stroke = NDArray[np.float64]  # (n, 2) x, y
Rectangle = tuple[float, float, float, float]  # left, top, right, bottom

TRIES = 15  # places tried for each thing
CLEAR = 0.45  # sizes around a number that stay free
FREE_SIGNS = "*?&+=%#-.,$€£"  # not / ! ( or ): by itself each of them may be a 1


@dataclass(frozen=True, kw_only=True)
class Thing:
    """What is no digit: strokes by one pen."""

    strokes: list[Stroke]
    pen: float  # width, of the page's pen


def strew(
    numbers: list[Laid], *, area: tuple[float, float], size: float, rng: np.random.Generator
) -> list[Thing]:
    """Words, lines, drawings and blots beside some numbers.

    Args:
        numbers: What to keep clear of; may be none.
        area: Width and height, from (0, 0) on.
        size: Of the page's digits.
        rng: Chooses all.
    """
    taken = [around(number) for number in numbers]
    things = []
    for number in numbers:
        if happens(rng, 0.1):
            things.append(underline(number, rng))
        elif happens(rng, 0.05):
            things.append(cell(number, rng))
    for _ in range(int(rng.integers(1, 9))):
        thing = MAKERS[rng.choice(len(MAKERS), p=SHARES)](size, rng)
        placed = place(thing, taken, area, size, rng)
        if placed:
            things.append(placed)
    return things


def around(number: Laid) -> Rectangle:
    """The rectangle that a number needs for itself."""
    points = edges(number)
    left, top = points.min(0) - CLEAR * number.size
    right, bottom = points.max(0) + CLEAR * number.size
    return float(left), float(top), float(right), float(bottom)


def place(
    thing: Thing,
    taken: list[Rectangle],
    area: tuple[float, float],
    size: float,
    rng: np.random.Generator,
) -> Thing | None:
    """Put a thing where there is nothing yet, and note that there now is; None if nowhere."""
    points = np.concatenate(thing.strokes)
    low, high = points.min(0), points.max(0)
    for _ in range(TRIES):
        room = np.array(area) - (high - low)
        if room.min() <= 0:
            return None
        corner = rng.uniform(0, room)
        left, top = corner - 0.2 * size
        right, bottom = corner + (high - low) + 0.2 * size
        if all(
            right < other[0] or left > other[2] or bottom < other[1] or top > other[3]
            for other in taken
        ):
            taken.append((float(left), float(top), float(right), float(bottom)))
            strokes = [stroke - low + corner for stroke in thing.strokes]
            return Thing(strokes=strokes, pen=thing.pen)
    return None


def underline(number: Laid, rng: np.random.Generator) -> Thing:
    """A line below a number, or two."""
    points = np.concatenate([one.edge for one in number.digits])
    first, last = points[points[:, 0].argmin()], points[points[:, 0].argmax()]
    first_foot, last_foot = (one.edge[:, 1].max() for one in (number.digits[0], number.digits[-1]))
    slope = (last_foot - first_foot) / max(last[0] - first[0], number.size)
    x = np.linspace(first[0] - 0.15 * number.size, last[0] + 0.2 * number.size, 20)
    drop = (points[:, 1] - slope * points[:, 0]).max() + between(rng, (0.1, 0.25)) * number.size
    wave = np.cumsum(rng.normal(0, 0.006, len(x))) * number.size
    lines = [np.stack([x, slope * x + drop + wave], 1)]
    if happens(rng, 0.3):
        lines.append(lines[0] + (0, 0.13 * number.size))
    return Thing(strokes=lines, pen=1)


def cell(number: Laid, rng: np.random.Generator) -> Thing:
    """A frame around a number."""
    left, top, right, bottom = around(number)
    return cell_at(left, top, right - left, bottom - top, pen=between(rng, (0.4, 1)))


def cell_at(left: float, top: float, width: float, height: float, *, pen: float = 0.5) -> Thing:
    """A frame."""
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height], [0, 0]])
    return Thing(strokes=[corners + np.array([left, top])], pen=pen)


def word(size: float, rng: np.random.Generator) -> Thing:
    """A word, sometimes two."""
    count = 1 + happens(rng, 0.3)
    text = " ".join(WORDS[rng.integers(len(WORDS))] for _ in range(count))
    return _written(text + ":" * happens(rng, 0.15), size, rng, joined=happens(rng, 0.6))


def letters(size: float, rng: np.random.Generator) -> Thing:
    """Letters of no word that no digit looks like."""
    text = "".join(UNLIKE[rng.integers(len(UNLIKE))] for _ in range(rng.integers(2, 8)))
    return _written(text, size, rng, joined=False)


def sign(size: float, rng: np.random.Generator) -> Thing:
    """A sign by itself."""
    return _written(FREE_SIGNS[rng.integers(len(FREE_SIGNS))], size, rng, joined=False)


def _written(text: str, size: float, rng: np.random.Generator, *, joined: bool) -> Thing:
    high = size * between(rng, (0.6, 1.2))
    lean = np.array([[1, 0], [rng.normal(-0.15, 0.15), 1]])
    strokes = [stroke * high @ lean for stroke in write(text, rng, joined=joined)]
    return Thing(strokes=strokes, pen=1)


def line(size: float, rng: np.random.Generator) -> Thing:
    """A long line, nearly straight, or dashed."""
    length = size * between_scales(rng, (3, 12))
    angle = rng.normal(0, 0.1) if happens(rng, 0.7) else rng.uniform(-1, 1)  # upright ones are 1s
    x = np.linspace(0, length, 30)
    y = np.cumsum(rng.normal(0, 0.004, 30)) * length * happens(rng, 0.6)
    way = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    points = np.stack([x, y], 1) @ way
    if happens(rng, 0.2):
        return Thing(strokes=[points[i : i + 3] for i in range(0, 28, 4)], pen=1)
    return Thing(strokes=[points], pen=between(rng, (0.6, 1.2)))


def scribble(size: float, rng: np.random.Generator) -> Thing:
    """A knot of lines, a spiral or a zigzag, as when a pen is tried."""
    count = int(rng.integers(12, 40))
    t = np.linspace(0, 1, 8 * count)
    kind = rng.integers(3)
    if kind == 0:
        walk = np.cumsum(rng.normal(0, 1, (count, 2)), 0)
        points = np.stack([np.interp(t * (count - 1), range(count), walk[:, i]) for i in (0, 1)], 1)
        points = np.stack([np.convolve(points[:, i], np.ones(9) / 9, "valid") for i in (0, 1)], 1)
    elif kind == 1:
        angle = t * count
        points = np.stack([0.5 * angle + 2 * np.cos(3 * angle), 2.5 * np.sin(3 * angle)], 1)
    else:
        angle = 6 * np.pi * t
        points = np.stack([angle * np.cos(angle), angle * np.sin(angle)], 1)
    extent = np.ptp(points, 0).max()
    return Thing(strokes=[points * (between(rng, (0.8, 2.5)) * size / extent)], pen=1)


def blot(size: float, rng: np.random.Generator) -> Thing:
    """A drop of ink, or a smudge of some."""
    count = int(rng.integers(1, 5))
    spots = rng.normal(0, 0.25 * size, (count, 2))
    strokes = [spot + rng.normal(0, 0.06 * size, (3, 2)) for spot in spots]
    return Thing(strokes=strokes, pen=between(rng, (1, 3.5)))


def arrow(size: float, rng: np.random.Generator) -> Thing:
    """An arrow or a tick."""
    if happens(rng, 0.4):
        tick = np.array([[0, 0.6], [0.25, 1], [0.9, 0]])
        return Thing(strokes=[tick * size], pen=1)
    length = size * between(rng, (1.5, 4))
    shaft = np.array([[0, 0], [length, 0]])
    head = np.array([[-0.35, -0.25], [0, 0], [-0.35, 0.25]]) * size + (length, 0)
    angle = rng.uniform(0, 2 * np.pi)
    way = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    return Thing(strokes=[shaft @ way, head @ way], pen=1)


MAKERS = (word, letters, sign, line, scribble, blot, arrow)
SHARES = (0.38, 0.16, 0.1, 0.12, 0.08, 0.08, 0.08)

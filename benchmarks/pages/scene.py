"""Digits, a grade and a seed in; a picture like a photograph of handwritten numbers, and its truth.

A sheet is written on (writing.py, clutter.py), laid on a desk, lit and photographed (camera.py).
"""

from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray

from inkdigits.data import Examples
from inkdigits.digits import Box

from .camera import light, photograph, tilt
from .clutter import Thing, strew
from .grades import GRADES, Grade
from .hand import draw
from .noise import Levels, between, between_scales, cloud, happens
from .strokes import draw_strokes, through
from .surface import (
    BOARDS,
    TINTED,
    WHITE,
    Colour,
    Colours,
    board,
    colour_near,
    desk,
    paper,
    rules,
)
from .writing import Hand, Laid, lay_out, moved

SHAPES = (4 / 3, 3 / 2, 16 / 9, 2**0.5, 1.0)  # longer side to shorter
MEGAPIXELS = (0.3, 2.4)  # of most pictures
LARGE, LARGER = 0.05, (2.4, 12.0)  # share of larger ones, and theirs
THIRD = 1 / 3  # of the picture's height: the largest digits
DARKEST = 0.25  # of the light: nothing is so much in the shade
INKS: tuple[Colour, ...] = (
    (0.05, 0.05, 0.06), (0.08, 0.1, 0.3), (0.1, 0.2, 0.6), (0.7, 0.1, 0.12), (0.05, 0.4, 0.2),
    (0.35, 0.15, 0.5), (0.3, 0.2, 0.1),
)  # fmt: skip
CHALKS: tuple[Colour, ...] = (
    (0.85, 0.85, 0.82),
    (0.85, 0.8, 0.45),
    (0.85, 0.6, 0.6),
    (0.6, 0.75, 0.85),
)


@dataclass(frozen=True, kw_only=True)
class Written:
    """A number in a picture."""

    text: str  # as written: digits, and signs such as points between them
    row: int  # from the top, 0 for the first
    examples: tuple[int, ...]  # which of the given digits it is made of
    boxes: tuple[Box, ...]  # around the ink of each digit, in the picture's pixels

    @property
    def digits(self) -> str:
        """Its digits alone."""
        return "".join(sign for sign in self.text if sign.isdigit())

    @property
    def box(self) -> Box:
        """Around all its digits."""
        left, top = min(box.x for box in self.boxes), min(box.y for box in self.boxes)
        right = max(box.x + box.width for box in self.boxes)
        bottom = max(box.y + box.height for box in self.boxes)
        return Box(x=left, y=top, width=right - left, height=bottom - top)


@dataclass(frozen=True, kw_only=True)
class Page:
    """A picture and what is written on it."""

    picture: NDArray[np.uint8]  # (h, w, 3) RGB
    numbers: tuple[Written, ...]  # in reading order
    turned: int = 0  # degrees clockwise to turn it by to read it: 0, 90, 180 or 270
    traits: tuple[str, ...] = field(default=())  # what makes it hard, for study


@dataclass(frozen=True, kw_only=True)
class Look:
    """Of what a page is made."""

    paper: Colour
    ink: Colour
    pen: str
    contrast: float
    dark: bool  # light ink on a dark board


def make_page(digits: Examples, *, grade: int, seed: int) -> Page:
    """Make a page of numbers.

    Args:
        digits: What the numbers are made of; an example of each value.
        grade: 1, clear, to 5, hard.
        seed: The same seed, grade and digits give the same page.

    Raises:
        ValueError: There is no such grade.
    """
    if grade not in GRADES:
        raise ValueError(f"grade is {grade}; it goes from 1, clear, to {max(GRADES)}, hard.")
    rng = np.random.default_rng([seed, grade])
    how = GRADES[grade]
    width, height = choose_size(rng)
    traits = []
    bordered = happens(rng, how.desk)
    angle = rng.uniform(-how.skew, how.skew)
    area, corner = writable(width, height, angle, bordered=bordered)
    hand = Hand(
        spacing=between(rng, how.spacing),
        slant=rng.uniform(-how.slant / 3, how.slant),
        pen=between_scales(rng, how.pen),
    )
    numbers: list[Laid] = []
    while not numbers:
        numbers = lay_out(digits, hand, how, area=area, largest=THIRD * height, rng=rng)
    if happens(rng, how.diagonal):
        numbers = numbers[:1]
        traits.append("diagonal")
    things: list[Thing] = []
    size = float(np.median([number.size for number in numbers]))
    if "diagonal" in traits:
        slope = np.radians(rng.choice([-1, 1]) * rng.uniform(15, 45))
        numbers = [moved(numbers[0], about(numbers[0], slope))]
    elif happens(rng, how.clutter):
        things = strew(numbers, area=area, size=size, rng=rng)
        traits.append("clutter")
    matrix = tilt(how, width, height, angle, rng) @ shift(*corner)
    matrix = fitted(matrix, numbers, width, height)
    ink, smallest, pen = write_all(numbers, things, matrix, (height, width), hand)
    look = choose_look(how, rng)
    if happens(rng, how.broken):
        traits.append("broken")
        ink *= worn(rng, ink.shape, pen)
    traits += ["dark"] * look.dark + [look.pen] + ["desk"] * bordered
    scene = surface(look, how, matrix, (height, width), numbers, traits, rng)
    scene = inked(scene, ink, look, pen, rng)
    if bordered:
        scene = on_desk(scene, matrix, area, rng)
    lit = light(how, (height, width), rng)
    lit **= min(1.0, np.log(DARKEST) / np.log(min(float(lit.min()), DARKEST)))
    picture = photograph(
        scene, lit, how, smallest=smallest, ink=contrast(look) * float(lit.min()), rng=rng
    )
    boxes = [
        [box_of(through(matrix, one.edge), width, height) for one in number.digits]
        for number in numbers
    ]
    quarter = int(rng.integers(1, 4)) if happens(rng, how.turned) and tells(numbers) else 0
    if quarter:
        picture = np.ascontiguousarray(np.rot90(picture, -quarter))
        traits.append("turned")
    written = tuple(
        Written(
            text=number.text,
            row=number.row,
            examples=tuple(one.example for one in number.digits),
            boxes=tuple(turned(box, quarter, width, height) for box in row),
        )
        for number, row in zip(numbers, boxes, strict=True)
    )
    return Page(
        picture=picture,
        numbers=written,
        turned=(360 - 90 * quarter) % 360,
        traits=tuple(traits),
    )


def choose_size(rng: np.random.Generator) -> tuple[int, int]:
    """A picture's width and height."""
    limits = LARGER if happens(rng, LARGE) else MEGAPIXELS
    pixels = 1e6 * between_scales(rng, limits)
    shape = SHAPES[rng.integers(len(SHAPES))]
    short = (pixels / shape) ** 0.5
    sides = round(short * shape), round(short)
    return sides if happens(rng, 0.55) else sides[::-1]


def writable(
    width: int, height: int, angle: float, *, bordered: bool
) -> tuple[tuple[float, float], tuple[float, float]]:
    """The size and the corner of the part of a turned sheet that stays within the picture."""
    cos, sin = np.cos(np.radians(angle)), abs(np.sin(np.radians(angle)))
    share = min(width / (width * cos + height * sin), height / (width * sin + height * cos))
    share *= 0.82 if bordered else 0.93
    area = share * width, share * height
    return area, ((width - area[0]) / 2, (height - area[1]) / 2)


def shift(x: float, y: float) -> NDArray[np.float64]:
    """A shift, (3, 3)."""
    return np.array([[1, 0, x], [0, 1, y], [0, 0, 1.0]])


def about(number: Laid, angle: float) -> NDArray[np.float64]:
    """A turn of a number about its middle, (3, 3)."""
    middle = np.concatenate([one.edge for one in number.digits]).mean(0)
    cos, sin = np.cos(angle), np.sin(angle)
    turn = np.array([[cos, -sin, 0], [sin, cos, 0], [0, 0, 1]])
    return shift(*middle) @ turn @ shift(*-middle)


def fitted(
    matrix: NDArray[np.float64], numbers: list[Laid], width: int, height: int
) -> NDArray[np.float64]:
    """The matrix, with all digits moved into the picture, and made smaller if need be."""
    points = np.concatenate([one.edge for number in numbers for one in number.digits])
    seen = through(matrix, points)
    low, high = seen.min(0), seen.max(0)
    margin = 4 + 0.01 * min(width, height)
    room = np.array([width, height]) - 2 * margin
    scale = min(1.0, float((room / (high - low)).min()))
    low, high = low * scale, high * scale
    to = np.maximum(margin - low, 0) + np.minimum(room + margin - high, 0)
    if scale == 1 and not to.any():
        return matrix
    return shift(*to) @ np.diag([scale, scale, 1]) @ matrix


def write_all(
    numbers: list[Laid],
    things: list[Thing],
    matrix: NDArray[np.float64],
    shape: tuple[int, int],
    hand: Hand,
) -> tuple[Levels, float, float]:
    """Everything written, (h, w) 0 to 1; the smallest digits' size and the pen's width, pixels."""
    ink = np.zeros(shape, np.float32)
    scale = float(np.sqrt(abs(np.linalg.det((matrix / matrix[2, 2])[:2, :2]))))
    pen = max(1.0, hand.pen * float(np.median([number.size for number in numbers])) * scale)
    for number in numbers:
        for one in number.digits:
            least = 1.0 / (one.digit.width * one.matrix[0, 0] * scale)
            draw(ink, one.digit, matrix @ one.matrix, max(one.pen, least))
        draw_strokes(ink, [through(matrix, stroke) for stroke in number.signs], pen)
    for thing in things:
        strokes = [through(matrix, stroke) for stroke in thing.strokes]
        draw_strokes(ink, strokes, max(1.0, pen * thing.pen))
    return ink, scale * min(number.size for number in numbers), pen


def choose_look(how: Grade, rng: np.random.Generator) -> Look:
    """Paper and pen."""
    strength = between(rng, how.contrast)
    if happens(rng, how.dark):
        chalk = colour_near(rng, CHALKS, 0.1) if how.coloured else CHALKS[0]
        return Look(
            paper=colour_near(rng, BOARDS, 0.3),
            ink=chalk,
            pen="chalk",
            contrast=max(strength, 0.6),
            dark=True,
        )
    coloured = happens(rng, how.coloured)
    pen = how.pens[rng.integers(len(how.pens))]
    ink = INKS[rng.integers(len(INKS))] if coloured else INKS[rng.integers(2)]
    if pen == "pencil":
        ink, strength = (0.22, 0.22, 0.23), min(strength, 0.75)
    sheet = colour_near(rng, TINTED if coloured and happens(rng, 0.6) else WHITE, 0.05)
    return Look(paper=sheet, ink=ink, pen=pen, contrast=strength, dark=False)


def contrast(look: Look) -> float:
    """How far ink and paper are apart, share of the light."""
    return look.contrast * abs(float(np.mean(look.paper)) - float(np.mean(look.ink)))


def surface(
    look: Look,
    how: Grade,
    matrix: NDArray[np.float64],
    shape: tuple[int, int],
    numbers: list[Laid],
    traits: list[str],
    rng: np.random.Generator,
) -> Colours:
    """The sheet without any writing."""
    sheet = board(rng, shape, look.paper) if look.dark else paper(rng, shape, look.paper)
    squared = happens(rng, how.squared)
    if not squared and not happens(rng, how.ruled):
        return sheet
    traits.append("squared" if squared else "ruled")
    size = float(np.median([number.size for number in numbers]))
    edge = np.concatenate([one.edge for one in numbers[0].digits])
    lines = rules(
        shape,
        matrix,
        pitch=size * (between(rng, (0.45, 1.3)) if squared else between(rng, (1.2, 2.2))),
        origin=(float(edge[0, 0]), float(edge[:, 1].max()) + size * rng.normal(0.03, 0.08)),
        both=squared,
        width=max(0.6, size * between(rng, (0.01, 0.04))),
    )
    colour = np.array([(0.45, 0.6, 0.85), (0.55, 0.55, 0.6), (0.75, 0.5, 0.55)][rng.integers(3)])
    if look.dark:
        colour = np.array([0.5, 0.5, 0.5])
    share = lines[:, :, None] * between(rng, (0.25, 0.85))
    return sheet * (1 - share) + share * colour.astype(np.float32)


def worn(rng: np.random.Generator, shape: tuple[int, int], pen: float) -> Levels:
    """Where a pen that runs dry leaves ink, (h, w) 0 to 1."""
    dry = cloud(rng, shape, max(1.2 * pen, 2))
    return ((dry + between(rng, (1.2, 1.8))) * 3).clip(0, 1)


def inked(scene: Colours, ink: Levels, look: Look, pen: float, rng: np.random.Generator) -> Colours:
    """The sheet with its writing."""
    shape = ink.shape
    reach, rough, even = {
        "ballpoint": (max(pen, 1.5), 0.14, 0.95),
        "felt": (max(2 * pen, 2), 0.05, 0.97),
        "marker": (max(3 * pen, 2), 0.04, 1.0),
        "fountain": (max(4 * pen, 2), 0.12, 0.92),
        "pencil": (1.3, 0.22, 0.85),
        "chalk": (1.5, 0.28, 0.85),
    }[look.pen]
    texture = (even + rough * cloud(rng, shape, reach)).clip(0, 1)
    share = (ink * texture * look.contrast)[:, :, None]
    return scene * (1 - share) + share * np.array(look.ink, np.float32)


def on_desk(
    scene: Colours,
    matrix: NDArray[np.float64],
    area: tuple[float, float],
    rng: np.random.Generator,
) -> Colours:
    """The sheet cut off at its edges, on a desk."""
    shape = scene.shape[:2]
    far = 2.0 * max(shape)
    close = rng.uniform(0.03, 0.1, 4) * min(shape)
    away = np.where(rng.random(4) < 0.55, close, far)  # left, top, right, bottom
    if (away == far).all():
        away[rng.integers(4)] = close[0]
    left, top, right, bottom = -away[0], -away[1], area[0] + away[2], area[1] + away[3]
    corners = np.array([[left, top], [right, top], [right, bottom], [left, bottom]])
    seen = through(matrix, corners).clip(-4 * far, 4 * far)
    sheet = np.zeros(shape, np.uint8)
    cv2.fillPoly(sheet, [np.rint(seen * 8).astype(np.int32)], 255, cv2.LINE_AA, 3)
    share = sheet.astype(np.float32)[:, :, None] / 255
    drop = cv2.GaussianBlur(sheet, (0, 0), max(2.0, 0.006 * max(shape)))
    shade = 1 - 0.5 * drop.astype(np.float32)[:, :, None] / 255
    return scene * share + desk(rng, shape) * shade * (1 - share)


def tells(numbers: list[Laid]) -> bool:
    """Whether there is enough that looks wrong upside down to tell which way up a page is."""
    values = [one.digit.value for number in numbers for one in number.digits]
    longest = max(len(number.digits) for number in numbers)
    return sum(value in {2, 3, 4, 5, 7} for value in values) >= 4 and longest >= 4  # noqa: PLR2004


def box_of(points: NDArray[np.float64], width: int, height: int) -> Box:
    """The box around points, whole pixels."""
    left, top = np.floor(points.min(0)).astype(int)
    right, bottom = np.ceil(points.max(0)).astype(int) + 1
    left, top = max(int(left), 0), max(int(top), 0)
    return Box(
        x=left,
        y=top,
        width=max(1, min(int(right), width) - left),
        height=max(1, min(int(bottom), height) - top),
    )


def turned(box: Box, quarters: int, width: int, height: int) -> Box:
    """A box of a picture that is turned clockwise by quarters."""
    for _ in range(quarters):
        box = Box(x=height - box.y - box.height, y=box.x, width=box.height, height=box.width)
        width, height = height, width
    return box

"""Digits, a grade and a seed in; a picture like a photograph of handwritten numbers, and its truth.

A sheet is written on (layout.py, clutter.py), looks like paper (look.py), is lit and photographed
(camera.py).
"""

from dataclasses import dataclass, replace

import numpy as np

from inkdigits.data import Examples

from .camera import light, photograph
from .clutter import Thing, strew
from .geometry import Frame, choose_frame, fitted, through, turn_about
from .grades import GRADES, Grade
from .hand import draw
from .layout import lay_out
from .look import choose_look, inked, on_desk, sheet_of, worn
from .noise import Levels, between, between_scales, happens
from .page import Page, Written, box_of, turned
from .strokes import draw_strokes
from .writing import Hand, Laid, edges, moved

LEAST = 3  # digits: one alone on a page may be anything
LARGEST = 1 / 3  # of the picture's height: digits
DARKEST = 0.25  # of the light: nothing is so much in the shade
SLANTING = (15, 45)  # degrees, to either side: a number across the page
TELLING, LONG = 4, 4  # digits unlike any upside down, and in a row: which way up can be told
LIKE_OTHERS = {0, 1, 6, 8, 9}  # upside down


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """What is written."""

    numbers: tuple[Laid, ...]
    things: tuple[Thing, ...]  # beside them
    size: float  # of most digits, on the sheet
    pen: float  # width, on the sheet


@dataclass(frozen=True, kw_only=True)
class Shot:
    """A sheet's photograph."""

    picture: np.ndarray  # uint8 (h, w, 3)
    frame: Frame
    traits: tuple[str, ...]


def make_page(
    digits: Examples,
    *,
    grade: int,
    seed: int,
    megapixels: float | None = None,
    amounts: bool = False,
) -> Page:
    """Make a page of numbers.

    Args:
        digits: What the numbers are made of; an example of each value.
        grade: 1, clear, to 5, hard.
        seed: The same seed, grade and digits give the same page.
        megapixels: Of the picture; by default from 0.3 to 12, mostly about 1.
        amounts: Every number is a date, a time or an amount, with its signs.

    Raises:
        ValueError: There is no such grade.
    """
    if grade not in GRADES:
        raise ValueError(f"grade is {grade}; it goes from 1, clear, to {max(GRADES)}, hard.")
    how, rng = GRADES[grade], np.random.default_rng([seed, grade, *[1] * amounts])
    if amounts:
        how = replace(how, signs=1.0)
    frame = choose_frame(how, rng, megapixels=megapixels)
    sheet = write_sheet(digits, frame, how, rng)
    shot = take(sheet, frame, how, rng)
    quarters = int(rng.integers(1, 4)) if happens(rng, how.turned) and tells(sheet) else 0
    return Page(
        picture=np.ascontiguousarray(np.rot90(shot.picture, -quarters)),
        numbers=tuple(written(number, shot.frame, quarters) for number in sheet.numbers),
        turned=(360 - 90 * quarters) % 360,
        traits=shot.traits + ("turned",) * (quarters > 0),
    )


def write_sheet(digits: Examples, frame: Frame, how: Grade, rng: np.random.Generator) -> Sheet:
    """Choose and place what is written."""
    hand = Hand(
        spacing=between(rng, how.spacing),
        slant=rng.uniform(-how.slant / 3, how.slant),
        pen=between_scales(rng, how.pen),
    )
    numbers: list[Laid] = []
    while sum(len(number.digits) for number in numbers) < LEAST:
        largest = LARGEST * frame.height
        numbers = lay_out(digits, hand, how, area=frame.area, largest=largest, rng=rng)
    size = float(np.median([number.size for number in numbers]))
    things: list[Thing] = []
    if happens(rng, how.diagonal):
        slope = np.radians(rng.choice([-1, 1]) * between(rng, SLANTING))
        numbers = [moved(numbers[0], turn_about(edges(numbers[0]).mean(0), slope))]
    elif happens(rng, how.clutter):
        things = strew(numbers, area=frame.area, size=size, rng=rng)
    return Sheet(numbers=tuple(numbers), things=tuple(things), size=size, pen=hand.pen * size)


def take(
    sheet: Sheet,
    frame: Frame,
    how: Grade,
    rng: np.random.Generator,
    *,
    folds: Levels | None = None,
) -> Shot:
    """Photograph a sheet.

    Args:
        sheet: What is written on it.
        frame: How it is seen; its numbers are moved into the picture if they are not all in it.
        how: How hard the picture may be.
        rng: Chooses paper, light and camera.
        folds: (h, w) of the light that crumpled paper gives back; None for flat paper.
    """
    foot = np.array(frame.area) / 2
    if sheet.numbers:
        points = np.concatenate([edges(number) for number in sheet.numbers])
        matrix = fitted(frame.matrix, points, frame.width, frame.height)
        frame = replace(frame, matrix=matrix)
        foot = np.array([points[:, 0].min(), edges(sheet.numbers[0])[:, 1].max()])
    ink, pen = ink_of(sheet, frame)
    look = choose_look(how, rng)
    broken = happens(rng, how.broken)
    if broken:
        ink *= worn(rng, ink.shape, pen)
    scene, lines = sheet_of(look, how, frame, size=sheet.size, foot=foot, rng=rng)
    scene = inked(scene, ink, look, pen, rng)
    if folds is not None:
        scene = scene * folds[:, :, None]
    if frame.bordered:
        scene = on_desk(scene, frame, rng)
    lit = light(how, frame.shape, rng)
    lit **= min(1.0, np.log(DARKEST) / np.log(min(float(lit.min()), DARKEST)))
    sizes = [number.size for number in sheet.numbers] or [sheet.size]
    faintest = look.contrast * float(lit.min())
    smallest = frame.scale * min(sizes)
    picture = photograph(scene, lit, how, smallest=smallest, faintest=faintest, rng=rng)
    given = {"clutter": sheet.things, "broken": broken, "desk": frame.bordered, lines: lines}
    traits = [look.pen, *(trait for trait, there in given.items() if there)]
    return Shot(picture=picture, frame=frame, traits=tuple(traits))


def ink_of(sheet: Sheet, frame: Frame) -> tuple[Levels, float]:
    """Everything written, (h, w) 0 to 1, and the pen's width in pixels, at least 1."""
    ink = np.zeros(frame.shape, np.float32)
    pen = max(1.0, sheet.pen * frame.scale)
    for number in sheet.numbers:
        for one in number.digits:
            draw(ink, one.digit, frame.matrix @ one.matrix, one.pen)
        draw_strokes(ink, [through(frame.matrix, stroke) for stroke in number.signs], pen)
    for thing in sheet.things:
        strokes = [through(frame.matrix, stroke) for stroke in thing.strokes]
        draw_strokes(ink, strokes, max(1.0, pen * thing.pen))
    return ink, pen


def tells(sheet: Sheet) -> bool:
    """Whether there is enough on a sheet to tell which way up it is."""
    values = [one.digit.value for number in sheet.numbers for one in number.digits]
    longest = max(len(number.digits) for number in sheet.numbers)
    return sum(value not in LIKE_OTHERS for value in values) >= TELLING and longest >= LONG


def written(number: Laid, frame: Frame, quarters: int) -> Written:
    """A number's truth in its picture, which is turned clockwise by quarters in the end."""
    width, height = frame.width, frame.height
    boxes = [box_of(through(frame.matrix, one.edge), width, height) for one in number.digits]
    return Written(
        text=number.text,
        row=number.row,
        examples=tuple(one.example for one in number.digits),
        boxes=tuple(turned(box, quarters, width, height) for box in boxes),
    )

"""A photo and its reading in; out comes a copy with numbers, answers and doubts drawn on."""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from statistics import median

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from inkdigits.digits import Box, Digit, Number, Reading, with_boxes
from inkdigits.doubt import LEAST, is_doubtful, missing, rival
from inkdigits.plates import Plates, room_above
from inkdigits.vision.photo import Photo

SURE = 0.9  # confidence from which a digit is green, and needs no figure
GREEN, AMBER, RED = (0, 122, 61), (196, 112, 0), (200, 24, 36)
PAPER = (255, 255, 255)  # of the writing on a plate
HALO = (255, 255, 255, 90)  # around lines, that they are seen on dark pictures
GLAZE = 40  # of 255: how much of its colour lies over a digit that is not sure
LEGIBLE = 40  # pixels: where digits are lower, the copy is enlarged
ENLARGED = 16_000_000  # pixels that it may have by that
SMALLEST, LARGEST = 10.0, 160.0  # pixels: letters that one can read, and that look well
SHARE = 0.4  # of a digit's height that letters take, where there is room between rows
FIGURES = 0.75  # of a letter's height that a doubt's figures take
CAPITAL = 0.78  # of a font's size that its digits are high
LINE = 0.03  # of a digit's height

Colour = tuple[int, int, int]


@dataclass(frozen=True, kw_only=True)
class _Style:
    """What suits a page, in pixels of its copy."""

    line: int  # thick
    gap: int  # between ink and the frame around it
    letters: float  # high
    least: float  # the confidence below which a digit is in doubt


def annotate(photo: Photo, reading: Reading, *, least: float = LEAST) -> Image.Image:
    """Draw what was read onto a copy of its photo.

    Each number has a box; above each digit (below or beside, where that covers less) stands what it
    was read as. Green is sure, from 90 %; amber is less, red in doubt, and both come with a
    percentage, red with the runner-up besides. What was left out but may be a digit of a number is
    red, too, with a question mark after its answer. Letters are as large as suits digits and rows.

    Args:
        photo: The photo that was read, whole.
        reading: What was read in it.
        least: The confidence below which a digit is in doubt.

    Returns:
        An RGB image of the photo, turned by quarters as it was to be read; as large as the photo,
        or larger by a whole number where digits are small.
    """
    quarters = round(reading.turned / 90) % 4
    image = Image.fromarray(np.rot90(photo.rgb, -quarters))
    if not reading.digits:
        return image
    height = median(digit.box.height for digit in reading.digits) / photo.reduced
    larger = _enlargement(height, image.size)
    image = image.resize((image.width * larger, image.height * larger), Image.Resampling.BICUBIC)
    scale = larger / photo.reduced
    reading = _moved(reading, lambda box: _scaled(_turned(box, quarters, photo.size), scale))
    style = _style(reading, least)
    draw = ImageDraw.Draw(image, "RGBA")
    for number in reading.numbers:
        _frame(draw, number.box, _worst(number, least), out=2 * style.gap, line=style.line)
    lacking = [digit for number in reading.numbers for digit in missing(number, least=least)]
    in_doubt = replace(style, least=1.0)
    for digit in reading.digits:
        _mark(draw, digit, style)
    for digit in lacking:
        _mark(draw, digit, in_doubt)
    plates = Plates(image.size, [digit.box for digit in [*reading.digits, *lacking]])
    for digit in sorted(reading.digits, key=lambda digit: digit.confidence < SURE):
        _label(draw, digit, plates, style)  # the wide ones last: they evade the others
    for digit in lacking:
        _label(draw, digit, plates, in_doubt, sign="?")
    return image


def _enlargement(height: float, size: tuple[int, int]) -> int:
    """By which whole number to enlarge a picture with digits of that height."""
    room = math.isqrt(ENLARGED // (size[0] * size[1]))
    return max(1, min(math.ceil(LEGIBLE / height), room))


def _moved(reading: Reading, where: Callable[[Box], Box]) -> Reading:
    """A reading with its boxes elsewhere."""
    rows = tuple(tuple(with_boxes(number, where) for number in row) for row in reading.rows)
    return replace(reading, rows=rows)


def _turned(box: Box, quarters: int, size: tuple[int, int]) -> Box:
    """A box of a picture of that size, turned clockwise with it."""
    for _ in range(quarters):
        x, y = size[1] - box.y - box.height, box.x
        box, size = Box(x=x, y=y, width=box.height, height=box.width), (size[1], size[0])
    return box


def _scaled(box: Box, scale: float) -> Box:
    sides = (max(1, round(side * scale)) for side in (box.width, box.height))
    width, height = sides
    return Box(x=round(box.x * scale), y=round(box.y * scale), width=width, height=height)


def _style(reading: Reading, least: float) -> _Style:
    """What suits the digits of a reading, its boxes in the copy's pixels."""
    boxes = [digit.box for digit in reading.digits]
    height = median(box.height for box in boxes)
    line = max(1, round(LINE * height))
    gap = 2 * line
    fitting = (room_above(boxes) - 2 * gap) / CAPITAL
    letters = min(max(min(SHARE * height, fitting), SMALLEST), LARGEST)
    return _Style(line=line, gap=gap, letters=letters, least=least)


def _colour(digit: Digit, least: float) -> Colour:
    if is_doubtful(digit, least=least):
        return RED
    return GREEN if digit.confidence >= SURE else AMBER


def _worst(number: Number, least: float) -> Colour:
    """The colour of a number: red if it may lack a digit, else that of its least sure one."""
    if missing(number, least=least):
        return RED
    return _colour(min(number.digits, key=lambda digit: digit.confidence), least)


def _frame(
    draw: ImageDraw.ImageDraw, box: Box, colour: Colour, *, out: int, line: int, glaze: int = 0
) -> None:
    """A line ``out`` pixels around a box; its colour lies over what is within, a little."""
    left, top = box.x - out, box.y - out
    right, bottom = box.x + box.width + out, box.y + box.height + out
    halo = (left - line, top - line, right + line, bottom + line)
    draw.rounded_rectangle(halo, radius=3 * line, outline=HALO, width=3 * line)
    corners, fill = (left, top, right, bottom), (*colour, glaze)
    draw.rounded_rectangle(corners, radius=2 * line, outline=colour, width=line, fill=fill)


def _mark(draw: ImageDraw.ImageDraw, digit: Digit, style: _Style) -> None:
    """Frame one digit: hardly, where it is sure."""
    colour = _colour(digit, style.least)
    if colour == GREEN:
        _frame(draw, digit.box, colour, out=style.gap, line=max(1, style.line // 3))
    else:
        _frame(draw, digit.box, colour, out=style.gap, line=style.line, glaze=GLAZE)


def _label(
    draw: ImageDraw.ImageDraw, digit: Digit, plates: Plates, style: _Style, sign: str = ""
) -> None:
    """The answer and a sign on a plate of its colour, with figures where it is not sure."""
    colour = _colour(digit, style.least)
    words = [(f"{digit.value}{sign}", style.letters)]
    if colour != GREEN:  # never rounded up
        words.append((f"{int(100 * digit.confidence)}%", FIGURES * style.letters))
    if colour == RED and (other := rival(digit)) is not None:
        words.append((f"{other}?", FIGURES * style.letters))
    fonts = [(text, ImageFont.load_default(size)) for text, size in words]
    pad = max(1, round(style.letters / 7))
    widths = [draw.textlength(text, font) for text, font in fonts]
    width = round(sum(widths) + pad * (len(words) + 1))
    height = round(CAPITAL * style.letters) + 2 * pad
    x, y = plates.place(digit.box, width, height, gap=style.gap)
    draw.rounded_rectangle((x, y, x + width, y + height), radius=pad, fill=colour)
    foot, at = y + height - pad, float(x + pad)
    for (text, font), wide in zip(fonts, widths, strict=True):
        draw.text((at, foot), text, font=font, fill=PAPER, anchor="ls")
        at += wide + pad

"""A photo and its reading in; out comes a copy with boxes, answers and confidences drawn on."""

from statistics import median

from PIL import Image, ImageDraw, ImageFont

from inkdigits.digits import Digit, Reading
from inkdigits.vision.photo import Photo

SURE, DOUBTFUL = 0.9, 0.6  # confidence from which a box is green, and below which it is red
GREEN, AMBER, RED = (0, 122, 61), (196, 112, 0), (200, 24, 36)
PAPER = (255, 255, 255)  # of the writing on a label
SMALLEST, LARGEST = 12, 160  # pixels: letters that one can read, and that look well
SHARE = 0.3  # of a box's height that letters take
LINE = 0.0016  # of the picture's width plus height


def annotate(photo: Photo, reading: Reading) -> Image.Image:
    """Draw what was read onto a copy of its photo.

    Each digit gets a box, and above it (below, where there is no room) a label of its value and
    its confidence in percent: green from 90 %, amber from 60 %, red under that. The letters are as
    large as suits the digits, and never too small to read.

    Args:
        photo: The photo that was read.
        reading: What was read in it, its boxes in the photo's pixels.

    Returns:
        An RGB image as large as the photo.
    """
    image = Image.fromarray(photo.rgb)
    draw = ImageDraw.Draw(image)
    line = max(1, round(LINE * (image.width + image.height)))
    for digit in reading.digits:
        _outline(draw, digit, line=line)
    if reading.digits:
        height = median(digit.box.height for digit in reading.digits)
        letters = min(max(SHARE * height, SMALLEST), LARGEST)
        for digit in reading.digits:  # after all boxes, so that none crosses a label
            _label(draw, digit, line=line, letters=letters, size=image.size)
    return image


def _colour(digit: Digit) -> tuple[int, int, int]:
    if digit.confidence >= SURE:
        return GREEN
    return AMBER if digit.confidence >= DOUBTFUL else RED


def _outline(draw: ImageDraw.ImageDraw, digit: Digit, *, line: int) -> None:
    """A rectangle just outside a digit's ink."""
    box, gap = digit.box, 2 * line
    corners = (box.x - gap, box.y - gap, box.x + box.width + gap, box.y + box.height + gap)
    draw.rectangle(corners, outline=_colour(digit), width=line)


def _label(
    draw: ImageDraw.ImageDraw, digit: Digit, *, line: int, letters: float, size: tuple[int, int]
) -> None:
    """Value and confidence on a plate inside the picture, clear of the digit's own ink."""
    box, gap = digit.box, 2 * line
    large, small = (ImageFont.load_default(letters * share) for share in (1, 0.62))
    value, percent = str(digit.value), f"{int(100 * digit.confidence)}%"  # never rounded up
    pad = max(1, round(letters / 8))
    first, second = draw.textlength(value, large), draw.textlength(percent, small)
    width, height = round(first + second + 3 * pad), round(letters * 1.1 + pad)
    x = min(max(box.x - gap, 0), max(size[0] - width, 0))
    y = box.y - gap - height
    if y < 0:
        y = min(box.y + box.height + gap, size[1] - height)
    draw.rectangle((x, y, x + width, y + height), fill=_colour(digit))
    foot = y + height - 1.5 * pad
    draw.text((x + pad, foot), value, font=large, fill=PAPER, anchor="ls")
    draw.text((x + 2 * pad + first, foot), percent, font=small, fill=PAPER, anchor="ls")

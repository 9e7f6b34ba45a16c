"""A picture in; digits out, by the method of the tutorials: each connected mark is one digit.

Otsu's or an adaptive threshold, connected components, and the network's answer for each, whatever
it is. Our first version read so, and it is what others are shown to do.
"""

from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from inkdigits.digits import Box, Digit, Number, Reading
from inkdigits.model import Model
from inkdigits.vision.frame import frame

BLOCK = 51  # pixels: around each, the mean of which its threshold is made
BELOW = 12  # levels that ink is darker than that mean
SMALL = 0.00003  # of the picture: a smaller mark is a speck
MOST = 1000  # marks: on noise there is no end of them
APART = 0.9  # heights: a wider gap parts numbers


def read_plain(picture: NDArray[np.uint8], model: Model, *, adaptive: bool) -> Reading:
    """Read a picture as tutorials do.

    Args:
        picture: uint8 (h, w, 3) RGB.
        model: The same network as our reader has.
        adaptive: Whether the threshold follows the light, or is Otsu's one for all.
    """
    gray = cv2.GaussianBlur(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), (5, 5), 0)
    if adaptive:
        mean = cv2.ADAPTIVE_THRESH_GAUSSIAN_C
        mask = cv2.adaptiveThreshold(gray, 255, mean, cv2.THRESH_BINARY_INV, BLOCK, BELOW)
    else:
        mask = cv2.threshold(gray, 0, 255, cv2.THRESH_BINARY_INV + cv2.THRESH_OTSU)[1]
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    least = SMALL * gray.size
    found = [i for i in range(1, len(stats)) if stats[i, cv2.CC_STAT_AREA] > least]
    found = sorted(found, key=lambda i: -stats[i, cv2.CC_STAT_AREA])[:MOST]
    if not found:
        return Reading(file=None, rows=())
    boxes = [Box(x=int(x), y=int(y), width=int(w), height=int(h)) for x, y, w, h, _ in stats[found]]
    frames = [
        frame(labels[box.y : box.y + box.height, box.x : box.x + box.width] == number)
        for number, box in zip(found, boxes, strict=True)
    ]
    probabilities = model.probabilities(np.stack(frames))
    digits = [
        Digit(value=int(one.argmax()), confidence=float(one.max()), box=box)
        for one, box in zip(probabilities, boxes, strict=True)
    ]
    return Reading(file=None, rows=tuple(_numbers(row) for row in _rows(digits)))


def _rows(digits: list[Digit]) -> list[list[Digit]]:
    """Digits in rows: those whose middle is within the height of the row's last one."""
    rows: list[list[Digit]] = []
    for digit in sorted(digits, key=lambda digit: digit.box.x):
        middle = digit.box.y + digit.box.height / 2
        for row in rows:
            last = row[-1].box
            if last.y <= middle <= last.y + last.height:
                row.append(digit)
                break
        else:
            rows.append([digit])
    return sorted(rows, key=lambda row: row[0].box.y)


def _numbers(row: list[Digit]) -> tuple[Number, ...]:
    """A row's digits as numbers, parted where the gap is wide."""
    numbers = [[row[0]]]
    for before, digit in pairwise(row):
        gap = digit.box.x - before.box.x - before.box.width
        if gap > APART * max(before.box.height, digit.box.height):
            numbers.append([])
        numbers[-1].append(digit)
    return tuple(
        Number(digits=tuple(one), confidence=float(np.prod([d.confidence for d in one])))
        for one in numbers
    )

"""Texts and boxes in; a Page out: a picture, and what is written on it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from inkdigits.digits import Box, around


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
        return around(self.boxes)


@dataclass(frozen=True, kw_only=True)
class Page:
    """A picture and what is written on it."""

    picture: NDArray[np.uint8]  # (h, w, 3) RGB
    numbers: tuple[Written, ...] = ()  # in reading order; none where there are no digits
    turned: int = 0  # degrees clockwise to turn it by to read it: 0, 90, 180 or 270
    traits: tuple[str, ...] = ()  # what makes it hard, for study


def box_of(points: NDArray[np.float64], width: int, height: int) -> Box:
    """The box around points, (n, 2) x and y, in whole pixels of a picture."""
    left, top = (max(int(place), 0) for place in np.floor(points.min(0)))
    right, bottom = (int(place) + 1 for place in np.ceil(points.max(0)))
    return Box(
        x=left,
        y=top,
        width=max(1, min(right, width) - left),
        height=max(1, min(bottom, height) - top),
    )


def turned(box: Box, quarters: int, width: int, height: int) -> Box:
    """A box of a picture, that wide and high, which is turned clockwise by quarters."""
    for _ in range(quarters):
        box = Box(x=height - box.y - box.height, y=box.x, width=box.height, height=box.width)
        width, height = height, width
    return box

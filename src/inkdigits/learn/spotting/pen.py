"""A training digit and a pen in; the digit as it is written with that pen out."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from inkdigits.learn.spotting.chance import between, perhaps
from inkdigits.learn.spotting.glyph import FULL, Glyph, cut, glyph_of
from inkdigits.learn.spotting.thin import thin

LARGE = 84  # pixels a side that a training digit is enlarged to
BALL = 0.15  # share of pens that write a line of one width, far thinner than training digits
LINE = (1, 6)  # pixels of ``LARGE``: it is as wide as the first, and narrower than the second
STEEP = 0.0225  # share of full ink for each level at the rims of a training digit's strokes
HIGH = 60  # of those pixels: how high a training digit is,
USUAL = 0.13  # of which its strokes are so wide, about
SOFT = 1  # pixels that lines are wider by for their soft edges
HALF = 127  # level from which an enlarged training digit's pixel is ink


@dataclass(frozen=True)
class Pen:
    """How a hand's strokes differ from those of training digits."""

    level: float  # of 255, from which a training digit's enlarged pixel is ink: high is thin
    grown: int  # pixels of ``LARGE`` that strokes are thicker by; below 0 thinner
    line: int  # pixels of ``LARGE`` that strokes are wide, one as the other; 0 as they are

    @property
    def width(self) -> float:
        """Of strokes, about, in heights of a digit."""
        return (self.line + SOFT) / HIGH if self.line else USUAL + self.grown / HIGH


def any_pen(rng: np.random.Generator) -> Pen:
    """A pen of any width; most are as those of training digits."""
    return Pen(
        level=between(70, 170, rng),
        grown=int(rng.choice([-3, -2, 0, 0, 0, 2, 4, 6])),
        line=int(rng.integers(*LINE)) if perhaps(BALL, rng) else 0,
    )


def write(image: NDArray[np.uint8], pen: Pen) -> Glyph:
    """A training digit, (28, 28), with its strokes as thick as a pen makes them."""
    steep = (_enlarged(image).astype(np.float32) - pen.level) * STEEP + 0.5
    ink = np.asarray(steep.clip(0, 1), np.float32)
    if pen.grown:
        kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (abs(pen.grown) + 1,) * 2)
        other = cv2.dilate(ink, kernel) if pen.grown > 0 else cv2.erode(ink, kernel)
        ink = np.asarray(other, np.float32) if other.max() > FULL else ink
    return cut(ink)


def thinned(images: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Training digits, (n, 28, 28), as lines of one pixel, (n, LARGE, LARGE), 255 on 0."""
    large = np.stack([_enlarged(image) for image in images])
    return thin(large > HALF).astype(np.uint8) * np.uint8(255)


def write_line(line: NDArray[np.uint8], pen: Pen) -> Glyph:
    """A thinned digit, (LARGE, LARGE), with a line as wide as a pen's."""
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (pen.line,) * 2)
    soft = cv2.GaussianBlur(cv2.dilate(line, kernel), (3, 3), 0)
    return glyph_of(np.asarray(soft, np.uint8))


def _enlarged(image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    large = cv2.resize(image, (LARGE, LARGE), interpolation=cv2.INTER_CUBIC)
    return np.asarray(large, np.uint8)

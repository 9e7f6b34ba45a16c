"""A grade and a Generator in; a picture's size, and how its camera sees the sheet, out."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from .grades import Grade
from .noise import between_scales, happens

Matrix = NDArray[np.float64]  # (3, 3)
Points = NDArray[np.float64]  # (n, 2) x, y

SHAPES = (4 / 3, 3 / 2, 16 / 9, 2**0.5, 1.0)  # longer side to shorter
MEGAPIXELS = (0.3, 2.4)  # of most pictures
LARGE, LARGER = 0.05, (2.4, 12.0)  # share of larger ones, and theirs
LYING = 0.55  # share of pictures that are wider than high
RIM = 0.01  # of the picture's shorter side: no digit comes closer to its rim


@dataclass(frozen=True, kw_only=True)
class Frame:
    """What a camera has in its frame."""

    width: int  # pixels
    height: int
    area: tuple[float, float]  # width and height of what can be written on, on the sheet
    matrix: Matrix  # from that area to the picture
    bordered: bool  # whether the sheet ends within the picture

    @property
    def shape(self) -> tuple[int, int]:
        """Height and width, as arrays have them."""
        return self.height, self.width

    @property
    def scale(self) -> float:
        """Pixels of the picture for one of the sheet, in its middle."""
        return scale_of(self.matrix)


def choose_frame(
    grade: Grade, rng: np.random.Generator, *, megapixels: float | None = None
) -> Frame:
    """A picture's size, unless that is given, and how the sheet lies in it."""
    usual = between_scales(rng, LARGER if happens(rng, LARGE) else MEGAPIXELS)
    megapixels = megapixels or usual
    shape = SHAPES[rng.integers(len(SHAPES))]
    short = (1e6 * megapixels / shape) ** 0.5
    long, short = round(short * shape), round(short)
    width, height = (long, short) if happens(rng, LYING) else (short, long)
    angle = rng.uniform(-grade.skew, grade.skew)  # degrees
    bordered = happens(rng, grade.desk)
    cos, sin = np.cos(np.radians(angle)), abs(np.sin(np.radians(angle)))
    share = min(width / (width * cos + height * sin), height / (width * sin + height * cos))
    share *= 0.82 if bordered else 0.93
    area = share * width, share * height
    seen = tilt(grade, width, height, angle, rng)
    matrix = seen @ shift((width - area[0]) / 2, (height - area[1]) / 2)
    return Frame(width=width, height=height, area=area, matrix=matrix, bordered=bordered)


def tilt(grade: Grade, width: int, height: int, angle: float, rng: np.random.Generator) -> Matrix:
    """How a sheet of the picture's size is seen: turned by an angle in degrees, and tilted."""
    turn = np.vstack([cv2.getRotationMatrix2D((width / 2, height / 2), -angle, 1), [0, 0, 1]])
    lean = np.eye(3)
    lean[2, :2] = rng.uniform(-grade.keystone, grade.keystone, 2) / (width, height)
    return shift(width / 2, height / 2) @ lean @ shift(-width / 2, -height / 2) @ turn


def fitted(matrix: Matrix, points: Points, width: int, height: int) -> Matrix:
    """A matrix, changed so that points of the sheet stay in the picture; smaller if need be."""
    seen = through(matrix, points)
    low, high = seen.min(0), seen.max(0)
    margin = 4 + RIM * min(width, height)
    room = np.array([width, height]) - 2 * margin
    scale = min(1.0, float((room / (high - low)).min()))
    low, high = low * scale, high * scale
    aside = np.maximum(margin - low, 0) + np.minimum(room + margin - high, 0)
    return shift(*aside) @ np.diag([scale, scale, 1]) @ matrix


def shift(x: float, y: float) -> Matrix:
    """A shift."""
    return np.array([[1, 0, x], [0, 1, y], [0, 0, 1.0]])


def turn_about(middle: Points, angle: float) -> Matrix:
    """A turn by an angle in radians about a place, (2,)."""
    cos, sin = np.cos(angle), np.sin(angle)
    return shift(*middle) @ np.array([[cos, -sin, 0], [sin, cos, 0], [0, 0, 1]]) @ shift(*-middle)


def through(matrix: Matrix, points: Points) -> Points:
    """Points as a matrix moves them."""
    return np.asarray(cv2.perspectiveTransform(points[:, None], matrix)[:, 0], np.float64)


def scale_of(matrix: Matrix) -> float:
    """How much larger a matrix makes things, about where it begins."""
    return float(np.sqrt(abs(np.linalg.det((matrix / matrix[2, 2])[:2, :2]))))

"""The ink of a page, however it lies, in; the same ink upright, and the way back, out.

How a page lies is asked of the classifier: a sample of its marks is turned, and where they look
most like digits, the page is upright. Rows that slope are leveled if the digits are the better for
it; on some pages they stand upright in a row that climbs.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from inkdigits.digits import Box
from inkdigits.reading.candidates import Classify, logit
from inkdigits.vision.frame import frame
from inkdigits.vision.ink import Ink
from inkdigits.vision.segment import Mark, Marks, Place, cut_out, segment

SAMPLE = 80  # marks that are asked
FEW = 2  # marks that say nothing about how a page lies
BETTER = 1.0  # mean log odds by which a turned page is the better for it: most lie upright
LEVEL = 3.0  # degrees: rows that slope less are as good as level
SLOPING = 30.0  # degrees: rows that slope more are a diagonal
GAIN = 0.15  # mean log odds by which leveled rows are the better for it
NEAR = 3.0  # heights: neighbours that tell how a row slopes


@dataclass(frozen=True, kw_only=True)
class Standing:
    """A page's ink, upright."""

    ink: Ink
    back: NDArray[np.float64]  # (2, 3), from its pixels to the photo's
    turned: float  # degrees clockwise that the photo was turned by


def as_it_lies(ink: Ink) -> Standing:
    """A page that is upright already."""
    back = np.array([[1 / ink.scale, 0, 0], [0, 1 / ink.scale, 0]])
    return Standing(ink=ink, back=back, turned=0.0)


def stand_up(ink: Ink, classify: Classify) -> tuple[Standing, Marks]:
    """Turn a page upright.

    Args:
        ink: Of the page as it lies.
        classify: What frames, uint8 (n, 28, 28), are.

    Returns:
        The page upright, and the marks on it.
    """
    standing, marks = as_it_lies(ink), segment(ink)
    sample = _sample(marks, ink)
    if len(sample) <= FEW:
        return standing, marks
    turns = [_worth([np.rot90(patch, turn) for patch in sample], classify) for turn in range(4)]
    best = int(np.argmax(turns))
    if best and turns[best] > turns[0] + BETTER:
        standing = _turned(standing, best)
        marks = segment(standing.ink)
    slope = _slope(marks)
    if LEVEL < abs(slope) < SLOPING:
        sample = _sample(marks, standing.ink)
        leveled = [_rotate(patch, slope) for patch in sample]
        if _worth(leveled, classify) > _worth(sample, classify) + GAIN:
            standing = _leveled(standing, marks, slope)
            marks = segment(standing.ink)
    return standing, marks


def box_on_photo(place: Place, back: NDArray[np.float64]) -> Box:
    """The box in a photo's pixels around a place on its upright ink."""
    x, y, w, h = place
    corners = np.array([[x, y, 1], [x + w, y, 1], [x, y + h, 1], [x + w, y + h, 1]]) @ back.T
    (left, top), (right, bottom) = corners.min(axis=0), corners.max(axis=0)
    return Box(
        x=round(left),
        y=round(top),
        width=max(1, round(right) - round(left)),
        height=max(1, round(bottom) - round(top)),
    )


def _sample(marks: Marks, ink: Ink) -> list[NDArray[np.uint8]]:
    """Some marks' ink."""
    every = [mark for row in marks.rows for mark in row]
    step = max(1, len(every) // SAMPLE)
    return [cut_out(mark, marks.labels, ink) for mark in every[::step]]


def _worth(patches: Sequence[NDArray[np.uint8]], classify: Classify) -> float:
    """The mean log odds that patches of ink are digits."""
    answers = classify(np.stack([frame(patch) for patch in patches]))
    sure = answers.probabilities.max(axis=1)
    told = sure if answers.digitness is None else sure * answers.digitness
    return float(np.mean([logit(float(share)) for share in told]))


def _slope(marks: Marks) -> float:
    """Degrees clockwise that most rows slope by."""
    steps = []
    for row in marks.rows:
        for left, right in pairwise(row):
            (x0, y0), (x1, y1) = _middle(left), _middle(right)
            if 0 < x1 - x0 < NEAR * max(left.place[3], right.place[3]):
                steps.append(np.degrees(np.arctan2(y1 - y0, x1 - x0)))
    return float(np.median(steps)) if len(steps) > FEW else 0.0


def _middle(mark: Mark) -> tuple[float, float]:
    x, y, w, h = mark.place
    return x + w / 2, y + h / 2


def _turned(standing: Standing, quarters: int) -> Standing:
    """Turned counter-clockwise by quarters."""
    ink = standing.ink
    h, w = ink.mask.shape
    back = {
        1: np.array([[0, -1, w], [1, 0, 0], [0, 0, 1]]),
        2: np.array([[-1, 0, w], [0, -1, h], [0, 0, 1]]),
        3: np.array([[0, 1, 0], [-1, 0, h], [0, 0, 1]]),
    }[quarters]
    return Standing(
        ink=replace(
            ink,
            levels=np.ascontiguousarray(np.rot90(ink.levels, quarters)),
            mask=np.ascontiguousarray(np.rot90(ink.mask, quarters)),
        ),
        back=standing.back @ back,
        turned=(standing.turned - 90.0 * quarters) % 360,
    )


def _leveled(standing: Standing, marks: Marks, degrees: float) -> Standing:
    """Turned counter-clockwise by the degrees that its rows slope, with nothing but its marks."""
    ink = standing.ink
    levels, forth = _rotation(ink.levels, degrees)
    size = levels.shape[::-1]
    parts = [part for row in marks.rows for mark in row for part in mark.parts]
    kept = np.isin(marks.labels, parts).astype(np.uint8) * np.uint8(255)
    mask = cv2.warpAffine(kept, forth, size)
    back = np.linalg.inv(np.vstack([forth, [0, 0, 1]]))
    return Standing(
        ink=replace(ink, levels=levels, mask=mask > 127),  # noqa: PLR2004 - half
        back=standing.back @ back,
        turned=(standing.turned - degrees) % 360,
    )


def _rotate(patch: NDArray[np.uint8], degrees: float) -> NDArray[np.uint8]:
    return _rotation(patch, degrees)[0]


def _rotation(
    picture: NDArray[np.uint8], degrees: float
) -> tuple[NDArray[np.uint8], NDArray[np.float64]]:
    """A picture, (h, w), turned counter-clockwise with nothing cut off, and how: (2, 3)."""
    h, w = picture.shape
    forth = np.asarray(cv2.getRotationMatrix2D((w / 2, h / 2), degrees, 1), np.float64)
    cos, sin = abs(forth[0, 0]), abs(forth[0, 1])
    width, height = round(w * cos + h * sin), round(w * sin + h * cos)
    forth[:, 2] += ((width - w) / 2, (height - h) / 2)
    return np.asarray(cv2.warpAffine(picture, forth, (width, height)), np.uint8), forth

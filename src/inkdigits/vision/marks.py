"""Marks, of which a page's ink is made, in; their ink cut out, and their boxes, out."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from inkdigits.digits import Box
from inkdigits.vision.ink import Ink, even_contrast

SPARE = 2  # pixels around a mark's ink that go into its frame: the soft rim of its strokes

Place = tuple[int, int, int, int]  # x, y, width, height in the pixels of a page's ink


@dataclass(frozen=True, kw_only=True)
class Mark:
    """What may be one digit: some parts of a page's ink."""

    parts: tuple[int, ...]  # their numbers in the page's ``labels``
    place: Place  # around them


@dataclass(frozen=True, kw_only=True)
class Marks:
    """The marks of a page."""

    labels: NDArray[np.int32]  # (h, w): the number of the part that each pixel belongs to, 0 none
    rows: tuple[tuple[Mark, ...], ...]  # top to bottom, each left to right


def where(labels: NDArray[np.int32], parts: Sequence[int]) -> NDArray[np.bool_]:
    """Which pixels, (h, w), belong to some parts."""
    own = labels == parts[0]
    for part in parts[1:]:
        own |= labels == part
    return np.asarray(own, np.bool_)


def cut_out(mark: Mark, labels: NDArray[np.int32], ink: Ink) -> NDArray[np.uint8]:
    """A mark's ink in even contrast, (h, w), 0 wherever other parts are."""
    x, y, w, h = mark.place
    area = np.s_[max(y - SPARE, 0) : y + h + SPARE, max(x - SPARE, 0) : x + w + SPARE]
    own = where(labels[area], mark.parts)
    soft = cv2.dilate(own.view(np.uint8), np.ones((2 * SPARE + 1,) * 2, np.uint8)).view(np.bool_)
    soft &= own | (labels[area] == 0)
    levels = np.where(soft, ink.levels[area], 0).astype(np.float32)
    return np.asarray(np.rint(even_contrast(levels, own) * 255), np.uint8)


def together(pieces: Sequence[Mark]) -> Mark:
    """Some pieces as one mark."""
    x, y, w, h = np.array([piece.place for piece in pieces]).T
    left, top = int(x.min()), int(y.min())
    place = left, top, int((x + w).max()) - left, int((y + h).max()) - top
    return Mark(parts=tuple(part for piece in pieces for part in piece.parts), place=place)


def place_of(box: NDArray[np.signedinteger]) -> Place:
    """A place of x, y, width and height, (4,)."""
    x, y, w, h = (int(value) for value in box)
    return x, y, w, h


def is_within(place: Place, other: Place) -> bool:
    """Whether the middle of a place is in another."""
    x, y, w, h = place
    left, top, wide, high = other
    return left <= x + w / 2 <= left + wide and top <= y + h / 2 <= top + high


def gap_between(place: Place, other: Place) -> int:
    """Pixels from side to side between two places; below 0 where one is over the other."""
    (x, _, w, _), (left, _, wide, _) = place, other
    return max(left - x - w, x - left - wide)


def box_of(place: Place, back: NDArray[np.float64]) -> Box:
    """The box in a photo's pixels around a place on its ink, which ``back``, (2, 3), leads to."""
    x, y, w, h = led(np.array([place], np.float64), back)[0].tolist()
    left, top = round(x), round(y)
    return Box(x=left, y=top, width=max(1, round(x + w) - left), height=max(1, round(y + h) - top))


def led(boxes: NDArray[np.float64], way: NDArray[np.float64]) -> NDArray[np.float64]:
    """The boxes, (n, 4), around others where ``way``, (2, 3), leads to."""
    turn, shift = way[:, :2], way[:, 2]
    sizes = boxes[:, 2:] @ np.abs(turn).T
    middles = (boxes[:, :2] + boxes[:, 2:] / 2) @ turn.T + shift
    return np.concatenate([middles - sizes / 2, sizes], axis=1)

"""Boxes of ink in; out come places for labels beside them that cover as little as they can."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from inkdigits.digits import Box

INK, PLATE = 1.0, 3.0  # how bad it is to cover a pixel of an ink's box, of another label


def room_above(boxes: Sequence[Box]) -> float:
    """How many pixels are free above a box, up to the next, in the middle of all; perhaps inf."""
    left, top, right, bottom = _corners(boxes).T
    over = (left[:, None] < right) & (right[:, None] > left) & (bottom <= top[:, None])
    rooms = np.where(over, top[:, None] - bottom, np.inf).min(axis=1)  # (n,) of each box
    rooms = rooms[np.isfinite(rooms)]
    return float(np.median(rooms)) if len(rooms) else np.inf


class Plates:
    """Places labels on a page, one after another."""

    def __init__(self, size: tuple[int, int], ink: Sequence[Box]) -> None:
        """Begin with a page of that width and height, and the boxes of its ink."""
        self._width, self._height = size
        self._taken = _corners(ink)
        self._weights = np.full(len(self._taken), INK)

    def place(self, box: Box, width: int, height: int, *, gap: int) -> tuple[int, int]:
        """Where a label of that size goes: above its box, or below, or to one side.

        Returns:
            x and y of its left upper corner.
        """
        left, right = box.x, box.x + box.width
        middle = left + (box.width - width) // 2
        above, below = box.y - gap - height, box.y + box.height + gap
        beside = box.y + (box.height - height) // 2
        wishes = [
            *((x, y) for y in (above, below) for x in (middle, right - width, left)),
            (right + gap, beside),
            (left - gap - width, beside),
        ]
        inside = [
            (
                min(max(x, 0), max(self._width - width, 0)),
                min(max(y, 0), max(self._height - height, 0)),
            )
            for x, y in wishes
        ]
        costs = [self._cost(x, y, width, height) for x, y in inside]
        x, y = inside[int(np.argmin(costs))]  # the first of equals
        self._taken = np.vstack([self._taken, (x, y, x + width, y + height)])
        self._weights = np.append(self._weights, PLATE)
        return x, y

    def _cost(self, x: int, y: int, width: int, height: int) -> float:
        """How many pixels a label there would cover, by what they are."""
        left, top, right, bottom = self._taken.T
        wide = np.clip(np.minimum(right, x + width) - np.maximum(left, x), 0, None)
        high = np.clip(np.minimum(bottom, y + height) - np.maximum(top, y), 0, None)
        return float((wide * high * self._weights).sum())


def _corners(boxes: Sequence[Box]) -> NDArray[np.float64]:
    """Boxes as (n, 4): left, top, right, bottom."""
    corners = [(box.x, box.y, box.x + box.width, box.y + box.height) for box in boxes]
    return np.array(corners, np.float64).reshape(-1, 4)

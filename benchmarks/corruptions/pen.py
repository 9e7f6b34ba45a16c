"""Ink in; the same digit drawn by a thinner or thicker pen, or as an outline, out."""

from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray

FINE = 4  # points for each pixel, both ways
EDGE = 0.4  # of an image's peak: where its strokes end
NEAR = 1.5  # pixels: how far around a point the middle of its stroke is looked for
HAIR = 0.5  # pixels: half of the thinnest stroke that is drawn
LINE = 0.8  # pixels: width of an outline
APART = 0.5  # pixels that an outline keeps from its stroke, so that its two sides stay apart


def thin(ink: NDArray[np.float32], share: float, _: np.random.Generator) -> NDArray[np.float32]:
    """Take a share of every stroke's width away, from both sides, never its middle."""
    around = np.ones((2 * round(NEAR * FINE) + 1,) * 2, np.uint8)

    def taken(depth: NDArray[np.float32]) -> NDArray[np.float32]:
        half = np.asarray(cv2.dilate(depth, around), np.float32)  # of the stroke's width
        return depth - np.minimum(np.float32(share) * half, np.maximum(half - HAIR, 0))

    return _redraw(ink, taken)


def thick(ink: NDArray[np.float32], more: float, _: np.random.Generator) -> NDArray[np.float32]:
    """Widen every stroke by ``more`` pixels at both sides."""
    return _redraw(ink, lambda depth: depth + np.float32(more))


def outline(ink: NDArray[np.float32], left: float, _: np.random.Generator) -> NDArray[np.float32]:
    """Draw the edges of the strokes, and leave only a share of what is between them."""
    edges = _redraw(ink, lambda depth: np.float32(LINE / 2) - np.abs(depth + np.float32(APART)))
    return np.maximum(edges, ink * np.float32(left))


def _redraw(
    ink: NDArray[np.float32], change: Callable[[NDArray[np.float32]], NDArray[np.float32]]
) -> NDArray[np.float32]:
    """Draw each image anew from how deep in a stroke its points are.

    Args:
        ink: (n, h, w), 0 paper to 1 ink.
        change: Takes each point's distance from the nearest edge, in pixels, positive in strokes,
            (FINE h, FINE w), and gives the new one.
    """
    n, h, w = ink.shape
    drawn = np.empty((n, h, w), np.float32)
    for one, into in zip(ink, drawn, strict=True):
        large = cv2.resize(one, (w * FINE, h * FINE), interpolation=cv2.INTER_CUBIC)
        stroke = (large > EDGE * one.max()).view(np.uint8)
        depth = cv2.distanceTransform(stroke, cv2.DIST_L2, 3)
        depth -= cv2.distanceTransform(1 - stroke, cv2.DIST_L2, 3)
        soft = change(depth * np.float32(1 / FINE)) * FINE + np.float32(0.5)
        cv2.resize(soft.clip(0, 1), (w, h), dst=into, interpolation=cv2.INTER_AREA)
    return drawn

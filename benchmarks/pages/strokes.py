"""Lines in a picture's pixels in; the ink that a pen of any width leaves along them out."""

import cv2
import numpy as np
from numpy.typing import NDArray

FINE = 4  # pixels drawn for one of the picture
SHIFT = 3  # binary places of a point's coordinates


def draw_strokes(
    ink: NDArray[np.float32],
    strokes: list[NDArray[np.float64]],
    width: float,
    strength: float = 1.0,
) -> None:
    """Draw lines into a picture's ink.

    Args:
        ink: (h, w) share of the picture's light that the ink takes; what is drawn adds to it.
        strokes: Lines through points (n, 2) x, y, pixels.
        width: Of the pen, pixels; below 1 the line is fainter instead.
        strength: Share of the light that the pen takes.
    """
    if not strokes:
        return
    points = np.concatenate(strokes)
    margin = width + 2
    left, top = np.maximum(np.floor(points.min(0) - margin), 0).astype(int)
    right, bottom = np.ceil(points.max(0) + margin).astype(int)
    right, bottom = min(right, ink.shape[1]), min(bottom, ink.shape[0])
    if right <= left or bottom <= top:
        return
    fine = FINE if width < 2 * FINE else 1
    drawn = np.zeros(((bottom - top) * fine, (right - left) * fine), np.uint8)
    for stroke in strokes:
        line = np.rint((stroke - (left, top)) * fine * 2**SHIFT).astype(np.int32)
        pen = max(1, round(width * fine))
        cv2.polylines(drawn, [line[:, None]], False, 255, pen, cv2.LINE_AA, SHIFT)
    cover = cv2.resize(drawn, (right - left, bottom - top), interpolation=cv2.INTER_AREA)
    area = ink[top:bottom, left:right]
    np.maximum(area, cover.astype(np.float32) * np.float32(strength / 255), out=area)

"""Some ink in; a glyph, which is that ink without the paper around it, out."""

import cv2
import numpy as np
from numpy.typing import NDArray

FULL = 0.3  # share of full ink: what has less is no glyph's
WIDEST = 1.3  # heights: a wider letter or sign is written lower
Glyph = NDArray[np.float32]  # (h, w), 0 paper to 1 ink, cut out at its ink


def glyph_of(drawing: NDArray[np.uint8]) -> Glyph:
    """A drawing, 255 ink on 0, as a glyph."""
    return cut(np.asarray(drawing / np.float32(255), np.float32))


def cut(ink: NDArray[np.float32]) -> Glyph:
    """Some ink, 0 paper to 1, without the paper around it."""
    x, y, w, h = cv2.boundingRect((ink > FULL).view(np.uint8))
    return ink[y : y + h, x : x + w].copy()  # else all of the paper would be kept

"""Ink of one digit in, at any size and scale; out comes the 28 by 28 frame MNIST would make."""

import cv2
import numpy as np
from numpy.typing import ArrayLike, NDArray

from inkdigits.digits import SIDE
from inkdigits.errors import ImageError

BOX = 20  # pixels: the longer side of the ink within a frame
CENTRE = 14  # the row and column that the ink's centre of mass is set on, to the nearest pixel
EDGE = 0.1  # share of the peak below which ink does not stretch the box: soft rims, noise


def frame(ink: ArrayLike) -> NDArray[np.uint8]:
    """Set one digit into a frame as MNIST's digits are.

    The box around the ink is scaled to 20 pixels at its longer side, keeping its shape (shrinking
    averages over areas, enlarging interpolates), then placed so that its centre of mass falls on
    row 14, column 14, to the nearest whole pixel and never beyond the rim. An MNIST image comes
    back nearly as it was: 0.07 of 255 levels off on average over the first 1,000.

    Args:
        ink: (h, w) of booleans, integers or floats, 0 = paper, more = more ink, on any scale.

    Returns:
        uint8 (28, 28), 0 paper to 255, which the darkest ink has; all 0 where there is no ink.

    Raises:
        ImageError: ``ink`` has no pixels, is not two-dimensional or not of real numbers, or holds
            a negative, infinite or undefined one.

    References:
        LeCun, Bottou, Bengio and Haffner, "Gradient-based learning applied to document
        recognition", 1998, section III.A.
    """
    array = np.asarray(ink)
    peak = _peak(array)
    if peak == 0:
        return np.zeros((SIDE, SIDE), np.uint8)
    levels = _levels(array, peak)
    x, y, w, h = cv2.boundingRect(np.greater(levels, EDGE).view(np.uint8))
    box = _fit(levels[y : y + h, x : x + w])
    return _place(np.rint(box * (255 / box.max())).astype(np.uint8))


def _peak(array: NDArray[np.generic]) -> float:
    """The largest value, once all of them are known to be ink."""
    if array.ndim != 2 or array.size == 0:  # noqa: PLR2004 - rows and columns
        raise ImageError(
            f"ink has the shape {array.shape}; a frame is made of one two-dimensional array of "
            "pixels. Pass the digits one by one, as gray levels."
        )
    if array.dtype.kind not in "biuf":
        raise ImageError(
            f"ink has the type {array.dtype}; pass booleans, integers or floats, 0 = paper."
        )
    least, peak = float(array.min()), float(array.max())  # undefined if any value is
    if not np.isfinite(peak) or not np.isfinite(least):
        raise ImageError("ink holds an infinite or undefined number; pass finite ones, 0 = paper.")
    if least < 0:
        raise ImageError(
            f"ink goes down to {least:g}; 0 is paper and more is ink. Subtract the paper's level, "
            "or turn dark ink round: paper - ink."
        )
    return peak


def _levels(array: NDArray[np.generic], peak: float) -> NDArray[np.float32]:
    """Ink as a share of its peak, 0 to 1; divided in float64 so that no scale overflows."""
    if array.dtype.itemsize == 1:
        return array.astype(np.float32) * np.float32(1 / peak)
    return (array.astype(np.float64) / peak).astype(np.float32)


def _fit(ink: NDArray[np.float32]) -> NDArray[np.float32]:
    """The ink, (h, w), scaled so that its longer side is 20 pixels; none negative."""
    h, w = ink.shape
    scale = BOX / max(h, w)
    if scale == 1:
        return ink
    size = max(1, round(w * scale)), max(1, round(h * scale))
    method = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    scaled = cv2.resize(ink, size, interpolation=method)
    return np.maximum(scaled, 0, dtype=np.float32)  # a cubic undershoots beside steep edges


def _place(box: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The box set into a frame by its centre of mass."""
    h, w = box.shape
    moments = cv2.moments(box)
    top = CENTRE - _nearest(moments["m01"] / moments["m00"])
    left = CENTRE - _nearest(moments["m10"] / moments["m00"])
    top, left = min(max(top, 0), SIDE - h), min(max(left, 0), SIDE - w)
    whole = np.zeros((SIDE, SIDE), np.uint8)
    whole[top : top + h, left : left + w] = box
    return whole


def _nearest(position: float) -> int:
    """The nearest whole number; a half goes up, as it did when MNIST was made."""
    return int(np.floor(position + 0.5))

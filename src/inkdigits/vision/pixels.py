"""A decoded picture or an array in; out come its pixels in 8 bits, fewer of them if they are many.

Band by band, so that no second copy of a large picture is ever in memory.
"""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from inkdigits.errors import ImageError

WHOLE = 32_000_000  # pixels: a larger picture is made smaller by a whole number, both ways
BAND = 4_000_000  # pixels brought to 8 bits at a time

Pixels = NDArray[np.uint8]  # (h, w) gray, (h, w, 3) RGB or (h, w, 4) RGBA


def reduction(size: tuple[int, int]) -> int:
    """By which whole number a picture of that width and height is made smaller."""
    return max(1, math.ceil(math.sqrt(size[0] * size[1] / WHOLE)))


def image_pixels(image: Image.Image, *, name: str, by: int = 1) -> Pixels:
    """The pixels of a PIL image of any mode, as stored.

    Args:
        image: The image, loaded.
        name: What to call it in errors.
        by: How many pixels, each way, are averaged to one.

    Raises:
        ImageError: Its pixels hold more than 16 bits, or floats that are not 0 to 1.
    """
    plain = "L" if image.mode in {"1", "L"} else "RGBA" if image.has_transparency_data else "RGB"

    def band(top: int, bottom: int) -> Pixels:
        part = image.crop((0, top, image.width, bottom))
        if image.mode.startswith("I"):  # 16 bits, or 32 that hold 16
            return levels(_sixteen_bits(np.asarray(part), name=name), name=name)
        if image.mode == "F":
            return levels(np.asarray(part), name=name)
        return np.asarray(part.convert(plain))

    return _by_bands(image.size, band, by=by)


def array_pixels(array: NDArray[Any], *, name: str, by: int = 1) -> Pixels:
    """The same of any array that we take, (h, w), (h, w, 3) or (h, w, 4)."""
    if by == 1:
        return levels(array, name=name)
    size = (array.shape[1], array.shape[0])
    return _by_bands(size, lambda top, bottom: levels(array[top:bottom], name=name), by=by)


def levels(array: NDArray[Any], *, name: str) -> Pixels:
    """An array's lightness in 8 bits: uint16 and floats are brought to them over their whole range.

    Raises:
        ImageError: It is of another type, or of floats that are not 0 to 1.
    """
    if array.dtype == np.uint8:
        return np.ascontiguousarray(array, np.uint8)
    if array.dtype == np.bool_:
        return array.astype(np.uint8) * np.uint8(255)
    if array.dtype.kind == "u" and array.dtype.itemsize == 2:  # noqa: PLR2004 - either byte order
        return np.rint(array * np.float32(255 / 65535)).astype(np.uint8)
    if array.dtype.kind != "f":
        raise ImageError(
            f"{name} has the type {array.dtype}; a picture is uint8, uint16, booleans or floats "
            "from 0 to 1. Convert it with .astype."
        )
    if not (array.min() >= 0 and array.max() <= 1):  # false for what is undefined, too
        raise ImageError(
            f"{name} goes from {array.min():g} to {array.max():g}; floats are lightness from 0 "
            "to 1. Divide by the largest value it can have."
        )
    return np.rint(array * np.float32(255)).astype(np.uint8)


def _sixteen_bits(wide: NDArray[Any], *, name: str) -> NDArray[np.uint16]:
    if wide.min() < 0 or wide.max() > np.iinfo(np.uint16).max:
        raise ImageError(f"{name} has pixels beyond 16 bits. Save it with 8 or 16.")
    return wide.astype(np.uint16)


def _by_bands(size: tuple[int, int], band: Callable[[int, int], Pixels], *, by: int) -> Pixels:
    """Put together what ``band`` gives for each span of rows, ``by`` by ``by`` averaged to one."""
    width, height = size
    step = max(1, BAND // (width * by)) * by  # rows at a time; ``by`` of them make one
    parts = (band(top, min(top + step, height)) for top in range(0, height, step))
    whole: Pixels | None = None
    for number, part in enumerate(parts):
        small = part if by == 1 else np.asarray(Image.fromarray(part).reduce(by))
        if whole is None:
            whole = np.empty((-(-height // by), *small.shape[1:]), np.uint8)
        at = number * step // by
        whole[at : at + len(small)] = small
    assert whole is not None, "no picture has no rows"  # noqa: S101
    return whole

"""A path, bytes, PIL image or array in; out comes a Photo: upright, 8 bits, without holes."""

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from inkdigits.digits import Box
from inkdigits.errors import ImageError
from inkdigits.vision.decode import Decoded, decode, orientation
from inkdigits.vision.decode import count_pages as count_in_file
from inkdigits.vision.limits import BYTES, one_if_large, refuse_huge
from inkdigits.vision.pixels import array_pixels, image_pixels, reduction
from inkdigits.vision.upright import SIDEWAYS, lay_on_paper, turn_upright

Source = str | os.PathLike[str] | bytes | Image.Image | NDArray[Any]

UNNAMED = "the picture"  # what errors call one that came without a name


@dataclass(frozen=True, kw_only=True)
class Photo:
    """A picture, or a part of one, as a person would hold it."""

    rgb: NDArray[np.uint8]  # (h, w, 3)
    gray: NDArray[np.uint8]  # (h, w), its lightness
    name: str | None  # for errors and answers; None for one that came without
    size: tuple[int, int]  # width and height of the whole upright picture, its own pixels
    corner: tuple[int, int] = (0, 0)  # x and y of this part in it
    reduced: int = 1  # how many of its pixels, both ways, are one here: more if it is very large
    moving: bool = False  # whether it is the first of several that move


def open_photo(source: Source, *, name: str | None = None, page: int | None = None) -> Photo:
    """Open a picture, turn it upright and bring it to 8 bits.

    What is transparent becomes paper: white behind dark ink, black behind light ink. 16-bit pixels
    and floats are brought to 8 bits over their whole range. A picture of more than 32 million
    pixels is made smaller by a whole number, both ways.

    Args:
        source: A path; the bytes of a file; a PIL image; or an array (h, w), (h, w, 3) RGB or
            (h, w, 4) RGBA of uint8, uint16, booleans or floats 0 to 1. Files are PNG, JPEG, WebP,
            TIFF, GIF, BMP or AVIF, and HEIC or PDF where the extras of these names are installed.
        name: What to call the picture in errors and answers; by default the path, if it is one.
        page: Which page of a TIFF or PDF, from 1 on; needed where there are several.

    Returns:
        The photo.

    Raises:
        FormatError: It is of none of these formats, or of one that needs an extra.
        ImageError: There is no such file, it cannot be read, is too large, damaged or cut short; or
            the array is not such an array.
        TypeError: ``source`` is none of these things.
    """
    match source:
        case str() | os.PathLike():
            name = name or os.fspath(source)
            with _open(source) as file:
                decoded = decode(file, name=name, page=page)
        case bytes():
            decoded = decode(BytesIO(source), name=name or UNNAMED, page=page)
        case Image.Image():
            decoded = _take_image(source, name=name or UNNAMED)
        case np.ndarray():
            decoded = _take_array(source, name=name or "the array")
        case _:
            raise TypeError(
                "a picture is a path, bytes, a PIL image or a NumPy array, not "
                f"{type(source).__name__}"
            )
    return _photo(decoded, name)


def open_pages(
    source: str | os.PathLike[str] | bytes, *, name: str | None = None
) -> Iterator[Photo]:
    """Open the pages of a TIFF or PDF, one after another; of any other picture, the only one.

    Args:
        source: A path, or the bytes of a file.
        name: What to call it in errors and answers; by default the path, if it is one.

    Raises:
        FormatError: As ``open_photo``.
        ImageError: As ``open_photo``.
    """
    for page in range(1, count_pages(source, name=name) + 1):
        yield open_photo(source, name=name, page=page)


def count_pages(source: str | os.PathLike[str] | bytes, *, name: str | None = None) -> int:
    """How many pages a file has, as ``open_pages`` gives them."""
    if isinstance(source, bytes):
        return count_in_file(BytesIO(source), name=name or UNNAMED)
    with _open(source) as file:
        return count_in_file(file, name=name or os.fspath(source))


def cropped(photo: Photo, box: Box) -> Photo:
    """A part of a photo.

    Args:
        photo: The photo.
        box: The part, in the pixels of the whole picture.

    Raises:
        ImageError: The box is empty, or lies outside the picture in part.
    """
    width, height = photo.size
    right, bottom = box.x + box.width, box.y + box.height
    if min(box.x, box.y) < 0 or min(box.width, box.height) < 1 or right > width or bottom > height:
        raise ImageError(
            f"{photo.name or UNNAMED} is {width} by {height} pixels; the part {box.x},{box.y},"
            f"{box.width},{box.height} (x, y, width, height) is not all within it."
        )
    by, (x, y) = photo.reduced, photo.corner
    left, top = (box.x - x) // by, (box.y - y) // by
    area = np.s_[top : -((y - bottom) // by), left : -((x - right) // by)]
    corner = (x + left * by, y + top * by)
    return replace(photo, rgb=photo.rgb[area], gray=photo.gray[area], corner=corner)


def box_in_picture(box: Box, photo: Photo) -> Box:
    """Where a box in a photo's own pixels is in the whole picture, as far as it is in it."""
    by, (x, y) = photo.reduced, photo.corner
    width, height = photo.size
    left = min(max(x + box.x * by, 0), width - 1)
    top = min(max(y + box.y * by, 0), height - 1)
    right = max(min(x + (box.x + box.width) * by, width), left + 1)
    bottom = max(min(y + (box.y + box.height) * by, height), top + 1)
    return Box(x=left, y=top, width=right - left, height=bottom - top)


def _open(path: str | os.PathLike[str]) -> BinaryIO:
    """A file that can seek; what comes through a pipe is taken into memory."""
    path = Path(path)
    try:
        file = path.open("rb")
        if file.seekable():
            return file
        with file:
            return BytesIO(file.read(BYTES + 1))
    except FileNotFoundError:
        raise ImageError(f"{path} is not there. Check the name and the folder.") from None
    except IsADirectoryError:
        raise ImageError(f"{path} is a folder, not a picture. Name the files in it.") from None
    except PermissionError:
        raise ImageError(f"{path} may not be read by you. Change its permissions.") from None
    except (OSError, ValueError) as fault:  # a name with a null byte, a failing disk
        raise ImageError(f"{path} cannot be read: {fault}.") from fault


def _take_image(image: Image.Image, *, name: str) -> Decoded:
    """A PIL image that somebody else opened, perhaps without decoding it yet."""
    refuse_huge(image.size, name=name)
    with one_if_large(image.size):
        try:
            image.load()
        except (OSError, SyntaxError, ValueError) as fault:
            raise ImageError(f"{name} cannot be decoded: {fault}. Save it again.") from fault
        pixels = image_pixels(image, name=name, by=reduction(image.size))
    return Decoded(pixels=pixels, size=image.size, held=orientation(image), moving=False)


def _take_array(array: NDArray[Any], *, name: str) -> Decoded:
    if not (array.ndim == 2 or (array.ndim == 3 and array.shape[2] in {3, 4})):  # noqa: PLR2004
        raise ImageError(
            f"{name} has the shape {array.shape}; a picture is (height, width), or that with 3 or "
            "4 channels last."
        )
    size = (array.shape[1], array.shape[0])
    refuse_huge(size, name=name)
    pixels = array_pixels(array, name=name, by=reduction(size))
    return Decoded(pixels=pixels, size=size, held=1, moving=False)


def _photo(decoded: Decoded, name: str | None) -> Photo:
    """A photo of stored pixels: turned upright, transparency laid on a backdrop."""
    pixels, size = turn_upright(decoded.pixels, decoded.held), decoded.size
    if decoded.held in SIDEWAYS:
        size = (size[1], size[0])
    if pixels.ndim == 2:  # noqa: PLR2004 - gray
        gray, rgb = pixels, np.asarray(cv2.cvtColor(pixels, cv2.COLOR_GRAY2RGB), np.uint8)
    else:
        rgb = lay_on_paper(pixels) if pixels.shape[2] == 4 else pixels  # noqa: PLR2004 - with alpha
        gray = np.asarray(cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY), np.uint8)
    by = round(max(size) / max(gray.shape))
    return Photo(rgb=rgb, gray=gray, name=name, size=size, reduced=by, moving=decoded.moving)

"""A path, bytes, PIL image or array in; out comes a Photo: upright, 8 bits, without holes."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from inkdigits.digits import Box
from inkdigits.errors import ImageError
from inkdigits.vision.decode import decode, orientation, refuse_huge

Source = str | os.PathLike[str] | bytes | Image.Image | NDArray[Any]

BYTES = 512 * 1024**2  # the most that is read of a file
UNNAMED = "the picture"  # what errors call one that came without a name
SOLID = 128  # alpha from which a pixel belongs to what was drawn, of 255
MOST = 0.5  # share of the picture: a drawing that covers more may have paper of its own
UNIFORM = 60  # lightness levels, of 255: what was drawn varies less when it is ink alone


@dataclass(frozen=True, kw_only=True)
class Photo:
    """A picture as a person would hold it."""

    rgb: NDArray[np.uint8]  # (h, w, 3)
    gray: NDArray[np.uint8]  # (h, w), its lightness
    name: str | None  # for errors and answers; None for one that came without


def open_photo(source: Source, *, name: str | None = None) -> Photo:
    """Open a picture, turn it upright and bring it to 8 bits.

    What is transparent becomes paper: white behind dark ink, black behind light ink. 16-bit pixels
    and floats are brought to 8 bits over their whole range.

    Args:
        source: A path; the bytes of a PNG, JPEG, WebP or BMP file; a PIL image; or an array
            (h, w), (h, w, 3) RGB or (h, w, 4) RGBA of uint8, uint16, booleans or floats 0 to 1.
        name: What to call the picture in errors and answers; by default the path, if it is one.

    Returns:
        The photo, with at most 100 million pixels.

    Raises:
        ImageError: There is no such file, it cannot be read, is no picture of these formats, too
            large, damaged or cut short; or the array is not such an array.
        TypeError: ``source`` is none of these things.
    """
    match source:
        case str() | os.PathLike():
            name = name or os.fspath(source)
            image = decode(_read(Path(source)), name=name)
        case bytes():
            image = decode(source, name=name or UNNAMED)
        case Image.Image():
            image = _load(source, name=name or UNNAMED)
        case np.ndarray():
            return _photo(_levels(source, name=name or "the array"), name)
        case _:
            raise TypeError(
                "a picture is a path, bytes, a PIL image or a NumPy array, not "
                f"{type(source).__name__}"
            )
    return _photo(_upright(_pixels(image, name=name or UNNAMED), orientation(image)), name)


def cropped(photo: Photo, box: Box) -> Photo:
    """A part of a photo.

    Raises:
        ImageError: The box is empty, or lies outside the photo in part.
    """
    height, width = photo.gray.shape
    right, bottom = box.x + box.width, box.y + box.height
    if min(box.x, box.y) < 0 or min(box.width, box.height) < 1 or right > width or bottom > height:
        raise ImageError(
            f"{photo.name or UNNAMED} is {width} by {height} pixels; the part {box.x},{box.y},"
            f"{box.width},{box.height} (x, y, width, height) is not all within it."
        )
    area = np.s_[box.y : bottom, box.x : right]
    return Photo(rgb=photo.rgb[area], gray=photo.gray[area], name=photo.name)


def _read(path: Path) -> bytes:
    """The bytes of a file, no more than we would decode."""
    try:
        with path.open("rb") as file:
            data = file.read(BYTES + 1)
    except FileNotFoundError:
        raise ImageError(f"{path} is not there. Check the name and the folder.") from None
    except IsADirectoryError:
        raise ImageError(f"{path} is a folder, not a picture. Name the files in it.") from None
    except PermissionError:
        raise ImageError(f"{path} may not be read by you. Change its permissions.") from None
    except (OSError, ValueError) as fault:  # a name with a null byte, a failing disk
        raise ImageError(f"{path} cannot be read: {fault}.") from fault
    if len(data) > BYTES:
        raise ImageError(f"{path} is over {BYTES // 1024**2} MB. Save the picture compressed.")
    return data


def _load(image: Image.Image, *, name: str) -> Image.Image:
    """A PIL image that somebody else opened, perhaps without decoding it yet."""
    refuse_huge(image.size, name=name)
    try:
        image.load()
    except (OSError, SyntaxError, ValueError) as fault:
        raise ImageError(f"{name} cannot be decoded: {fault}. Save it again.") from fault
    return image


def _pixels(image: Image.Image, *, name: str) -> NDArray[np.uint8]:
    """A PIL image of any mode as uint8 (h, w), (h, w, 3) or (h, w, 4)."""
    if image.mode.startswith("I"):  # 16 bits, or 32 that hold 16
        wide = np.asarray(image).astype(np.int64)
        if wide.min() < 0 or wide.max() > np.iinfo(np.uint16).max:
            raise ImageError(f"{name} has pixels beyond 16 bits. Save it with 8 or 16.")
        return _levels(wide.astype(np.uint16), name=name)
    if image.mode == "F":
        return _levels(np.asarray(image), name=name)
    if image.has_transparency_data:
        return np.asarray(image.convert("RGBA"))
    return np.asarray(image.convert("L" if image.mode in {"1", "L"} else "RGB"))


def _levels(array: NDArray[Any], *, name: str) -> NDArray[np.uint8]:
    """Any array that we take as uint8 of the same shape."""
    if not (array.ndim == 2 or (array.ndim == 3 and array.shape[2] in {3, 4})):  # noqa: PLR2004
        raise ImageError(
            f"{name} has the shape {array.shape}; a picture is (height, width), or that with 3 or "
            "4 channels last."
        )
    refuse_huge((array.shape[1], array.shape[0]), name=name)
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


def _upright(pixels: NDArray[np.uint8], held: int) -> NDArray[np.uint8]:
    """Turn and mirror as EXIF's orientation, 1 to 8, asks for."""
    if held in {5, 6, 7, 8}:
        pixels = pixels.swapaxes(0, 1)
    if held in {2, 3, 6, 7}:
        pixels = pixels[:, ::-1]
    if held in {3, 4, 7, 8}:
        pixels = pixels[::-1]
    return np.ascontiguousarray(pixels)


def _photo(pixels: NDArray[np.uint8], name: str | None) -> Photo:
    """A photo of upright pixels, transparency laid on a backdrop."""
    if pixels.ndim == 2:  # noqa: PLR2004 - gray
        rgb = np.asarray(cv2.cvtColor(pixels, cv2.COLOR_GRAY2RGB), np.uint8)
        return Photo(rgb=rgb, gray=pixels, name=name)
    if pixels.shape[2] == 4:  # noqa: PLR2004 - with alpha
        pixels = _flatten(pixels)
    gray = np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), np.uint8)
    return Photo(rgb=pixels, gray=gray, name=name)


def _flatten(rgba: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Lay (h, w, 4) on a backdrop that its ink stands out from: (h, w, 3)."""
    rgb, alpha = np.ascontiguousarray(rgba[:, :, :3]), rgba[:, :, 3]
    solid = alpha >= SOLID
    if alpha.all() and alpha.min() == 255:  # noqa: PLR2004 - nothing is transparent
        return rgb
    lightness = cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY)[solid]
    backdrop = 255 if lightness.size == 0 or np.median(lightness) < SOLID else 0
    if solid.mean() > MOST and np.ptp(np.percentile(lightness, (2, 98))) > UNIFORM:
        backdrop = int(np.median(lightness))  # the paper itself was drawn; go on with it
    share = alpha[:, :, None].astype(np.uint16)
    mixed = rgb * share + np.uint16(backdrop) * (255 - share)
    return np.asarray((mixed + 127) // 255, np.uint8)

"""The bytes of a picture file in; out comes a decoded PIL image of a format that we trust."""

import importlib
import struct
import threading
import warnings
import zlib
from io import BytesIO

from PIL import Image

from inkdigits.errors import FormatError, ImageError

PIXELS = 100_000_000  # the most that is decoded; as RGB they take 300 MB
FORMATS = "PNG, JPEG, WebP or BMP"
ORIENTATION = 0x0112  # the EXIF tag: how the camera was held, 1 to 8

_PLUGINS = {"PNG": "Png", "JPEG": "Jpeg", "WEBP": "WebP", "BMP": "Bmp"}
_BROKEN = (OSError, SyntaxError, ValueError, TypeError, LookupError, EOFError, OverflowError)
_FAULTS = (*_BROKEN, struct.error, zlib.error, MemoryError)
_QUIET = threading.Lock()  # Python's warning filters belong to the whole process


def decode(data: bytes, *, name: str) -> Image.Image:
    """Decode a picture, once its first bytes and its header have been found harmless.

    The format is told by content, never by the file's name, and only that format's decoder is
    imported and called.

    Args:
        data: The whole file.
        name: What to call the file in errors.

    Returns:
        The first frame, loaded, as stored: not yet turned upright.

    Raises:
        FormatError: The file is in another format.
        ImageError: The file is empty, larger than 100 million pixels, cut short or corrupt.
    """
    if not data:
        raise ImageError(f"{name} is empty: 0 bytes. Save or copy the picture again.")
    kind = _kind(data)
    if kind is None:
        raise FormatError(
            f"{name} is not a {FORMATS} picture: it starts with {data[:4].hex(' ')}. "
            "Convert it to one of these."
        )
    try:
        image = _open(data, kind)
        refuse_huge(image.size, name=name)
        image.load()
    except _FAULTS as fault:
        reason = " ".join(str(fault).split()) or type(fault).__name__
        raise ImageError(
            f"{name} is a {kind} picture that cannot be decoded: {reason}. "
            "It is damaged or cut short; save or copy it again."
        ) from fault
    return image


def refuse_huge(size: tuple[int, int], *, name: str) -> None:
    """Refuse a picture of more than 100 million pixels.

    Args:
        size: Width and height, pixels.
        name: What to call the picture in errors.

    Raises:
        ImageError: It has no pixels, or too many.
    """
    width, height = size
    if width < 1 or height < 1:
        raise ImageError(f"{name} has no pixels: it is {width} by {height}.")
    if width * height > PIXELS:
        raise ImageError(
            f"{name} is too large: {width:,} by {height:,} pixels, and {PIXELS // 10**6} million "
            "are the most. Make it smaller, or cut out the part with the digits."
        )


def orientation(image: Image.Image) -> int:
    """How the camera was held when it took a picture: EXIF's 1 to 8; 1 if it does not say."""
    try:
        with _QUIET, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of a corrupt EXIF block, which then says nothing
            value = image.getexif().get(ORIENTATION, 1)
    except _FAULTS:
        return 1
    return value if isinstance(value, int) and 1 <= value <= 8 else 1  # noqa: PLR2004 - EXIF's


def _kind(data: bytes) -> str | None:
    """The format that the first bytes announce, if it is on our list."""
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if data.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return "WEBP"
    if data.startswith(b"BM"):
        return "BMP"
    return None


def _open(data: bytes, kind: str) -> Image.Image:
    """Read the header with that format's decoder alone.

    ``Image.open`` would import every common decoder first, and warn of large pictures; a decoder
    called directly leaves the limit to us. A JPEG with several pictures gives its first.
    """
    module = importlib.import_module(f"PIL.{_PLUGINS[kind]}ImagePlugin")
    with _QUIET, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a JPEG's EXIF is looked at here already
        image: Image.Image = getattr(module, f"{_PLUGINS[kind]}ImageFile")(BytesIO(data))
    return image

"""A picture file in; the pixels of one of its pages out, if its header is harmless."""

import importlib
import struct
import threading
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any, BinaryIO

from PIL import Image

from inkdigits.errors import FormatError, ImageError, MissingFormatError
from inkdigits.vision.formats import HEAD, HEIC, JPEG, PDF, TAKEN, Format, format_of, name_of_other
from inkdigits.vision.jpeg import count_scans
from inkdigits.vision.limits import BYTES, PIXELS, one_if_large, refuse_huge
from inkdigits.vision.pages import check_page
from inkdigits.vision.pixels import Pixels, image_pixels, reduction
from inkdigits.vision.tiff import find_sheets, turn_to

SCANS = 100  # of a JPEG: no camera and no program makes so many, and each takes its time
ORIENTATION = 0x0112  # the EXIF tag: how the camera was held, 1 to 8

_PLAIN = (OSError, SyntaxError, ValueError, TypeError, LookupError, EOFError, ArithmeticError)
_FAULTS = (*_PLAIN, AttributeError, AssertionError, RuntimeError, struct.error, zlib.error)
_QUIET = threading.Lock()  # Python's warning filters belong to the whole process


@dataclass(frozen=True, kw_only=True)
class Decoded:
    """A picture as it is stored: not yet turned upright, nothing laid behind transparent pixels."""

    pixels: Pixels
    size: tuple[int, int]  # width and height in the file, which may be more than those of pixels
    held: int  # EXIF's orientation, 1 to 8
    moving: bool  # whether it is the first of several that move


def decode(file: BinaryIO, *, name: str, page: int | None = None) -> Decoded:
    """Decode a picture.

    The format is told by content, never by the file's name, and only that format's decoder is
    imported and called.

    Args:
        file: The file, which can seek.
        name: What to call it in errors.
        page: Which page of a TIFF or PDF, from 1 on; None where there is only one.

    Raises:
        FormatError: The file is in another format, or in one that needs an extra.
        ImageError: The file is empty, too large, cut short or corrupt; or it has no such page, or
            several and none is named.
    """
    kind = _kind(file, name=name)
    if kind is PDF:
        from inkdigits.vision.pdf import render_page  # 10 ms that other pictures need not wait

        pixels = render_page(file, page, name=name)
        size = (pixels.shape[1], pixels.shape[0])
        return Decoded(pixels=pixels, size=size, held=1, moving=False)
    with _faults_told(name, kind):
        image = _open(file, kind)
        if kind.pages:
            with _quietly():
                turn_to(image, page, name=name)
        else:
            check_page(page, of=1, name=name)
        size, moving = image.size, _moves(image, kind)
        refuse_huge(size, name=name, most=_most(file, kind, name=name))
        with one_if_large(size):
            if kind is JPEG:  # which decodes to a half, a quarter or an eighth in less memory
                image.draft(None, (size[0] // reduction(size), size[1] // reduction(size)))
            image.load()
            pixels = image_pixels(image, name=name, by=reduction(image.size))
    return Decoded(pixels=pixels, size=size, held=orientation(image), moving=moving)


def count_pages(file: BinaryIO, *, name: str) -> int:
    """How many pages a TIFF or PDF has; one in any other picture.

    Raises:
        FormatError: The file is in another format, or in one that needs an extra.
        ImageError: It cannot be decoded, or has more than 10,000.
    """
    kind = _kind(file, name=name)
    if kind is PDF:
        from inkdigits.vision.pdf import count_pages as count_pdf_pages

        return count_pdf_pages(file, name=name)
    if not kind.pages:
        return 1
    with _faults_told(name, kind):
        image = _open(file, kind)
        with _quietly():
            return len(find_sheets(image, name=name))


def orientation(image: Image.Image) -> int:
    """How the camera was held when it took a picture: EXIF's 1 to 8; 1 if it does not say."""
    try:
        with _quietly():  # of a corrupt EXIF block, which then says nothing
            value = image.getexif().get(ORIENTATION, 1)
    except _FAULTS:
        return 1
    return value if isinstance(value, int) and 1 <= value <= 8 else 1  # noqa: PLR2004 - EXIF's


def _kind(file: BinaryIO, *, name: str) -> Format:
    """The format that a file's first bytes announce."""
    try:
        head = file.read(HEAD)
        size = file.seek(0, 2)
        file.seek(0)
    except OSError as fault:  # a failing disk
        raise ImageError(f"{name} cannot be read: {fault}.") from fault
    if not head:
        raise ImageError(f"{name} is empty: 0 bytes. Save or copy the picture again.")
    kind = format_of(head)
    if kind is None:
        known = name_of_other(head)
        told = f"is {known}" if known else f"starts with {head[:4].hex(' ')}"
        raise FormatError(f"{name} is not a {TAKEN} file: it {told}. Convert it to one of these.")
    if kind.extra and find_spec(kind.module) is None:
        raise MissingFormatError(f"{name}, a {kind.name} file,", kind.extra)
    if size > BYTES and not kind.pages:
        raise ImageError(f"{name} is over {BYTES // 1024**2} MB. Save the picture compressed.")
    return kind


def _open(file: BinaryIO, kind: Format) -> Any:
    """Read the header with that format's decoder alone.

    ``Image.open`` would import every common decoder first, and warn of large pictures; a decoder
    called directly leaves the limit to us. A JPEG with several pictures gives its first.
    """
    module = importlib.import_module(kind.module)
    with _quietly():  # a JPEG's EXIF is looked at here already
        return getattr(module, kind.opener)(file)


def _moves(image: Any, kind: Format) -> bool:
    """Whether a picture is the first of several that are shown in turn."""
    if kind.pages or kind is HEIC:  # whose other pictures are copies, or depths
        return False
    try:
        return bool(getattr(image, "is_animated", False))
    except _FAULTS:  # the second cannot be decoded, and we want the first
        return True


def _most(file: BinaryIO, kind: Format, *, name: str) -> int:
    """How many pixels a picture may have."""
    if kind is not JPEG:
        return kind.most
    scans = count_scans(file, most=SCANS)
    if scans > SCANS:
        raise ImageError(
            f"{name} is a JPEG that goes over its picture more than {SCANS} times, as no camera "
            "does. Save it again."
        )
    return kind.most if scans <= 1 else PIXELS  # which are in memory whole, where it is several


@contextmanager
def _quietly() -> Iterator[None]:
    with _QUIET, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


@contextmanager
def _faults_told(name: str, kind: Format) -> Iterator[None]:
    """What decoders raise, in our words."""
    try:
        yield
    except Image.DecompressionBombError as fault:  # of a TIFF, before we can ask for its size
        reason = str(fault).partition(",")[0]
        raise ImageError(f"{name} is too large: {reason}. Make it smaller.") from fault
    except MemoryError as fault:
        raise ImageError(f"{name} needs more memory than there is. Make it smaller.") from fault
    except _FAULTS as fault:
        reason = " ".join(str(fault).split()).removesuffix(".") or type(fault).__name__
        raise ImageError(
            f"{name} is a {kind.name} picture that cannot be decoded: {reason}. "
            "It is damaged or cut short; save or copy it again."
        ) from fault

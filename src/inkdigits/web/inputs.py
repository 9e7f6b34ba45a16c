"""Request bodies in; the bytes of a picture, or frames, out."""

import json
import re
import sys
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request

from inkdigits.digits import SIDE, Box
from inkdigits.web.problems import BAD_REQUEST, MEDIA, UNREADABLE, Problem

PICTURES = (
    *(f"image/{kind}" for kind in ("png", "jpeg", "webp", "bmp", "tiff", "gif", "avif", "heic")),
    "application/pdf",
)
BYTES = "application/octet-stream"
JSON = "application/json"
MULTIPART = "multipart/form-data"
PART = "file"  # the name of the part of a multipart body that holds the picture
CROP = re.compile(r"(\d{1,6}),(\d{1,6}),(\d{1,6}),(\d{1,6})")


@dataclass(frozen=True, kw_only=True)
class Sent:
    """A picture as a client sent it."""

    data: bytes
    name: str | None  # the file's, if it came with one


class _InMemory(MultiPartParser):
    """Keeps parts in memory, which is bounded already; people's pictures are not for a disk."""

    spool_max_size = sys.maxsize


async def read_picture(request: Request) -> Sent:
    """The picture of a request: its body, or the part ``file`` of a multipart body.

    Raises:
        Problem: The content is of another type, or there is no such part.
    """
    kind = _type(request)
    if kind in {*PICTURES, BYTES}:
        return Sent(data=await request.body(), name=None)
    if kind != MULTIPART:
        raise _wrong_type(kind, (*PICTURES, BYTES, MULTIPART))
    try:
        form = await _InMemory(request.headers, request.stream()).parse()
    except (MultiPartException, KeyError) as fault:  # KeyError: the type names no boundary
        raise Problem(BAD_REQUEST, f"The body is not multipart as it says: {fault}.") from None
    try:
        files = [file for _, file in form.multi_items() if isinstance(file, UploadFile)]
        if len(files) != 1 or len(form.getlist(PART)) != 1:
            names = ", ".join(form) or "no part"
            raise Problem(
                UNREADABLE, f"One picture is read at a time, in the part {PART}; there is {names}."
            )
        return Sent(data=await files[0].read(), name=files[0].filename or None)
    finally:
        await form.close()


async def read_frames(request: Request) -> tuple[bytes, str]:
    """The body of a request that holds frames, and its type, for ``parse_frames``.

    Raises:
        Problem: The content is of another type.
    """
    kind = _type(request)
    if kind not in {JSON, BYTES}:
        raise _wrong_type(kind, (JSON, BYTES))
    return await request.body(), kind


def parse_frames(data: bytes, kind: str) -> NDArray[np.uint8]:
    """Frames from a request's body.

    Args:
        data: JSON, a list of n lists of 28 lists of 28 whole numbers from 0 to 255; or n times 784
            bytes.
        kind: ``JSON`` or ``BYTES``.

    Returns:
        uint8 (n, 28, 28), 0 paper to 255 ink.

    Raises:
        Problem: It is not that.
    """
    if kind == BYTES:
        if len(data) % SIDE**2:
            raise Problem(
                UNREADABLE,
                f"The body has {len(data):,} bytes; a frame of {SIDE} by {SIDE} has {SIDE**2}.",
            )
        return np.frombuffer(data, np.uint8).reshape(-1, SIDE, SIDE)
    try:
        values = np.array(json.loads(data))
    except (ValueError, RecursionError, OverflowError) as fault:
        reason = str(fault) or type(fault).__name__
        raise Problem(UNREADABLE, f"The body is no list of frames in JSON: {reason}.") from None
    if values.size == 0 and values.ndim == 1:
        return np.empty((0, SIDE, SIDE), np.uint8)
    if values.shape[1:] != (SIDE, SIDE) or values.dtype.kind != "i":
        raise Problem(
            UNREADABLE,
            f"The JSON holds {values.dtype} of the shape {values.shape}; wanted are whole numbers, "
            f"(n, {SIDE}, {SIDE}), 0 paper to 255 ink.",
        )
    if values.min() < 0 or values.max() > 255:  # noqa: PLR2004 - what a byte holds
        raise Problem(
            UNREADABLE,
            f"The numbers go from {values.min()} to {values.max()}; a pixel is 0 paper to 255 ink.",
        )
    return values.astype(np.uint8)


def parse_crop(text: str | None) -> Box | None:
    """A part of a picture, ``"x,y,width,height"``.

    Raises:
        Problem: It is not that.
    """
    if text is None:
        return None
    found = CROP.fullmatch(text)
    if not found:
        raise Problem(UNREADABLE, f"crop is {text!r}; wanted is x,y,width,height in pixels.")
    x, y, width, height = map(int, found.groups())
    return Box(x=x, y=y, width=width, height=height)


def _type(request: Request) -> str:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


def _wrong_type(kind: str, wanted: tuple[str, ...]) -> Problem:
    return Problem(
        MEDIA,
        f"The body is {kind or 'of no type'}; say in Content-Type which of these it is: "
        f"{', '.join(wanted)}.",
        headers={"Accept-Post": ", ".join(wanted)},
    )

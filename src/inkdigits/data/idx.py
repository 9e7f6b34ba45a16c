"""Bytes of an IDX file in, gzipped or not; an array of bytes out. No file is touched here."""

import math
import zlib
from typing import Any

import numpy as np
from numpy.typing import NDArray

from inkdigits.errors import BadFileError

BYTES = b"\x00\x00\x08"  # how an IDX file of unsigned bytes begins; the number of axes follows
MAX_AXES = 3
MAX_BYTES = 2**30  # what a header may promise, decompressed: 1.3 million 28 by 28 images
GZIP = b"\x1f\x8b"
_HEADER_BYTES = 4 + 4 * MAX_AXES
_WITH_GZIP_HEADER = 31  # zlib's name for it


def idx_names(part: str, what: str) -> tuple[str, ...]:
    """The names under which people keep one of the four files, decompressed ones first.

    Args:
        part: "train" or "t10k".
        what: "images" or "labels".
    """
    axes = {"images": 3, "labels": 1}[what]
    plain = tuple(f"{part}-{what}{mark}idx{axes}-ubyte" for mark in "-.")
    return plain + tuple(f"{name}.gz" for name in plain)


def decode_idx(data: bytes, *, name: str) -> NDArray[np.uint8]:
    """Decode one IDX file, gzipped or not: its first bytes tell.

    Args:
        data: The whole file.
        name: What to call the file in errors.

    Returns:
        As ``parse_idx`` does.

    Raises:
        BadFileError: As ``parse_idx`` and ``unzip_idx`` do.
    """
    return parse_idx(unzip_idx(data, name=name) if data[:2] == GZIP else data, name=name)


def parse_idx(data: bytes, *, name: str) -> NDArray[np.uint8]:
    """Decode one IDX file of unsigned bytes.

    Args:
        data: The whole file, decompressed.
        name: What to call the file in errors.

    Returns:
        uint8, of the shape the header states, one to three axes: (n, 28, 28) for images,
        0 paper to 255 ink; (n,) for labels, 0 to 9. A read-only view of ``data``.

    Raises:
        BadFileError: The header is not IDX's, or promises another length than ``data`` has.

    References:
        LeCun, Cortes and Burges, "The MNIST database", section "File formats".
    """
    shape, header_bytes = _header(data[:_HEADER_BYTES], name)
    promised, present = math.prod(shape), len(data) - header_bytes
    if promised != present:
        raise BadFileError(
            f"{name} has {present:,} bytes after its header; the header's {shape} promises "
            f"{promised:,}. It is damaged: fetch it again."
        )
    return np.frombuffer(data, np.uint8, offset=header_bytes).reshape(shape)


def unzip_idx(data: bytes, *, name: str) -> bytes:
    """Decompress a gzipped IDX file, but never more of it than its own header promises.

    Args:
        data: The whole ``.gz`` file.
        name: What to call the file in errors.

    Returns:
        What ``parse_idx`` takes.

    Raises:
        BadFileError: Not gzip, damaged, cut short, followed by something else, not IDX inside,
            or longer than the IDX header inside says, which is what a gzip bomb is.
    """
    if data[:2] != GZIP:
        raise BadFileError(
            f"{name} is not gzipped: it starts with {data[:2].hex(' ') or 'nothing'}, not 1f 8b. "
            "Take .gz off its name if it is decompressed already, else fetch it again."
        )
    try:
        start = _decoder().decompress(data[:4096], _HEADER_BYTES)
        shape, header_bytes = _header(start, name)
        limit = header_bytes + math.prod(shape)
        decoder = _decoder()
        content: bytes = decoder.decompress(data, limit + 1)
        if not decoder.eof and len(content) <= limit:
            raise BadFileError(f"{name} is cut short: its gzip has no end. Fetch it again.")
    except zlib.error as error:
        raise BadFileError(f"{name} is damaged ({error}). Fetch it again.") from error
    if len(content) > limit:
        raise BadFileError(
            f"{name} decompresses to more than the {limit:,} bytes that its header's {shape} "
            "promises. It is damaged, or made to fill the memory: fetch it again."
        )
    if decoder.unused_data:
        raise BadFileError(
            f"{name} goes on for {len(decoder.unused_data):,} bytes after the end of its gzip. "
            "It is damaged: fetch it again."
        )
    return content


def _header(start: bytes, name: str) -> tuple[tuple[int, ...], int]:
    """The shape that a file's first bytes promise, and the header's own length in bytes."""
    if start[:3] != BYTES:
        raise BadFileError(
            f"{name} is not an IDX file of bytes: it starts with {start[:3].hex(' ') or 'nothing'},"
            f" not 00 00 08.{' Is it still gzipped?' if start[:2] == GZIP else ''}"
        )
    axes = start[3] if len(start) > len(BYTES) else 0
    if not 1 <= axes <= MAX_AXES:
        raise BadFileError(
            f"{name} says it has {axes} axes; labels have 1 and images {MAX_AXES}. Fetch it again."
        )
    header_bytes = 4 + 4 * axes
    if len(start) < header_bytes:
        raise BadFileError(
            f"{name} ends within its header: {len(start)} bytes of {header_bytes}. Fetch it again."
        )
    shape = tuple(int(length) for length in np.frombuffer(start, ">u4", axes, offset=4))
    if math.prod(shape) > MAX_BYTES:
        raise BadFileError(
            f"{name} has a header that promises {shape}: {math.prod(shape):,} bytes, of which at "
            f"most {MAX_BYTES:,} are taken. Is it damaged? Else split it."
        )
    return shape, header_bytes


def _decoder() -> Any:
    return zlib.decompressobj(wbits=_WITH_GZIP_HEADER)

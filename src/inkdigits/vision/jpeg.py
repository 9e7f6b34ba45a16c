"""A JPEG file in; out comes how many times it goes over its picture."""

import io
import mmap
import re
from typing import BinaryIO

_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")  # other than those within a scan
_SCAN, _END = 0xDA, 0xD9
_BARE = {0x01, *range(0xD0, 0xD9)}  # markers without a length


def count_scans(file: BinaryIO, *, most: int) -> int:
    """Count a JPEG's scans, up to one more than ``most``; leaves the file where it was.

    A picture of one scan is decoded line by line. With more of them all of it is held in memory,
    and each takes its time, however few bytes it has: "Two Issues with the JPEG Standard" of the
    libjpeg-turbo project has pictures of a few kilobytes that take minutes.
    """
    data = _view(file)
    count, at = 0, 2
    while count <= most and (found := _MARKER.search(data, at)):
        kind, at = data[found.start() + 1], found.end()
        if kind == _END:  # what follows is another picture, as in phones' files
            break
        if kind in _BARE:
            continue
        count += kind == _SCAN
        at += int.from_bytes(data[at : at + 2])
    return count


def _view(file: BinaryIO) -> mmap.mmap | bytes:
    """All bytes of a file, without reading them where it is one of the file system."""
    try:
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except (io.UnsupportedOperation, OSError, ValueError):
        pass
    at = file.tell()
    file.seek(0)
    data = file.read()
    file.seek(at)
    return data

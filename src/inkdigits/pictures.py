"""Names as a command line has them in: files, folders, globs; out come the names of pictures."""

import glob
import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from inkdigits.errors import ImageError

STANDARD_INPUT = "-"
SUFFIXES = {  # of what is read in a folder; a file that is named itself may have any
    ".apng", ".avif", ".bmp", ".dib", ".gif", ".heic", ".heif", ".hif", ".jfif", ".jpe", ".jpeg",
    ".jpg", ".mpo", ".pdf", ".png", ".tif", ".tiff", ".webp",
}  # fmt: skip
OURS = re.compile(r"\.(read\.png|read\.jpg|stage\.png)$")  # what --annotate and --debug write


def find_pictures(names: Iterable[str]) -> Iterator[str | ImageError]:
    """Find what is meant by names: a file is itself, a folder all pictures in it and below.

    A name that is no file and has ``*``, ``?`` or ``[`` in it is a pattern, for shells that leave
    these to programs. Folders and patterns give their pictures in natural order, 2 before 10.

    Returns:
        Names of files, and ``-`` for standard input; an ImageError in place of a folder or a
        pattern without a picture.
    """
    for name in names:
        if name == STANDARD_INPUT or os.path.lexists(name) or not glob.has_magic(name):
            yield from _look_into(name)
            continue
        found = sorted(glob.glob(name, recursive=True), key=natural)  # noqa: PTH207 - keeps ./
        for path in found:
            yield from _look_into(path)
        if not found:
            yield ImageError(f"{name} matches nothing. Check the pattern and the folder.")


def natural(name: str) -> list[tuple[bool, int, str]]:
    """A key that sorts as people do: ``page 2`` before ``page 10``."""
    parts = re.split(r"(\d+)", name.casefold())
    return [(part.isdecimal(), int(part) if part.isdecimal() else 0, part) for part in parts]


def _look_into(name: str) -> Iterator[str | ImageError]:
    if name == STANDARD_INPUT or not Path(name).is_dir():
        yield name
        return
    closed: list[OSError] = []
    found = [
        os.path.join(folder, file)  # noqa: PTH118 - keeps a name as it was written
        for folder, below, files in os.walk(name, onerror=closed.append)
        for file in _visible(below, files)
        if Path(file).suffix.lower() in SUFFIXES and not OURS.search(file)
    ]
    yield from sorted(found, key=natural)
    for fault in closed:
        yield ImageError(f"{fault.filename} cannot be looked into: {fault.strerror}.")
    if not found and not closed:
        yield ImageError(f"{name} is a folder without a picture in it.")


def _visible(below: list[str], files: list[str]) -> list[str]:
    """Files that are not hidden; hidden folders are not walked into."""
    below[:] = [folder for folder in below if not folder.startswith(".")]
    return [file for file in files if not file.startswith(".")]

"""Names of pictures, as a command line has them, in; out come readings, and marked copies."""

import io
import sys
from collections.abc import Iterable
from itertools import chain, count
from pathlib import Path
from typing import TYPE_CHECKING

from inkdigits.errors import ImageError

if TYPE_CHECKING:
    from inkdigits.digits import Reading
    from inkdigits.reader import Reader
    from inkdigits.vision.photo import Photo

STANDARD_INPUT = "-"


def read_one(reader: "Reader", name: str, *, single: bool) -> tuple["Photo", "Reading"]:
    """Read the picture of that name, or the one on standard input where the name is ``-``.

    Raises:
        ImageError: It cannot be read; others still can.
    """
    from inkdigits.vision.photo import BYTES, open_photo

    if name != STANDARD_INPUT:
        photo = open_photo(Path(name), name=name)
    elif sys.stdin is None:
        raise ImageError("standard input is closed. Name a file, or send one: inkdigits read - < F")
    else:
        photo = open_photo(sys.stdin.buffer.read(BYTES + 1), name="standard input")
    return photo, reader.read(photo, single=single)


class Copies:
    """Marked copies in one folder: none over another, and none over a picture that is read."""

    def __init__(self, folder: Path, names: Iterable[str]) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._taken = {Path(name).resolve() for name in names if name != STANDARD_INPUT}

    def write(self, photo: "Photo", reading: "Reading") -> Path:
        """Write a copy of the photo with boxes and answers drawn in, and say where."""
        from inkdigits.annotate import annotate
        from inkdigits.files import write_whole

        copy = self._free_name(Path(photo.name or "picture").stem)
        buffer = io.BytesIO()
        annotate(photo, reading).save(buffer, "png")
        write_whole(copy, buffer.getvalue())
        return copy

    def _free_name(self, stem: str) -> Path:
        names = (f"{stem}.read{number}.png" for number in chain([""], count(2)))
        copy = next(
            self._folder / name
            for name in names
            if (self._folder / name).resolve() not in self._taken
        )
        self._taken.add(copy.resolve())
        return copy

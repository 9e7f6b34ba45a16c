"""Names of pictures, as a command line has them, in; out come readings, and marked copies."""

import io
import sys
from collections.abc import Generator, Iterable, Sequence
from dataclasses import dataclass
from functools import cache, partial
from itertools import chain, count
from pathlib import Path
from typing import TYPE_CHECKING

from inkdigits.errors import ImageError, UsageError
from inkdigits.workers import each

if TYPE_CHECKING:
    from inkdigits.digits import Reading
    from inkdigits.reader import Reader
    from inkdigits.vision.photo import Photo

STANDARD_INPUT = "-"


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What one picture gave."""

    reading: "Reading"
    copy: bytes | None  # PNG with boxes and answers drawn in; None where nobody asked for one


def read_all(
    reader: "Reader", names: Sequence[str], *, single: bool, marked: bool, jobs: int | None
) -> Generator[Answer | ImageError, None, None]:
    """Read pictures by name, several at a time; ``-`` is the one on standard input.

    Returns:
        An answer for each name, in their order; an ImageError in place of what cannot be read.

    Raises:
        UsageError: Standard input is named twice, or no machine has so many workers.
    """
    if names.count(STANDARD_INPUT) > 1:
        raise UsageError("- is named twice, and standard input holds one picture. Name it once.")
    return each(partial(_read_one, reader, single=single, marked=marked), names, jobs=jobs)


def _read_one(reader: "Reader", name: str, *, single: bool, marked: bool) -> Answer:
    photo = _open(name)
    reading = reader.read(photo, single=single)
    return Answer(reading=reading, copy=_marked(photo, reading) if marked else None)


def _open(name: str) -> "Photo":
    from inkdigits.vision.limits import BYTES
    from inkdigits.vision.photo import open_photo

    if name != STANDARD_INPUT:
        return open_photo(Path(name), name=name)
    if sys.stdin is None:
        raise ImageError("standard input is closed. Name a file, or send one: inkdigits read - < F")
    return open_photo(_standard_input(BYTES + 1), name="standard input")


@cache
def _standard_input(most: int) -> bytes:
    """What comes there, which comes only once, for one who has to ask twice."""
    return sys.stdin.buffer.read(most)


def _marked(photo: "Photo", reading: "Reading") -> bytes:
    from inkdigits.annotate import annotate

    buffer = io.BytesIO()
    annotate(photo, reading).save(buffer, "png")
    return buffer.getvalue()


class Copies:
    """Marked copies in one folder: none over another, and none over a picture that is read."""

    def __init__(self, folder: Path, names: Iterable[str]) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._taken = {Path(name).resolve() for name in names if name != STANDARD_INPUT}

    def write(self, name: str, copy: bytes) -> Path:
        """Write the marked copy of the picture of that name, and say where."""
        from inkdigits.files import write_whole

        path = self._free_name(Path(name).stem)
        write_whole(path, copy)
        return path

    def _free_name(self, stem: str) -> Path:
        names = (f"{stem}.read{number}.png" for number in chain([""], count(2)))
        path = next(
            self._folder / name
            for name in names
            if (self._folder / name).resolve() not in self._taken
        )
        self._taken.add(path.resolve())
        return path

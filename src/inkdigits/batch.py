"""Names of pictures, as a command line has them, in; out come their pages' readings, in order."""

import io
import sys
from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from inkdigits.errors import ImageError, UsageError
from inkdigits.outputs import Places, Stages
from inkdigits.pictures import STANDARD_INPUT
from inkdigits.workers import each

if TYPE_CHECKING:
    from inkdigits.digits import Reading
    from inkdigits.vision.photo import Photo


CRISP = 4_000_000  # pixels: larger copies are JPEG; as PNG they take seconds and five times as much
QUALITY = 90  # of those


@dataclass(frozen=True, kw_only=True)
class Page:
    """One picture to read: a file, or a page of one."""

    name: str  # of its file
    number: int  # of the page in it, from 1 on
    label: str  # what to call it: the file's name, with the page where there are several
    source: str | bytes  # a path, or what came on standard input
    stem: str  # begins the names of what is written about it; no two pages have the same
    refusal: ImageError | None = None  # why it cannot be read, if that is known already


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What one page gave."""

    page: Page
    reading: "Reading"
    size: tuple[int, int]  # width and height of the picture
    moving: bool  # whether it is the first of several that move
    copy: "Copy | None"  # with boxes and answers drawn in; None where nobody asked for one


@dataclass(frozen=True, kw_only=True)
class Copy:
    """A marked copy of a picture, as a file."""

    data: bytes
    suffix: str  # that its name ends with


class Read(Protocol):
    """A reader's ``read``, with all that was asked for but the stages."""

    def __call__(self, photo: "Photo", /, *, stages: Stages | None = None) -> "Reading":
        """Read a photo."""


class Pages:
    """The pages of some files, found when their turn comes; ``total`` grows as they are.

    Raises:
        UsageError: Standard input is named twice.
    """

    def __init__(self, names: Iterable[str | ImageError], *, copies: Path | None = None) -> None:
        self._names = list(names)
        if self._names.count(STANDARD_INPUT) > 1:
            raise UsageError("- is named twice, and standard input holds one file. Name it once.")
        self._places = Places(self._names, copies)
        self.total = len(self._names)  # pages, as far as is known

    def __iter__(self) -> Iterator[Page]:
        for name in self._names:
            if isinstance(name, ImageError):
                yield self._refused("", name)
                continue
            try:
                source, called = _source(name)
                of = _count(source, name=called)
            except ImageError as refusal:
                yield self._refused(name, refusal)
                continue
            self.total += of - 1
            for number in range(1, of + 1):
                several = f"page{number:0{len(str(of))}}" if of > 1 else None
                yield Page(
                    name=called,
                    number=number,
                    label=f"{called}, page {number}" if several else called,
                    source=source,
                    stem=self._places.stem(called, several),
                )

    def _refused(self, name: str, refusal: ImageError) -> Page:
        return Page(name=name, number=1, label=name, source=name, stem="", refusal=refusal)


def read_pages(
    read: Read,
    pages: Iterable[Page],
    *,
    marked: float | None = None,
    debug: Path | None = None,
    jobs: int | None = None,
) -> Generator[Answer | ImageError, None, None]:
    """Read pages, several at a time.

    Args:
        read: What reads a photo.
        pages: The pages.
        marked: Make copies with boxes and answers drawn in; digits less sure are marked as in
            doubt. None makes no copies.
        debug: A folder for a picture of each stage of each reading, in a folder for each page.
        jobs: How many are read at a time; all cores where it is None.

    Returns:
        An answer for each page, in their order; an ImageError in place of what cannot be read.

    Raises:
        UsageError: No machine has so many workers.
    """
    return each(partial(_read_page, read, marked=marked, debug=debug), pages, jobs=jobs)


def _read_page(read: Read, page: Page, *, marked: float | None, debug: Path | None) -> Answer:
    from inkdigits.vision.photo import open_photo

    if page.refusal:
        raise page.refusal
    photo = open_photo(page.source, name=page.label, page=page.number)
    stages = Stages(debug / page.stem) if debug else None
    reading = read(photo, stages=stages)
    return Answer(
        page=page,
        reading=replace(reading, file=page.name),
        size=photo.size,
        moving=photo.moving,
        copy=_marked(photo, reading, least=marked) if marked is not None else None,
    )


def _source(name: str) -> tuple[str | bytes, str]:
    """Where a picture comes from, and what it is called."""
    if name != STANDARD_INPUT:
        return name, name
    from inkdigits.vision.limits import BYTES

    if sys.stdin is None:
        raise ImageError("standard input is closed. Name a file, or send one: inkdigits read - < F")
    return sys.stdin.buffer.read(BYTES + 1), "standard input"


def _count(source: str | bytes, *, name: str) -> int:
    from inkdigits.vision.photo import count_pages

    return count_pages(source, name=name)


def _marked(photo: "Photo", reading: "Reading", *, least: float) -> Copy:
    from inkdigits.annotate import annotate

    image, buffer = annotate(photo, reading, least=least), io.BytesIO()
    if image.width * image.height <= CRISP:
        image.save(buffer, "png")
        return Copy(data=buffer.getvalue(), suffix=".png")
    image.save(buffer, "jpeg", quality=QUALITY)
    return Copy(data=buffer.getvalue(), suffix=".jpg")

"""A model and pictures in; Readings out: digits in rows, with confidences and boxes."""

from collections.abc import Generator, Iterable
from dataclasses import dataclass, replace
from functools import cache, partial
from typing import TYPE_CHECKING, Protocol, TypedDict, Unpack

import numpy as np
from numpy.typing import NDArray

from inkdigits.digits import Box, Digit, Number, Reading, Row, check_pattern, with_boxes
from inkdigits.errors import ImageError, UsageError
from inkdigits.reading.page import Stages, read_page, read_strip
from inkdigits.spotter import Spotter, load_spotter
from inkdigits.vision.photo import Photo, Source, box_in_picture, cropped, open_photo
from inkdigits.vision.single import frame_and_box, is_frame
from inkdigits.workers import each

if TYPE_CHECKING:
    from inkdigits.model import Classified


class Classifier(Protocol):
    """What a reader asks of its model."""

    def classify(self, frames: NDArray[np.uint8], /) -> "Classified":
        """Say what (n, 28, 28) frames are, from any thread."""


class Options(TypedDict, total=False):
    """How a picture is read; ``Reader.read`` says what each means."""

    single: bool
    upright: bool
    crop: Box | None
    expect: str | None


@dataclass(frozen=True)
class Reader:
    """Reads digits in pictures with a model."""

    model: Classifier
    spotter: Spotter | None = None  # finds digits on pages; the one that ships where it is None

    def read(
        self,
        image: Source | Photo,
        *,
        single: bool = False,
        upright: bool = False,
        crop: Box | None = None,
        expect: str | None = None,
        stages: Stages | None = None,
    ) -> Reading:
        """Read the digits of one picture.

        Args:
            image: A path; the bytes of a picture file; a PIL image; an array
                (h, w), (h, w, 3) RGB or (h, w, 4) RGBA; or a photo that is open already.
            single: Take the whole picture as one digit, upright. A picture of 28 by 28 pixels is
                one, unless a part of it or a pattern is asked for.
            upright: The picture stands as it should; else it is found out how it is turned.
            crop: Read this part of the upright picture alone.
            expect: What each number looks like, ``#`` for a digit: ``"####-##"``.
            stages: Told the name and the picture, uint8 (h, w) or (h, w, 3) RGB, of each stage.

        Returns:
            Rows top to bottom, digits left to right; no digits for a blank picture. Boxes are in
            the pixels of the whole picture.

        Raises:
            ImageError: The picture cannot be read, or ``crop`` lies outside it; the text says why.
            UsageError: ``expect`` has no ``#``, or digits of its own, or goes with ``single``.
        """
        _check(expect, single=single)
        photo = image if isinstance(image, Photo) else open_photo(image)
        single = single or (is_frame(photo) and not crop and not expect)
        if crop:
            photo = cropped(photo, crop)
        if single:
            rows, turned = self._read_single(photo, stages), 0.0
        else:
            rows, turned = read_page(
                photo,
                self._spotter,
                self.model.classify,
                upright=upright,
                expect=expect,
                stages=stages,
            )
        where = partial(box_in_picture, photo=photo)
        rows = tuple(tuple(with_boxes(number, where) for number in row) for row in rows)
        return Reading(file=photo.name, rows=rows, turned=turned)

    def read_row(self, image: Source | Photo, *, expect: str | None = None) -> Number | None:
        """Read a strip that is known to hold one number and nothing else, upright.

        Args:
            image: As ``read`` takes it.
            expect: What the number looks like, ``#`` for a digit: ``"####-##"``.

        Returns:
            The number, all digits of the strip; None where there are none.

        Raises:
            ImageError: The picture cannot be read.
            UsageError: ``expect`` has no ``#``, or digits of its own.
        """
        photo = image if isinstance(image, Photo) else open_photo(image)
        number = read_strip(photo, self._spotter, self.model.classify, expect=expect)
        return with_boxes(number, partial(box_in_picture, photo=photo)) if number else None

    @property
    def _spotter(self) -> Spotter:
        return self.spotter or _shipped_spotter()

    def _read_single(self, photo: Photo, stages: Stages | None) -> tuple[Row, ...]:
        """The whole photo as one digit."""
        frame, box = frame_and_box(photo)
        if stages:
            stages("page", photo.rgb)
            stages("frames", frame)
        if not frame.any():
            return ()
        answers = self.model.classify(frame[None])
        digit = Digit.likeliest(
            answers.probabilities[0],
            box=box,
            frame=frame,
            digitness=None if answers.digitness is None else float(answers.digitness[0]),
            accepted=None if answers.accepted is None else bool(answers.accepted[0]),
        )
        return ((Number(digits=(digit,), confidence=digit.confidence),),)

    def read_many(
        self,
        images: Iterable[Source | Photo],
        *,
        single: bool = False,
        upright: bool = False,
        crop: Box | None = None,
        expect: str | None = None,
        jobs: int | None = None,
    ) -> Generator[Reading | ImageError, None, None]:
        """Read many pictures, several at a time, each as ``read`` does.

        Args:
            images: Any number of what ``read`` takes: a list, or a generator, which is drawn from
                little by little. Memory does not grow with their number.
            single: Take each whole picture as one digit.
            upright: Each stands as it should.
            crop: Read this part of each alone.
            expect: What each number looks like.
            jobs: How many threads read; all cores where it is None. Answers do not depend on it.

        Returns:
            A reading for each picture, in their order, each as soon as it is there. A picture that
            cannot be read gives the ImageError in its place, and the others are still read.

        Raises:
            UsageError: No machine has so many threads; or ``expect``, as ``read`` says.
            TypeError: ``images`` is the name or the bytes of a single picture.
        """
        if isinstance(images, str | bytes):
            raise TypeError("read_many takes many pictures, such as a list; read takes one")
        _check(expect, single=single)
        one = replace(self, spotter=self._spotter)  # it is loaded here, once for all threads
        read = partial(one.read, single=single, upright=upright, crop=crop, expect=expect)
        return each(read, images, jobs=jobs)


def read(image: Source | Photo, **options: Unpack[Options]) -> Reading:
    """Read the digits of one picture with the model that ships; see ``Reader.read``."""
    return _shipped().read(image, **options)


def read_many(
    images: Iterable[Source | Photo], *, jobs: int | None = None, **options: Unpack[Options]
) -> Generator[Reading | ImageError, None, None]:
    """Read many pictures with the model that ships; see ``Reader.read_many``."""
    return _shipped().read_many(images, jobs=jobs, **options)


@cache
def _shipped() -> Reader:
    from inkdigits.model import load_model

    return Reader(load_model())


@cache
def _shipped_spotter() -> Spotter:
    return load_spotter()


def _check(expect: str | None, *, single: bool) -> None:
    """Raise a UsageError for a pattern that no number of such a picture can have."""
    check_pattern(expect)
    if expect and single:
        raise UsageError(
            f"a picture that is a single digit has no number like {expect!r}. Leave out one of the "
            "two: single, or what is expected."
        )

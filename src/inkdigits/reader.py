"""A model and pictures in; Readings out: digits in rows, with confidences and boxes."""

from collections.abc import Callable, Generator, Iterable
from dataclasses import dataclass, replace
from functools import cache, partial
from itertools import count
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from inkdigits.digits import Box, Digit, Number, Reading
from inkdigits.errors import ImageError
from inkdigits.vision.cut import cut
from inkdigits.vision.photo import Photo, Source, cropped, open_photo
from inkdigits.workers import each

if TYPE_CHECKING:
    from inkdigits.model import Classified


Stages = Callable[[str, NDArray[np.uint8]], None]


class Classifier(Protocol):
    """What a reader asks of its model."""

    def classify(self, frames: NDArray[np.uint8], /) -> "Classified":
        """Say what (n, 28, 28) frames are, from any thread."""


@dataclass(frozen=True)
class Reader:
    """Reads digits in pictures with a model."""

    model: Classifier

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
            image: A path; the bytes of a PNG, JPEG, WebP or BMP file; a PIL image; an array
                (h, w), (h, w, 3) RGB or (h, w, 4) RGBA; or a photo that is open already.
            single: Take the whole picture as one digit. A picture of 28 by 28 pixels always is.
            upright: The picture stands as it should; else it is found out how it is turned.
            crop: Read this part of the upright picture alone.
            expect: What each number looks like, ``#`` for a digit: ``"####-##"``.
            stages: Told the name and the picture, uint8 (h, w) or (h, w, 3) RGB, of each stage.

        Returns:
            Rows top to bottom, digits left to right; no digits for a blank picture. Boxes are in
            the pixels of the whole picture.

        Raises:
            ImageError: The picture cannot be read, or ``crop`` lies outside it; the text says why.
            UsageError: ``expect`` has no ``#``.
        """
        del upright, expect, stages  # the next commit asks for them
        photo = image if isinstance(image, Photo) else open_photo(image)
        if crop:
            photo = cropped(photo, crop)
        rows = cut(photo, single=single)
        if not rows:
            return Reading(file=photo.name, rows=())
        frames = np.stack([digit.frame for row in rows for digit in row])
        answers = self.model.classify(frames)  # all of a photo in one call
        place = count()
        corner = (crop.x, crop.y) if crop else (0, 0)
        return Reading(
            file=photo.name,
            rows=tuple(
                (_number([_digit(answers, next(place), digit.box, corner) for digit in row]),)
                for row in rows
            ),
        )

    def read_many(
        self, images: Iterable[Source | Photo], *, single: bool = False, jobs: int | None = None
    ) -> Generator[Reading | ImageError, None, None]:
        """Read many pictures, several at a time, each as ``read`` does.

        Args:
            images: Any number of what ``read`` takes: a list, or a generator, which is drawn from
                little by little. Memory does not grow with their number.
            single: Take each whole picture as one digit.
            jobs: How many threads read; all cores where it is None. Answers do not depend on it.

        Returns:
            A reading for each picture, in their order, each as soon as it is there. A picture that
            cannot be read gives the ImageError in its place, and the others are still read.

        Raises:
            UsageError: No machine has so many threads.
            TypeError: ``images`` is the name or the bytes of a single picture.
        """
        if isinstance(images, str | bytes):
            raise TypeError("read_many takes many pictures, such as a list; read takes one")
        return each(partial(self.read, single=single), images, jobs=jobs)


def read(image: Source | Photo, *, single: bool = False) -> Reading:
    """Read the digits of one picture with the model that ships; see ``Reader.read``."""
    return _shipped().read(image, single=single)


def read_many(
    images: Iterable[Source | Photo], *, single: bool = False, jobs: int | None = None
) -> Generator[Reading | ImageError, None, None]:
    """Read many pictures with the model that ships; see ``Reader.read_many``."""
    return _shipped().read_many(images, single=single, jobs=jobs)


@cache
def _shipped() -> Reader:
    from inkdigits.model import load_model

    return Reader(load_model())


def _number(digits: list[Digit]) -> Number:
    sure = float(np.prod([digit.confidence for digit in digits]))
    return Number(digits=tuple(digits), confidence=sure)


def _digit(answers: "Classified", place: int, box: Box, corner: tuple[int, int]) -> Digit:
    probabilities = answers.probabilities[place]
    second, value = (int(index) for index in probabilities.argsort()[-2:])
    return Digit(
        value=value,
        confidence=float(probabilities[value]),
        box=replace(box, x=box.x + corner[0], y=box.y + corner[1]),
        runner_up=second,
        runner_up_confidence=float(probabilities[second]),
        digitness=None if answers.digitness is None else float(answers.digitness[place]),
        accepted=None if answers.accepted is None else bool(answers.accepted[place]),
    )

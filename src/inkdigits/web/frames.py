"""Pictures, frames as text and models' names, as they come over HTTP, in; what they mean out."""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from inkdigits.digits import SIDE, Digit, Reading
from inkdigits.model import Classified, Model
from inkdigits.reader import Reader
from inkdigits.vision.photo import Photo, open_photo
from inkdigits.web.problems import UNREADABLE, Problem


@dataclass(frozen=True, kw_only=True)
class Seen:
    """A digit of a reading, as its network got it."""

    digit: Digit
    frame: NDArray[np.uint8]  # (28, 28), 0 paper to 255 ink
    probabilities: NDArray[np.float32]  # (10,)


def frame_from(text: str) -> NDArray[np.uint8]:
    """A frame, uint8 (28, 28), from base64 of its 784 bytes, row by row.

    Raises:
        Problem: It is something else.
    """
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        data = b""
    if len(data) != SIDE * SIDE:
        raise Problem(
            UNREADABLE,
            f"frame is not base64 of {SIDE * SIDE} bytes: {SIDE} rows of {SIDE} pixels, "
            "0 paper to 255 ink, as inkdigits.frame makes them.",
        )
    return np.frombuffer(data, np.uint8).reshape(SIDE, SIDE)


def text_from(values: NDArray[np.uint8]) -> str:
    """Bytes as base64, row by row."""
    return base64.b64encode(np.ascontiguousarray(values).tobytes()).decode()


def find_model(models: Mapping[str, Model], name: str | None) -> tuple[str, Model]:
    """The model of a name, the first one without, and its name.

    Raises:
        Problem: There is no model of that name.
    """
    name = next(iter(models), "") if name is None else name
    if name not in models:
        known = ", ".join(models) or "none"
        raise Problem(UNREADABLE, f"There is no model {name!r}; there is {known}.")
    return name, models[name]


def read_and_see(model: Model, picture: bytes) -> tuple[Reading, tuple[Seen, ...], tuple[int, int]]:
    """Read a picture, and keep what the network got of each digit.

    Returns:
        The reading, its digits as they were seen, and the picture's width and height.

    Raises:
        ImageError: The picture cannot be read.
    """
    photo = open_photo(picture)
    watched = _Watched(model)
    reading = Reader(watched).read(photo)
    answers = watched.answers
    if [answer.argmax() for _, answer in answers] != [digit.value for digit in reading.digits]:
        answers = [_alone(model, photo, digit) for digit in reading.digits]
    seen = tuple(
        Seen(digit=digit, frame=frame, probabilities=probabilities)
        for digit, (frame, probabilities) in zip(reading.digits, answers, strict=True)
    )
    return reading, seen, photo.size


class _Watched:
    """A model that remembers what it was asked, and what it said."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self.answers: list[tuple[NDArray[np.uint8], NDArray[np.float32]]] = []

    def classify(self, frames: NDArray[np.uint8]) -> Classified:
        classified = self._model.classify(frames)
        self.answers += zip(frames, classified.probabilities, strict=True)
        return classified


def _alone(
    model: Model, photo: Photo, digit: Digit
) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
    """What the network gets of a digit's box alone: of one that was chosen among several cuts."""
    watched = _Watched(model)
    Reader(watched).read(photo, crop=digit.box, single=True, upright=True)
    if not watched.answers:  # its ink is too faint by itself
        return np.zeros((SIDE, SIDE), np.uint8), np.full(10, 0.1, np.float32)
    return watched.answers[-1]

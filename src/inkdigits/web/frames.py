"""Pictures, frames as text and models' names, as they come over HTTP, in; what they mean out."""

import base64
import binascii
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from inkdigits.digits import SIDE, Reading
from inkdigits.model import Model
from inkdigits.reader import Reader
from inkdigits.vision.photo import Photo, open_photo
from inkdigits.web.problems import UNREADABLE, Problem

Frames = NDArray[np.uint8]
Shares = NDArray[np.float32]


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


def read_and_see(model: Model, picture: bytes) -> tuple[Photo, Reading, Frames, Shares]:
    """Read a picture, and ask the network again what it makes of each digit by itself.

    Returns:
        The picture, its reading, and of its digits the frames, uint8 (n, 28, 28), and
        probabilities, float32 (n, 10).

    Raises:
        ImageError: The picture cannot be read.
    """
    photo = open_photo(picture)
    reading = Reader(model).read(photo)
    every = [digit.frame for digit in reading.digits if digit.frame is not None]
    frames = np.array(every, np.uint8).reshape(-1, SIDE, SIDE)
    return photo, reading, frames, model.probabilities(frames)

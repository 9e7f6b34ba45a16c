"""Labelled pictures in; the 28 by 28 frames of their digits and the labels out."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray

from inkdigits.data.dataset import Examples, make_examples
from inkdigits.data.labels import NAMED, Picture
from inkdigits.digits import SIDE
from inkdigits.errors import BadFileError, ImageError
from inkdigits.machine import cores
from inkdigits.vision.cut import cut
from inkdigits.vision.photo import open_photo

Frames = NDArray[np.uint8]  # (digits, 28, 28)


def read_pictures(pictures: Sequence[Picture], *, name: str) -> list[Frames]:
    """Open pictures and frame their digits, as the reader would.

    A picture that is labelled with one digit is that digit, whole; one labelled with several is
    taken apart, and has to come apart into as many.

    Args:
        pictures: n of them.
        name: What to call their folder in errors.

    Returns:
        n times uint8 (digits, 28, 28), in the labels' order.

    Raises:
        BadFileError: Some pictures cannot be used; says how many and why the first few.
    """
    with ThreadPoolExecutor(cores()) as pool:  # decoding lets other threads run
        outcomes = list(pool.map(_frames_or_reason, pictures))
    reasons = [outcome for outcome in outcomes if isinstance(outcome, str)]
    if reasons:
        more = len(reasons) - NAMED
        told = " ".join(reasons[:NAMED]) + (f" And {more:,} more." if more > 0 else "")
        raise BadFileError(
            f"{name} has {len(reasons):,} of {len(pictures):,} pictures that cannot be used; mend "
            f"them, or take them out. {told}"
        )
    return [outcome for outcome in outcomes if not isinstance(outcome, str)]


def label_frames(frames: Sequence[Frames], pictures: Sequence[Picture], *, name: str) -> Examples:
    """The examples of pictures that were read, one after another."""
    digits = "".join(picture.digits for picture in pictures)
    return make_examples(
        np.concatenate([np.zeros((0, SIDE, SIDE), np.uint8), *frames]),
        np.array([int(digit) for digit in digits], np.int64),
        name=name,
    )


def _frames_or_reason(picture: Picture) -> Frames | str:
    """What a picture's label promises, or a sentence why it is not there."""
    try:
        photo = open_photo(picture.path)
    except ImageError as error:
        return str(error)
    rows = cut(photo, single=len(picture.digits) == 1)
    frames = [digit.frame for row in rows for digit in row]
    if len(frames) != len(picture.digits):
        return (
            f"{picture.path} is labelled {picture.digits}, {len(picture.digits)} digits, but "
            f"{len(frames) or 'none'} can be told apart in it."
        )
    return np.stack(frames)

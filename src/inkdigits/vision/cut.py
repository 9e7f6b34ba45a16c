"""A photo in; out come the digits cut out of it: 28 by 28 frames with their places, in rows."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from inkdigits.digits import Box
from inkdigits.vision.frame import frame
from inkdigits.vision.ink import find_ink
from inkdigits.vision.marks import box_of, cut_out
from inkdigits.vision.photo import Photo
from inkdigits.vision.segment import segment
from inkdigits.vision.single import frame_and_box, is_frame


@dataclass(frozen=True, kw_only=True)
class Cut:
    """What may be one digit, as a network takes it."""

    frame: NDArray[np.uint8]  # (28, 28), 0 paper to 255 ink
    box: Box  # around its ink, in the photo's pixels


def cut(photo: Photo, *, single: bool = False) -> tuple[tuple[Cut, ...], ...]:
    """Cut a photo's digits out, for training: each mark is one, as its label has to say as well.

    A reader, which has a network to ask, also takes apart what touches (``inkdigits.reading``).

    Args:
        photo: The photo.
        single: Take the whole photo as one digit. One of 28 by 28 pixels always is.

    Returns:
        Rows top to bottom, digits left to right; empty for a blank photo.
    """
    if single or is_frame(photo):
        whole, box = frame_and_box(photo)
        return ((Cut(frame=whole, box=box),),) if whole.any() else ()
    ink = find_ink(photo.gray)
    marks = segment(ink)
    return tuple(
        tuple(
            Cut(
                frame=frame(cut_out(mark, marks.labels, ink)),
                box=box_of(mark.place, ink.back),
            )
            for mark in row
        )
        for row in marks.rows
    )

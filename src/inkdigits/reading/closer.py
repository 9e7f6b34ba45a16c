"""A photo and the marks on its page in; the part that they stand in, at its own size, out.

Pages are read at 1,600 pixels, which averages their noise away. Writing that is too small then is
looked at again, closer.
"""

import numpy as np
from numpy.typing import NDArray

from inkdigits.reading.standing import Standing, as_it_lies
from inkdigits.vision.ink import find_ink
from inkdigits.vision.marks import Marks, box_of

SMALL = 28  # pixels of the ink: writing that is lower may be read better from nearer
GOOD = 45  # pixels: as high as it should be then
LONGEST = 3200  # pixels of ink: more takes too long
GAIN = 1.2  # times as near: less is not worth a second reading
SPREAD = 3.0  # heights around the marks that are looked at as well
TOWERING = 3.0  # times as high as most marks: what is higher is none of the writing


def look_closer(gray: NDArray[np.uint8], standing: Standing, marks: Marks) -> Standing | None:
    """The part of a photo that is written on, closer, as it lies; None if that would not help.

    Args:
        gray: The photo, (h, w).
        standing: Its page, as it was read.
        marks: What was found there.
    """
    places = [mark.place for row in marks.rows for mark in row]
    if standing.ink.scale == 1 or not places:
        return None
    height = float(np.median([place[3] for place in places]))
    if height >= SMALL:
        return None
    boxes = [box_of(place, standing.back) for place in places if place[3] < TOWERING * height]
    rim = SPREAD * height / standing.ink.scale
    left, top = (max(int(min(at) - rim), 0) for at in ([b.x for b in boxes], [b.y for b in boxes]))
    right, bottom = (
        max(b.x + b.width for b in boxes) + rim,
        max(b.y + b.height for b in boxes) + rim,
    )
    part = gray[top : int(bottom), left : int(right)]
    scale = min(1.0, standing.ink.scale * GOOD / height, LONGEST / max(part.shape))
    if scale < GAIN * standing.ink.scale:
        return None
    return as_it_lies(find_ink(part, longest=round(scale * max(part.shape))), (left, top))

"""A photo and the digits on its page in; the part that they stand in, as large as is good, out.

Pages are read at 1,600 pixels, which averages their noise away. Writing that is too small then, or
that may be where nothing was found, is looked at again, closer, and enlarged if need be.
"""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from inkdigits.digits import Box
from inkdigits.reading.standing import Standing
from inkdigits.vision.ink import LONG_SIDE
from inkdigits.vision.marks import Place, box_of
from inkdigits.vision.polarity import shrink

SMALL = 24  # pixels of the page: writing that is lower may be read better from nearer
GOOD = 36  # pixels: as high as it should be then
LONGEST = 3200  # pixels of a page: more takes too long
LARGEST = 2.0  # pixels of a page for one of the photo: more shows no more
GAIN = 1.2  # times as near: less is not worth a second reading
SPREAD = 8.0  # heights around the digits that are looked at as well
TOWERING = 3.0  # times as high as most digits: what is higher may be none of the writing


def whole_page(gray: NDArray[np.uint8], longest: int = LONG_SIDE) -> Standing:
    """A photo, (h, w), as it lies, so many pixels long at the most."""
    return _part(gray, (0, 0), min(1.0, longest / max(gray.shape)))


def look_closer(
    gray: NDArray[np.uint8],
    standing: Standing,
    places: Sequence[Place],
    faint: Sequence[Place] = (),
) -> Standing | None:
    """The part of a photo that is written on, closer, as it lies; None if that would not help.

    Args:
        gray: The photo, (h, w).
        standing: Its page, as it was read.
        places: Of the digits that were found there.
        faint: Of what may be digits besides: too small to be sure of from afar.
    """
    scale = 1 / float(np.hypot(*standing.back[:, 0]))
    if not places:
        closer = whole_page(gray, LONGEST)
        return closer if max(closer.page.shape) > GAIN * max(standing.page.shape) else None
    height = float(np.median([place[3] for place in places]))
    if height >= SMALL:
        return None
    alike = [place for place in faint if height / TOWERING < place[3] < TOWERING * height]
    written = [place for place in places if place[3] < TOWERING * height]
    most = min(LARGEST, scale * GOOD / height)
    rim, best, near = SPREAD * height / scale, (0, 0, 0, 0), 0.0
    # What is faint and what is far larger as well, if that is nearly as near.
    for every in ([*places, *alike], [*written, *alike], written):
        part = _around([box_of(place, standing.back) for place in every], rim, gray.shape)
        left, top, right, bottom = part
        fits = min(most, LONGEST / max(right - left, bottom - top, 1))
        if fits >= GAIN * near:
            best, near = part, fits
    left, top, right, bottom = best
    if near < GAIN * scale or left >= right or top >= bottom:
        return None
    return _part(gray[top:bottom, left:right], (left, top), near)


def _around(boxes: Sequence[Box], rim: float, shape: tuple[int, ...]) -> tuple[int, int, int, int]:
    """The left, top, right and bottom end of a part of a photo: boxes, and a rim around them."""
    left, top = min(box.x for box in boxes), min(box.y for box in boxes)
    right, bottom = (
        max(box.x + box.width for box in boxes),
        max(box.y + box.height for box in boxes),
    )
    return (
        max(int(left - rim), 0),
        max(int(top - rim), 0),
        min(max(int(right + rim), 0), shape[1]),
        min(max(int(bottom + rim), 0), shape[0]),
    )


def _part(gray: NDArray[np.uint8], corner: tuple[int, int], scale: float) -> Standing:
    """A part of a photo, whose left upper corner is there, at a scale."""
    if scale > 1:
        enlarged = cv2.resize(gray, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC)
        page = np.asarray(enlarged, np.uint8)
    else:
        page = shrink(gray, scale)
    across, down = gray.shape[1] / page.shape[1], gray.shape[0] / page.shape[0]
    back = np.array([[across, 0, corner[0]], [0, down, corner[1]]])
    return Standing(page=page, back=back)

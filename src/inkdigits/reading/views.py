"""What a reader made of a page in; pictures of it out, for a person who wants to see why."""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from inkdigits.digits import SIDE
from inkdigits.reading.judged import Candidate
from inkdigits.spots import Spots

COLOURS = ((200, 30, 40), (20, 110, 190), (20, 140, 60), (170, 90, 0), (130, 40, 160))  # RGB
ACROSS = 20  # frames in a row of the picture
ENLARGED = 2  # pixels for one of a frame
LINE = 14  # pixels under a frame, for what it may be


def ink_view(page: NDArray[np.uint8], spots: Spots) -> NDArray[np.uint8]:
    """What was taken for digits' ink, black on white, (h, w)."""
    h, w = page.shape
    shares = [cv2.resize(inks.share, (w, h), interpolation=cv2.INTER_LINEAR) for inks in spots.inks]
    return np.asarray(np.rint(255 - 255 * np.max(shares, axis=0)), np.uint8)


def marks_view(page: NDArray[np.uint8], rows: Sequence[Sequence[Candidate]]) -> NDArray[np.uint8]:
    """What may be digits, one row in one colour, (h, w, 3)."""
    view = np.repeat(page[:, :, None], 3, axis=2)
    for index, row in enumerate(rows):
        for one in row:
            x, y, w, h = one.place
            cv2.rectangle(view, (x - 1, y - 1), (x + w, y + h), COLOURS[index % len(COLOURS)], 1)
    return view


def frames_view(rows: Sequence[Sequence[Candidate]]) -> NDArray[np.uint8]:
    """All frames that were judged, each over the digit that it may be, and how surely, (h, w)."""
    every = [candidate for row in rows for candidate in row]
    side, tall = ENLARGED * SIDE, ENLARGED * SIDE + LINE
    view = np.full((max(-(-len(every) // ACROSS), 1) * tall, ACROSS * side), 255, np.uint8)
    for at, candidate in enumerate(every):
        top, left = at // ACROSS * tall, at % ACROSS * side
        large = np.kron(255 - candidate.frame, np.ones((ENLARGED, ENLARGED), np.uint8))
        view[top : top + side, left : left + side] = large
        sure = 1 / (1 + np.exp(-candidate.odds))
        text = f"{candidate.probabilities.argmax()} {int(100 * sure)}%"
        cv2.putText(view, text, (left + 4, top + tall - 3), 0, 0.36, 0, 1, cv2.LINE_AA)
    return view

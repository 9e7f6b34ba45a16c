"""A page on which no number was seen in; the one stroke that is all its ink, if it is a 1, out.

The spotter cannot tell a 1 from any other stroke, and takes neither for a digit. But who writes a
single stroke upright in the middle of a sheet, and nothing else, has written a 1.
"""

import numpy as np
from numpy.typing import NDArray

from inkdigits.reading.judged import Candidate, Classify
from inkdigits.vision.frame import frame
from inkdigits.vision.ink import find_ink
from inkdigits.vision.marks import cut_out
from inkdigits.vision.segment import segment

ALL = 0.95  # share of the page's ink that is the stroke's
HIGH = 0.12  # of the page's shorter side: a lower stroke is a speck, a thread, a dash
STEEP = 1.3  # times as high as wide
LIKE = 0.5  # how much it has to look like a digit
ODDS = 2.0  # log odds that it is one, all of that given


def lone_stroke(page: NDArray[np.uint8], classify: Classify) -> Candidate | None:
    """The 1 that is all there is on a page, (h, w) gray; None if there is none, or more."""
    ink = find_ink(page)
    if not ink.mask.any():
        return None
    marks = segment(ink)
    every = [mark for row in marks.rows for mark in row]
    if len(every) != 1:
        return None
    (mark,) = every
    x, y, w, h = (round(side / ink.scale) for side in mark.place)
    own = np.isin(marks.labels, mark.parts).sum()
    if own < ALL * ink.mask.sum() or h < HIGH * min(page.shape) or h < STEEP * w:
        return None
    framed = frame(cut_out(mark, marks.labels, ink))
    answers = classify(framed[None])
    shares = answers.probabilities[0].astype(np.float64)
    digitness = None if answers.digitness is None else float(answers.digitness[0])
    if shares.argmax() != 1 or (digitness is not None and digitness < LIKE):
        return None
    return Candidate(
        place=(x, y, w, h),
        frame=framed,
        probabilities=shares,
        odds=ODDS,
        digitness=digitness,
        accepted=None if answers.accepted is None else bool(answers.accepted[0]),
    )

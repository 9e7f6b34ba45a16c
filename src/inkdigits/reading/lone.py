"""A page with no number, or one digit, in; the one mark that is all its ink, if it is a digit, out.

The spotter goes by what stands around a mark, above all to tell a 1 from any other stroke. But who
writes a single mark on a sheet, and nothing else, has likely written a digit.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from inkdigits.reading.judged import Candidate, Classify
from inkdigits.vision.frame import frame
from inkdigits.vision.ink import find_ink
from inkdigits.vision.marks import cut_out, where
from inkdigits.vision.segment import segment

ALL = 0.95  # share of the page's ink that is the mark's
HIGH = 0.12  # of the page's shorter side: a lower mark is a speck, a thread, a dash
STEEP, FLATTEST = 1.3, 0.6  # times as high as wide: a 1, and any other digit
LIKE_ONE, LIKE = 0.5, 0.9  # how much it has to look like a digit, as a 1 and as any other
WHOLE = 0.6  # times as high as the mark: what is lower was read of a part of it, such as a 1's flag
ODDS = 2.0  # log odds that it is one, all of that given


def lone_digit(
    page: NDArray[np.uint8], classify: Classify, *, part: Sequence[Candidate] = ()
) -> Candidate | None:
    """The digit that is all there is on a page, (h, w) gray; None if there is none, or more.

    Args:
        page: The page.
        classify: What frames are.
        part: What was read there: if it is as high as the mark, it is the mark, and needs no other.
    """
    ink = find_ink(page)
    if not ink.mask.any():
        return None
    marks = segment(ink)
    every = [mark for row in marks.rows for mark in row]
    if len(every) != 1:
        return None
    (mark,) = every
    x, y, w, h = (round(side / ink.scale) for side in mark.place)
    if any(one.place[3] > WHOLE * h for one in part):
        return None
    own = where(marks.labels, mark.parts).sum()
    if own < ALL * ink.mask.sum() or h < HIGH * min(page.shape):
        return None
    framed = frame(cut_out(mark, marks.labels, ink))
    answers = classify(framed[None])
    shares = answers.probabilities[0].astype(np.float64)
    digitness = None if answers.digitness is None else float(answers.digitness[0])
    steep, like = (STEEP, LIKE_ONE) if shares.argmax() == 1 else (FLATTEST, LIKE)
    if h < steep * w or (digitness is not None and digitness < like):
        return None
    return Candidate(
        place=(x, y, w, h),
        frame=framed,
        probabilities=shares,
        odds=ODDS,
        digitness=digitness,
        accepted=None if answers.accepted is None else bool(answers.accepted[0]),
    )

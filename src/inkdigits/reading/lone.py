"""A page of few digits or none in; those and the marks that are the rest of its ink, out.

The spotter goes by what stands around a mark, above all to tell a 1 from any other stroke. But who
writes a mark or two on a sheet, or some numbers and a mark apart from them, and nothing else, has
likely written digits.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from inkdigits.reading.judged import Candidate, Classify
from inkdigits.vision.frame import frame
from inkdigits.vision.ink import Ink, find_ink
from inkdigits.vision.marks import Mark, Marks, Place, cut_out, where
from inkdigits.vision.segment import segment

MOST = 20  # digits that were read: with more, the page says enough of what a stroke on it is
ALL = 0.95  # share of the page's ink that its marks have: else there is more than digits
HIGH = 0.07  # of the page's shorter side: a lower mark is a speck, a thread, a dash, if it is all
PAIR = 1.25  # times as high as the other of two strokes with nothing else, at most
ALIKE = 1.4  # times as high or low as most digits that were read, at most
APART = 0.6  # of their height: what stands nearer in their row the spotter knows better
STEEP, FLATTEST = 1.3, 0.6  # times as high as wide: a 1, and any other digit
LIKELY = 0.5  # how much it has to look like a digit,
SURELY = 0.9  # or as the only mark there is, if it is no 1
WHOLE = 0.6  # times as high as the mark: what is lower was read of a part of it, such as a 1's flag
ODDS = 2.0  # log odds that it is one, all of that given


def with_lone(
    page: NDArray[np.uint8], classify: Classify, *, read: Sequence[Candidate] = ()
) -> list[Candidate]:
    """The digits that were read on a page, and those that are all else there is on it.

    Args:
        page: (h, w) gray.
        classify: What frames are.
        read: What was read there. What is much lower than its mark was read of a part of it, and
            is left out if the mark is a digit.

    Returns:
        They all, in no order; just what was read where the others are none, or are not all.
    """
    ink = find_ink(page) if len(read) <= MOST else None
    if not ink or not ink.mask.any():
        return list(read)
    marks = segment(ink)
    every = [mark for row in marks.rows for mark in row]
    rest = [
        mark for mark in every if not any(_is_of(one.place, _on_page(mark, ink)) for one in read)
    ]
    places = [_on_page(mark, ink) for mark in rest]
    kept = [one for one in read if not any(_is_within(one.place, place) for place in places)]
    if not rest or len(rest) > max(len(kept), 2) or not _are_all(every, marks, ink):
        return list(read)
    found = [_judged(mark, marks, ink, classify) for mark in rest]
    fit = _fit_beside(found, kept) if kept else _fit(found, page)
    return [*kept, *found] if fit and all(_is_digit(one, page) for one in found) else list(read)


def _on_page(mark: Mark, ink: Ink) -> Place:
    x, y, w, h = (round(side / ink.scale) for side in mark.place)
    return x, y, w, h


def _is_of(place: Place, mark: Place) -> bool:
    """Whether a digit's place is that of a mark, or of a good part of it."""
    return place[3] > WHOLE * mark[3] and (_is_within(place, mark) or _is_within(mark, place))


def _is_within(place: Place, other: Place) -> bool:
    """Whether the middle of a place is in another."""
    x, y, w, h = place
    left, top, wide, high = other
    return left <= x + w / 2 <= left + wide and top <= y + h / 2 <= top + high


def _are_all(every: Sequence[Mark], marks: Marks, ink: Ink) -> bool:
    """Whether there is little ink but some marks'."""
    own = where(marks.labels, [part for mark in every for part in mark.parts])
    return bool(own.sum() >= ALL * ink.mask.sum())


def _judged(mark: Mark, marks: Marks, ink: Ink, classify: Classify) -> Candidate:
    framed = frame(cut_out(mark, marks.labels, ink))
    answers = classify(framed[None])
    return Candidate(
        place=_on_page(mark, ink),
        frame=framed,
        probabilities=answers.probabilities[0].astype(np.float64),
        odds=ODDS,
        digitness=None if answers.digitness is None else float(answers.digitness[0]),
        accepted=None if answers.accepted is None else bool(answers.accepted[0]),
    )


def _is_digit(one: Candidate, page: NDArray[np.uint8]) -> bool:
    """Whether a mark looks like a digit, and is not cut off by the page's rim."""
    x, y, w, h = one.place
    inside = x > 0 and y > 0 and x + w < page.shape[1] and y + h < page.shape[0]
    return inside and h >= (STEEP if one.is_stroke else FLATTEST) * w and _looks(one, LIKELY)


def _fit(found: Sequence[Candidate], page: NDArray[np.uint8]) -> bool:
    """Whether marks with nothing else are high enough: one that surely is a digit, or strokes."""
    heights = [one.place[3] for one in found]
    alone = all(one.is_stroke for one in found) or (len(found) == 1 and _looks(found[0], SURELY))
    return alone and max(heights) < PAIR * min(heights) and min(heights) >= HIGH * min(page.shape)


def _fit_beside(found: Sequence[Candidate], read: Sequence[Candidate]) -> bool:
    """Whether marks are about as high as the digits that were read, and stand apart from them."""
    most = float(np.median([one.place[3] for one in read]))
    alike = all(most < ALIKE * one.place[3] < ALIKE**2 * most for one in found)
    return alike and all(_gap(one, other) > APART * most for one in found for other in read)


def _looks(one: Candidate, least: float) -> bool:
    return one.digitness is None or one.digitness >= least


def _gap(one: Candidate, other: Candidate) -> float:
    """Between two digits of a row, in pixels; infinite if they are in none."""
    (x, y, w, h), (left, top, wide, high) = one.place, other.place
    return max(x - left - wide, left - x - w) if y < top + high and top < y + h else float("inf")

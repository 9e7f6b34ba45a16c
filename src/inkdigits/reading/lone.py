"""A page of few digits or none in; the marks that are the rest of its ink, if they are digits, out.

The spotter goes by what stands around a mark, above all to tell a 1 from any other stroke. But who
writes a mark on a sheet, or some numbers and a stroke as high, and nothing else, has likely written
digits.
"""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from inkdigits.reading.judged import Candidate, Classify
from inkdigits.vision.frame import frame
from inkdigits.vision.ink import Ink, find_ink
from inkdigits.vision.marks import Mark, Marks, Place, cut_out, gap_between, is_within, where
from inkdigits.vision.segment import segment

MOST = 20  # digits that were read: with more, the page says enough of what a stroke on it is
ENOUGH = 40  # pixels that a digit's height needs: of a page with higher ones a smaller copy will do
ALL = 0.95  # share of the page's ink that its marks have: else there is more than digits
HIGH = 0.07  # of the page's shorter side: a lower mark is a speck, a thread, a dash, if it is all
PAIR = 1.25  # times as high as the other of two strokes with nothing else, at most
ALIKE = 1.4  # times as high or low as most digits that were read, at most
APART = 0.6  # of their height: what stands nearer in their row the spotter knows better
STEEP, FLATTEST = 1.3, 0.6  # times as high as wide: a 1, and any other digit
LIKE_ONE, LIKE = 0.5, 0.9  # how much it has to look like a digit, as a 1 and as any other
WHOLE = 0.6  # times as high as the mark: what is lower was read of a part of it, such as a 1's flag
ODDS = 2.0  # log odds that it is one, all of that given


def lone_digits(
    page: NDArray[np.uint8], classify: Classify, *, read: Sequence[Candidate] = ()
) -> list[Candidate]:
    """The digits that are all there is on a page beside those that were read.

    Args:
        page: (h, w) gray.
        classify: What frames are.
        read: What was read there. What is much lower than a mark was read of a part of it.

    Returns:
        Strokes, two or as many as digits that were read; or, where none was, one digit or two
        strokes. Nothing if the page has anything else.
    """
    if len(read) > MOST:
        return []
    high = float(np.median([one.place[3] for one in read])) if read else HIGH * min(page.shape)
    scale = min(1.0, ENOUGH / high)
    size = [max(1, round(side * scale)) for side in page.shape[::-1]]
    ink = find_ink(np.asarray(cv2.resize(page, size, interpolation=cv2.INTER_AREA), np.uint8))
    if not ink.mask.any():
        return []
    marks = segment(ink)
    places = {mark: _on_page(mark, ink.scale * scale) for row in marks.rows for mark in row}
    rest = [
        mark for mark, place in places.items() if not any(_is_of(one.place, place) for one in read)
    ]
    kept = [one for one in read if not any(is_within(one.place, places[mark]) for mark in rest)]
    if not rest or len(rest) > max(len(kept), 2) or not _are_all(list(places), marks, ink):
        return []
    found = [_judged(mark, places[mark], marks, ink, classify) for mark in rest]
    strokes = all(_is_stroke(one, mark) for one, mark in zip(found, rest, strict=True))
    clear = all(_is_clear_of_rim(one.place, page) for one in found)
    heights = [one.place[3] for one in found]
    if kept:
        alone = strokes and _stand_apart(found, kept, high)
    else:
        alone = (strokes or _is_digit(found)) and max(heights) < PAIR * min(heights)
        alone = alone and min(heights) >= HIGH * min(page.shape)
    return found if alone and clear else []


def _on_page(mark: Mark, scale: float) -> Place:
    x, y, w, h = (round(side / scale) for side in mark.place)
    return x, y, w, h


def _is_of(place: Place, mark: Place) -> bool:
    """Whether a digit's place is that of a mark, or of a good part of it."""
    return place[3] > WHOLE * mark[3] and (is_within(place, mark) or is_within(mark, place))


def _are_all(every: Sequence[Mark], marks: Marks, ink: Ink) -> bool:
    """Whether there is little ink but some marks'."""
    own = where(marks.labels, [part for mark in every for part in mark.parts])
    return bool(own.sum() >= ALL * ink.mask.sum())


def _judged(mark: Mark, place: Place, marks: Marks, ink: Ink, classify: Classify) -> Candidate:
    framed = frame(cut_out(mark, marks.labels, ink))
    answers = classify(framed[None])
    return Candidate(
        place=place,
        frame=framed,
        probabilities=answers.probabilities[0].astype(np.float64),
        odds=ODDS,
        digitness=None if answers.digitness is None else float(answers.digitness[0]),
        accepted=None if answers.accepted is None else bool(answers.accepted[0]),
    )


def _is_stroke(one: Candidate, mark: Mark) -> bool:
    """Whether a mark is a 1 if it is a digit, and neither two strokes nor one with a point."""
    _, _, w, h = one.place
    return one.is_stroke and len(mark.parts) == 1 and h >= STEEP * w and _looks_like(one, LIKE_ONE)


def _is_digit(found: Sequence[Candidate]) -> bool:
    """Whether there is one mark, which surely is a digit."""
    return len(found) == 1 and all(
        one.place[3] >= (STEEP if one.is_stroke else FLATTEST) * one.place[2]
        and _looks_like(one, LIKE_ONE if one.is_stroke else LIKE)
        for one in found
    )


def _looks_like(one: Candidate, least: float) -> bool:
    return one.digitness is None or one.digitness >= least


def _is_clear_of_rim(place: Place, page: NDArray[np.uint8]) -> bool:
    x, y, w, h = place
    return x > 0 and y > 0 and x + w < page.shape[1] and y + h < page.shape[0]


def _stand_apart(found: Sequence[Candidate], read: Sequence[Candidate], high: float) -> bool:
    """Whether marks are about as high as what was read, and not close to it in its row."""
    alike = all(high < ALIKE * one.place[3] < ALIKE**2 * high for one in found)
    return alike and all(
        _gap(one.place, other.place) > APART * high for one in found for other in read
    )


def _gap(one: Place, other: Place) -> float:
    """Between two places of a row, in pixels; infinite if they are in none."""
    (_, y, _, h), (_, top, _, high) = one, other
    return gap_between(one, other) if y < top + high and top < y + h else float("inf")

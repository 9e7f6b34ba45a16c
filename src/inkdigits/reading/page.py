"""A photo and a classifier in; the numbers on its page out, row by row."""

from collections.abc import Callable, Sequence
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from inkdigits.digits import DIGIT, Number, Row, check_pattern
from inkdigits.reading.attempt import PERHAPS, Attempt, Looks
from inkdigits.reading.closer import look_closer, whole_page
from inkdigits.reading.judged import Candidate, Classify
from inkdigits.reading.left_out import left_out
from inkdigits.reading.lone import lone_digits
from inkdigits.reading.numbers import read_expected, read_number
from inkdigits.reading.standing import level, nothing_seen, stand_like, turn_upright
from inkdigits.reading.views import frames_view, ink_view, marks_view
from inkdigits.reading.words import Word, gap_limits
from inkdigits.spotter import Spotter
from inkdigits.vision.marks import place_of
from inkdigits.vision.photo import Photo

Stages = Callable[[str, NDArray[np.uint8]], None]
SURE = 0.0  # log odds from which something is a digit; with a pattern, PERHAPS will do
NEARER = 2  # looks from ever nearer, at most


def read_page(
    photo: Photo,
    spotter: Spotter,
    classify: Classify,
    *,
    upright: bool = False,
    expect: str | None = None,
    stages: Stages | None = None,
) -> tuple[tuple[Row, ...], float]:
    """Read a page.

    Args:
        photo: Of it.
        spotter: Finds digits on it.
        classify: What frames, uint8 (n, 28, 28), are.
        upright: The page stands as it should; else it is found out how it lies.
        expect: What each number looks like, ``#`` for a digit.
        stages: Told the name and the picture, uint8 (h, w) or (h, w, 3) RGB, of each stage.

    Returns:
        Its rows of numbers, top to bottom, none of them empty; and the degrees clockwise that the
        photo had to be turned by.

    Raises:
        UsageError: ``expect`` is no pattern, as ``check_pattern`` says.
    """
    check_pattern(expect)
    look = Looks(spotter, classify, least=PERHAPS if expect else SURE)
    page = look.once(whole_page(photo.gray))
    afar = nothing_seen(page) and look_closer(photo.gray, page.standing, []) is not None
    if not upright and not afar:
        page = level(turn_upright(page, look), look)
    page = look.again(_from_nearer(photo.gray, page, look, upright=upright))
    standing = page.standing
    page = _with_lone(page, page.digits, classify, expect)
    if stages:
        stages("page", photo.rgb)
        stages("ink", ink_view(standing.page, page.spots))
        stages("marks", marks_view(standing.page, page.rows))
        stages("frames", frames_view(page.rows))
    if expect:
        return _expected(page, expect), standing.turned
    besides = iter(left_out([*chain(*page.words)], page.every))
    numbers = (
        tuple(read_number(word.digits, back=standing.back, perhaps=next(besides)) for word in row)
        for row in page.words
    )
    return tuple(row for row in numbers if row), standing.turned


def read_strip(
    photo: Photo, spotter: Spotter, classify: Classify, *, expect: str | None = None
) -> Number | None:
    """Read a strip that is known to hold one number, upright; None where it is blank.

    Raises:
        UsageError: ``expect`` is no pattern, as ``check_pattern`` says.
    """
    check_pattern(expect)
    standing = whole_page(photo.gray)
    look = Looks(spotter, classify, least=PERHAPS if expect else SURE)
    strip = look.again(look.once(standing))
    strip = _with_lone(strip, [*chain(*strip.rows)], classify, expect)
    row = sorted(chain(*strip.rows), key=lambda one: one.place[0] + one.place[2] / 2)
    likely = [one for one in row if one.odds > SURE]
    if expect and row:
        (limit,) = gap_limits([row])
        given = read_expected(
            row,
            expect,
            otherwise=[likely] if likely else [],
            back=standing.back,
            limit=limit,
            several=False,
        )
        return next(iter(given), None)
    if not likely:
        return None
    (besides,) = left_out([Word(digits=tuple(likely))], strip.every)
    return read_number(likely, back=standing.back, perhaps=besides)


def _expected(page: Attempt, expect: str) -> tuple[Row, ...]:
    """The rows of a page whose numbers look like a pattern; what else has numbers is in doubt."""
    rows = []
    for row, words, limit in zip(page.rows, page.words, gap_limits(page.rows), strict=True):
        likely = ([one for one in word.digits if one.odds > SURE] for word in words)
        otherwise = [digits for digits in likely if digits]
        rows.append(
            read_expected(row, expect, otherwise=otherwise, back=page.standing.back, limit=limit)
        )
    return tuple(row for row in rows if row)


def _with_lone(
    page: Attempt, digits: Sequence[Candidate], classify: Classify, expect: str | None
) -> Attempt:
    """A page with the digits that are all it has beside some that were read."""
    read = [one for one in digits if one.odds > SURE]
    found = lone_digits(page.standing.page, classify, read=read)
    strokes = all(one.is_stroke for one in found)
    if not found or (not strokes and expect and expect.count(DIGIT) > 1):
        return page
    return page.joined_by(found)


def _from_nearer(gray: NDArray[np.uint8], page: Attempt, look: Looks, *, upright: bool) -> Attempt:
    """What can be read of a photo, (h, w), from nearer, if its writing is small and that is more.

    The first look may show that there is writing, the second where, and how small it is.
    """
    afar = best = page
    for _ in range(NEARER):
        faint = [place_of(box) for box in page.spots.boxes]
        closer = look_closer(gray, page.standing, page.read, faint)
        if not closer and not page.read:
            closer = look_closer(gray, page.standing, list(chain(*page.places)), faint)
        read = page if page.read else None
        nearer = look(stand_like(closer, page.standing), read) if closer else None
        if not nearer:
            break
        if not upright and not page.read and not nothing_seen(nearer):
            nearer = max(turn_upright(nearer, look), nearer, key=lambda one: one.worth)
        best = max(best, nearer, key=lambda one: one.worth)
        if nearer.worth[0] < page.worth[0]:
            break
        page = nearer
    return best if upright or best is afar else level(best, look)

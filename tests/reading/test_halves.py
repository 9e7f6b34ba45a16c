"""Ink of one spot that is two digits side by side is found to be two."""

from types import SimpleNamespace

import cv2
import numpy as np
import pytest

from inkdigits.reading import judged
from inkdigits.reading.halves import halves
from inkdigits.reading.spotted import Cut, cut_out
from inkdigits.reading.trust import odds_of
from inkdigits.spots import Inks, Spots
from inkdigits.vision.marks import place_of

PIXEL = np.ones((3, 3), np.uint8)  # and those around it
CORNER = (100, 50)  # of the ink's array on the page
TWO = [((10, 10), (10, 50)), ((30, 10), (30, 50))]
LEFT, RIGHT = (109, 59, 3, 43), (129, 59, 3, 43)  # their places


def cut(*strokes):
    """Ink with soft rims, of straight strokes from x, y to x, y."""
    ink = np.zeros((60, 60), np.uint8)
    for start, end in strokes:
        cv2.line(ink, start, end, 255)
    ink = cv2.dilate(ink, PIXEL)
    own = cv2.boundingRect(ink)
    ink = np.maximum(ink, cv2.dilate(ink, PIXEL) // 5)
    return Cut(ink=ink, corner=CORNER, place=place_of(np.add(own, (*CORNER, 0, 0))))


def test_two_high_strokes_are_two():
    assert [half.place for half in halves(cut(*TWO))] == [LEFT, RIGHT]


@pytest.mark.parametrize("second", [((30, 10), (30, 50)), ((15, 10), (15, 50))])
def test_all_ink_goes_to_one_of_the_two(second):
    whole = cut(TWO[0], second)
    faint = whole.ink.copy()
    faint[54:58, 9:12] = 60  # a tail that is as faint as a rim
    whole = Cut(ink=faint, corner=CORNER, place=whole.place)
    left, right = halves(whole)
    assert left.corner == right.corner == CORNER
    np.testing.assert_array_equal(np.maximum(left.ink, right.ink), whole.ink)
    assert not (left.ink & right.ink).any()
    assert (left.ink[54:58, 9:12] == 60).all()


@pytest.mark.parametrize(
    ("strokes", "why"),
    [
        (TWO[:1], "one"),
        ([*TWO, ((50, 10), (50, 50))], "three"),
        ([TWO[0], ((30, 10), (30, 36))], "the second is 0.67 times as high"),
        ([((8, 10), (8, 50)), ((8, 50), (40, 50)), ((24, 5), (24, 42))], "one around the other"),
        ([((10, 50), (22, 10)), ((17, 50), (29, 10))], "0.53 of one is above the other"),
    ],
)
def test_other_ink_is_not_two(strokes, why):
    assert halves(cut(*strokes)) == [], why


@pytest.mark.parametrize(
    "strokes",
    [
        [TWO[0], ((30, 10), (30, 40))],  # the second is 0.77 times as high
        [((10, 50), (22, 10)), ((18, 50), (30, 10))],  # 0.47 of one is above the other
    ],
)
def test_two_need_not_be_quite_as_high_nor_quite_upright(strokes):
    assert len(halves(cut(*strokes))) == 2


def test_a_low_part_goes_with_the_nearer_one():
    left, right = halves(cut(*TWO, ((34, 20), (44, 20))))
    assert left.place == LEFT
    assert right.place == (129, 59, 17, 43)
    ring = cv2.dilate(
        cv2.ellipse(np.zeros((60, 60), np.uint8), (20, 30), (15, 20), 0, 0, 360, 255), PIXEL
    )
    ring[9:52, 50:53] = ring[28:31, 24:32] = 255  # a 1 after it, and a bar within it
    left, right = halves(Cut(ink=ring, corner=(0, 0), place=(4, 9, 49, 43)))
    assert left.ink[29, 28]
    assert right.place == (50, 9, 3, 43)


def judge(*, whole, half, spotted=2.0, others=(), cuts=None):
    """What a spot of two strokes, seen as a 7, is judged to be.

    ``whole`` says how much it looks like a digit, ``half`` each of its strokes, from the left.
    """
    cuts = cuts or [cut(*TWO), *(one for one, _ in others)]
    spots = SimpleNamespace(
        odds=np.array([spotted, *(odds for _, odds in others)]), shares=np.eye(10)[[7] * len(cuts)]
    )
    halves = iter(half * 9 if half else ())

    def classify(frames):
        wide = np.array([np.ptp(np.flatnonzero(one.any(0))) > 8 for one in frames])
        return SimpleNamespace(
            probabilities=np.where(wide[:, None], np.eye(10)[4], np.eye(10)[1]),
            digitness=None if whole is None else [whole if one else next(halves) for one in wide],
            accepted=None,
        )

    return judged.judge(spots, cuts, classify)


def test_what_looks_like_no_digit_but_its_halves_do_is_two_digits():
    both = judge(whole=0.25, half=[0.95, 0.99])
    assert [one.place for one in both] == [LEFT, RIGHT]
    for one, digitness in zip(both, (0.95, 0.99), strict=True):
        np.testing.assert_array_equal(one.probabilities, np.eye(10)[1])  # not the 7 of the whole
        assert one.odds == odds_of(2.0, digitness, 1.0)


@pytest.mark.parametrize(
    ("whole", "half", "spotted"),
    [
        (0.35, [0.95, 0.95], 2.0),
        (0.05, [0.95, 0.85], 2.0),
        (0.05, [0.85, 0.95], 2.0),
        (0.05, [0.95, 0.95], 0.9),
        (None, None, 2.0),
    ],
)
def test_else_it_stays_one(whole, half, spotted):
    (one,) = judge(whole=whole, half=half, spotted=spotted)
    assert one.place == (109, 59, 23, 43)


def test_a_less_likely_view_of_one_of_the_two_goes():
    second, elsewhere = cut(TWO[1]), cut(((55, 10), (55, 50)))
    found = judge(whole=0.05, half=[0.95], others=[(second, -1.0), (elsewhere, -1.0)])
    assert sorted(one.place for one in found) == [LEFT, RIGHT, elsewhere.place]


def test_beside_a_likelier_view_of_one_of_the_two_it_stays_one():
    second = cut(TWO[1])
    found = judge(whole=0.05, half=[0.95], others=[(second, 3.0)])
    assert [one.place for one in found] == [(109, 59, 23, 43), RIGHT]


def test_what_went_is_not_parted_again():
    across = cut(((1, 10), (1, 50)), ((20, 10), (20, 50)))  # its middle is in the left one of two
    found = judge(whole=0.05, half=[0.95], others=[(across, 1.5)])
    assert [one.place for one in found] == [LEFT, RIGHT]


def test_ink_that_was_cut_out_of_a_page_is_parted_in_its_place():
    page = np.full((120, 160), 230, np.uint8)
    for x in (70, 84):
        cv2.line(page, (x, 40), (x, 80), 30, 4)
    dark = cv2.resize((page < 128).astype(np.float32), (80, 60), interpolation=cv2.INTER_AREA)
    columns, rows = np.meshgrid(np.arange(80) * 2 + 1.0, np.arange(60) * 2 + 1.0)
    inks = Inks(
        scale=1.0,
        share=dark,
        across=(77 - columns).astype(np.float32),
        down=(60 - rows).astype(np.float32),
    )
    spots = Spots(
        boxes=np.array([[66.0, 36, 22, 48]]),
        odds=np.array([3.0]),
        shares=np.full((1, 10), 0.1),
        copies=np.zeros(1, np.int64),
        inks=(inks,),
        turns=np.zeros(4),
    )
    (whole,) = cut_out(page, spots)
    places = np.array([half.place for half in halves(whole)])
    np.testing.assert_allclose(places, [(68, 38, 5, 45), (82, 38, 5, 45)], atol=2)

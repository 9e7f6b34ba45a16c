"""Where a photo is looked at from nearer, and from how near."""

import numpy as np
import pytest

from inkdigits.reading.closer import GOOD, LONGEST, look_closer, whole_page
from inkdigits.reading.standing import Standing, stand_like


@pytest.fixture
def photo():
    return np.full((2400, 3200), 200, np.uint8)


@pytest.fixture
def page(photo):
    return whole_page(photo)  # half as large


def seen(closer):
    """The left, top, right and bottom end of what is looked at, in the photo's pixels."""
    h, w = closer.page.shape
    (left, top), (right, bottom) = (closer.back @ (x, y, 1) for x, y in ((0, 0), (w, h)))
    return round(left), round(top), round(right), round(bottom)


def test_small_writing_is_looked_at_from_as_near_as_is_good(photo, page):
    closer = look_closer(photo, page, [(400, 300, 10, 18)] * 3)
    left, top, right, bottom = seen(closer)
    assert left < 800 - 36
    assert right > 820 + 36
    assert top < 600 - 36
    assert bottom > 636 + 36
    assert 18 * (closer.page.shape[1] / (right - left)) * 2 == pytest.approx(GOOD, rel=0.05)


def test_what_may_be_a_digit_is_looked_at_as_well(photo, page):
    """A faint one far to the right is within; without it, that part of the photo is not."""
    digits = [(400, 300, 10, 18)] * 3
    assert seen(look_closer(photo, page, digits))[2] < 1400
    assert seen(look_closer(photo, page, digits, [(700, 300, 10, 17)]))[2] > 1420


def test_what_is_far_higher_or_lower_than_the_writing_is_none(photo, page):
    digits = [(400, 300, 10, 18)] * 3
    others = [(700, 300, 60, 90), (700, 300, 3, 5)]
    assert seen(look_closer(photo, page, digits, others)) == seen(look_closer(photo, page, digits))


def test_a_faint_one_too_far_away_does_not_make_the_writing_small(photo, page):
    """With it the part would be as large as the photo, and could be no nearer than the photo is."""
    digits = [(40, 30, 6, 10)] * 3
    near = look_closer(photo, page, digits)
    assert max(look_closer(photo, page, digits, [(1580, 1180, 6, 10)]).page.shape) < LONGEST
    assert seen(look_closer(photo, page, digits, [(1580, 1180, 6, 10)])) == seen(near)


def test_a_faint_one_is_not_left_out_for_a_little():
    """Writing from end to end: without the last digit it could be but a little larger."""
    photo = np.full((3000, 4000), 200, np.uint8)
    page = whole_page(photo)
    digits = [(160 + 20 * at, 300, 6, 8) for at in range(58)]
    closer = look_closer(photo, page, digits, [(1480, 300, 6, 8)])
    assert seen(closer)[2] > 1486 * 2.5


def test_a_part_is_found_on_a_page_that_is_turned(photo):
    """The page is the photo turned by a quarter: what is at its left is at the photo's top."""
    upright = stand_like(whole_page(photo), Standing(page=photo, back=np.eye(3)[:2], quarters=1))
    across, down = upright.back @ (105, 809, 1)
    left, top, right, bottom = seen(look_closer(photo, upright, [(100, 800, 10, 18)] * 3))
    assert left < across < right
    assert top < down < bottom
    assert right - left < 800
    assert bottom - top < 800


def test_large_writing_and_small_photos_need_no_nearer_look(photo, page):
    assert look_closer(photo, page, [(400, 300, 20, 40)]) is None
    small = whole_page(photo[:500, :700])
    assert look_closer(photo[:500, :700], small, []) is None

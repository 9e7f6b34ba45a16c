"""Marks are put into the order in which a person reads them."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from inkdigits.vision.rows import reading_order


def boxes(*places, width=20, height=30):
    return np.array([(x, y, width, height) for x, y in places])


def test_rows_are_read_top_to_bottom_and_left_to_right():
    places = [(x, y) for y in (0, 60, 120) for x in (0, 40, 80, 120)]
    shuffled = np.random.default_rng(0).permutation(12)
    rows = reading_order(boxes(*places)[shuffled])
    assert [[int(shuffled[i]) for i in row] for row in rows] == [
        [0, 1, 2, 3], [4, 5, 6, 7], [8, 9, 10, 11]
    ]  # fmt: skip


def test_rows_that_slope_stay_rows():
    for slope in (-0.3, -0.15, 0.15, 0.3):
        places = [(x, round(y + slope * x)) for y in (100, 170, 240) for x in range(0, 400, 40)]
        assert reading_order(boxes(*places)) == [list(range(k, k + 10)) for k in (0, 10, 20)]


def test_a_number_down_a_diagonal_is_one_row():
    places = [(k * 60, k * 32) for k in range(6)]
    assert reading_order(boxes(*places, width=40, height=40)) == [[0, 1, 2, 3, 4, 5]]


def test_digits_of_uneven_height_and_place_share_a_row():
    uneven = np.array([(0, 0, 20, 40), (30, 12, 25, 20), (70, -8, 10, 44), (95, 10, 30, 45)])
    assert reading_order(uneven) == [[0, 1, 2, 3]]


def test_a_wide_gap_does_not_end_a_row():
    assert reading_order(boxes((0, 4), (400, 0), (0, 60), (440, 64))) == [[0, 1], [2, 3]]


def test_an_indented_row_below_a_short_one_is_a_row_of_its_own():
    assert reading_order(boxes((0, 0), (40, 0), (75, 62), (115, 62))) == [[0, 1], [2, 3]]


def test_nothing_has_no_order_and_one_mark_is_a_row():
    assert reading_order(np.zeros((0, 4), np.int64)) == []
    assert reading_order(boxes((5, 5))) == [[0]]


@given(
    st.lists(
        st.tuples(*[st.integers(0, 300)] * 2, *[st.integers(1, 60)] * 2), min_size=1, max_size=25
    )
)
@settings(max_examples=200, deadline=None)
def test_every_mark_is_read_exactly_once(marks):
    rows = reading_order(np.array(marks))
    assert sorted(i for row in rows for i in row) == list(range(len(marks)))

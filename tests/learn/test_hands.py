"""Flags and feet go onto 1s, and bars through 7s, and leave them frames as MNIST's."""

import numpy as np
import pytest

from inkdigits.data.dataset import make_examples
from inkdigits.learn import hands
from inkdigits.learn.hands import crossed, flag_ones, flagged
from inkdigits.vision.frame import frame


@pytest.fixture
def one():
    """A bare 1 that leans a little, framed."""
    canvas = np.zeros((60, 60), np.uint8)
    for row in range(5, 55):
        left = 30 - row // 8
        canvas[row, left : left + 6] = 255
    return frame(canvas)


@pytest.fixture
def examples(one):
    return make_examples(np.stack([one] * 200), np.arange(200) % 10, name="ones")


def test_the_share_of_ones_is_changed_and_no_other_digit(examples):
    changed = flag_ones(examples, share=0.5, rng=np.random.default_rng(0))
    differs = (changed.images != examples.images).any((1, 2))
    assert not differs[examples.labels != 1].any()
    assert 4 <= differs.sum() <= 16  # of 20
    np.testing.assert_array_equal(changed.labels, examples.labels)


def test_a_flag_adds_ink_and_keeps_the_stem_pixel_for_pixel(one):
    rng = np.random.default_rng(1)
    for _ in range(50):
        image = flagged(one, rng)
        assert image.shape == (28, 28)
        assert image.dtype == np.uint8
        places = [(rows, columns) for rows in range(-6, 7) for columns in range(-6, 7)]
        kept = [(image >= np.roll(one, place, (0, 1))).all() for place in places]
        assert any(kept)
        added = np.count_nonzero(image > 128) - np.count_nonzero(one > 128)
        assert 0 < added < 150  # strokes, not blots


def test_a_flagged_one_stands_where_a_framed_one_stands(one):
    rng = np.random.default_rng(2)
    for _ in range(50):
        image = flagged(one, rng).astype(float)
        rows, columns = np.indices(image.shape)
        centre = (rows * image).sum() / image.sum(), (columns * image).sum() / image.sum()
        assert np.abs(np.array(centre) - 13.5).max() < 1.2


def test_the_same_draws_give_the_same_digits(examples):
    first, again = (
        flag_ones(examples, share=0.5, rng=np.random.default_rng(7)).images for _ in range(2)
    )
    np.testing.assert_array_equal(first, again)


def test_a_one_without_ink_stays_as_it_is():
    blank = np.zeros((28, 28), np.uint8)
    assert not flagged(blank, np.random.default_rng(0)).any()


def test_the_digits_that_come_in_are_left_alone(examples):
    before = examples.images.copy()
    flag_ones(examples, share=1.0, rng=np.random.default_rng(0))
    np.testing.assert_array_equal(examples.images, before)


@pytest.fixture
def seven():
    """A plain 7, framed."""
    canvas = np.zeros((60, 60), np.uint8)
    canvas[5:10, 10:45] = 255
    for row in range(5, 55):
        left = 40 - row // 3
        canvas[row, left : left + 6] = 255
    return frame(canvas)


def test_a_bar_goes_through_the_stem_of_a_seven_and_nothing_moves(seven):
    rng = np.random.default_rng(3)
    for _ in range(50):
        image = crossed(seven, rng)
        assert (image >= seven).all()
        added = (image > 128) & (seven <= 128)
        rows, columns = np.nonzero(added[10:])  # below the roof and its serif
        middle = 10 + int(np.median(rows))
        assert 11 <= middle <= 20  # of rows 4 to 23
        stem = np.flatnonzero((seven > 128)[middle])
        assert columns.min() < stem[0]
        assert columns.max() > stem[-1]
        assert np.count_nonzero(added) < 80  # strokes, not blots


def test_a_serif_is_at_the_roof_even_if_the_foot_is_further_to_the_left(monkeypatch):
    leaning = np.zeros((28, 28), np.uint8)
    leaning[4:6, 12:22] = 255
    for row in range(4, 24):
        left = 20 - (row - 4) * 16 // 19  # the foot is at 4, the roof begins at 12
        leaning[row, left : left + 2] = 255
    for seed in range(20):
        monkeypatch.setattr("inkdigits.learn.hands.SERIF", 0.0)
        plain = crossed(leaning, np.random.default_rng(seed)).astype(int) - leaning
        assert plain[3:9, 9:15].max() < 100
        monkeypatch.setattr("inkdigits.learn.hands.SERIF", 1.0)
        added = crossed(leaning, np.random.default_rng(seed)).astype(int) - leaning
        assert added[6:9, 10:15].max() > 100  # below the roof's left end
        assert added[:4].max() < 100
        assert added[21:, :9].max() < 100  # and nothing at the foot


def test_a_seven_with_a_gap_in_its_stem_is_left_without_a_bar(seven, monkeypatch):
    monkeypatch.setattr("inkdigits.learn.hands.SERIF", 0.0)
    broken = seven.copy()
    rows = np.flatnonzero((seven > 127).any(1))
    broken[rows[0] + len(rows) * 2 // 5 : rows[0] + len(rows) * 7 // 10] = 0
    np.testing.assert_array_equal(crossed(broken, np.random.default_rng(0)), broken)


def test_nothing_is_drawn_onto_paper(one):
    rng = np.random.default_rng(4)
    blank = np.zeros_like(one)
    assert not crossed(blank, rng).any()
    assert not flagged(blank, rng).any()


def test_a_seven_that_is_crossed_gets_no_second_bar(monkeypatch):
    monkeypatch.setattr(hands, "SERIF", 0.0)
    seven = np.zeros((28, 28), np.uint8)
    seven[4:6, 8:20] = 255  # its roof
    seven[6:24, 17:20] = 255  # its stem
    rng = np.random.default_rng(0)
    once = [crossed(seven, rng) for _ in range(20)]
    assert all((one != seven).any() for one in once)
    crossed_already = seven.copy()
    crossed_already[13:15, 13:24] = 255
    for _ in range(20):
        np.testing.assert_array_equal(crossed(crossed_already, rng), crossed_already)


def test_a_seven_with_a_long_serif_is_not_crossed_yet():
    seven = np.zeros((28, 28), np.uint8)
    seven[4:6, 6:20] = 255
    seven[4:16, 6:8] = 255  # its serif, as far down as bars are
    seven[6:24, 17:20] = 255
    rng = np.random.default_rng(0)
    assert all((crossed(seven, rng)[10:18, 9:16] > 100).any() for _ in range(10))

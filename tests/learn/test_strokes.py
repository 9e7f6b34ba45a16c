"""Digits drawn stroke by stroke: same for a seed, framed, readable, in every form."""

import numpy as np
import pytest

import inkdigits
from inkdigits.learn.forms import FORMS, RARER
from inkdigits.learn.strokes import CANVAS, curve, draw_digit, draw_digits, with_drawn


def test_a_seed_draws_the_same_digits_framed_as_all_are():
    first, again, other = (draw_digits(60, np.random.default_rng(seed)) for seed in (1, 1, 2))
    np.testing.assert_array_equal(first.images, again.images)
    np.testing.assert_array_equal(first.labels, again.labels)
    assert (first.images != other.images).any()
    assert first.images.shape == (60, 28, 28)
    for image in first.images[:10]:
        np.testing.assert_allclose(inkdigits.frame(image), image, atol=60)  # framed already


def test_no_digits_can_be_drawn_too():
    assert draw_digits(0, np.random.default_rng(0)).images.shape == (0, 28, 28)


def test_forms_stay_in_their_box_and_every_digit_has_some():
    assert len(FORMS) == len(RARER) == 10
    for forms in (*FORMS, *RARER):
        assert forms
        for form in forms:
            points = np.concatenate([np.array(stroke) for stroke in form])
            assert points.min() >= 0
            assert points.max() <= 1


@pytest.mark.parametrize("digit", range(10))
def test_no_digit_leaves_the_canvas(digit):
    rng = np.random.default_rng(0)
    for _ in range(30):
        canvas = draw_digit(digit, rng)
        assert canvas.shape == (CANVAS, CANVAS)
        assert canvas.any()
        assert not canvas[[0, -1]].any()
        assert not canvas[:, [0, -1]].any()


def test_a_curve_goes_through_its_points_and_turns_sharply_where_one_is_given_twice():
    points = np.array([[0, 0], [1, 0], [1, 0], [1, 1]], float)
    line = curve(points)
    for point in points:
        assert np.abs(line - point).sum(1).min() < 1e-9
    way = np.diff(line, axis=0)
    way /= np.linalg.norm(way, axis=1, keepdims=True)
    assert (way[:-1] * way[1:]).sum(1).min() < 0.5  # the corner
    smooth = np.diff(curve(np.array([[0, 0], [0.5, 0.1], [1, 0.5], [1, 1]], float)), axis=0)
    smooth /= np.linalg.norm(smooth, axis=1, keepdims=True)
    assert (smooth[:-1] * smooth[1:]).sum(1).min() > 0.9


def test_drawn_digits_follow_the_others(bars):
    both = with_drawn(bars.train, 0.25, seed=3)
    assert len(both) == 500
    np.testing.assert_array_equal(both.images[:400], bars.train.images)
    assert set(both.labels[400:]) <= set(range(10))

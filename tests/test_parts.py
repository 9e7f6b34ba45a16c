"""The parts of a picture that are near some boxes: all that is near, and little else."""

import numpy as np
import pytest

from inkdigits.parts import parts_near

SHAPE = (320, 480)


def near(boxes, rim):
    """Which pixels are near boxes, (320, 480)."""
    pixels = np.zeros(SHAPE, np.bool_)
    for x, y, w, h in np.rint(boxes).astype(int):
        pixels[max(y - rim, 0) : max(y + h + rim, 0), max(x - rim, 0) : max(x + w + rim, 0)] = True
    return pixels


@pytest.mark.parametrize("seed", range(40))
def test_all_that_is_near_a_box_is_in_one_part_whose_ends_are_multiples(seed):
    rng = np.random.default_rng(seed)
    boxes = np.concatenate([rng.uniform(-40, 480, (5, 2)), rng.uniform(3, 60, (5, 2))], axis=1)
    times = np.zeros(SHAPE, int)
    for left, top, right, bottom in parts_near(boxes, SHAPE, rim=20, unit=16):
        assert 0 <= left < right <= SHAPE[1]
        assert 0 <= top < bottom <= SHAPE[0]
        assert not any(end % 16 for end in (left, top, right, bottom))
        times[top:bottom, left:right] += 1
    assert times.max() == 1
    assert (times[near(boxes, 20)] == 1).all()


def test_what_is_far_from_every_box_is_in_no_part():
    boxes = np.array([[30.0, 30, 20, 30], [400, 250, 20, 30]])
    assert parts_near(boxes, SHAPE, rim=20, unit=16) == [(0, 0, 80, 80), (368, 224, 448, 304)]


def test_parts_that_touch_are_one():
    boxes = np.array([[30.0, 30, 20, 30], [80, 110, 20, 30]])
    assert parts_near(boxes, SHAPE, rim=20, unit=16) == [(0, 0, 128, 160)]


def test_where_most_is_near_the_picture_is_one_part():
    assert parts_near(np.array([[0.0, 0, 480, 270]]), SHAPE, rim=0, unit=16) == [(0, 0, 480, 320)]


def test_near_nothing_is_no_part():
    assert parts_near(np.zeros((0, 4)), SHAPE, rim=20, unit=16) == []
    assert parts_near(np.array([[900.0, 900, 20, 20]]), SHAPE, rim=20, unit=16) == []

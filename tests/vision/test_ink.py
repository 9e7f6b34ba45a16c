"""Ink is told from paper whatever the light, the pen and the polarity."""

import cv2
import numpy as np
import pytest

from inkdigits.vision.ink import find_ink
from inkdigits.vision.polarity import light_on_dark


def agreement(found, page):
    """Intersection over union of what was found with what was written."""
    written = page < 150
    return (found.mask & written).sum() / (found.mask | written).sum()


def shaded(page, rng, *, noise=2.0):
    """The page in a dark corner, under a soft shadow, through a noisy sensor."""
    h, w = page.shape
    y, x = np.mgrid[0:h, 0:w] / np.array([h, w])[:, None, None]
    light = 1 - 0.55 * (x - 0.5) ** 2 - 0.55 * (y - 0.5) ** 2 - 0.25 * x
    light *= 1 - 0.3 / (1 + np.exp(-(x + y - 1.2) * 20))
    return (page * light + rng.normal(0, noise, page.shape)).clip(0, 255).astype(np.uint8)


@pytest.mark.parametrize("pen", [2, 4, 10])
@pytest.mark.parametrize("ink", [30, 90, 150])
def test_uneven_light_does_not_hide_or_invent_ink(write, pen, ink):
    clean = write("2048", height=70, pen=pen, ink=0)
    page = shaded(write("2048", height=70, pen=pen, ink=ink), np.random.default_rng(1))
    assert agreement(find_ink(page), clean) > 0.6
    count = cv2.connectedComponents(find_ink(page).mask.view(np.uint8))[0] - 1
    assert count == 4


def test_light_ink_on_dark_gives_the_same_mask(write):
    page = shaded(write("379", "152"), np.random.default_rng(2))
    assert not light_on_dark(page)
    assert light_on_dark(255 - page)
    dark, light = find_ink(page), find_ink(255 - page)
    assert (dark.mask & light.mask).sum() / (dark.mask | light.mask).sum() > 0.7


def test_twice_the_pixels_give_the_same_ink(write):
    page = shaded(write("379"), np.random.default_rng(3), noise=1)
    double = cv2.resize(page, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC)
    small, large = find_ink(page), find_ink(double)
    shrunk = cv2.resize(large.mask.view(np.uint8), page.shape[::-1], interpolation=cv2.INTER_AREA)
    assert (small.mask & (shrunk > 0)).sum() / (small.mask | (shrunk > 0)).sum() > 0.75


def test_a_photo_of_many_pixels_is_worked_on_at_a_smaller_scale(write):
    page = write("1234", size=(2000, 3200), height=300, pen=30)
    found = find_ink(page)
    assert found.scale == 0.5
    assert found.mask.shape == found.levels.shape == (1000, 1600)


def test_ink_in_the_shade_counts_as_much_as_in_the_light(write):
    page = write("88", height=80, pen=8)
    half = page * np.where(np.arange(page.shape[1]) < 150, 1, 0.4)
    found = find_ink(half.astype(np.uint8))
    dark, light = found.levels[:, 155:], found.levels[:, :145]
    assert (
        abs(int(np.percentile(dark[dark > 100], 75)) - np.percentile(light[light > 100], 75)) < 12
    )


@pytest.mark.parametrize("noise", [0, 1, 3, 8])
@pytest.mark.parametrize("seed", range(3))
def test_blank_paper_under_uneven_light_has_no_ink(seed, noise):
    rng = np.random.default_rng(seed)
    page = shaded(np.full((300, 420), 215, np.uint8), rng, noise=noise)
    assert not find_ink(page).mask.any()


def test_black_white_and_tiny_pictures_have_no_ink():
    for shape in ((1, 1), (1, 300), (300, 1), (3, 3), (200, 200)):
        for level in (0, 127, 255):
            assert not find_ink(np.full(shape, level, np.uint8)).mask.any()

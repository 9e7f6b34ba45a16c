"""Augmentation changes digits as other hands would, each on its own, and never mirrors them."""

import numpy as np
import pytest
import torch

from inkdigits.learn.augment import Augmentation, affine_maps, augment, change_pen


def rng(seed=0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


@pytest.fixture
def strokes() -> torch.Tensor:
    """(40, 1, 28, 28): the same upright bar with a foot to the right, forty times."""
    image = torch.zeros(1, 28, 28)
    image[:, 6:22, 12:15] = 1
    image[:, 19:22, 12:20] = 1
    return image.expand(40, 1, 28, 28).clone()


def test_no_range_means_no_change(strokes):
    np.testing.assert_allclose(augment(strokes, Augmentation(), rng()), strokes, atol=1e-5)


def test_every_image_is_changed_by_its_own_draw(strokes):
    changed = augment(strokes, Augmentation(degrees=15, shift=2), rng())
    assert len(changed.flatten(1).unique(dim=0)) == 40
    assert changed.shape == strokes.shape
    assert 0 <= changed.min() <= changed.max() <= 1


def test_the_same_draws_give_the_same_images(strokes):
    how = Augmentation(degrees=15, shift=2, zoom=0.2, shear=0.3, pen=0.5)
    assert torch.equal(augment(strokes, how, rng(4)), augment(strokes, how, rng(4)))


def test_a_shift_moves_ink_by_no_more_than_its_pixels(strokes):
    changed = augment(strokes, Augmentation(shift=2), rng())
    rows = torch.arange(28.0)

    def centre(images, axis):
        weight = images[:, 0].sum(axis)
        return (weight * rows).sum(1) / weight.sum(1)

    moved = torch.stack([centre(changed, axis) - centre(strokes, axis) for axis in (1, 2)])
    assert moved.abs().max() <= 2 + 1e-3
    assert moved.min() < -1.5
    assert moved.max() > 1.5


def test_no_map_mirrors():
    how = Augmentation(degrees=20, zoom=0.3, shear=0.5)
    maps = affine_maps(5000, 28, 28, how, rng())
    assert torch.linalg.det(maps[:, :, :2]).min() > 0


def test_a_pen_grows_and_shrinks_strokes_of_about_its_share(strokes):
    many = strokes[:1].expand(1000, 1, 28, 28)
    ink = change_pen(many, Augmentation(pen=0.5), rng()).sum((1, 2, 3))
    plain = strokes[0].sum()
    assert 200 < (ink > plain).sum() < 300
    assert 200 < (ink < plain).sum() < 300


def test_a_bow_moves_top_and_bottom_the_same_way_and_leaves_the_middle(strokes):
    bar = torch.zeros_like(strokes)
    bar[:, :, :, 13:15] = 1
    changed = augment(bar, Augmentation(bend=3), rng())[:, 0]
    columns = torch.arange(28.0)
    middle = (changed * columns).sum(2) / changed.sum(2)  # (40, 28): of each row's ink
    moved = middle - 13.5
    assert moved[:, 13:15].abs().max() < 0.1
    assert moved[:, 0].abs().max() > 2
    np.testing.assert_allclose(moved[:, 0], moved[:, -1], atol=0.05)


def test_a_hollow_stroke_is_its_outline(strokes):
    changed = change_pen(strokes, Augmentation(hollow=1), rng())
    solid = (strokes[..., :-1, :-1] > 0.9) & (changed[..., :-1, :-1] < 0.1)
    assert solid.any()
    assert changed.sum() < strokes.sum()
    assert ((changed > 0) & (strokes == 0)).any()  # the outline lies around the stroke


def test_no_pen_takes_a_digit_away(strokes):
    hair = torch.zeros_like(strokes)
    hair[:, :, 4:24, 13:15] = 1  # two pixels wide: thinned twice, nothing would be left
    changed = change_pen(hair, Augmentation(pen=1.0), rng())
    assert changed.sum((1, 2, 3)).min() > 10

"""Frames cut out of rows of digits, for a network to learn where to cut."""

import numpy as np
import pytest

from inkdigits.data import Examples, load
from inkdigits.learn.neighbours import cut_neighbours, with_neighbours
from inkdigits.learn.strangers import STRANGER


@pytest.fixture(scope="module")
def digits():
    return load("builtin").train


def test_half_are_digits_and_half_are_strangers(digits):
    images, labels = cut_neighbours(digits, 300, np.random.default_rng(0))
    assert images.shape == (300, 28, 28)
    assert images.dtype == np.uint8
    assert (images.max(axis=(1, 2)) == 255).all()
    assert 0.4 < (labels == STRANGER).mean() < 0.6
    assert set(labels.tolist()) == {STRANGER, *range(10)}


def test_the_same_seed_gives_the_same_frames(digits):
    one, two, other = (with_neighbours(digits, 0.05, seed) for seed in (1, 1, 2))
    np.testing.assert_array_equal(one.images, two.images)
    assert not np.array_equal(one.images, other.images)
    np.testing.assert_array_equal(one.images[: len(digits)], digits.images)


def test_digits_are_cut_out_as_they_are_known(digits):
    """What is called a 0 looks more like the 0s than like the 1s, and the reverse."""
    images, labels = cut_neighbours(digits, 600, np.random.default_rng(1))
    means = [digits.images[digits.labels == digit].mean(axis=0) for digit in (0, 1)]
    for label in (0, 1):
        cut = images[labels == label].astype(np.float64)
        apart = [((cut - mean) ** 2).mean(axis=(1, 2)) for mean in means]
        assert (apart[label] < apart[1 - label]).mean() > 0.85


def test_strangers_among_the_examples_are_never_cut(digits):
    blots = Examples(images=np.full((500, 28, 28), 255, np.uint8), labels=np.full(500, STRANGER))
    mixed = Examples(
        images=np.concatenate([digits.images, blots.images]),
        labels=np.concatenate([digits.labels, blots.labels]),
    )
    cut = with_neighbours(mixed, 0.05, seed=3).images[len(mixed) :]
    assert (cut > 200).mean() < 0.5

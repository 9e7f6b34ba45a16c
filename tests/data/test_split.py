"""Validation parts: exact, stratified, repeatable."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from inkdigits.data import split_validation
from inkdigits.data.dataset import make_examples
from inkdigits.data.split import shares
from inkdigits.errors import UsageError

MNIST_COUNTS = [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]


def examples(counts):
    """Digits in mixed order; each image holds its own number in its first pixels."""
    labels = np.repeat(np.arange(len(counts)), counts)
    np.random.default_rng(1).shuffle(labels)
    images = np.zeros((len(labels), 28, 28), np.uint8)
    images[:, 0, 0], images[:, 0, 1] = np.divmod(np.arange(len(labels)), 256)
    return make_examples(images, labels, name="x")


def numbers(part):
    return part.images[:, 0, 0].astype(int) * 256 + part.images[:, 0, 1]


@given(
    counts=st.lists(st.integers(0, 40), min_size=1, max_size=10),
    share=st.fractions(0, 1),
)
def test_the_parts_are_the_whole_and_as_large_as_asked(counts, share):
    classes, n = sum(count > 0 for count in counts), sum(counts)
    total = round(share * n)
    assume(0 < classes <= total <= n - classes)
    whole = examples(counts)
    train, validation = split_validation(whole, size=total, seed=3)
    assert len(validation) == total
    assert sorted([*numbers(train), *numbers(validation)]) == list(range(n))
    for part in (train, validation):
        assert (np.diff(numbers(part)) > 0).all()
        np.testing.assert_array_equal(part.labels, whole.labels[numbers(part)])
    assert set(train.labels) == set(whole.labels)


@given(st.lists(st.integers(20, 900), min_size=2, max_size=10), st.fractions("1/10", "9/10"))
def test_each_class_has_its_share_by_largest_remainder(counts, share):
    n = sum(counts)
    total = round(share * n)
    exact = [Fraction(count * total, n) for count in counts]
    wanted = [int(quota) for quota in exact]
    by_remainder = sorted(range(len(counts)), key=lambda c: (wanted[c] - exact[c], c))
    for label in by_remainder[: total - sum(wanted)]:
        wanted[label] += 1
    assert shares(np.array(counts), total).tolist() == wanted


def test_5000_of_mnist_are_exactly_5000():
    given_out = shares(np.array(MNIST_COUNTS), 5000)
    assert given_out.sum() == 5000
    assert np.abs(given_out - np.array(MNIST_COUNTS) / 12).max() < 1


def test_a_class_never_loses_its_last_training_digit():
    given_out = shares(np.array([1] * 9 + [100]), 50)
    assert given_out.tolist() == [0] * 9 + [50]


def test_the_seed_decides():
    whole = examples([30] * 10)
    first = numbers(split_validation(whole, size=0.2, seed=1)[1]).tolist()
    assert first == numbers(split_validation(whole, size=60, seed=1)[1]).tolist()
    assert first != numbers(split_validation(whole, size=60, seed=2)[1]).tolist()
    assert first[:6] == [1, 3, 8, 19, 21, 26]


def test_zero_is_no_validation_part():
    train, validation = split_validation(examples([3] * 10), size=0, seed=0)
    assert (len(train), len(validation)) == (30, 0)
    assert validation.images.shape == (0, 28, 28)


@pytest.mark.parametrize(
    ("size", "says"),
    [
        (-1, "no size"),
        (10.5, "no size"),
        (float("nan"), "no size"),
        (float("inf"), "no size"),
        (9, "fewer than one for each of the 10 classes"),
        (0.01, "is 0 digits of 30, fewer than one"),
        (21, "leaves nothing to train on.* at most 20"),
        (30, "leaves nothing"),
        (10**9, "leaves nothing"),
        (0.99, "leaves nothing"),
    ],
)
def test_a_size_that_makes_no_sense_is_refused(size, says):
    with pytest.raises(UsageError, match=says):
        split_validation(examples([3] * 10), size=size, seed=0)


def test_a_set_without_training_digits_has_no_validation_part():
    with pytest.raises(UsageError, match="no training digits"):
        split_validation(examples([0]), size=0.1, seed=0)
    assert len(split_validation(examples([0]), size=0, seed=0)[1]) == 0

"""The built-in digits: all of them, divided where a form begins, and still themselves."""

import sys

import cv2
import numpy as np
import pytest
from sklearn.datasets import load_digits

from inkdigits.data import load
from inkdigits.data.builtin import enlarge
from inkdigits.errors import MissingExtraError


def test_it_is_all_of_the_digits_in_their_order():
    dataset, original = load("builtin"), load_digits()
    labels = np.concatenate([dataset.train.labels, dataset.test.labels])
    np.testing.assert_array_equal(labels, original.target)
    assert (len(dataset.train), len(dataset.test)) == (1415, 382)
    assert dataset.name == "builtin"
    assert dataset.divided
    assert dataset.fingerprint == load("builtin").fingerprint


def test_the_test_part_begins_where_the_order_of_labels_starts_over():
    dataset = load("builtin")
    start = "".join(map(str, dataset.train.labels[:60]))
    assert "".join(map(str, dataset.test.labels[:60])) == start


def test_every_digit_is_framed_as_mnist_frames():
    dataset = load("builtin")
    images = np.concatenate([dataset.train.images, dataset.test.images])
    assert (images.max((1, 2)) == 255).all()
    rows, columns = images.any(2).sum(1), images.any(1).sum(1)
    assert np.median(np.maximum(rows, columns)) == 20
    weights = images / images.sum((1, 2), keepdims=True)
    centres = (weights * np.arange(28)).sum((1, 2)), (weights.sum(2) * np.arange(28)).sum(1)
    assert np.abs(np.array(centres) - 13.75).max() < 1.5


def test_enlarged_digits_shrink_back_to_what_they_were():
    small = load_digits().images[:200]
    shrunk = [cv2.resize(enlarge(one), (10, 10), interpolation=cv2.INTER_AREA) for one in small]
    back = np.array(shrunk)[:, 1:-1, 1:-1]
    assert np.corrcoef(back.ravel(), small.ravel())[0, 1] > 0.97
    assert np.array(shrunk).min() >= 0
    assert np.array(shrunk).max() <= 16


def test_without_scikit_learn_the_error_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "sklearn.datasets", None)
    with pytest.raises(MissingExtraError, match=r"inkdigits\[train\]"):
        load("builtin")

"""MNIST's doubtful test labels: facts, and that they are used for MNIST alone."""

import dataclasses

import numpy as np
import pytest

from inkdigits.data.dataset import make_examples
from inkdigits.data.doubtful import (
    MNIST_TEST_DOUBTFUL,
    NOBODY,
    correct_labels,
    doubtful_labels,
)
from inkdigits.evaluation import judge


def test_of_fifteen_labels_ten_have_another_majority():
    seen = list(MNIST_TEST_DOUBTFUL.values())
    assert len(seen) == 15
    assert seen.count(None) == 5
    assert all(0 <= label <= 9 for label in seen if label is not None)
    assert all(0 <= position < 10_000 for position in MNIST_TEST_DOUBTFUL)


@pytest.mark.mnist
def test_mnists_test_digits_are_known_by_their_content(mnist):
    assert doubtful_labels(mnist.test) == MNIST_TEST_DOUBTFUL
    for position, seen in MNIST_TEST_DOUBTFUL.items():
        assert mnist.test.labels[position] != seen


@pytest.mark.mnist
def test_one_changed_label_makes_it_another_set(mnist):
    labels = mnist.test.labels.copy()
    labels[0] = (labels[0] + 1) % 10
    assert not doubtful_labels(dataclasses.replace(mnist.test, labels=labels))
    assert not doubtful_labels(mnist.train)


def test_other_digits_have_no_doubtful_labels_and_no_corrected_score():
    blank = make_examples(np.zeros((10_000, 28, 28), np.uint8), np.zeros(10_000, int), name="x")
    assert not doubtful_labels(blank)
    found = judge(np.eye(10, dtype=np.float32), np.arange(10), data="test")
    assert found.right_corrected is None
    assert found.accuracy_corrected is None


def test_the_corrected_score_takes_what_people_saw_and_leaves_out_what_nobody_knows():
    labels = np.array([0, 1, 2, 3])
    doubtful = {1: 7, 3: None}
    np.testing.assert_array_equal(correct_labels(labels, doubtful), [0, 7, 2, NOBODY])
    answers = np.eye(10, dtype=np.float32)[[0, 7, 4, 3]]
    found = judge(answers, labels, data="test", doubtful=doubtful)
    assert (found.right, found.total) == (2, 4)
    assert (found.right_corrected, found.total_corrected) == (2, 3)
    assert found.accuracy_corrected == pytest.approx(2 / 3)


def test_a_model_that_is_always_wrong_scores_nothing_not_none():
    found = judge(np.eye(10, dtype=np.float32)[[1]], np.array([0]), data="t", doubtful={0: 2})
    assert found.accuracy_corrected == 0

"""Spans of confidence and the risk–coverage curve, against sums done by hand and by simulation."""

import numpy as np
import pytest

from inkdigits.confidence import error_without, spans


def test_spans_count_every_answer_once():
    confidence = np.array([0.90, 0.92, 0.55, 1.0], np.float32)
    found = spans(confidence, np.array([True, False, True, True]))
    assert [(span.total, span.right) for span in found] == [(1, 1), (2, 1), (1, 1)]
    assert found[1].confidence == pytest.approx(0.91)


def test_setting_the_least_sure_aside_removes_their_errors():
    confidence = np.linspace(0.5, 0.99, 100, dtype=np.float32)
    right = np.ones(100, bool)
    right[[0, 3, 99]] = False  # among the least sure, and the surest of all
    found = error_without(np.array([0, 0.01, 0.04, 0.07]), confidence, right)
    np.testing.assert_allclose(found, [3 / 100, 2 / 99, 1 / 96, 1 / 93])


def test_of_equally_sure_answers_none_is_preferred():
    rng = np.random.default_rng(0)
    confidence = rng.integers(5, 9, 50).astype(np.float32) / 10
    right = rng.random(50) < confidence
    shares = np.array([0.1, 0.3])
    orders = [rng.permutation(50) for _ in range(4000)]
    left = [order[np.argsort(confidence[order], kind="stable")] for order in orders]
    for share, found in zip(shares, error_without(shares, confidence, right), strict=True):
        aside = round(50 * share)
        expected = np.mean([(~right[order[aside:]]).mean() for order in left])
        assert found == pytest.approx(expected, abs=0.005)


def test_one_answer_is_never_set_aside():
    found = error_without(np.array([0.01, 0.2]), np.array([0.4], np.float32), np.array([False]))
    np.testing.assert_array_equal(found, [1, 1])

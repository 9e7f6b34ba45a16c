"""Accuracy and the rest, against scikit-learn, SciPy, and sums done by hand."""

import math

import numpy as np
import pytest

from inkdigits.answers import Answers, compare
from inkdigits.confidence import calibration_error
from inkdigits.data import Examples
from inkdigits.data.dataset import make_dataset
from inkdigits.evaluation import evaluate, judge, wilson_interval


@pytest.fixture
def answers():
    """Probabilities and labels of 2,000 digits, about nine in ten right."""
    rng = np.random.default_rng(0)
    labels = rng.integers(0, 10, 2000)
    logits = rng.normal(size=(2000, 10)) + 4 * np.eye(10)[labels]
    probabilities = np.exp(logits) / np.exp(logits).sum(1, keepdims=True)
    return probabilities.astype(np.float32), labels


def test_the_figures_agree_with_scikit_learn(answers):
    metrics = pytest.importorskip("sklearn.metrics")
    probabilities, labels = answers
    found = judge(probabilities, labels, data="test")
    given = probabilities.argmax(1)
    precision, recall, _, _ = metrics.precision_recall_fscore_support(labels, given)
    assert found.total == 2000
    assert found.right == metrics.accuracy_score(labels, given, normalize=False)
    np.testing.assert_array_equal(found.confusion, metrics.confusion_matrix(labels, given))
    np.testing.assert_allclose(found.precision, precision)
    np.testing.assert_allclose(found.recall, recall)
    np.testing.assert_allclose(
        found.negative_log_likelihood,
        metrics.log_loss(labels, probabilities / probabilities.sum(1, keepdims=True, dtype=float)),
        rtol=1e-6,
    )


@pytest.mark.parametrize(("right", "total"), [(0, 5), (5, 5), (9913, 10000), (1, 2)])
def test_the_interval_agrees_with_scipys(right, total):
    stats = pytest.importorskip("scipy.stats")
    wanted = stats.binomtest(right, total).proportion_ci(0.95, method="wilson")
    np.testing.assert_allclose(wilson_interval(right, total), tuple(wanted), atol=1e-6)


def test_the_calibration_error_of_a_sum_done_by_hand():
    confidence = np.array([0.90, 0.92, 0.55, 0.57], np.float32)  # two bins of fifteen
    right = np.array([True, False, True, True])
    wanted = (abs(0.91 - 0.5) * 2 + abs(0.56 - 1) * 2) / 4
    assert calibration_error(confidence, right) == pytest.approx(wanted, abs=1e-6)


def test_a_confidence_of_one_falls_in_the_last_bin():
    assert calibration_error(np.ones(4, np.float32), np.ones(4, bool)) == 0


def test_a_digit_that_never_comes_has_no_recall_and_a_certain_mistake_a_finite_likelihood():
    probabilities = np.zeros((2, 10), np.float32)
    probabilities[:, 3] = 1
    found = judge(probabilities, np.array([3, 4]), data="test")
    assert math.isnan(found.recall[0])
    assert math.isnan(found.precision[0])
    assert found.recall[4] == 0
    assert math.isfinite(found.negative_log_likelihood)


class Guesser:
    """Answers 3 to everything, and remembers which data set it learned from."""

    def __init__(self, name):
        self.card = type("Card", (), {"data": {"name": name}})
        self.asked = 0

    def probabilities(self, images):
        self.asked = len(images)
        return np.eye(10, dtype=np.float32)[np.full(len(images), 3)]


def test_every_test_digit_counts_once(bars):
    model = Guesser("mnist")
    found = evaluate(model, bars)
    assert (model.asked, found.total, found.right) == (100, 100, 10)


def test_a_pool_is_judged_whole_only_by_a_model_that_cannot_have_learned_from_it(bars):
    pool = make_dataset(
        name="pool", source="a pool", train=bars.train, test=bars.test, divided=False
    )
    assert evaluate(Guesser("mnist"), pool).total == 500
    assert evaluate(Guesser("mypictures"), pool).total == 100


@pytest.mark.parametrize(("first", "second"), [(60, 23), (0, 4), (5, 5), (0, 0), (900, 700)])
def test_the_chance_of_a_difference_agrees_with_scipys(first, second):
    stats = pytest.importorskip("scipy.stats")
    n = first + second + 7  # on seven digits both are right
    labels = np.zeros(n, np.int64)
    mine, theirs = labels.copy(), labels.copy()
    theirs[:first], mine[first : first + second] = 1, 1
    found = compare(*(made_up(labels, given) for given in (mine, theirs)))
    assert (found.first_alone, found.second_alone) == (first, second)
    if first + second:
        wanted = stats.binomtest(first, first + second).pvalue
        assert found.chance == pytest.approx(wanted, rel=1e-9)
    else:
        assert found.chance == 1


def made_up(labels, given):
    return Answers(
        model=Guesser("mnist"),
        examples=Examples(images=np.zeros((len(labels), 28, 28), np.uint8), labels=labels),
        probabilities=np.eye(10, dtype=np.float32)[given],
        data="made up",
        fingerprint="",
        doubtful={},
    )

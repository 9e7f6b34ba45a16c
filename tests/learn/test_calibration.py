"""A temperature undoes what was done to logits, and makes confidence and accuracy meet."""

import numpy as np
import pytest
import torch

from inkdigits.confidence import calibration_error
from inkdigits.learn.calibration import find_temperature


@pytest.fixture(scope="module")
def honest():
    """Logits whose probabilities are true, and labels drawn by them."""
    rng = torch.Generator().manual_seed(0)
    logits = 3 * torch.randn(20_000, 10, generator=rng)
    labels = torch.multinomial(logits.softmax(1), 1, generator=rng)[:, 0]
    return logits, labels


@pytest.mark.parametrize("scale", [0.1, 1.0, 7.0, 5000.0])
def test_a_scaling_of_honest_logits_is_found(honest, scale):
    logits, labels = honest
    assert find_temperature(logits * scale, labels) == pytest.approx(scale, rel=0.03)


def test_the_temperature_is_where_the_likelihood_is_greatest(honest):
    logits, labels = honest
    wrong = 2.5 * logits
    best = find_temperature(wrong, labels)

    def loss(temperature):
        return torch.nn.functional.cross_entropy(wrong.double() / temperature, labels).item()

    assert loss(best) < min(loss(0.98 * best), loss(1.02 * best))


def test_confidence_and_accuracy_meet(honest):
    logits, labels = honest
    wrong = 4 * logits

    def error(temperature):
        confidence, answer = (wrong / temperature).softmax(1).max(1)
        return calibration_error(confidence.numpy(), (answer == labels).numpy())

    assert error(1.0) > 0.1
    assert error(find_temperature(wrong, labels)) < 0.02


def test_few_digits_and_none_leave_the_logits_as_they_are(honest):
    logits, labels = honest
    assert find_temperature(5 * logits[:999], labels[:999]) == 1
    assert find_temperature(torch.empty(0, 10), torch.empty(0, dtype=torch.int64)) == 1


def test_answers_that_are_all_right_do_not_become_infinitely_sure():
    labels = torch.arange(2000) % 10
    logits = torch.from_numpy(np.eye(10)[labels.numpy()])
    assert find_temperature(logits, labels) >= 0.01

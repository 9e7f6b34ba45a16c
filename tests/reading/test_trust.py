"""Confidences that mean what they say."""

import numpy as np
import pytest

from inkdigits.reading.trust import digit_trust, number_trust


@pytest.mark.parametrize("most", [0.0, 1e-6, 0.3, 0.5, 0.9, 0.999, 1.0])
def test_a_digit_keeps_its_value_and_its_rivals_and_has_no_more_than_all(most):
    shares = np.linspace(0.5, 1, 10) * (1 - most) / 10
    shares[7] = most
    told = digit_trust(shares)
    assert told.argmax() == shares.argmax()
    assert (told.argsort() == shares.argsort()).all()
    assert (told >= 0).all()
    assert told.sum() <= 1 + 1e-9


def test_what_is_surer_is_right_more_often_but_never_surely():
    told = [digit_trust(np.array([share, 1 - share])).max() for share in np.linspace(0.5, 1, 50)]
    assert (np.diff(told) >= 0).all()
    assert 0.5 < told[0] < told[-1] < 1


def test_rows_overrate_what_they_are_sure_of():
    assert digit_trust(np.array([0.985])).item() == pytest.approx(0.958, abs=0.005)


def test_a_number_is_less_sure_than_its_digits():
    assert number_trust([0.9, 0.8]) < 0.72
    assert number_trust([1.0]) < 1

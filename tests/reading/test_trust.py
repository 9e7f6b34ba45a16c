"""Confidences that mean what they say."""

import numpy as np
import pytest

from inkdigits.reading.trust import digit_trust, number_trust, odds_of, shares_of

EVEN = np.full(10, 0.1)


def sure_of(digit, share):
    """A network's shares of ten digits, one of which it is so sure of."""
    shares = np.full(10, (1 - share) / 9)
    shares[digit] = share
    return shares


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9, 1.0])
def test_two_that_agree_are_surer_than_one(share):
    one = shares_of(EVEN, sure_of(7, share))
    both = shares_of(sure_of(7, share), sure_of(7, share))
    for told in (one, both):
        assert told.argmax() == 7
        assert told.sum() == pytest.approx(1)
    assert both[7] >= one[7]


def test_of_two_that_differ_the_surer_is_believed():
    assert shares_of(sure_of(3, 0.6), sure_of(5, 0.99)).argmax() == 5
    assert shares_of(sure_of(3, 0.9999), sure_of(5, 0.5)).argmax() == 3


def test_what_looks_more_like_a_digit_is_likelier_one():
    likely = [odds_of(spotted, 0.5, 0.0) for spotted in np.linspace(-2, 2, 20)]
    assert (np.diff(likely) > 0).all()
    assert odds_of(1.0, 0.01, 0.0) < odds_of(1.0, 0.99, 0.0)
    assert odds_of(1.0, 0.5, 0.0) < odds_of(1.0, 0.5, 1.0)
    assert odds_of(1e9, None, 0.0) < 10


def test_a_digit_is_as_sure_as_that_it_is_there_and_which_it_is():
    shares = sure_of(4, 0.8)
    assert digit_trust(shares, 9.0)[4] == pytest.approx(0.8, abs=0.001)
    assert digit_trust(shares, 0.0)[4] == pytest.approx(0.4)


def test_a_number_is_less_sure_than_its_digits():
    assert number_trust([0.9, 0.8], []) < 0.72
    assert number_trust([1.0], []) < 1
    for share in (0.1, 0.3, 0.5, 0.9, 0.99):
        assert number_trust([share], []) < share


def test_a_number_is_as_much_less_sure_as_something_besides_is_a_digit_of_it():
    assert number_trust([0.9], [0.0]) == pytest.approx(number_trust([0.9], []) / 2)
    assert number_trust([0.9], [0.0, 0.0]) == pytest.approx(number_trust([0.9], []) / 4)
    assert number_trust([0.9], [-9.0]) == pytest.approx(number_trust([0.9], []), rel=0.001)

"""Rows of which it is known what they hold."""

import numpy as np
import pytest

from inkdigits.reading.judged import Candidate
from inkdigits.reading.numbers import read_expected

BACK = np.array([[1.0, 0, 0], [0, 1.0, 0]])


def row(text, odds=4.0):
    """What may be digits, left to right; a number parts nothing."""
    surely = [odds] * len(text) if isinstance(odds, float) else odds
    return [
        Candidate(
            place=(30 * at, 0, 20, 40),
            frame=np.zeros((28, 28), np.uint8),
            probabilities=np.eye(10)[int(sign)],
            odds=each,
            digitness=None,
            accepted=None,
        )
        for at, (sign, each) in enumerate(zip(text, surely, strict=True))
    ]


def texts(numbers):
    return ["".join(str(digit.value) for digit in number.digits) for number in numbers]


@pytest.mark.parametrize("count", [1, 2, 3, 4, 7])
def test_a_row_has_as_many_numbers_as_are_likely(count):
    whole = [f"{1234 + at}" for at in range(count)]
    assert texts(read_expected(row("".join(whole)), "####", back=BACK)) == whole


def test_what_is_least_likely_is_left_out():
    spots = row("12934", [4.0, 4.0, -1.0, 4.0, 4.0])
    assert texts(read_expected(spots, "####", back=BACK)) == ["1234"]


def test_an_unlikely_digit_is_taken_where_one_is_missing():
    spots = row("1234", [4.0, 4.0, -1.0, 4.0])
    assert texts(read_expected(spots, "##-##", back=BACK)) == ["1234"]


@pytest.mark.parametrize(("text", "odds"), [("123", 4.0), ("1234", -1.0), ("", 4.0)])
def test_a_row_may_hold_no_number(text, odds):
    assert read_expected(row(text, odds), "####", back=BACK) == ()


def test_of_a_strip_one_number_is_read():
    spots = row("12345678", [4.0, 1.0, 4.0, 1.0, 4.0, 1.0, 4.0, 1.0])
    assert texts(read_expected(spots, "####", back=BACK, most=1)) == ["1357"]

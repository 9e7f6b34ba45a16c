"""Rows of which it is known what they hold."""

import numpy as np
import pytest

from inkdigits.reading.judged import Candidate
from inkdigits.reading.numbers import read_expected

BACK = np.array([[1.0, 0, 0], [0, 1.0, 0]])


def row(text, odds=4.0):
    """What may be digits, left to right, half a digit's width apart; a space is a gap."""
    signs = [(at, sign) for at, sign in enumerate(text) if sign != " "]
    surely = [odds] * len(signs) if isinstance(odds, float) else odds
    return [
        Candidate(
            place=(30 * at, 0, 20, 40),
            frame=np.zeros((28, 28), np.uint8),
            probabilities=np.eye(10)[int(sign)],
            odds=each,
            digitness=None,
            accepted=None,
        )
        for (at, sign), each in zip(signs, surely, strict=True)
    ]


def fitted(spots, expect, **given):
    """What a row holds, and how sure its least sure digit is."""
    given = {"otherwise": [spots] if spots else [], "limit": 0.75, **given}
    numbers = read_expected(spots, expect, back=BACK, **given)
    sure = [digit.confidence for number in numbers for digit in number.digits]
    return [number.text for number in numbers], min(sure, default=None)


@pytest.mark.parametrize("count", [1, 2, 3, 4, 7])
def test_a_row_has_as_many_numbers_as_are_likely(count):
    whole = [f"{1234 + at}" for at in range(count)]
    assert fitted(row(" ".join(whole)), "####")[0] == whole


def test_numbers_need_no_gap_between_them():
    found, sure = fitted(row("12345678"), "####")
    assert found == ["1234", "5678"]
    assert 0.6 < sure < 0.9


def test_what_is_least_likely_is_left_out():
    found, sure = fitted(row("12934", [4.0, 4.0, -1.0, 4.0, 4.0]), "####")
    assert found == ["1234"]
    assert sure > 0.9


def test_an_unlikely_digit_is_taken_where_one_is_missing():
    found, sure = fitted(row("1234", [4.0, 4.0, -1.0, 4.0]), "##-##")
    assert found == ["12-34"]
    assert sure == pytest.approx(1 / (1 + np.e), abs=0.02)


@pytest.mark.parametrize("expect", ["####", "###", "##", "#"])
def test_where_a_sure_digit_is_left_out_all_are_in_doubt(expect):
    found, sure = fitted(row("90210", 6.5), expect)
    assert len(found[0]) == len(expect)
    assert sure < 0.3


def test_a_gap_is_no_part_of_a_number_unless_the_pattern_says_so():
    assert fitted(row("12 345"), "##-###") == (["12-345"], pytest.approx(0.97, abs=0.02))
    found, sure = fitted(row("12345 678"), "####")
    assert found == ["1234", "5678"]
    assert sure < 0.6


def test_digits_in_boxes_of_a_form_are_one_number():
    found, sure = fitted(row("4 8 2 6"), "####", limit=1.6)
    assert found == ["4826"]
    assert sure > 0.9


def test_a_row_that_does_not_fit_is_given_as_it_is_in_doubt():
    found, sure = fitted(row("123"), "####")
    assert found == ["123"]
    assert sure < 0.05


@pytest.mark.parametrize(("text", "odds"), [("1234", -1.0), ("", 4.0)])
def test_a_row_may_hold_no_number(text, odds):
    assert fitted(row(text, odds), "####", otherwise=[]) == ([], None)


def test_of_a_strip_one_number_is_read():
    found, sure = fitted(row("12345678"), "####", several=False)
    assert found == ["1234"]
    assert sure < 0.05

"""Gaps part the digits of a row into words, as a person would part them."""

import numpy as np
import pytest

from inkdigits.reading.judged import Candidate
from inkdigits.reading.words import find_words

HEIGHT, WIDTH = 40, 20


def row(text, *gaps):
    """Digits with gaps between them, in their height; the last gap goes on to the end."""
    candidates, left = [], 0
    for at, sign in enumerate(text):
        candidates.append(
            Candidate(
                place=(left, 0, WIDTH, HEIGHT),
                frame=np.zeros((28, 28), np.uint8),
                probabilities=np.eye(10)[int(sign)],
                odds=4.0,
                digitness=None,
                accepted=None,
            )
        )
        left += WIDTH + round(HEIGHT * gaps[min(at, len(gaps) - 1)])
    return candidates


def parted(*rows):
    """The words of rows as text."""
    return [
        " ".join("".join(str(one.probabilities.argmax()) for one in word.digits) for word in words)
        for words in find_words(rows)
    ]


@pytest.mark.parametrize("gap", [0.0, 0.3, 0.7, 1.1])
def test_digits_that_are_as_far_apart_each_are_one_number(gap):
    assert parted(row("40718", gap)) == ["40718"]


def test_digits_that_are_far_apart_are_numbers_each():
    assert parted(row("0123456789", 1.4)) == ["0 1 2 3 4 5 6 7 8 9"]


def test_a_gap_that_is_a_little_wider_parts_no_number():
    assert parted(row("4071829", 0.1, 0.1, 0.1, 0.61, 0.1)) == ["4071829"]


def test_one_wide_gap_parts_two_numbers():
    assert parted(row("407182", 0.2, 0.2, 0.9, 0.2)) == ["407 182"]


def test_what_gaps_are_wide_a_whole_page_says():
    counted = [row("11121314", 0.15, 0.8, 0.1, 0.75, 0.2, 0.9, 0.15)] * 3
    assert parted(*counted) == ["11 12 13 14"] * 3


def test_a_row_of_one_digit_is_one_word():
    assert parted(row("7", 0.2)) == ["7"]

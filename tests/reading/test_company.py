"""Words are numbers by the company they keep."""

import numpy as np
import pytest

from inkdigits.reading.company import numbers_among
from inkdigits.reading.found import Found
from inkdigits.reading.judged import Candidate
from inkdigits.reading.words import Word
from inkdigits.vision.marks import Mark


def word(text, *, odds=6.5, worth=None, height=40):
    """A word that would be read so, each digit with these log odds."""
    digits = []
    for at, sign in enumerate(text):
        probabilities = np.full(10, 0.001)
        probabilities[int(sign)] = 0.991
        candidate = Candidate(
            start=at,
            stop=at + 1,
            mark=Mark(parts=(at + 1,), place=(30 * at, 0, 20, height)),
            frame=np.zeros((28, 28), np.uint8),
            probabilities=probabilities,
            digitness=1 / (1 + np.exp(-odds)),
            accepted=True,
        )
        digits.append(Found(candidate=candidate, own=probabilities, probabilities=probabilities))
    total = min(odds, 4) * len(text) if worth is None else worth
    return Word(digits=tuple(digits), worth=total)


LETTERS = [word("50", worth=-6), word("6", worth=-12), Word(digits=(), worth=-8)]


def read(*words):
    return ["".join(str(one.own.argmax()) for one in each.digits) for each in words]


def kept(*words):
    """Which of the words of one row are numbers."""
    (row,) = numbers_among([words])
    return read(*row)


def test_numbers_among_numbers_need_not_be_sure():
    assert kept(word("23", odds=1), word("7", odds=3.5), word("480", odds=2)) == ["23", "7", "480"]


@pytest.mark.parametrize(
    ("number", "stays"),
    [
        (word("28454", odds=3.5), True),
        (word("284", odds=3.5), False),
        (word("284", odds=5.5), True),
        (word("2", odds=5.5), False),
        (word("2", odds=6.9), True),
        (word("11111", odds=4.5), False),
    ],
)
def test_among_words_it_takes_more_to_be_a_number(number, stays):
    assert kept(number, *LETTERS) == (read(number) if stays else [])


def test_all_that_is_on_a_page_was_meant():
    assert kept(word("7", odds=1.5)) == ["7"]
    assert kept(word("7", odds=0.5)) == []


def test_a_lone_stroke_is_no_number_unless_it_is_sure():
    numbers = [word("234"), word("56")]
    assert kept(word("1", odds=3.5), *numbers) == ["234", "56"]
    assert kept(word("1", odds=4.5), *numbers) == ["1", "234", "56"]


def test_rows_of_strokes_among_few_digits_are_no_numbers():
    assert kept(word("111", odds=4), word("1111", odds=4), word("25")) == ["25"]
    assert kept(word("111", odds=4), word("2345"), word("25")) == ["111", "2345", "25"]


def test_what_is_much_higher_or_lower_than_the_others_is_no_number():
    others = [word("234"), word("56")]
    assert kept(word("7", height=100), *others) == ["234", "56"]
    assert kept(word("0", height=12), *others) == ["234", "56"]


def test_a_page_without_words_has_no_numbers():
    assert numbers_among([]) == []
    assert numbers_among([(Word(digits=(), worth=0.0),)]) == [[]]

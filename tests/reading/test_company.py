"""Words are numbers by the company they keep."""

from dataclasses import replace

import numpy as np
import pytest

from inkdigits.reading.company import in_company, numbers_among
from inkdigits.reading.judged import Candidate
from inkdigits.reading.words import Word


def word(text, *, odds=4.0, height=40):
    """A word that would be read so, each digit with these log odds."""
    return Word(
        digits=tuple(
            Candidate(
                place=(30 * at, 0, 20, height),
                frame=np.zeros((28, 28), np.uint8),
                probabilities=np.eye(10)[int(sign)],
                odds=odds,
                digitness=None,
                accepted=None,
            )
            for at, sign in enumerate(text)
        )
    )


def kept(*words):
    """Which of the words of one row are numbers."""
    (row,) = numbers_among([words])
    return ["".join(str(one.probabilities.argmax()) for one in each.digits) for each in row]


def test_numbers_among_numbers_need_not_be_sure():
    assert kept(word("23", odds=1.2), word("480", odds=2)) == ["23", "480"]


@pytest.mark.parametrize(("text", "odds", "stays"), [("7", 0.2, False), ("7", 3.0, True)])
def test_a_digit_by_itself_has_to_be_surer(text, odds, stays):
    assert kept(word(text, odds=odds), word("234")) == [text] * stays + ["234"]


def test_a_lone_stroke_has_to_be_surer_still():
    assert kept(word("1", odds=2.5), word("7", odds=2.5)) == ["7"]
    assert kept(word("1", odds=5), word("7", odds=5)) == ["1", "7"]


def test_a_lone_stroke_may_be_less_sure_beside_a_sure_number_that_is_as_high():
    stroke = word("1", odds=2.5)
    assert kept(stroke, word("7", odds=6)) == ["1", "7"]
    assert kept(word("1", odds=2.5, height=80), word("7", odds=6)) == ["7"]
    assert kept(word("1", odds=1.5), word("7", odds=6)) == ["7"]


def test_on_a_page_in_doubt_sure_digits_do_not_bring_back_the_others():
    doubtful = [vague(text, share=0.6, odds=2.5) for text in "35820"]
    assert kept(word("7", odds=6), *doubtful) == ["7"]
    assert kept(word("7", odds=6), *doubtful, word("1", odds=2.5)) == ["7"]


@pytest.mark.parametrize("text", ["7", "1"])
def test_on_a_page_of_numbers_one_digit_as_high_as_the_others_is_a_number(text):
    page = [word("2345", odds=5), word("678", odds=5)]
    assert kept(word(text, odds=0.3), *page) == [text, "2345", "678"]
    assert kept(word(text, odds=0.3, height=20), *page) == ["2345", "678"]
    assert kept(word(text, odds=0.3), word("234", odds=5)) == ["234"]


def test_one_long_number_does_not_make_numbers_of_all_strokes_beside_it():
    strokes = [word("1", odds=0.3)] * 20
    assert kept(word("0723456", odds=6), *strokes) == ["0723456"]


def test_what_is_much_higher_or_lower_than_the_others_is_no_number():
    others = [word("234"), word("56")]
    assert kept(word("7", height=100, odds=2.5), *others) == ["234", "56"]
    assert kept(word("0", height=12, odds=2.5), *others) == ["234", "56"]
    assert kept(word("1", height=100, odds=7), *others) == ["234", "56"]


@pytest.mark.parametrize("height", [12, 130])
def test_a_sure_number_of_another_size_is_one(height):
    assert kept(word("57", height=height), word("234"), word("56")) == ["57", "234", "56"]


def test_marks_that_look_a_little_like_numbers_are_none_where_nothing_else_is_one():
    assert kept(word("111", odds=1.6)) == []
    assert kept(word("111", odds=1.6), word("234")) == ["111", "234"]
    assert kept(word("111", odds=4)) == ["111"]


def vague(text, *, share, odds):
    """A word of whose digits it is in doubt which they are."""
    one = word(text, odds=odds)
    doubt = np.full(10, (1 - share) / 9) + np.eye(10) * (share - (1 - share) / 9)
    digits = (
        replace(each, probabilities=doubt[int(sign)])
        for each, sign in zip(one.digits, text, strict=True)
    )
    return Word(digits=tuple(digits))


def test_digits_that_are_all_in_doubt_are_letters():
    assert kept(vague("709", share=0.6, odds=2)) == []
    assert kept(vague("709", share=0.95, odds=2)) == ["709"]
    assert kept(vague("709", share=0.6, odds=5)) == ["709"]
    assert kept(vague("7", share=0.6, odds=2.5)) == ["7"]
    assert kept(vague("171", share=0.6, odds=2)) == []
    assert kept(vague("1117", share=0.75, odds=7)) == ["1117"]
    assert kept(vague("111", share=0.75, odds=7)) == ["111"]
    assert kept(vague("709", share=0.6, odds=2), word("2345", odds=6)) == ["709", "2345"]


def test_a_page_without_words_has_no_numbers():
    assert numbers_among([]) == []
    assert numbers_among([()]) == [[]]


def row(*digits):
    """What may be digits, each with log odds, in a row of 30 pixels each."""
    return [
        replace(one, odds=odds)
        for one, odds in zip(word("5" * len(digits)).digits, digits, strict=True)
    ]


def test_what_stands_beside_a_sure_digit_is_likelier():
    assert [one.odds for one in in_company(row(4, -0.5, 0, 0.5))] == [4, 1.1, 0, 0.5]


@pytest.mark.parametrize("digit", range(10))
def test_what_may_be_a_dollar_before_a_number_is_no_likelier(digit):
    (one,) = word(str(digit), odds=-0.5).digits
    before, after = replace(one, place=(0, 0, 20, 40)), replace(one, place=(60, 0, 20, 40))
    (sure,) = (replace(each, place=(30, 0, 20, 40)) for each in word("7").digits)
    first, _, last = (each.odds for each in in_company([before, sure, after]))
    assert last == 1.1
    assert first == (-0.5 if digit in {3, 5, 8} else 1.1)


def test_what_may_be_a_dollar_within_a_number_is_likelier():
    first, second, last = row(1.2, -0.3, 4)
    assert in_company([first, second, last])[1].odds == pytest.approx(1.3)


def test_a_digit_that_lies_down_is_beside_one_as_long():
    sure, other = row(4, -0.5)
    lying = replace(other, place=(30, 24, 36, 16))
    assert in_company([sure, lying])[1].odds == pytest.approx(1.1)
    dash = replace(other, place=(30, 24, 36, 8))
    assert in_company([sure, dash])[1].odds == -0.5


def test_what_is_far_off_or_much_smaller_is_not():
    sure, other = row(4, -0.5)
    far = replace(other, place=(300, 0, 20, 40))
    small = replace(other, place=(30, 0, 10, 12))
    for one in (far, small):
        assert in_company([sure, one])[1].odds == -0.5

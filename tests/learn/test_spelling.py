"""What numbers in scenes are written of: digits, and the signs that stand close to them."""

import numpy as np
import pytest

from inkdigits.data import load
from inkdigits.learn.spotting import glyphs as glyphs_module
from inkdigits.learn.spotting.glyphs import Glyphs
from inkdigits.learn.spotting.hand import any_hand
from inkdigits.learn.spotting.sheet import SIDE, Sheet
from inkdigits.learn.spotting.spelling import (
    BETWEEN,
    CLOSE,
    DIGIT,
    FIRST,
    IN_A_WORD,
    LAST,
    LETTER,
    MONEY,
    OPEN,
    PERCENT,
    PLUS,
    SIGN,
    a_number,
    a_word,
)
from inkdigits.learn.spotting.stops import HIGH, STOPS, stop

GLYPHS = {DIGIT, LETTER, IN_A_WORD, SIGN, MONEY, PERCENT, PLUS}


def numbers(length: int, count: int = 500) -> list[list[str]]:
    rng = np.random.default_rng(length)
    return [a_number(length, rng) for _ in range(count)]


@pytest.mark.parametrize("length", [1, 2, 5, 8])
def test_a_number_has_its_digits_whatever_stands_close_to_them(length):
    for parts in numbers(length):
        assert set(parts) <= GLYPHS | set(STOPS)
        assert parts.count(DIGIT) <= length <= parts.count(DIGIT) + parts.count(SIGN)
        assert OPEN not in parts[1:]
        assert CLOSE not in parts[:-1]


def test_digits_of_amounts_and_dates_are_grouped_alike():
    grouped = []
    for parts in numbers(8):
        stops = [part for part in parts if part in BETWEEN]
        if len(stops) > 1 and len(set(stops)) == 1:
            grouped.append("".join("|" if part in BETWEEN else "." for part in parts))
    assert len(grouped) > 50
    assert any("..|..|..|.." in one for one in grouped)
    assert any("..|...|..." in one for one in grouped)


def test_money_brackets_and_dashes_stand_close_to_some_numbers():
    all_parts = numbers(5)
    first = {parts[0] for parts in all_parts}
    last = {parts[-1] for parts in all_parts}
    assert set(FIRST) | {OPEN, DIGIT} <= first
    assert set(LAST) | {CLOSE, DIGIT} <= last
    assert 0.5 < np.mean([parts[0] == parts[-1] == DIGIT for parts in all_parts]) < 0.9


def test_a_word_has_no_digits():
    rng = np.random.default_rng(1)
    words = [a_word(length, rng) for length in (1, 2, 6) for _ in range(100)]
    assert {part for word in words for part in word} == {LETTER, IN_A_WORD, SIGN}
    assert all(IN_A_WORD not in word for word in words if len(word) <= 2)


def test_every_part_that_is_named_can_be_written(monkeypatch):
    monkeypatch.setattr(glyphs_module, "KEPT", 40)
    glyphs, rng = Glyphs(load("builtin").train, (0,)), np.random.default_rng(2)
    hand = any_hand(20.0, 0, rng)
    for kind in GLYPHS - {DIGIT}:
        assert all(glyphs.other(kind, hand, rng, size=1.0).max() > 0.3 for _ in range(40))
    assert {*BETWEEN, *FIRST, *LAST, OPEN, CLOSE} <= GLYPHS | set(STOPS)


@pytest.mark.parametrize("kind", sorted(STOPS))
def test_a_stop_is_ink_where_it_stands_and_takes_room(kind):
    for seed in range(30):
        rng = np.random.default_rng(seed)
        hand, sheet = any_hand(40, 0, rng), Sheet()
        room = stop(sheet, hand, rng, (0.0, 0.0), kind)
        rows, columns = np.nonzero(sheet.ink > 0.3 * hand.dark)
        assert len(rows)
        right = columns.max() - SIDE / 2
        assert right - 35 < room < right + 35 or abs(hand.angle) > 0.2
        assert not sheet.digits
        assert max(abs(rows - SIDE / 2).max(), abs(columns - SIDE / 2).max()) < 80
        if kind in HIGH:
            assert np.hypot(np.ptp(rows), np.ptp(columns)) > 35

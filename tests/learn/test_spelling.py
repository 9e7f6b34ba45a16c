"""What numbers in scenes are written of: digits, and the signs that stand close to them."""

import dataclasses
import itertools
from types import SimpleNamespace

import numpy as np
import pytest

from inkdigits.data import load
from inkdigits.learn.spotting import glyphs as glyphs_module
from inkdigits.learn.spotting import hand as hand_module
from inkdigits.learn.spotting import writing
from inkdigits.learn.spotting.glyphs import Glyphs
from inkdigits.learn.spotting.hand import any_hand
from inkdigits.learn.spotting.pen import Pen
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
from inkdigits.learn.spotting.writing import fill

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


def test_slashes_may_be_lower_than_digits_and_brackets_are_not():
    heights = {kind: [] for kind in ("slash", "open")}
    for kind, seed in itertools.product(heights, range(80)):
        hand = dataclasses.replace(any_hand(40, 0, np.random.default_rng(0)), angle=0.0)
        hand = dataclasses.replace(hand, pen=Pen(level=127, grown=0, line=1))
        sheet = Sheet()
        stop(sheet, hand, np.random.default_rng(seed), (0.0, 0.0), kind)
        heights[kind].append(np.ptp(np.flatnonzero(sheet.ink.any(1))) / hand.height)
    assert 0.8 < min(heights["slash"]) < 0.95 < min(heights["open"])


@pytest.mark.parametrize(("line", "width"), [(1, 2.0), (5, 6.0)])
def test_stops_and_words_are_written_with_the_digits_pen(line, width, monkeypatch):
    monkeypatch.setattr(hand_module, "SAME", 1.0)
    drawn = []
    monkeypatch.setattr(Sheet, "draw", lambda _self, _lines, pen, _dark: drawn.append(pen))
    rng = np.random.default_rng(0)
    hand = dataclasses.replace(any_hand(60, 0, rng), pen=Pen(level=127, grown=0, line=line))
    for _ in range(20):
        stop(Sheet(), hand, rng, (0.0, 0.0), "dash")
        word = [np.zeros((2, 2))]
        writing._write_word(Sheet(), hand, rng, word, (0.0, 0.0))
    assert 0.7 * width < min(drawn) < width < max(drawn) < 1.4 * width


def test_a_sign_is_as_high_as_its_pen_was_chosen_for(monkeypatch):
    asked, stamped = [], []
    monkeypatch.setattr(Sheet, "stamp", lambda *_, height, **__: stamped.append(height))

    def other(_kind, _hand, _rng, *, size):
        asked.append(size)
        return np.ones((40, 20), np.float32)

    rng = np.random.default_rng(0)
    hand = dataclasses.replace(any_hand(20, 0, rng), uneven=0.0)
    glyphs = SimpleNamespace(other=other, word=lambda _rng: [np.zeros((2, 2))])
    fill(Sheet(), glyphs, hand, rng, digits=False)
    assert len(asked) == len(stamped) > 3
    np.testing.assert_allclose(stamped, 20 * np.array(asked))

"""A slash between two digits is no 1, unless a pattern has room for one."""

import cv2
import numpy as np
import pytest

from inkdigits.reading.expected import fit
from inkdigits.reading.judged import Candidate
from inkdigits.reading.slashes import doubting_slashes

SLASH = (70, -6, 20, 56)  # x, y, width, height; digits beside it are 40 high
LINE = ((11, 25), (17, 3))  # of a frame: a stroke that leans to the right
FLAG = ((17, 3), (10, 10))


def mark(place, digit, odds=4.0, lines=(LINE,)):
    frame = np.zeros((28, 28), np.uint8)
    for start, end in lines:
        cv2.line(frame, start, end, 255, 2)
    return Candidate(
        place=place,
        frame=frame,
        probabilities=np.eye(10)[digit] * 0.98 + 0.002,
        odds=odds,
        digitness=None,
        accepted=None,
    )


def judged(between, *, digit=1, odds=4.0, slope=0, lines=(LINE,)):
    """47 with a mark between its digits, in a row that falls so much a digit."""
    before, after = mark((40, -slope, 22, 40), 4, odds), mark((98, slope, 22, 40), 7, odds)
    return doubting_slashes([before, mark(between, digit, lines=lines), after])


def read(row):
    return "".join(str(one.probabilities.argmax()) for one in row if one.odds > 0)


@pytest.mark.parametrize("slope", [0, 12])
def test_a_straight_leaning_stroke_that_reaches_over_and_under_both_is_a_slash(slope):
    assert read(judged(SLASH, slope=slope)) == "47"


@pytest.mark.parametrize(
    "place",
    [
        (70, 0, 18, 45),  # about as high as they are
        (70, -16, 20, 56),  # it stands where they stand
        (70, 6, 20, 56),  # it begins lower, as the tail of a 9 may
    ],
)
def test_a_1_that_does_not_reach_over_and_under_both_stays(place):
    assert read(judged(place)) == "417"


@pytest.mark.parametrize(
    "lines",
    [
        (LINE, FLAG),
        (((14, 25), (14, 3)),),  # upright
        (((17, 25), (11, 3)),),  # to the left
    ],
)
def test_a_1_with_a_flag_or_one_that_does_not_lean_so_stays(lines):
    wide = (70, -6, 30, 56) if FLAG in lines else SLASH
    assert read(judged(wide, lines=lines)) == "417"


def test_a_7_may_be_as_long():
    assert read(judged(SLASH, digit=7)) == "477"


def test_only_what_stands_between_two_likely_digits_is_a_slash():
    assert judged(SLASH, odds=-0.5)[1].odds == 4.0
    row = [mark((40, 0, 22, 40), 4), mark(SLASH, 1)]
    assert doubting_slashes(row) == row
    assert doubting_slashes(row[::-1]) == row[::-1]
    assert read(doubting_slashes([*row, mark((170, 0, 22, 40), 7)])) == "417"


def a_row(written, *, short=(), lean=LINE, tall=44, apart=30, faint=()):
    """Marks so many pixels apart; slashes are long, or in ``short`` places as tall as it says."""
    row = []
    for at, sign in enumerate(written):
        odds = -0.5 if at in faint else 4.0
        if sign.isdigit():
            row.append(mark((at * apart, 0, 22, 40), int(sign), odds))
        elif at in short:
            row.append(mark((at * apart, 40 - tall, 16, tall), 1, odds, lines=(lean,)))
        elif sign == "/":
            row.append(mark((at * apart, -6, 20, 56), 1, odds))
    return row


def dated(written, **how):
    return read(doubting_slashes(a_row(written, **how)))


def leaning(columns):
    """A stroke as high as LINE that leans by so many columns of a frame; LINE does by 6."""
    return ((11, 25), (11 + columns, 3))


@pytest.mark.parametrize("short", [(2,), (5,)])
@pytest.mark.parametrize("otherwise", [{"tall": 50}, {"lean": leaning(3)}, {"lean": leaning(9)}])
def test_a_stroke_like_a_slash_of_its_row_is_one(short, otherwise):
    assert dated("12/33/45", short=short, **{"tall": 51} | otherwise) == "123345"


@pytest.mark.parametrize(
    "otherwise",
    [
        {"tall": 49},  # lower than the slash
        {"lean": ((13, 25), (15, 3))},  # it leans less
        {"lean": leaning(11)},  # it leans more
        {"apart": 17},  # where two slashes have no room for digits
    ],
)
def test_a_1_unlike_the_slash_of_its_row_stays(otherwise):
    assert dated("12/33/45", short=(5,), **{"tall": 51} | otherwise) == "1233145"


def test_a_1_that_is_no_higher_than_the_digits_stays_beside_a_slash():
    row = a_row("12/33/45", short=(5,), tall=42)
    row[2] = mark((60, -3, 20, 47), 1)
    assert read(doubting_slashes(row)) == "123345"
    for at in (4, 6):  # the digits beside it
        row[at] = mark((30 * at, -3, 22, 43), 4)
    assert read(doubting_slashes(row)) == "1234145"


@pytest.mark.parametrize(
    "written", ["31/12/45", "12/31/45", "01/01/00", "22/03/1945", "09/30/2045"]
)
@pytest.mark.parametrize("otherwise", [{}, {"tall": 41}, {"apart": 50}])
def test_two_like_strokes_where_a_date_has_its_slashes_are_some(written, otherwise):
    assert dated(written, short=(2, 5), **otherwise) == written.replace("/", "")


def test_each_date_of_a_row_has_slashes_and_what_is_unlikely_has_no_place_in_it():
    row = "22/03/45   722/03/45   22/03/45"
    slashes = [at for at, sign in enumerate(row) if sign == "/"]
    assert dated(row, short=slashes) == "220345" + "722103145" + "220345"
    assert dated("22/030/45", short=(2, 6), faint=(5,)) == "220345"


@pytest.mark.parametrize(
    ("written", "otherwise"),
    [
        ("22/03/4", {}),
        ("22/03/456", {}),
        ("220/3/45", {}),
        ("32/03/45", {}),  # no day
        ("22/13/45", {}),  # no month
        ("00/03/45", {}),
        ("22/00/45", {}),
        ("22/03/1845", {}),
        ("22/03/45", {"apart": 60}),  # digits by themselves
        ("22/03/45", {"tall": 39}),  # lower than digits
        ("22/03/45", {"lean": ((14, 25), (14, 3))}),
    ],
)
def test_two_like_strokes_anywhere_else_are_1s(written, otherwise):
    slashes = [at for at, sign in enumerate(written) if sign == "/"]
    assert dated(written, short=slashes, **otherwise) == written.replace("/", "1")


@pytest.mark.parametrize("taller", [2, 5])
def test_two_strokes_of_unlike_height_are_1s(taller):
    row = a_row("22/03/45", short=(2, 5))
    row[taller] = mark((30 * taller, -16, 16, 56), 1)  # it stands on the line, so it is no slash
    assert read(doubting_slashes(row)) == "22103145"


def test_beside_a_true_slash_a_date_is_not_guessed():
    row = a_row("4/7   22/03/45", short=(8, 11))
    assert read(doubting_slashes(row)) == "47" + "22103145"


def test_a_pattern_of_eight_digits_takes_the_slashes_of_a_date_for_1s():
    found = fit(doubting_slashes(a_row("22/03/45", short=(2, 5))), "#" * 8, limit=1.2)
    assert found
    assert [one.probabilities.argmax() for one in found.numbers[0]] == [2, 2, 1, 0, 3, 1, 4, 5]


def test_a_pattern_that_has_room_for_it_takes_it_for_a_1():
    row = judged(SLASH)
    found = fit(row, "###", limit=1.2, several=False)
    assert found
    assert [one.probabilities.argmax() for one in found.numbers[0]] == [4, 1, 7]
    dated = fit(row, "#/#", limit=1.2, several=False)
    assert dated
    assert [one.probabilities.argmax() for one in dated.numbers[0]] == [4, 7]

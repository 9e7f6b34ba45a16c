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


def date(written, *, short=(), lean=LINE, tall=44, apart=30):
    """A row of marks, apart by so many pixels; slashes are long, or as high as digits in short."""
    row = []
    for at, sign in enumerate(written):
        if sign == " ":
            continue
        if sign != "/":
            row.append(mark((at * apart, 0, 22, 40), int(sign)))
        elif at in short:
            row.append(mark((at * apart, -1, 16, tall), 1, lines=(lean,)))
        else:
            row.append(mark((at * apart, -6, 20, 56), 1))
    return doubting_slashes(row)


@pytest.mark.parametrize("short", [(2,), (5,)])
def test_a_stroke_like_a_slash_of_its_row_is_one(short):
    assert read(date("12/03/45", short=short, tall=50)) == "120345"


@pytest.mark.parametrize(
    "otherwise",
    [
        {"tall": 46},  # far lower than the slash
        {"tall": 50, "lean": ((15, 25), (13, 3))},  # it leans less
    ],
)
def test_a_1_unlike_the_slash_of_its_row_stays(otherwise):
    assert read(date("12/03/45", short=(5,), **otherwise)) == "1203145"


def test_a_1_beside_a_slash_is_like_it_and_stays():
    assert read(date("23//45", short=(3,), tall=50)) == "23145"


@pytest.mark.parametrize("written", ["22/03/45", "22/03/1945"])
def test_two_like_strokes_where_a_date_has_its_slashes_are_some(written):
    digits = written.replace("/", "")
    row = date(written, short=(2, 5))
    assert read(row) == digits
    doubled = date(f"{written}  7{written}", short=range(30))
    assert read(doubled) == digits + "7" + written.replace("/", "1")


@pytest.mark.parametrize(
    ("written", "otherwise"),
    [
        ("22/03/4", {}),
        ("22/03/456", {}),
        ("022/03/4", {}),
        ("22/03/45", {"apart": 70}),  # digits by themselves
        ("22/03/45", {"tall": 38}),  # lower than digits
    ],
)
def test_two_like_strokes_anywhere_else_are_1s(written, otherwise):
    row = date(written, short=range(30), **otherwise)
    assert read(row) == written.replace("/", "1")


def test_a_pattern_that_has_room_for_it_takes_it_for_a_1():
    row = judged(SLASH)
    found = fit(row, "###", limit=1.2, several=False)
    assert found
    assert [one.probabilities.argmax() for one in found.numbers[0]] == [4, 1, 7]
    dated = fit(row, "#/#", limit=1.2, several=False)
    assert dated
    assert [one.probabilities.argmax() for one in dated.numbers[0]] == [4, 7]

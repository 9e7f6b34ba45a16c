"""What is all there is on a sheet may be digits; among other things a stroke is none."""

from dataclasses import replace

import cv2
import numpy as np
import pytest

import inkdigits
from inkdigits.learn.forms import FORMS
from inkdigits.learn.strokes import curve
from inkdigits.reading.attempt import Looks
from inkdigits.reading.closer import whole_page
from inkdigits.reading.lone import lone_digits
from inkdigits.spotter import load_spotter

H, W = 420, 560


@pytest.fixture(scope="module")
def reader():
    return inkdigits.Reader(inkdigits.load_model(threads=1))


def sheet(*lines, pen=14):
    """A sheet with some lines on it; their points are shares of its sides."""
    paper = np.full((H, W), 235, np.uint8)
    paper += np.random.default_rng(2).integers(0, 8, paper.shape).astype(np.uint8)
    for line in lines:
        points = np.rint(np.array(line) * (W, H)).astype(np.int32)
        cv2.polylines(paper, [points], False, 40, pen, cv2.LINE_AA)
    return paper


BAR = ((0.5, 0.25), (0.49, 0.75))
FLAG = ((0.44, 0.38), (0.52, 0.25), (0.52, 0.75))
LEANING = ((0.56, 0.2), (0.45, 0.8))


@pytest.mark.parametrize("stroke", [BAR, FLAG, LEANING], ids=["bar", "flag", "leaning"])
@pytest.mark.parametrize("pen", [6, 14, 28])
@pytest.mark.parametrize("light", [False, True], ids=["dark", "light"])
def test_a_stroke_that_is_all_there_is_is_a_1(reader, stroke, pen, light):
    paper = sheet(stroke, pen=pen)
    reading = reader.read(255 - paper if light else paper)
    assert reading.text == "1"
    (digit,) = reading.digits
    assert abs(digit.box.y - 0.25 * H) < 0.1 * H
    assert digit.box.height > 0.4 * H
    assert digit.confidence > 0.5


@pytest.mark.parametrize(
    "lines",
    [
        [((0.2, 0.5), (0.8, 0.5))],
        [((0.5, 0.49), (0.5, 0.52))],
        [((0.1, 0.2), (0.9, 0.7))],
        [((0.5, 0.0), (0.5, 1.0))],
        [BAR, ((0.1, 0.1), (0.3, 0.12)), ((0.7, 0.8), (0.9, 0.85))],
        [],
    ],
    ids=["across", "speck", "slope", "from edge to edge", "among others", "nothing"],
)
def test_other_strokes_are_none(reader, lines):
    assert reader.read(sheet(*lines)).text == ""


def digits_of(reader, page):
    """What was read of a page, as the spotter and the classifier see it."""
    look = Looks(load_spotter(threads=1), reader.model.classify, least=0)
    return look.once(whole_page(page)).digits


def written(text, *, at, height=0.2):
    """The lines of digits, the first of them at a place, each as a share of the sheet's sides."""
    lines = []
    for number, sign in enumerate(text):
        for stroke in FORMS[int(sign)][0]:
            points = curve(np.array(stroke)) * (0.5 * height, height)
            lines.append(points + np.array(at) + (0.7 * height * number, 0))
    return lines


@pytest.mark.parametrize("apart", [0.08, 0.3])
def test_two_like_strokes_that_are_all_there_is_are_1s(reader, apart):
    strokes = [((x, 0.4), (x - 0.01, 0.6)) for x in (0.3, 0.3 + apart)]
    assert reader.read(sheet(*strokes)).text.split() == (["11"] if apart < 0.1 else ["1", "1"])


def test_two_strokes_of_which_one_is_longer_are_none(reader):
    assert reader.read(sheet(((0.3, 0.4), (0.3, 0.6)), ((0.4, 0.3), (0.4, 0.7)))).text == ""


@pytest.mark.parametrize("at", [0.1, 0.9])
def test_a_stroke_far_from_the_only_number_is_a_1(reader, at):
    stroke = ((at, 0.3), (at - 0.01, 0.5))
    text = reader.read(sheet(stroke, *written("25", at=(0.42, 0.3)), pen=8)).text
    assert text == ("1 25" if at < 0.5 else "25 1")


def test_small_numbers_stay_where_a_lone_1_is_added(reader):
    large = written("258", at=(0.3, 0.1), height=0.3)
    small = written("37", at=(0.3, 0.7), height=0.06)
    text = reader.read(sheet(((0.1, 0.1), (0.09, 0.4)), *large, *small, pen=5)).text
    assert text.split() == ["1", "258", "37"]


STROKE = ((0.13, 0.3), (0.12, 0.5))  # as high as the digits of ``written``


def lone_beside(reader, *other):
    """The places of what is found beside a 25, with a stroke far from it and something else."""
    number = written("25", at=(0.42, 0.3))
    read = digits_of(reader, sheet(*number, pen=8))
    page = sheet(STROKE, *number, *other, pen=8)
    return [one.place for one in lone_digits(page, reader.model.classify, read=read)]


@pytest.mark.parametrize(
    "other",
    [
        [((0.1, 0.8), (0.9, 0.83))],
        [((0.2, 0.75), (0.3, 0.95)), ((0.2, 0.95), (0.3, 0.75))],
        [((0.8, 0.0), (0.8, 0.2))],
        [((0.8, 0.3), (0.8, 0.44)), ((0.8, 0.49), (0.8, 0.5))],
        [((x, 0.7), (x, 0.9)) for x in (0.1, 0.4, 0.7)],
    ],
    ids=["line", "cross", "at the rim", "exclamation mark", "too many"],
)
def test_beside_anything_else_a_stroke_as_high_as_the_number_is_none(reader, other):
    ((x, y, _, h),) = lone_beside(reader)
    assert abs(x - 0.12 * W) < 9
    assert abs(y - 0.3 * H) < 9
    assert abs(h - 0.2 * H) < 18
    assert lone_beside(reader, *other) == []


@pytest.mark.parametrize("text", ["3", "8", "5"])
def test_a_letter_like_a_digit_is_none_beside_a_number(reader, text):
    page = sheet(*written("25", at=(0.42, 0.3)), *written(text, at=(0.1, 0.3)), pen=8)
    read = [one for one in digits_of(reader, page) if one.place[0] > 0.3 * W]
    assert len(read) == 2
    assert lone_digits(page, reader.model.classify, read=read) == []


def test_a_slash_far_from_its_digits_is_no_1(reader):
    slash = ((0.53, 0.27), (0.45, 0.55))
    page = sheet(*written("7", at=(0.28, 0.3)), slash, *written("3", at=(0.62, 0.3)), pen=8)
    assert reader.read(page).text == "7 3"


def test_what_was_read_of_a_part_of_a_mark_is_not_beside_it(reader):
    page = sheet(FLAG)
    (whole,) = lone_digits(page, reader.model.classify)
    x, y, w, h = whole.place
    flag = replace(whole, place=(x, y, w, h // 4))
    (found,) = lone_digits(page, reader.model.classify, read=[flag])
    assert abs(found.place[3] - h) < 8
    assert lone_digits(page, reader.model.classify, read=[whole]) == []


def test_a_much_longer_stroke_is_none(reader):
    number = written("25", at=(0.42, 0.3))
    assert reader.read(sheet(((0.1, 0.1), (0.1, 0.9)), *number, pen=8)).text == "25"


def test_a_page_of_many_digits_says_enough_of_its_strokes(reader):
    page = sheet(STROKE, *written("25", at=(0.42, 0.3)), pen=8)
    read = digits_of(reader, page)[-2:]
    assert len(lone_digits(page, reader.model.classify, read=read)) == 1
    assert lone_digits(page, reader.model.classify, read=read * 11) == []


@pytest.mark.parametrize("digit", range(10))
@pytest.mark.parametrize(("share", "pen"), [(0.4, 8), (0.85, 14)])
def test_a_digit_is_read_however_much_of_the_sheet_it_fills(reader, digit, share, pen):
    form = FORMS[digit][0 if digit != 1 else 1]
    lines = [curve(np.array(stroke) - 0.5) * (0.45 * share, share) + 0.5 for stroke in form]
    assert reader.read(sheet(*lines, pen=pen)).text == str(digit)


@pytest.mark.parametrize("expect", [None, "#"])
def test_a_strip_may_hold_just_a_1(reader, expect):
    assert reader.read_row(sheet(BAR), expect=expect).text == "1"


def test_a_pattern_of_two_digits_takes_two_strokes_for_them_but_no_single_mark(reader):
    strokes = [((x, 0.4), (x - 0.01, 0.6)) for x in (0.3, 0.38)]
    assert reader.read(sheet(*strokes), expect="##").text == "11"
    assert reader.read_row(sheet(*strokes), expect="##").text == "11"
    (number,) = reader.read(
        sheet(*written("7", at=(0.4, 0.3), height=0.5)), expect="##"
    ).numbers or [None]
    assert number is None or number.confidence < 0.1

"""Marks on a page are grouped into digits and rows, and what is no digit stays out."""

import cv2
import numpy as np
import pytest

from inkdigits.vision.ink import find_ink
from inkdigits.vision.marks import box_of, cut_out
from inkdigits.vision.segment import segment


def rows_of(page):
    return [len(row) for row in segment(find_ink(page)).rows]


def boxes_of(page):
    ink = find_ink(page)
    return [box_of(mark.place, ink.back) for row in segment(ink).rows for mark in row]


def inks_of(page):
    ink = find_ink(page)
    marks = segment(ink)
    return [cut_out(mark, marks.labels, ink) for row in marks.rows for mark in row]


def test_each_digit_is_a_mark_and_each_line_a_row(write):
    assert rows_of(write("3141", "59265", "35")) == [4, 5, 2]


def test_marks_come_left_to_right_with_boxes_around_their_ink(write):
    page = write("271", "828")
    found = boxes_of(page)
    assert [box.x for box in found[:3]] == sorted(box.x for box in found[:3])
    ink = page < 128
    for box in found:
        inside = ink[box.y : box.y + box.height, box.x : box.x + box.width]
        assert inside[0].any() or inside[1].any()
        assert inside[-1].any() or inside[-2].any()
    assert sum(ink[b.y : b.y + b.height, b.x : b.x + b.width].sum() for b in found) == ink.sum()


def test_a_mark_holds_its_own_ink_alone():
    page = np.full((200, 300), 220, np.uint8)
    cv2.ellipse(page, (150, 100), (60, 60), 0, 45, 315, 30, 5)  # open to the right, like a C
    cv2.line(page, (214, 56), (176, 136), 30, 5)  # and a stroke that reaches into its box
    grain = np.random.default_rng(0).normal(0, 12, page.shape)
    noisy = (page + grain).clip(0, 255).astype(np.uint8)
    found = inks_of(noisy)
    assert len(found) == 2
    assert sum((ink > 100).sum() for ink in found) < 1.3 * (page < 100).sum()
    assert sum((ink > 0).sum() for ink in found) < 2.5 * (page < 215).sum()


def test_boxes_are_in_the_pixels_of_a_photo_that_was_shrunk():
    page = np.full((2400, 3600), 220, np.uint8)
    cv2.line(page, (1800, 800), (1760, 1400), 30, 60)
    (box,) = boxes_of(page)
    expected = (1730, 770, 100, 660)
    assert np.abs(np.array([box.x, box.y, box.width, box.height]) - expected).max() <= 6


def test_the_bar_of_a_five_belongs_to_the_five():
    page = np.full((200, 300), 220, np.uint8)
    for left in (60, 150):
        cv2.line(page, (left, 60), (left, 85), 30, 5)
        cv2.ellipse(page, (left + 10, 105), (24, 24), 0, -110, 150, 30, 5)
        cv2.line(page, (left + 4, 50), (left + 36, 48), 30, 5)
    assert rows_of(page) == [2]
    assert all(box.y < 50 for box in boxes_of(page))


def test_specks_and_dashes_stay_out(write):
    page = write("4 7 1", height=60)
    clean = boxes_of(page)
    rng = np.random.default_rng(0)
    for x, y in rng.integers(10, 390, (25, 2)):
        if (page[max(y - 20, 0) : y + 20, max(x - 20, 0) : x + 20] > 200).all():
            cv2.circle(page, (int(x), int(y)), 5, 40, 2)
    cv2.line(page, (330, 200), (370, 202), 40, 4)
    assert boxes_of(page) == clean


def test_what_the_rim_cuts_off_and_long_rules_stay_out(write):
    page = write("162", height=60)
    clean = boxes_of(page)
    cv2.rectangle(page, (0, 0), (600, 14), 60, -1)  # a desk
    cv2.line(page, (20, 300), (580, 306), 40, 3)  # a rule
    cv2.line(page, (420, 399), (400, 340), 40, 4)  # a stroke that leaves the picture
    assert boxes_of(page) == clean


def test_a_frame_around_digits_is_not_a_digit(write):
    page = write("162", height=60)
    clean = boxes_of(page)
    cv2.rectangle(page, (35, 35), (330, 180), 40, 3)
    assert boxes_of(page) == clean


@pytest.mark.parametrize("height", [14, 24, 48, 120])
def test_digits_of_every_size_are_found(write, height):
    page = write("2357", height=height, pen=max(1, height // 10), size=(400, 900))
    assert rows_of(page) == [4]


def test_inverting_scaling_or_shading_a_page_finds_the_same_marks(write):
    page = write("3141", "592", height=50)
    ramp = np.linspace(1, 0.75, page.shape[1])
    double = cv2.resize(page, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC)
    expected = np.array([(b.x, b.y, b.width, b.height) for b in boxes_of(page)])
    for other, scale in ((255 - page, 1), (double, 2), ((page * ramp).astype(np.uint8), 1)):
        found = np.array([(b.x, b.y, b.width, b.height) for b in boxes_of(other)])
        assert np.abs(found / scale - expected).max() <= 3


def test_a_blank_page_has_no_rows():
    assert segment(find_ink(np.full((100, 100), 200, np.uint8))).rows == ()

"""Printed rules go, and what is written over them stays."""

import cv2
import numpy as np
import pytest

from inkdigits.vision.ink import find_ink
from inkdigits.vision.rules import without_rules
from inkdigits.vision.segment import segment


def squared(degrees=0.0, pitch=40, level=170):
    """A page of squared paper, and the same with 4 7 1 on it, (600, 800)."""
    large = np.full((1400, 1400), 225, np.uint8)
    large[::pitch] = large[1::pitch] = level
    large[:, ::pitch] = large[:, 1::pitch] = level
    turn = cv2.getRotationMatrix2D((700, 700), degrees, 1)
    paper = cv2.warpAffine(large, turn, (1400, 1400))[400:1000, 300:1100].copy()
    written = paper.copy()
    cv2.putText(written, "471", (200, 350), 0, 4, 40, 8, cv2.LINE_AA)
    return paper, written


@pytest.mark.parametrize("degrees", [0.0, 3.0, -9.0])
@pytest.mark.parametrize("pitch", [27, 40, 70])
def test_digits_on_squared_paper_are_marks_by_themselves(degrees, pitch):
    _, written = squared(degrees, pitch)
    (row,) = segment(find_ink(written)).rows
    assert len(row) == 3
    assert all(90 < mark.place[3] < 130 or mark.place[2] < 130 for mark in row)


def test_a_page_without_rules_is_left_as_it_is():
    page = np.zeros((300, 500), np.uint8)
    cv2.putText(page, "1714", (40, 200), 0, 5, 1, 9)
    mask = page > 0
    np.testing.assert_array_equal(without_rules(mask, page.astype(np.float32)), mask)


def test_a_stroke_as_thin_as_a_rule_stays_if_it_is_darker():
    darkness = np.zeros((300, 600), np.float32)
    darkness[150:153] = 0.2
    darkness[150:153, 200:280] = 0.8  # the bar of a digit, right on the rule
    clean = without_rules(darkness > 0.1, darkness)
    assert clean[151, 210:270].all()
    assert not clean[:, :190].any()
    assert not clean[:, 290:].any()


def test_a_line_of_a_digits_length_is_no_rule():
    mask = np.zeros((400, 400), np.bool_)
    mask[200:204, 180:230] = True
    np.testing.assert_array_equal(without_rules(mask, mask.astype(np.float32)), mask)


def test_the_strokes_of_large_digits_are_no_rules():
    mask = np.zeros((160, 450), np.uint8)
    for x in (100, 200, 300):
        cv2.line(mask, (x, 30), (x - 4, 130), 1, 5)
    np.testing.assert_array_equal(without_rules(mask > 0, mask.astype(np.float32)), mask > 0)

"""How high the writing of a page is, whatever else is on it."""

import cv2
import numpy as np
import pytest

from inkdigits.vision.height import height_of_writing, typical_height
from inkdigits.vision.ink import find_ink
from inkdigits.vision.segment import segment

DIGITS = [(22, 36), (8, 40), (25, 33), (20, 38), (24, 35)]  # width and height
SPECKS = [(4, 5)] * 300
EDGES = [(12, 380), (18, 420), (15, 400)]


def stats_of(*sizes):
    return np.array([(0, 0, w, h, w * h) for some in sizes for w, h in some], np.int32)


@pytest.mark.parametrize("others", [[], SPECKS[:15], EDGES[:1]])
def test_the_height_is_that_of_most_writing(others):
    stats = stats_of(DIGITS, others)
    assert 33 <= typical_height(stats, np.ones(len(stats))) <= 40


def test_what_looks_like_digits_tells_the_height_among_specks_and_edges():
    stats = stats_of([(0, 0)], DIGITS, SPECKS, EDGES)
    strokes = np.arange(1, len(stats))
    labels = np.zeros((2, 2), np.int32)
    digits = set(range(1, 1 + len(DIGITS)))

    def likely(marks, _labels):
        return np.array([0.95 if mark.parts[0] in digits else 0.05 for mark in marks])

    assert 33 <= height_of_writing(strokes, stats, labels, likely) <= 40
    assert height_of_writing(strokes, stats, labels, None) > 300


def test_where_nothing_looks_like_a_digit_the_strokes_tell():
    stats = stats_of([(0, 0)], DIGITS)
    labels = np.zeros((2, 2), np.int32)
    height = height_of_writing(
        np.arange(1, len(stats)), stats, labels, lambda marks, _: np.full(len(marks), 0.2)
    )
    assert 33 <= height <= 40


def test_digits_beside_the_edges_of_a_desk_are_marks():
    page = np.full((700, 900), 215, np.uint8)
    for at, digit in enumerate("27182"):
        cv2.putText(page, digit, (80 + 60 * at, 330), 0, 1.6, 40, 4, cv2.LINE_AA)
    for x, top in ((700, 40), (760, 60), (820, 30)):
        cv2.ellipse(page, (x, top + 250), (14, 240), 1, 0, 360, 120, -1)
    ink = find_ink(page)

    def likely(marks, _labels):
        return np.array([float(mark.place[3] < 100) for mark in marks])

    def lefts(marks):
        return sorted(mark.place[0] // 60 for row in marks.rows for mark in row)

    assert lefts(segment(ink, likely))[:5] == [1, 2, 3, 4, 5]
    assert len(lefts(segment(ink))) < 5

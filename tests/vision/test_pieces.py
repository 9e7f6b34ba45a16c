"""Marks are cut where digits touch, and nothing of their ink is lost."""

import cv2
import numpy as np
import pytest

from inkdigits.vision.marks import Mark
from inkdigits.vision.pieces import cut_into_pieces, find_seams


def rings(apart):
    """Two rings side by side, (h, w)."""
    page = np.zeros((80, 60 + apart + 60), np.uint8)
    for x in (40, 40 + apart):
        cv2.ellipse(page, (x, 40), (18, 26), 0, 0, 360, 1, 5)
    y, x = np.nonzero(page)
    return page[y.min() : y.max() + 1, x.min() : x.max() + 1] > 0


@pytest.mark.parametrize("apart", [36, 40, 41])
def test_two_rings_that_touch_come_apart_between_them(apart):
    own = rings(apart)
    middle = own.shape[1] / 2
    assert min(abs(seam.mean() - middle) for seam in find_seams(own)) <= 3


def test_seams_stand_left_to_right_and_within_the_mark():
    own = rings(38)
    seams = find_seams(own)
    assert len(seams) >= 3
    assert [seam.mean() for seam in seams] == sorted(seam.mean() for seam in seams)
    assert all(seam.shape == (len(own),) for seam in seams)
    assert all((seam >= 0).all() and (seam <= own.shape[1]).all() for seam in seams)


def test_a_seam_goes_around_a_stroke_that_leans():
    own = np.zeros((60, 60), np.uint8)
    cv2.line(own, (5, 58), (25, 2), 1, 4)
    cv2.line(own, (32, 58), (52, 2), 1, 4)
    cv2.line(own, (14, 40), (36, 40), 1, 2)  # all that they touch by
    costs = [own[np.arange(60), seam.clip(0, 59)].sum() for seam in find_seams(own > 0)]
    assert min(costs) <= 4


def test_pieces_have_all_the_ink_of_their_mark_and_numbers_of_their_own():
    own = rings(38)
    labels = np.pad(own.astype(np.int32) * 3, 5)
    mark = Mark(parts=(3,), place=(5, 5, own.shape[1], own.shape[0]))
    pieces = cut_into_pieces(mark, labels)
    assert [piece.parts for piece in pieces] == [(4 + at,) for at in range(len(pieces))]
    assert len(pieces) > 2
    np.testing.assert_array_equal(labels >= 4, np.pad(own, 5))
    for piece in pieces:
        x, y, w, h = piece.place
        assert (labels[y : y + h, x : x + w] == piece.parts[0]).sum() == (
            labels == piece.parts[0]
        ).sum()


@pytest.mark.parametrize("shape", [(40, 3), (1, 1), (9, 2), (2, 40)])
def test_what_is_too_narrow_or_too_flat_to_cut_does_no_harm(shape):
    labels = np.ones(shape, np.int32)
    mark = Mark(parts=(1,), place=(0, 0, shape[1], shape[0]))
    pieces = cut_into_pieces(mark, labels)
    assert sum(piece.place[2] for piece in pieces) == shape[1]

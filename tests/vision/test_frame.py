"""One function frames every digit; SciPy's centre of mass and MNIST itself are the judges."""

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy import ndimage

from inkdigits.errors import ImageError
from inkdigits.vision.frame import frame

INK = hnp.arrays(
    np.uint8,
    hnp.array_shapes(min_dims=2, max_dims=2, min_side=1, max_side=40),
    elements=st.sampled_from([0, 0, 0, 120, 255]),
)


def box(picture):
    rows, columns = np.nonzero(picture)
    return np.ptp(rows) + 1, np.ptp(columns) + 1


def stroke(h=90, w=60, pen=8):
    picture = np.zeros((h + 40, w + 40), np.uint8)
    points = np.array([(20, 20), (20 + w, 30), (30, 20 + h), (20 + w, 20 + h)])
    return cv2.polylines(picture, [points], False, 255, pen, cv2.LINE_AA)


@given(INK)
@settings(max_examples=200, deadline=None)
def test_ink_fills_20_pixels_with_its_centre_of_mass_in_the_middle(ink):
    framed = frame(ink)
    if not ink.any():
        assert not framed.any()
        return
    assert framed.shape == (28, 28)
    assert framed.dtype == np.uint8
    assert framed.max() == 255
    assert max(box(framed)) <= 20
    inside = (framed[0].any(), framed[-1].any(), framed[:, 0].any(), framed[:, -1].any())
    if not any(inside):  # the rim did not hold it back
        np.testing.assert_allclose(ndimage.center_of_mass(framed), (14, 14), atol=0.5 + 1e-9)


@given(INK, st.integers(0, 30), st.integers(0, 30))
@settings(max_examples=100, deadline=None)
def test_it_does_not_matter_where_the_ink_was(ink, down, right):
    moved = np.pad(ink, ((down, 3), (right, 5)))
    np.testing.assert_array_equal(frame(moved), frame(ink))


@pytest.mark.parametrize("size", [(12, 9), (90, 60), (300, 280)])
def test_rows_and_columns_are_treated_alike(size):
    ink = stroke(*size, pen=1 + size[0] // 12)
    difference = frame(ink.T).astype(int) - frame(ink).T
    assert np.abs(difference).max() <= 1


@pytest.mark.parametrize(
    "dtype", ["bool", "uint8", "int16", "uint16", "int64", "float32", "float64"]
)
def test_any_type_and_any_scale_of_numbers_give_the_same_frame(dtype):
    ink = (stroke() > 127).astype(dtype)
    expected = frame(ink)
    if dtype != "bool":
        np.testing.assert_array_equal(frame(ink * 97), expected)
    np.testing.assert_array_equal(expected, frame(stroke() > 127))
    np.testing.assert_array_equal(frame(ink.astype(float) * 1e300), expected)
    np.testing.assert_array_equal(frame(ink.astype(float) * 1e-300), expected)


def test_a_digit_twice_as_large_gives_nearly_the_same_frame():
    double = cv2.resize(stroke(), None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC)
    small, large = frame(stroke()).astype(int), frame(double).astype(int)
    assert np.abs(small - large).mean() < 6


def test_shrinking_averages_so_that_thin_lines_do_not_fall_out():
    ink = np.zeros((600, 600))
    ink[100:500, 300] = 1
    ink[300, 100:500] = 1
    framed = frame(ink)
    assert (framed.max(axis=0)[5:23] > 0).all()
    assert (framed.max(axis=1)[5:23] > 0).all()


def test_the_longer_side_is_20_pixels_and_the_shape_is_kept():
    ink = np.zeros((200, 200))
    ink[20:180, 50:90] = 1  # 160 by 40
    assert box(frame(ink)) == (20, 5)


def test_blank_paper_gives_an_empty_frame():
    assert not frame(np.zeros((50, 30))).any()


@pytest.mark.parametrize(
    ("ink", "says"),
    [
        (np.zeros((0, 5)), "has the shape"),
        (np.zeros(28), "has the shape"),
        (np.zeros((1, 28, 28)), "has the shape"),
        (np.full((4, 4), np.nan), "undefined"),
        (np.full((4, 4), np.inf), "infinite"),
        (np.array([[0.0, -np.inf]]), "infinite"),
        (np.array([[0.0, np.inf]]), "infinite"),
        (np.array([[0, -1]]), "goes down to -1"),
        (np.zeros((4, 4), complex), "has the type"),
        (np.array([["a", "b"]]), "has the type"),
    ],
)
def test_what_is_no_ink_is_refused_with_the_reason(ink, says):
    with pytest.raises(ImageError, match=says):
        frame(ink)


@pytest.mark.mnist
def test_mnist_frames_come_back_as_they_were(mnist):
    images = mnist.train.images[:1000]
    framed = np.stack([frame(image) for image in images])
    assert np.abs(framed.astype(int) - images).mean() < 0.2
    before = np.array([ndimage.center_of_mass(image) for image in images])
    after = np.array([ndimage.center_of_mass(image) for image in framed])
    assert np.abs(before - after).max() < 1

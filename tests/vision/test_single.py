"""A picture of one digit gives one frame: large or small, dark or light, close or wide."""

import cv2
import numpy as np
import pytest

from inkdigits.vision.frame import frame
from inkdigits.vision.photo import open_photo
from inkdigits.vision.single import single_frame


@pytest.fixture
def five():
    """A 5 as MNIST frames it, uint8 (28, 28)."""
    ink = np.zeros((120, 100), np.uint8)
    cv2.putText(ink, "5", (10, 105), 0, 4.4, 255, 14, cv2.LINE_AA)
    return frame(ink)


def likeness(a, b):
    return float(np.corrcoef(a.ravel().astype(float), b.ravel().astype(float))[0, 1])


def test_a_frame_comes_back_as_it_was_in_either_polarity(five):
    np.testing.assert_array_equal(single_frame(open_photo(five)), five)
    np.testing.assert_array_equal(single_frame(open_photo(255 - five)), five)


def test_gray_paper_of_a_frame_is_taken_away(five):
    foggy = (90 + five * 0.5).astype(np.uint8)
    assert single_frame(open_photo(foggy))[0, 0] == 0
    assert likeness(single_frame(open_photo(foggy)), five) > 0.99


@pytest.mark.parametrize("light", [True, False])
@pytest.mark.parametrize("side", [16, 20, 60, 100, 300, 900])
def test_the_size_and_polarity_of_the_picture_do_not_matter(five, side, light):
    method = cv2.INTER_AREA if side < 28 else cv2.INTER_CUBIC
    picture = 40 + 0.7 * cv2.resize(five, (side, side), interpolation=method)
    picture += np.random.default_rng(0).normal(0, 2, picture.shape)
    picture = (picture if light else 255 - picture).clip(0, 255).astype(np.uint8)
    assert likeness(single_frame(open_photo(picture)), five) > 0.85


@pytest.mark.parametrize("side", [40, 90, 260])
def test_a_digit_cut_out_closely_touches_all_sides(five, side):
    rows, columns = np.nonzero(five > 40)
    close = five[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
    picture = 210 - 0.7 * cv2.resize(close, (side * close.shape[1] // 20, side))
    assert likeness(single_frame(open_photo(picture.astype(np.uint8))), five) > 0.8


def test_all_strokes_count_and_specks_do_not():
    page = np.full((300, 300), 220, np.uint8)
    page[40:260, 120:140] = 30
    page[40:260, 170:190] = 30  # a 0 whose sides do not meet
    clean = single_frame(open_photo(page))
    page[20:24, 20:24] = 30
    np.testing.assert_array_equal(single_frame(open_photo(page)), clean)
    assert np.ptp(np.nonzero(clean)[1]) >= 5


def test_blank_pictures_give_an_empty_frame():
    rng = np.random.default_rng(0)
    for shape in ((1, 1), (28, 28), (50, 40), (300, 200)):
        paper = np.full(shape, 210) + rng.normal(0, 1, shape)
        assert not single_frame(open_photo(paper.astype(np.uint8))).any()
        assert not single_frame(open_photo(np.zeros(shape, np.uint8))).any()


@pytest.mark.parametrize(("paper", "speck"), [(255, 254), (0, 1), (128, 120)])
def test_a_blank_frame_with_a_faint_speck_is_blank(paper, speck):
    picture = np.full((28, 28), paper, np.uint8)
    picture[14, 14] = speck
    assert not single_frame(open_photo(picture)).any()


def test_a_shadow_on_blank_paper_is_no_digit():
    y, x = np.mgrid[0:200, 0:260]
    for light in (1 - 0.4 * x / 260, 1 - 0.5 * ((x / 260 - 0.5) ** 2 + (y / 200 - 0.5) ** 2)):
        paper = 220 * light + np.random.default_rng(0).normal(0, 2, light.shape)
        assert not single_frame(open_photo(paper.astype(np.uint8))).any()


def test_a_desk_beside_blank_paper_is_no_digit():
    picture = np.full((200, 260), 215, np.uint8)
    picture[:, 170:] = 60
    picture = (picture + np.random.default_rng(0).normal(0, 2, picture.shape)).astype(np.uint8)
    assert not single_frame(open_photo(picture)).any()


@pytest.mark.mnist
def test_mnist_images_come_back_as_they_were(mnist):
    for image in mnist.train.images[:200]:
        np.testing.assert_array_equal(single_frame(open_photo(image)), image)
        np.testing.assert_array_equal(single_frame(open_photo(255 - image)), image)

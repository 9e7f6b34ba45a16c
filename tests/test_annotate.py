"""An annotated copy shows each digit's box and answer, and hides no ink."""

import numpy as np
import pytest

from inkdigits.annotate import AMBER, GREEN, RED, annotate
from inkdigits.digits import Box, Digit, Number, Reading
from inkdigits.vision.photo import open_photo


def reading(*digits):
    return Reading(file=None, rows=((Number(digits=digits, confidence=1.0),),) if digits else ())


def digit(x, y, width, height, *, confidence=0.97, value=7):
    return Digit(value=value, confidence=confidence, box=Box(x=x, y=y, width=width, height=height))


def page(h, w):
    return open_photo(np.full((h, w), 220, np.uint8))


def has(image, colour):
    return (np.asarray(image) == colour).all(axis=2).any()


@pytest.mark.parametrize(("confidence", "colour"), [(0.95, GREEN), (0.7, AMBER), (0.3, RED)])
def test_the_colour_tells_how_sure_the_answer_is(confidence, colour):
    image = annotate(page(200, 300), reading(digit(100, 90, 30, 50, confidence=confidence)))
    assert image.size == (300, 200)
    assert image.mode == "RGB"
    assert [has(image, each) for each in (GREEN, AMBER, RED)].count(True) == 1
    assert has(image, colour)


@pytest.mark.parametrize(
    "place", [(100, 90), (100, 4), (2, 90), (268, 90), (100, 148), (2, 2), (268, 148)]
)
def test_no_ink_is_covered_wherever_the_digit_stands(place):
    photo = page(200, 300)
    image = np.asarray(annotate(photo, reading(digit(*place, 30, 50))))
    x, y = place
    assert (image[y : y + 50, x : x + 30] == 220).all()
    plate = (image == GREEN).all(axis=2)
    assert plate.sum() > 250  # the label is there as well, inside the picture


@pytest.mark.parametrize("height", [10, 40, 400])
def test_letters_grow_with_the_digits(height):
    image = annotate(page(1000, 1000), reading(digit(300, 400, height // 2, height)))
    red = np.asarray(image)[:, :, 0]  # the plate has none, the letters have
    rows = np.nonzero(((red > 100) & (red != 220)).any(axis=1))[0]
    assert max(5, 0.12 * height) < np.ptp(rows) < max(14, 0.4 * height)


def test_the_photo_itself_stays_as_it_was():
    photo = page(100, 100)
    annotate(photo, reading(digit(40, 40, 20, 30)))
    assert (photo.rgb == 220).all()


def test_a_picture_without_digits_and_one_of_a_single_pixel_are_copied():
    assert annotate(page(1, 1), Reading(file=None, rows=())).size == (1, 1)
    assert annotate(page(1, 1), reading(digit(0, 0, 1, 1))).size == (1, 1)

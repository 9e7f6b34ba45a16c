"""An annotated copy shows each number, each digit's answer and each doubt, and hides no ink."""

from dataclasses import replace

import numpy as np
import pytest

from inkdigits.annotate import AMBER, GREEN, RED, annotate
from inkdigits.digits import Box, Digit, Number, Reading
from inkdigits.plates import Plates, room_above
from inkdigits.vision.photo import open_photo


def reading(*digits, turned=0.0):
    number = Number(digits=digits, confidence=1.0) if digits else None
    return Reading(file=None, rows=((number,),) if number else (), turned=turned)


def digit(x, y, width, height, *, confidence=0.97, value=7):
    return Digit(
        value=value,
        confidence=confidence,
        box=Box(x=x, y=y, width=width, height=height),
        runner_up=1,
        runner_up_confidence=(1 - confidence) / 2,
    )


def page(h, w):
    return open_photo(np.full((h, w), 220, np.uint8))


def where(image, colour):
    """The box around all pixels of a colour: left, top, right, bottom; None if there is none."""
    y, x = np.nonzero((np.asarray(image) == colour).all(axis=2))
    return (x.min(), y.min(), x.max(), y.max()) if len(x) else None


def count(image, colour):
    return int((np.asarray(image) == colour).all(axis=2).sum())


@pytest.mark.parametrize(("confidence", "colour"), [(0.95, GREEN), (0.7, AMBER), (0.3, RED)])
def test_the_colour_tells_how_sure_the_answer_is(confidence, colour):
    image = annotate(page(200, 300), reading(digit(100, 90, 30, 50, confidence=confidence)))
    assert image.size == (300, 200)
    assert image.mode == "RGB"
    assert [count(image, each) > 0 for each in (GREEN, AMBER, RED)].count(True) == 1
    assert count(image, colour) > 0


@pytest.fixture
def lacking():
    """A sure digit at the left, and far to its right a mark that may be another."""
    sure, perhaps = digit(40, 90, 30, 50), digit(200, 90, 30, 50, confidence=0.3)
    number = Number(digits=(sure,), confidence=0.6, left_out=(perhaps,))
    return Reading(file=None, rows=((number,),))


def test_what_a_number_may_lack_is_red_and_so_is_the_numbers_frame(lacking):
    image = annotate(page(200, 300), lacking)
    assert where(image.crop((0, 0, 120, 200)), RED)  # the number's frame,
    left, _, right, bottom = where(image.crop((150, 85, 300, 200)), RED)  # the mark's,
    assert 150 + left <= 200
    assert 150 + right >= 230
    assert 85 + bottom >= 140
    assert where(image.crop((150, 0, 300, 80)), RED)  # and its answer
    assert count(image, GREEN) > 0
    assert count(annotate(page(200, 300), lacking, least=0.2), RED) > 0
    assert count(annotate(page(200, 300), lacking, least=0.0), RED) == 0


def test_what_a_number_may_lack_has_a_question_mark(lacking):
    (number,) = lacking.numbers
    read = replace(number, digits=(*number.digits, *number.left_out), left_out=())
    asked, told = (
        np.asarray(annotate(page(200, 300), one).crop((150, 0, 300, 80)))
        for one in (lacking, Reading(file=None, rows=((read,),)))
    )
    widths = [np.ptp(np.nonzero((one == RED).all(axis=2))[1]) for one in (asked, told)]
    assert widths[0] > widths[1]


def test_what_a_number_may_lack_is_marked_on_a_copy_that_is_turned_with_it(lacking):
    (number,) = lacking.numbers
    turned = replace(lacking, turned=90.0)  # clockwise: what was at the right is far down
    image = annotate(page(200, 300), turned)
    assert image.size == (200, 300)
    perhaps = number.left_out[0].box
    x, y = 200 - perhaps.y - perhaps.height, perhaps.x
    assert where(image.crop((x - 20, y - 12, x + perhaps.height + 20, y + 1)), RED)
    assert not where(image.crop((0, 0, 200, 30)), RED)


def test_what_is_asked_for_is_what_counts_as_doubt():
    one = reading(digit(100, 90, 30, 50, confidence=0.95))
    assert count(annotate(page(200, 300), one, least=0.99), RED) > 0
    assert count(annotate(page(200, 300), one, least=0.5), RED) == 0


def test_a_plate_grows_by_the_figures_that_a_doubt_comes_with():
    widths = []
    for confidence in (0.95, 0.7, 0.3):
        image = np.asarray(
            annotate(page(400, 600), reading(digit(300, 200, 60, 90, confidence=confidence)))
        )
        plate = image[140:180]  # above the digit's frame
        inked = (plate != 220).any(axis=(0, 2))
        widths.append(int(inked.sum()))
    assert widths[0] < widths[1] < widths[2]


def test_a_numbers_frame_has_the_colour_of_its_least_sure_digit():
    digits = [digit(100 + 60 * place, 90, 40, 60) for place in range(3)]
    image = annotate(page(300, 500), reading(*digits, digit(280, 90, 40, 60, confidence=0.4)))
    left, top, right, bottom = where(image, RED)
    assert left < 100
    assert right > 320
    assert top < 90
    assert bottom > 150


@pytest.mark.parametrize(
    "place", [(100, 90), (100, 4), (2, 90), (268, 90), (100, 148), (2, 2), (268, 148)]
)
def test_no_ink_is_covered_wherever_the_digit_stands(place):
    photo = page(200, 300)
    image = np.asarray(annotate(photo, reading(digit(*place, 30, 50))))
    x, y = place
    assert (image[y : y + 50, x : x + 30] == 220).all()
    assert count(image, GREEN) > 250  # the plate is there as well, inside the picture


@pytest.mark.parametrize("gap", [10, 24, 60])
def test_no_ink_is_covered_on_a_page_with_rows_close_together(gap):
    digits = [
        digit(40 + 50 * column, 40 + (60 + gap) * row, 30, 60)
        for row in range(4)
        for column in range(6)
    ]
    image = np.asarray(annotate(page(700, 400), reading(*digits)))
    covered = sum(
        (image[one.box.y : one.box.y + 60, one.box.x : one.box.x + 30] != 220).any(axis=2).sum()
        for one in digits
    )
    assert covered < 0.06 * 24 * 60 * 30


def test_copies_of_pages_with_small_digits_are_enlarged():
    small = reading(*(digit(40 + 14 * place, 40, 8, 12) for place in range(5)))
    image = annotate(page(100, 200), small)
    assert image.size == (800, 400)
    left, top, right, bottom = where(image, GREEN)
    assert 140 < left < 160 < 4 * 104 < right < 440
    assert top < 160
    assert bottom > 4 * 52


@pytest.mark.parametrize("height", [40, 400])
def test_letters_grow_with_the_digits(height):
    image = annotate(page(1000, 1000), reading(digit(300, 450, height // 2, height)))
    red = np.asarray(image)[:, :, 0]  # the plate has none, the letters have
    within = red[:448, 300 : 300 + height // 2]
    letters = np.nonzero((within > 240).any(axis=1))[0]
    assert 0.15 * height < np.ptp(letters) < 0.45 * height


@pytest.mark.parametrize(
    ("turned", "place"), [(0, (20, 30)), (90, (50, 20)), (180.4, (190, 50)), (270, (30, 190))]
)
def test_a_page_that_was_turned_to_be_read_is_turned_in_the_copy(turned, place):
    picture = np.full((200, 300, 3), 220, np.uint8)
    picture[30:150, 20:110] = (9, 9, 9)
    image = annotate(open_photo(picture), reading(digit(20, 30, 90, 120), turned=turned))
    sideways = round(turned / 90) % 2
    assert image.size == ((200, 300) if sideways else (300, 200))
    left, top, right, bottom = where(image, (9, 9, 9))
    assert (left, top) == place
    assert (right - left + 1, bottom - top + 1) == ((120, 90) if sideways else (90, 120))
    around = where(image, GREEN)
    assert around[0] <= left - 4
    assert around[3] >= bottom + 4


def test_a_picture_made_smaller_has_its_boxes_in_place(monkeypatch):
    monkeypatch.setattr("inkdigits.vision.pixels.WHOLE", 30_000)
    photo = page(400, 600)
    assert photo.reduced == 3
    image = annotate(photo, reading(digit(300, 150, 120, 90)))  # 30 high in the photo
    assert image.size == (400, 268)
    left, top, right, bottom = where(image, GREEN)
    assert 185 < left < 200
    assert 280 < right < 295
    assert 160 < bottom < 172
    assert top < 98


def test_the_photo_itself_stays_as_it_was():
    photo = page(100, 100)
    annotate(photo, reading(digit(40, 40, 20, 30)))
    assert (photo.rgb == 220).all()


def test_a_picture_without_digits_and_one_of_a_single_pixel_are_copied():
    assert annotate(page(1, 1), Reading(file=None, rows=())).size == (1, 1)
    assert annotate(page(1, 1), reading(digit(0, 0, 1, 1))).size == (40, 40)


def test_a_label_evades_what_stands_above_and_the_labels_before_it():
    ink = [Box(x=100, y=100, width=40, height=60), Box(x=90, y=20, width=60, height=70)]
    plates = Plates((300, 300), ink)
    first = plates.place(ink[0], 20, 15, gap=2)
    assert first == (110, 162)  # below: above it is the other's ink
    second = plates.place(ink[0], 20, 15, gap=2)
    assert second not in {first, (110, 83)}


def test_the_room_above_boxes_is_that_of_most():
    rows = [Box(x=10, y=50 * row, width=20, height=30) for row in range(5)]
    assert room_above(rows) == 20
    assert room_above(rows[:1]) == np.inf

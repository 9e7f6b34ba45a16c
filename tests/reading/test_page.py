"""Whole pages, read with the model that ships: how they lie, what touches, what is no digit."""

from dataclasses import replace

import cv2
import numpy as np
import pytest

import inkdigits
from inkdigits.errors import UsageError
from inkdigits.reading.standing import MOST, Standing, stand_like
from inkdigits.vision.ink import find_ink
from inkdigits.vision.segment import segment


@pytest.fixture(scope="module")
def reader():
    return inkdigits.Reader(inkdigits.load_model(threads=1))


@pytest.fixture(scope="module")
def page():
    """The example's first two rows, upright."""
    from inkdigits.cli.read import EXAMPLE
    from inkdigits.vision.photo import open_photo

    return open_photo(EXAMPLE).gray[:340]


@pytest.mark.parametrize("quarters", [0, 1, 2, 3])
def test_a_page_is_read_however_it_lies_with_boxes_where_its_digits_are(reader, page, quarters):
    lying = np.ascontiguousarray(np.rot90(page, quarters))
    reading = reader.read(lying)
    assert reading.text == "27182818\n28459045"
    assert reading.turned == 90 * quarters
    paper = np.median(lying)
    for digit in reading.digits:
        box = digit.box
        inside = lying[box.y : box.y + box.height, box.x : box.x + box.width]
        assert (inside < paper - 60).mean() > 0.08


def test_a_page_that_is_said_to_be_upright_is_not_turned(reader, page):
    reading = reader.read(np.rot90(page, 1).copy(), upright=True)
    assert reading.turned == 0
    assert reading.text != "27182818\n28459045"


def test_a_page_askew_is_leveled(reader, page):
    turn = cv2.getRotationMatrix2D((450, 170), -12, 0.8)
    askew = cv2.warpAffine(page, turn, (900, 420), borderMode=cv2.BORDER_REPLICATE)
    assert reader.read(askew).text == "27182818\n28459045"


def test_a_date_is_read_without_its_slashes(reader, page):
    boxes = [digit.box for digit in reader.read(page).digits[:6]]
    high = max(box.height for box in boxes)
    paper = float(np.median(page))
    dated = np.full((3 * high, 14 * high), int(paper), np.uint8)
    x, ink = high, float(np.percentile(page, 2))
    for at, box in enumerate(boxes):
        if at in (2, 4):
            ends = (x + high // 2, high * 7 // 8), (x, high * 9 // 4)
            cv2.line(dated, *ends, ink, max(high // 12, 2), cv2.LINE_AA)
            x += high * 3 // 4
        part = page[box.y : box.y + box.height, box.x : box.x + box.width]
        dated[2 * high - box.height : 2 * high, x : x + box.width] = part
        x += box.width + high // 4
    assert reader.read(dated).text.replace(" ", "") == "271828"


@pytest.mark.parametrize("quarters", [0, 1, 3])
def test_small_writing_on_a_large_photo_is_read_from_nearer_however_it_lies(reader, page, quarters):
    """Digits of some 14 pixels of 4,000: at 1,600 nothing can be seen of them."""
    small = cv2.resize(page, None, fx=0.22, fy=0.22, interpolation=cv2.INTER_AREA)
    h, w = small.shape
    photo = np.full((3000, 4000), int(np.median(page)), np.uint8)
    photo[1400 : 1400 + h, 1800 : 1800 + w] = small
    reading = reader.read(np.rot90(photo, quarters).copy())
    assert reading.text == "27182818\n28459045"
    assert reading.turned == 90 * quarters


def test_small_writing_on_a_photo_that_is_askew_as_well_is_read_from_ever_nearer(reader, page):
    """A look at 3,200 shows where it is, and one at that part what it says."""
    small = cv2.resize(page, None, fx=0.18, fy=0.18, interpolation=cv2.INTER_AREA)
    h, w = small.shape
    photo = np.full((3000, 4000), int(np.median(page)), np.uint8)
    photo[1400 : 1400 + h, 1800 : 1800 + w] = small
    turn = cv2.getRotationMatrix2D((2000, 1500), -14, 1)
    askew = cv2.warpAffine(photo, turn, (4000, 3000), borderMode=cv2.BORDER_REPLICATE)
    reading = reader.read(np.rot90(askew, 1).copy())
    assert reading.text == "27182818\n28459045"
    paper = np.median(askew)
    lying = np.rot90(askew, 1)
    for digit in reading.digits:
        box = digit.box
        inside = lying[box.y : box.y + box.height, box.x : box.x + box.width]
        assert (inside < paper - 25).mean() > 0.05


def test_a_speck_on_a_large_photo_does_not_keep_its_writing_from_being_found(reader, page):
    small = cv2.resize(page, None, fx=0.22, fy=0.22, interpolation=cv2.INTER_AREA)
    h, w = small.shape
    photo = np.full((3000, 4000), int(np.median(page)), np.uint8)
    photo[1400 : 1400 + h, 1800 : 1800 + w] = small
    cv2.line(photo, (300, 300), (290, 380), 120, 12)
    lying = np.rot90(photo, 1).copy()
    assert "".join(reader.read(lying).text.split())[-16:] == "2718281828459045"


def test_turns_and_slopes_add_up():
    lying = Standing(page=np.full((30, 40), 200, np.uint8), back=np.eye(3)[:2])
    once = stand_like(lying, replace(lying, quarters=1, slope=5.0))
    twice = stand_like(once, replace(lying, quarters=3, slope=2.0))
    assert once.turned == 265
    assert twice.turned == (-360 - 7) % 360
    np.testing.assert_allclose(twice.back[:, :2], rotation(7), atol=0.05)


def rotation(degrees):
    """Of x to the right and y down, clockwise, (2, 2)."""
    cos, sin = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    return np.array([[cos, -sin], [sin, cos]])


def test_a_large_page_askew_is_leveled_to_one_that_fits_in_memory():
    lying = Standing(page=np.full((3200, 3200), 200, np.uint8), back=np.eye(3)[:2])
    leveled = stand_like(lying, replace(lying, slope=25.0))
    assert 0.98 * MOST < leveled.page.size < 1.02 * MOST
    h, w = leveled.page.shape
    np.testing.assert_allclose(leveled.back @ [w / 2, h / 2, 1], [1600, 1600], atol=2)


def test_digits_pushed_together_come_apart(reader, page):
    boxes = [digit.box for digit in reader.read(page).numbers[0].digits][:4]
    digits = [page[b.y - 4 : b.y + b.height + 4, b.x : b.x + b.width] for b in boxes]
    strip = np.full((160, 500), int(np.median(page)), np.uint8)
    left = 60
    for digit in digits:
        h, w = digit.shape
        place = strip[80 - h // 2 : 80 - h // 2 + h, left : left + w]
        np.minimum(place, digit, out=place)
        left += w - 12
    assert len(segment(find_ink(strip)).rows[0]) < 4  # marks that hang together
    assert reader.read(strip).text == "2718"


def test_words_are_no_numbers(reader):
    paper = np.full((300, 900), 225, np.uint8)
    face = cv2.FONT_HERSHEY_SIMPLEX
    for at, word in enumerate(("Hamburg", "Kaffee", "Manfred")):
        cv2.putText(paper, word, (60, 80 + 90 * at), face, 2, 30, 4, cv2.LINE_AA)
    assert reader.read(paper).text == ""


def test_an_empty_form_is_no_number(reader):
    paper = np.full((300, 900), 225, np.uint8)
    for x in range(100, 800, 70):
        cv2.line(paper, (x, 100), (x, 170), 60, 3)
    for y in (100, 170):
        cv2.line(paper, (100, y), (800, y), 60, 3)
    assert reader.read(paper).text == ""


def test_a_gap_parts_numbers(reader, page):
    apart = np.full((page.shape[0], 1400), int(np.median(page)), np.uint8)
    apart[:, :450] = page[:, :450]
    apart[:, 950:] = page[:, 450:]
    (first, second) = reader.read(apart).rows
    assert [len(row) for row in (first, second)] == [2, 2]
    assert "".join(number.text for number in first) == "27182818"


def test_a_pattern_says_how_many_digits_there_are(reader, page):
    row = page[:170]
    assert reader.read(row, expect="####-####").text == "2718-2818"
    assert reader.read(row, expect="####").text == "2718 2818"
    number = reader.read_row(row, expect="##.##.####")
    assert number.text == "27.18.2818"
    assert 0 < number.confidence <= 1


@pytest.mark.parametrize(("expect", "why"), [("abc", "no #"), ("20##", "of its own")])
def test_a_pattern_that_no_number_can_have_is_refused(reader, page, expect, why):
    for read in (reader.read, reader.read_row):
        with pytest.raises(UsageError, match=why):
            read(page, expect=expect)


def test_a_strip_is_one_number_and_a_blank_one_is_none(reader, page):
    assert reader.read_row(page[:170]).text == "27182818"
    assert reader.read_row(np.full((80, 300), 220, np.uint8)) is None


def test_stages_come_in_order_as_pictures(reader, page):
    stages = {}
    reader.read(page, stages=stages.__setitem__)
    assert list(stages) == ["page", "ink", "marks", "frames"]
    for picture in stages.values():
        assert picture.dtype == np.uint8
        assert picture.ndim in {2, 3}


def written(page, reader, rows, apart):
    """Rows of numbers on one paper, set of the page's digits with a gap between the numbers."""
    shapes = {}
    for digit in reader.read(page).digits:
        b = digit.box
        shapes.setdefault(digit.value, page[b.y - 4 : b.y + b.height + 4, b.x : b.x + b.width])
    paper = np.full((130 * len(rows) + 60, 900), int(np.median(page)), np.uint8)
    for line, numbers in enumerate(rows):
        left = 60
        for number in numbers:
            for value in number:
                shape = shapes[int(value)]
                h, w = shape.shape
                top = 95 + 130 * line - h // 2
                place = paper[top : top + h, left : left + w]
                np.minimum(place, shape, out=place)
                left += w + 6
            left += apart
    return paper


def test_numbers_of_one_digit_in_a_table_stay_apart(reader, page):
    rows = (("8", "2", "4", "5", "7"), ("28", "52", "45", "27"))
    assert reader.read(written(page, reader, rows, 100)).text == "8 2 4 5 7\n28 52 45 27"


def test_digits_that_touch_tell_how_a_page_lies(reader, page):
    strip = written(page, reader, (("4", "5", "8", "2", "4"),), -14)
    upright = reader.read(strip)
    assert upright.text == "45824"
    lying = reader.read(np.rot90(strip, -1).copy())
    assert (lying.text, lying.turned) == ("45824", 270)


def test_small_writing_on_a_large_photo_is_looked_at_from_nearer(reader, page):
    small = cv2.resize(page, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    rng = np.random.default_rng(0)
    paper = rng.normal(np.median(page), 2, (3000, 4200)).clip(0, 255).astype(np.uint8)
    paper[1200 : 1200 + small.shape[0], 2500 : 2500 + small.shape[1]] = small
    reading = reader.read(paper)
    assert reading.text == "27182818\n28459045"
    for digit in reading.digits:
        box = digit.box
        assert 2500 <= box.x <= 2500 + small.shape[1] - box.width
        inside = paper[box.y : box.y + box.height, box.x : box.x + box.width]
        assert (inside < np.median(page) - 60).mean() > 0.08

"""What a number may lack is told of: what stands in its row, as high as its digits, unread."""

import numpy as np
import pytest

import inkdigits
from inkdigits.cli.read import EXAMPLE
from inkdigits.reading import page as reading_page
from inkdigits.reading.judged import Candidate
from inkdigits.reading.left_out import left_out
from inkdigits.reading.numbers import read_number
from inkdigits.reading.slashes import UNLIKELY
from inkdigits.reading.words import Word
from inkdigits.vision.photo import cropped, open_photo

BACK = np.array([[1.0, 0, 0], [0, 1.0, 0]])


def mark(x, *, value=7, odds=4.0, y=0, width=20, height=40):
    """What may be a digit."""
    return Candidate(
        place=(x, y, width, height),
        frame=np.zeros((28, 28), np.uint8),
        probabilities=np.eye(10)[value] * 0.9 + 0.01,
        odds=odds,
        digitness=None,
        accepted=None,
    )


def word(*places):
    return Word(digits=tuple(mark(x) for x in places))


def lacking(words, *marks):
    """Where what each word may lack is, from the left."""
    every = [*(one for each in words for one in each.digits), *marks]
    return [[one.place[0] for one in some] for some in left_out(words, every)]


def test_what_stands_within_or_beside_a_number_may_be_a_digit_of_it():
    gapped = word(100, 160)
    assert lacking([gapped], mark(130, odds=-0.5), mark(190, odds=-0.9), mark(75, odds=-0.1)) == [
        [75, 130, 190]
    ]
    assert lacking([gapped]) == [[]]


@pytest.mark.parametrize(
    "other",
    [
        pytest.param({"odds": UNLIKELY}, id="a slash, or as unlikely"),
        pytest.param({"x": 217}, id="too far"),
        pytest.param({"height": 20, "y": 10}, id="too low"),
        pytest.param({"height": 70, "y": -15}, id="too high"),
        pytest.param({"y": 21}, id="on another level"),
        pytest.param({"x": 171}, id="a view of a digit that was read"),
        pytest.param({"x": 162, "width": 5}, id="a part of it"),
    ],
)
def test_what_does_not_stand_there_is_none(other):
    near = {"x": 190, "odds": -0.5}
    for there in ({}, {"x": 215}, {"y": 19}, {"x": 173}, {"odds": UNLIKELY + 0.1}):
        assert lacking([word(100, 160)], mark(**near | there)) == [[there.get("x", 190)]]
    assert lacking([word(100, 160)], mark(**near | other)) == [[]]


def test_what_stands_between_two_numbers_is_of_the_nearer_one():
    assert lacking([word(0, 25), word(100, 125)], mark(72, odds=-0.5)) == [[], [72]]
    assert lacking([word(0, 25), word(100, 125)], mark(52, odds=-0.5)) == [[52], []]


def test_of_two_views_of_the_same_ink_the_likelier_one_is_told():
    views = [mark(190, odds=-0.9), mark(192, odds=-0.2, width=19), mark(191, odds=-0.6)]
    assert lacking([word(100, 160)], *views) == [[192]]


def test_it_is_as_likely_a_digit_as_it_was():
    own = word(100)
    ((one,),) = left_out([own], [*own.digits, mark(130, odds=-0.5)])
    assert one.odds == -0.5


def test_it_is_never_likelier_a_digit_than_none():
    own = word(100)
    ((strong,),) = left_out([own], [*own.digits, mark(130, odds=5.0)])
    (digit,) = read_number(own.digits, back=BACK, perhaps=[strong]).left_out
    assert digit.value == 7
    assert digit.confidence <= 0.5


def test_a_number_that_may_lack_a_digit_is_less_sure():
    own = word(100, 130)
    sure, weak, strong = (
        read_number(own.digits, back=BACK, perhaps=[mark(160, odds=odds)] if odds else [])
        for odds in (None, -0.9, -0.1)
    )
    assert sure.confidence > weak.confidence > strong.confidence
    assert sure.text == weak.text == strong.text


@pytest.mark.parametrize("way", ["page", "turned", "crop", "strip"])
def test_what_the_reader_leaves_out_it_tells_where_it_is(monkeypatch, way):
    """Asked to be ever surer, it leaves a 1 out between digits that are sure."""
    reader = inkdigits.Reader(inkdigits.load_model(threads=1))
    photo = open_photo(open_photo(EXAMPLE).gray[:340])
    whole = reader.read(photo).rows[0][0]
    assert (whole.text, whole.left_out) == ("27182818", ())
    box = whole.box
    strip = inkdigits.Box(x=box.x - 30, y=box.y - 20, width=box.width + 60, height=box.height + 40)
    turned = open_photo(np.rot90(photo.gray, -1).copy())
    read = {
        "page": lambda: reader.read(photo).rows[0],
        "turned": lambda: reader.read(turned).rows[0],
        "crop": lambda: reader.read(photo, crop=strip).rows[0],
        "strip": lambda: (reader.read_row(cropped(photo, strip)),),
    }[way]
    for sure in np.arange(4, 7, 0.25):
        monkeypatch.setattr(reading_page, "SURE", sure)
        numbers = read()
        if any(number.left_out for number in numbers):
            break
    lacking = [digit for number in numbers for digit in number.left_out]
    every = [*lacking, *(digit for number in numbers for digit in number.digits)]
    places = [_on_page(digit.box, way, photo) for digit in every]
    assert {digit.value for digit in lacking} == {1}
    values = [
        digit.value for _, digit in sorted(zip(places, every, strict=True), key=lambda one: one[0])
    ]
    assert values == [digit.value for digit in whole.digits]
    for place, one in zip(sorted(places), whole.digits, strict=True):
        assert np.abs(np.subtract(place, (one.box.x, one.box.y))).max() < 0.1 * box.height
    assert min(number.confidence for number in numbers) < 0.6 * whole.confidence


def _on_page(box, way, photo):
    """The left upper corner of a box on the page as it stands."""
    if way == "turned":  # clockwise by a quarter
        return box.y, photo.size[1] - box.x - box.width
    return box.x, box.y

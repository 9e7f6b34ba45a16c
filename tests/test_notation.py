"""Parts of pictures and patterns of numbers are written as people write them."""

import pytest

from inkdigits.digits import Box
from inkdigits.errors import UsageError
from inkdigits.notation import parse_crop, parse_pattern


@pytest.mark.parametrize("text", ["120,80,400,60", "120, 80, 400, 60"])
def test_a_part_is_x_y_width_and_height(text):
    assert parse_crop(text) == Box(x=120, y=80, width=400, height=60)


@pytest.mark.parametrize(
    "text", ["", "1,2,3", "1,2,3,4,5", "-1,2,3,4", "1.5,2,3,4", "x", "²,1,1,1"]
)
def test_other_words_are_no_part(text):
    with pytest.raises(UsageError, match="x, y, width and height"):
        parse_crop(text)


@pytest.mark.parametrize(
    ("text", "pattern"), [("5", "#####"), ("1", "#"), ("####-##", "####-##"), ("#.##", "#.##")]
)
def test_a_pattern_is_itself_and_a_length_so_many_digits(text, pattern):
    assert parse_pattern(text) == pattern


@pytest.mark.parametrize("text", ["", "0", "101", "999999999", "--", "#" * 101])
def test_a_number_of_no_digits_or_of_hundreds_is_refused(text):
    with pytest.raises(UsageError, match="Give a length, 1 to 100, or a pattern"):
        parse_pattern(text)


@pytest.mark.parametrize("text", ["20##", "#\n#", "##\u0663"])
def test_a_pattern_has_nothing_that_would_seem_to_be_read(text):
    with pytest.raises(UsageError, match="of its own"):
        parse_pattern(text)

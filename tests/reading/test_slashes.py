"""A slash between two digits is no 1."""

from dataclasses import replace

import numpy as np
import pytest

from inkdigits.reading.judged import Candidate
from inkdigits.reading.slashes import without_slashes

SLASH = (70, -6, 26, 56)  # x, y, width, height; digits beside it are 40 high


def mark(place, digit, odds=4.0):
    return Candidate(
        place=place,
        frame=np.zeros((28, 28), np.uint8),
        probabilities=np.eye(10)[digit],
        odds=odds,
        digitness=None,
        accepted=None,
    )


def read_with(between, *, digit=1, odds=4.0, slope=0):
    """What is left of 47 with a mark between its digits, in a row that falls so much a digit."""
    before, after = mark((40, -slope, 22, 40), 4, odds), mark((104, slope, 22, 40), 7, odds)
    kept = without_slashes([before, mark(between, digit), after])
    return "".join(str(one.probabilities.argmax()) for one in kept)


@pytest.mark.parametrize("slope", [0, 12])
def test_a_leaning_stroke_that_reaches_over_and_under_both_is_a_slash(slope):
    assert read_with(SLASH, slope=slope) == "47"


@pytest.mark.parametrize(
    "place",
    [
        (80, -6, 10, 56),  # upright
        (70, 0, 26, 46),  # about as high as they are
        (70, -16, 26, 56),  # it stands where they stand
        (70, 6, 26, 56),  # it begins lower, as the tail of a 9 may
    ],
)
def test_any_other_1_stays(place):
    assert read_with(place) == "417"


def test_a_7_may_be_as_long():
    assert read_with(SLASH, digit=7) == "477"


def test_only_what_stands_between_two_likely_digits_is_a_slash():
    assert read_with(SLASH, odds=-0.5) == "417"
    row = [mark((40, 0, 22, 40), 4), mark(SLASH, 1)]
    assert without_slashes(row) == row
    assert without_slashes(row[::-1]) == row[::-1]
    far = replace(row[0], place=(170, 0, 22, 40))
    assert len(without_slashes([*row, far])) == 3

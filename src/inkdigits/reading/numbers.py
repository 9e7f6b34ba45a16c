"""Words, or rows of which it is known what they hold, in; numbers out."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from inkdigits.digits import DIGIT, Digit, Number, Row
from inkdigits.reading.candidates import RowOfPieces
from inkdigits.reading.found import Found, find_digits
from inkdigits.reading.trust import digit_trust, number_trust
from inkdigits.reading.words import Word
from inkdigits.vision.marks import box_of

MANY = 3  # expected numbers that stand in one row, at most


def read_word(word: Word, *, back: NDArray[np.float64]) -> Number:
    """A word as a number.

    Args:
        word: With a digit at least.
        back: (2, 3), from the ink's pixels to the photo's.
    """
    return _number(word.digits, back)


def read_whole(row: RowOfPieces, *, back: NDArray[np.float64]) -> Row:
    """Read a row that is known to be one number; nothing where nothing in it is a digit."""
    digits = find_digits(row)
    return (_number(digits.found, back),) if digits and digits.found else ()


def read_expected(row: RowOfPieces, expect: str, *, back: NDArray[np.float64]) -> Row:
    """Read the numbers of a row that have as many digits each as a pattern has ``#``.

    Returns:
        One number, or two or three if that is likelier; none where nothing in the row is likely.
    """
    size = expect.count(DIGIT)
    ways = [find_digits(row, digits=size * times) for times in range(1, MANY + 1)]
    best = max((way for way in ways if way), key=lambda way: way.worth, default=None)
    if best is None or best.worth < 0:
        return ()
    numbers = [best.found[at : at + size] for at in range(0, len(best.found), size)]
    return tuple(_number(number, back, expect=expect) for number in numbers)


def _number(
    found: Sequence[Found],
    back: NDArray[np.float64],
    *,
    expect: str | None = None,
) -> Number:
    digits = tuple(_digit(one, back) for one in found)
    sure = number_trust([digit.confidence for digit in digits])
    return Number(digits=digits, confidence=sure, pattern=expect)


def _digit(one: Found, back: NDArray[np.float64]) -> Digit:
    return Digit.likeliest(
        digit_trust(one.probabilities),
        box=box_of(one.candidate.place, back),
        frame=one.candidate.frame,
        digitness=one.candidate.digitness,
        accepted=one.candidate.accepted,
    )

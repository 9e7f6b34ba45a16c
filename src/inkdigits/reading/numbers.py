"""Words, or rows of which it is known what they hold, in; numbers out."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from inkdigits.digits import DIGIT, Digit, Number, Row
from inkdigits.reading.judged import Candidate
from inkdigits.reading.trust import digit_trust, number_trust
from inkdigits.vision.marks import box_of


def read_number(
    digits: Sequence[Candidate], *, back: NDArray[np.float64], expect: str | None = None
) -> Number:
    """Some digits as one number.

    Args:
        digits: Left to right, at least one.
        back: (2, 3), from the page's pixels to the photo's.
        expect: What the number looks like, if that is known.
    """
    read = tuple(_digit(one, back) for one in digits)
    sure = number_trust([digit.confidence for digit in read])
    return Number(digits=read, confidence=sure, pattern=expect)


def read_expected(
    row: Sequence[Candidate], expect: str, *, back: NDArray[np.float64], most: int | None = None
) -> Row:
    """Read the numbers of a row that have as many digits each as a pattern has ``#``.

    Args:
        row: All that may be digits in it, left to right, unlikely ones too.
        expect: The pattern.
        back: (2, 3), from the page's pixels to the photo's.
        most: How many numbers it has at the most, if that is known.

    Returns:
        As many numbers as is likeliest; none where not even one is likely.
    """
    size = expect.count(DIGIT)
    likeliest = np.argsort([-one.odds for one in row], kind="stable")
    worth = np.cumsum([row[at].odds for at in likeliest])
    ways = [(worth[size * n - 1], n) for n in range(1, len(row) // size + 1)][:most]
    best, times = max(ways, default=(-1.0, 0))
    if best < 0:
        return ()
    digits = [row[at] for at in sorted(likeliest[: size * times])]
    return tuple(
        read_number(digits[at : at + size], back=back, expect=expect)
        for at in range(0, len(digits), size)
    )


def _digit(one: Candidate, back: NDArray[np.float64]) -> Digit:
    return Digit.likeliest(
        digit_trust(one.probabilities, one.odds),
        box=box_of(one.place, back),
        frame=one.frame,
        digitness=one.digitness,
        accepted=one.accepted,
    )

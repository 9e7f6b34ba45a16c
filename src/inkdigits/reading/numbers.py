"""Words, or rows of which it is known what they hold, in; numbers out."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from inkdigits.digits import Digit, Number, Row
from inkdigits.reading.expected import OTHERWISE, fit
from inkdigits.reading.judged import Candidate
from inkdigits.reading.trust import digit_trust, number_trust
from inkdigits.vision.marks import box_of


def read_number(
    digits: Sequence[Candidate],
    *,
    back: NDArray[np.float64],
    expect: str | None = None,
    trust: float = 1.0,
    perhaps: Sequence[Candidate] = (),
) -> Number:
    """Some digits as one number.

    Args:
        digits: Left to right, at least one.
        back: (2, 3), from the page's pixels to the photo's.
        expect: What the number looks like, if that is known.
        trust: How probable it is that the row is what it is taken for.
        perhaps: What may be digits of it besides, left to right, but is likelier none.
    """
    read = tuple(_digit(one, back, trust) for one in digits)
    rest = tuple(_digit(one, back, trust) for one in perhaps)
    sure = number_trust([digit.confidence for digit in read], [one.odds for one in perhaps])
    return Number(digits=read, confidence=sure, pattern=expect, left_out=rest)


def read_expected(
    row: Sequence[Candidate],
    expect: str,
    *,
    otherwise: Sequence[Sequence[Candidate]],
    back: NDArray[np.float64],
    limit: float,
    several: bool = True,
) -> Row:
    """Read the numbers of a row that look as is expected, or in doubt what it holds instead.

    Args:
        row: All that may be digits in it, left to right, unlikely ones too.
        expect: The pattern.
        otherwise: The digits of its numbers, as they would be read without one.
        back: (2, 3), from the page's pixels to the photo's.
        limit: Heights of the row from which a gap is likelier to part two numbers than not.
        several: Whether it may have more than one number.
    """
    found = fit(row, expect, limit=limit, several=several)
    if not found:
        return tuple(read_number(digits, back=back, trust=OTHERWISE) for digits in otherwise)
    return tuple(
        read_number(digits, back=back, expect=expect, trust=found.trust) for digits in found.numbers
    )


def _digit(one: Candidate, back: NDArray[np.float64], trust: float) -> Digit:
    return Digit.likeliest(
        trust * digit_trust(one.probabilities, one.odds),
        box=box_of(one.place, back),
        frame=one.frame,
        digitness=one.digitness,
        accepted=one.accepted,
    )

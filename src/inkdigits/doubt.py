"""A reading in; the digits in it that a person should look at, and the rows that have none, out."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from inkdigits.digits import Digit, Reading, Row

LEAST = 0.6  # confidence: a digit that is less sure is in doubt, where nobody says otherwise
WORTH = 0.01  # probability that makes a runner-up worth naming


@dataclass(frozen=True, kw_only=True)
class Doubt:
    """A digit in doubt, and where it stands; both places count from 1."""

    digit: Digit
    row: int
    place: int  # among the digits of its row


def is_doubtful(digit: Digit, *, least: float = LEAST) -> bool:
    """Whether a digit is less sure than it should be."""
    return digit.confidence < least


def rival(digit: Digit) -> int | None:
    """What else a digit may be; None where its doubt is rather whether it is there at all."""
    return digit.runner_up if (digit.runner_up_confidence or 0.0) >= WORTH else None


def find_doubts(reading: Reading, *, least: float = LEAST) -> Iterator[Doubt]:
    """The digits in doubt, in reading order."""
    for number, row in enumerate(reading.rows, 1):
        digits = (digit for one in row for digit in one.digits)
        for place, digit in enumerate(digits, 1):
            if is_doubtful(digit, least=least):
                yield Doubt(digit=digit, row=number, place=place)


def refuse_doubtful(reading: Reading, *, least: float = LEAST) -> tuple[Reading, dict[int, Row]]:
    """Part a reading's rows into those without a digit in doubt and the others.

    Returns:
        The reading without the rows that are refused, and those rows by their place on the page,
        from 1 on.
    """
    doubtful = {doubt.row for doubt in find_doubts(reading, least=least)}
    kept = tuple(row for number, row in enumerate(reading.rows, 1) if number not in doubtful)
    refused = {number: reading.rows[number - 1] for number in sorted(doubtful)}
    return replace(reading, rows=kept), refused

"""A reading in; what a person should look at in it, and the rows without any such doubt, out."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import count

from inkdigits.digits import Digit, Number, Reading, Row

LEAST = 0.6  # confidence: a digit that is less sure is in doubt, where nobody says otherwise
WORTH = 0.01  # probability that makes a runner-up worth naming


@dataclass(frozen=True, kw_only=True)
class Doubt:
    """A digit in doubt, read or left out, and where it stands; both places count from 1."""

    digit: Digit
    number: Number  # whose digit it is, or may be
    row: int
    place: int | None  # among the digits of its row; None of what is left out


def is_doubtful(digit: Digit, *, least: float = LEAST) -> bool:
    """Whether a digit is less sure than it should be."""
    return digit.confidence < least


def missing(number: Number, *, least: float = LEAST) -> tuple[Digit, ...]:
    """What a number may lack, all of it in doubt, unless nothing is: ``least`` of 0."""
    return number.left_out if least else ()


def needs_a_look(number: Number, *, least: float = LEAST) -> bool:
    """Whether a digit of a number is in doubt, or it may lack one."""
    unsure = any(is_doubtful(digit, least=least) for digit in number.digits)
    return unsure or bool(missing(number, least=least))


def rival(digit: Digit) -> int | None:
    """What else a digit may be; None where its doubt is rather whether it is there at all."""
    return digit.runner_up if (digit.runner_up_confidence or 0.0) >= WORTH else None


def find_doubts(reading: Reading, *, least: float = LEAST) -> Iterator[Doubt]:
    """The digits in doubt, number by number: those that were read, then those left out."""
    for line, row in enumerate(reading.rows, 1):
        places = count(1)
        for number in row:
            for digit in number.digits:
                place = next(places)
                if is_doubtful(digit, least=least):
                    yield Doubt(digit=digit, number=number, row=line, place=place)
            for digit in missing(number, least=least):
                yield Doubt(digit=digit, number=number, row=line, place=None)


def refuse_doubtful(reading: Reading, *, least: float = LEAST) -> tuple[Reading, dict[int, Row]]:
    """Part a reading's rows into those without anything in doubt and the others.

    Returns:
        The reading without the rows that are refused, and those rows by their place on the page,
        from 1 on.
    """
    doubtful = {doubt.row for doubt in find_doubts(reading, least=least)}
    kept = tuple(row for number, row in enumerate(reading.rows, 1) if number not in doubtful)
    refused = {number: reading.rows[number - 1] for number in sorted(doubtful)}
    return replace(reading, rows=kept), refused

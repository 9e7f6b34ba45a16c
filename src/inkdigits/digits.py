"""What a reader answers: boxes, digits, numbers and readings, as plain data."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from inkdigits.errors import UsageError

SIDE = 28  # pixels of a digit image, both ways
DIGIT = "#"  # stands for any digit in a pattern, such as ####-##


@dataclass(frozen=True, kw_only=True)
class Box:
    """A rectangle in the pixels of the upright picture; x grows to the right, y downwards."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, kw_only=True)
class Digit:
    """One digit that was read."""

    value: int  # 0 to 9
    confidence: float  # the probability that it is there and has that value, 0 to 1
    box: Box  # around its ink
    runner_up: int | None = None  # the value that is the next most probable
    runner_up_confidence: float | None = None  # its probability
    digitness: float | None = None  # how much it looks like a digit at all, 0 to 1, if it is known
    accepted: bool | None = None  # whether that is as much as 99.5 % of digits have
    frame: NDArray[np.uint8] | None = field(default=None, compare=False, repr=False)  # (28, 28):
    # what the network got of it, 0 paper to 255 ink

    @classmethod
    def likeliest(
        cls,
        probabilities: NDArray[np.floating],
        *,
        box: Box,
        frame: NDArray[np.uint8],
        digitness: float | None,
        accepted: bool | None,
    ) -> "Digit":
        """The digit with the most probable of ten values, (10,), and the next of them beside it."""
        second, value = (int(index) for index in probabilities.argsort()[-2:])
        return cls(
            value=value,
            confidence=float(probabilities[value]),
            box=box,
            runner_up=second,
            runner_up_confidence=float(probabilities[second]),
            digitness=digitness,
            accepted=accepted,
            frame=frame,
        )


@dataclass(frozen=True, kw_only=True)
class Number:
    """Digits that belong together, with no gap between them."""

    digits: tuple[Digit, ...]  # left to right, at least one
    confidence: float  # the probability that all of them are right, and none is missing
    pattern: str | None = None  # what was expected, such as ####-##: as many # as digits
    left_out: tuple[Digit, ...] = ()  # left to right, what it may lack: likelier no digits of it

    @property
    def text(self) -> str:
        """The digits as text, in the expected pattern if there was one: ``"1234-56"``."""
        values = [str(digit.value) for digit in self.digits]
        if self.pattern is None:
            return "".join(values)
        left = iter(values)
        return "".join(next(left) if sign == DIGIT else sign for sign in self.pattern)

    @property
    def box(self) -> Box:
        """The box around all of its digits."""
        return around(digit.box for digit in self.digits)


Row = tuple[Number, ...]  # numbers on one line, left to right


@dataclass(frozen=True, kw_only=True)
class Reading:
    """All that was read in one picture, in reading order."""

    file: str | None  # the picture's name, None for one that came without
    rows: tuple[Row, ...]  # top to bottom
    turned: float = 0.0  # degrees clockwise that the picture was turned by to be read

    @property
    def numbers(self) -> tuple[Number, ...]:
        """All numbers, row after row."""
        return tuple(number for row in self.rows for number in row)

    @property
    def digits(self) -> tuple[Digit, ...]:
        """All digits, row after row."""
        return tuple(digit for number in self.numbers for digit in number.digits)

    @property
    def text(self) -> str:
        """One line a row, a space between its numbers: ``"90210 12"``; empty for blank paper."""
        return "\n".join(" ".join(number.text for number in row) for row in self.rows)


def with_boxes(number: Number, where: Callable[[Box], Box]) -> Number:
    """A number with the boxes of its digits, and of what it may lack, elsewhere."""
    digits, left_out = (
        tuple(replace(digit, box=where(digit.box)) for digit in some)
        for some in (number.digits, number.left_out)
    )
    return replace(number, digits=digits, left_out=left_out)


def around(boxes: Iterable[Box]) -> Box:
    """The box around some boxes, at least one."""
    every = tuple(boxes)
    left, top = min(box.x for box in every), min(box.y for box in every)
    right = max(box.x + box.width for box in every)
    bottom = max(box.y + box.height for box in every)
    return Box(x=left, y=top, width=right - left, height=bottom - top)


def check_pattern(expect: str | None) -> None:
    """Refuse a pattern that no number can have.

    Raises:
        UsageError: It has no ``#``, which stands for a digit; or digits of its own, which nobody
            would have read, or a line feed.
    """
    if expect is None:
        return
    if DIGIT not in expect:
        raise UsageError(
            f"the expected pattern {expect!r} has no {DIGIT}, which stands for a digit. "
            f"Write {DIGIT * 4}-{DIGIT * 2}, for instance."
        )
    if re.search(r"[\d\r\n]", expect):
        raise UsageError(
            f"the expected pattern {expect!r} has digits or line feeds of its own. Write a {DIGIT} "
            "for each digit that is to be read, and signs or letters between them."
        )

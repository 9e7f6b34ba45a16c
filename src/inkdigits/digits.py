"""What a reader answers: boxes, digits and readings, as plain data."""

from dataclasses import dataclass

SIDE = 28  # pixels of a digit image, both ways


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
    confidence: float  # the network's probability of that value, 0 to 1
    box: Box  # around its ink
    digitness: float | None = None  # how much it looks like a digit at all, 0 to 1, if it is known
    accepted: bool | None = None  # whether that is as much as 99.5 % of digits have


@dataclass(frozen=True, kw_only=True)
class Reading:
    """All that was read in one picture, in reading order."""

    file: str | None  # the picture's name, None for one that came without
    rows: tuple[tuple[Digit, ...], ...]  # rows top to bottom, digits left to right

    @property
    def digits(self) -> tuple[Digit, ...]:
        """All digits, row after row."""
        return tuple(digit for row in self.rows for digit in row)

    @property
    def text(self) -> str:
        """The digits as text, one line a row: ``"90210"``; empty for a blank picture."""
        return "\n".join("".join(str(digit.value) for digit in row) for row in self.rows)

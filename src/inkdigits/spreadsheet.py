"""Readings in; out come lines of CSV for a spreadsheet, one for each number."""

import csv
import io
from collections.abc import Iterator

from inkdigits.digits import Number, Reading
from inkdigits.doubt import LEAST, is_doubtful

HEAD = (
    "file",
    "page",
    "row",
    "text",
    "confidence",
    "x",
    "y",
    "width",
    "height",
    "doubtful",
)
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet takes for one, run on opening


def head_line() -> str:
    """The names of the columns."""
    return _line(HEAD)


def reading_lines(reading: Reading, *, name: str, page: int = 1, least: float = LEAST) -> str:
    """One line for each number of a reading; one without a text where there is none.

    A text that a spreadsheet would take for a formula begins with an apostrophe instead.

    Args:
        reading: The reading.
        name: What the file is called.
        page: Which page of it this is, from 1 on.
        least: The confidence below which a digit, and its number, is in doubt.

    References:
        OWASP, "CSV Injection".
    """
    place = (_safe(name), page)
    lines = [_line((*place, *cells)) for cells in _numbers(reading, least)]
    return "".join(lines) or _line((*place, *[""] * (len(HEAD) - len(place))))


def _numbers(reading: Reading, least: float) -> Iterator[tuple[object, ...]]:
    for row, line in enumerate(reading.rows, 1):
        for number in line:
            box = number.box
            doubt = "yes" if _doubtful(number, least) else "no"
            sure = f"{number.confidence:.4f}"
            yield (row, _safe(number.text), sure, box.x, box.y, box.width, box.height, doubt)


def _doubtful(number: Number, least: float) -> bool:
    return any(is_doubtful(digit, least=least) for digit in number.digits)


def _safe(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA) else text


def _line(cells: tuple[object, ...]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerow(cells)
    return buffer.getvalue()

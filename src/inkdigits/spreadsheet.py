"""Readings in; out come lines of CSV for a spreadsheet, one for each number."""

import csv
import io
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from inkdigits.digits import Box, Reading, Row, around
from inkdigits.doubt import LEAST, needs_a_look

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
REFUSED = "refused"  # in place of yes or no, in the line of a row that is left out
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet takes for one, run on opening


def head_line() -> str:
    """The names of the columns."""
    return _line(HEAD)


def reading_lines(
    reading: Reading,
    *,
    name: str,
    page: int = 1,
    least: float = LEAST,
    refused: Mapping[int, Row] = MappingProxyType({}),
) -> str:
    """One line for each number of a reading; one without a text where there is none.

    A refused row has one line without a text. A text that a spreadsheet would take for a formula
    begins with an apostrophe instead.

    Args:
        reading: The reading.
        name: What the file is called.
        page: Which page of it this is, from 1 on.
        least: The confidence below which a digit, and its number, is in doubt.
        refused: Rows that are left out of the reading, by their place on the page from 1 on.

    References:
        OWASP, "CSV Injection".
    """
    place = (_safe(name), page)
    lines = [_line((*place, *cells)) for cells in _cells(reading, refused, least)]
    return "".join(lines) or _line((*place, *[""] * (len(HEAD) - len(place))))


def _cells(
    reading: Reading, refused: Mapping[int, Row], least: float
) -> Iterator[tuple[object, ...]]:
    """The cells of each number, row by row as the page has them, without the file's."""
    kept = iter(reading.rows)
    for row in range(1, len(reading.rows) + len(refused) + 1):
        if row in refused:
            yield (row, "", "", *_place(around(number.box for number in refused[row])), REFUSED)
            continue
        for number in next(kept):
            doubt = "yes" if needs_a_look(number, least=least) else "no"
            sure = f"{number.confidence:.4f}"
            yield (row, _safe(number.text), sure, *_place(number.box), doubt)


def _place(box: Box) -> tuple[int, int, int, int]:
    return box.x, box.y, box.width, box.height


def _safe(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA) else text


def _line(cells: tuple[object, ...]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerow(cells)
    return buffer.getvalue()

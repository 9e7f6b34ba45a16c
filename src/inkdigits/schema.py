"""A reading in; out comes the JSON object that the command line and the web service answer with.

``reading.schema.json`` beside this file says the same to programs; docs/reading.md to people.
"""

from collections.abc import Mapping
from dataclasses import asdict
from itertools import count
from pathlib import Path
from types import MappingProxyType
from typing import Any

from inkdigits.digits import Digit, Number, Reading, Row, around
from inkdigits.doubt import LEAST, is_doubtful

VERSION = 1  # grows when a field goes or changes its meaning; new fields may come at any time
FILE = Path(__file__).with_name("reading.schema.json")


def describe_reading(
    reading: Reading,
    *,
    size: tuple[int, int],
    page: int = 1,
    refused: Mapping[int, Row] = MappingProxyType({}),
    least: float = LEAST,
) -> dict[str, Any]:
    """A reading as plain data, ready for ``json.dumps``.

    Args:
        reading: The reading, without the rows that are refused.
        size: Width and height of the picture that was read, ``Photo.size``.
        page: Which page of its file that was, from 1 on.
        refused: Rows that are left out because of a doubt in them, by their place on the page,
            as ``refuse_doubtful`` says.
        least: The confidence below which a digit is in doubt.
    """
    numbers: list[dict[str, Any]] = []
    digits: list[dict[str, Any]] = []
    left_out: list[dict[str, Any]] = []
    places = count()
    lines = range(1, len(reading.rows) + len(refused) + 1)
    for row, line in enumerate(reading.rows):
        for number in line:
            own = [next(places) for _ in number.digits]
            digits += [
                {**_digit(digit), "row": row, "number": len(numbers), "doubtful": doubtful}
                for digit in number.digits
                for doubtful in [is_doubtful(digit, least=least)]
            ]
            left_out += [
                {**_digit(digit), "row": row, "number": len(numbers)} for digit in number.left_out
            ]
            numbers.append({**_number(number), "row": row, "digits": own})
    return {
        "schema": VERSION,
        "file": reading.file,
        "page": page,
        "width": size[0],
        "height": size[1],
        "turned": reading.turned,
        "text": reading.text,
        "rows": [_text(row) for row in reading.rows],
        "lines": [line for line in lines if line not in refused],
        "numbers": numbers,
        "digits": digits,
        "left_out": left_out,
        "refused": [_refused(row, line) for line, row in refused.items()],
    }


def _text(row: Row) -> str:
    return " ".join(number.text for number in row)


def _digit(digit: Digit) -> dict[str, Any]:
    """All of a digit but its frame, which ``Digit`` has for programs in the same memory."""
    return {name: value for name, value in asdict(digit).items() if name != "frame"}


def _number(number: Number) -> dict[str, Any]:
    return {
        "text": number.text,
        "confidence": number.confidence,
        "box": asdict(number.box),
    }


def _refused(row: Row, line: int) -> dict[str, Any]:
    box = around(number.box for number in row)
    return {
        "text": _text(row),
        "line": line,
        "confidence": min(digit.confidence for number in row for digit in number.digits),
        "box": asdict(box),
        "left_out": [_digit(digit) for number in row for digit in number.left_out],
    }

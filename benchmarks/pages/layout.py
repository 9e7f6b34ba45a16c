"""Digits, a hand and an area in; numbers in rows and columns on a sheet out."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import count

import numpy as np

from inkdigits.data import Examples

from .geometry import turn_about
from .grades import Grade
from .noise import between, between_scales, happens
from .writing import Hand, Laid, edges, moved, shifted, write_number

FIVE = 0.7  # share of numbers that have five digits
FORMATS = (  # of dates, times and amounts; a digit for each #
    "##.##.##", "##.##.####", "##/##/##", "####-##-##", "##:##", "#.###,##", "##,##", "###,##",
    "€##,##", "$#,###.##", "$##.##", "£###", "#.###,##€", "####-##", "##-####", "+####", "#####-",
    "###.###", "(####)", "##%", "#,#",
)  # fmt: skip
STYLES = ("rows", "columns", "one", "table")
SHARES = (0.6, 0.22, 0.13, 0.05)
MOST_ROWS, MOST_COLUMNS = {"rows": 7, "columns": 7, "one": 1, "table": 14}, 3
TABLE_COLUMNS = (5, 10)
TABLE_DIGITS = 2  # of the numbers that are counted up in a table
THINNEST = 1.1  # pixels: a pen
TRIES = 4  # of numbers that may fit


def lay_out(
    digits: Examples,
    hand: Hand,
    grade: Grade,
    *,
    area: tuple[float, float],
    largest: float,
    rng: np.random.Generator,
) -> list[Laid]:
    """Fill an area with numbers: in rows, in columns, a single one, or counted up in a table.

    Args:
        digits: What they are made of.
        hand: Whose.
        grade: How hard.
        area: Width and height to stay within, from (0, 0) on.
        largest: Size of digits.
        rng: Chooses everything.
    """
    width, height = area
    style = choose_style(grade, rng)
    columns = int(rng.integers(*TABLE_COLUMNS)) if style == "table" else 1
    across = columns * (TABLE_DIGITS + 1.3 if columns > 1 else 5.6) * max(0.75 + hand.spacing, 0.5)
    most = max(min(largest, width / across, height / 1.3), grade.smallest)
    size = between_scales(rng, (max(grade.smallest, 0.6 * most if style == "one" else 0), most))
    pitch = size * between(rng, (1.5, 2.4))
    rows = min(int(rng.integers(1, MOST_ROWS[style] + 1)), max(1, int(height / pitch)))
    if style != "table":
        columns = 1 if style == "one" else int(rng.integers(1, MOST_COLUMNS + 1))
    top = between(rng, (0, max(0.0, height - rows * pitch)))
    start = between(rng, (0, min(2 * size, 0.3 * width)))
    texts = counted(rng) if style == "table" else chosen(grade, rng)
    many = happens(rng, grade.many_sizes)
    stops: list[float] = []  # where the columns begin
    laid: list[Laid] = []
    for row in range(rows):
        high = max(size * between(rng, (0.75, 1.25)) if many else size, grade.smallest)
        left = start + between(rng, (0, 0.5 * size))
        if style == "rows" and happens(rng, 0.3):
            left += between(rng, (0, 0.25 * width))
        line = top + pitch * (row + 0.5) + size / 2
        for column in range(columns):
            if style in {"columns", "table"} and row and column < len(stops):
                left = max(left, stops[column])
            number = None
            for _, text in zip(range(1 if style == "table" else TRIES), texts, strict=False):
                pen = max(hand.pen * size, THINNEST)
                number = write_number(text, digits, hand, grade, size=high, pen=pen, rng=rng)
                if span(number) <= width - left:
                    break
                number = None
            if number is None:
                break
            if not row:
                stops.append(left)
            off = rng.normal(0, grade.dancing / 2) * high
            laid.append(replace(shifted(number, left, line + off), row=row))
            gap = max(1.2 * high, 2.2 * hand.spacing * high + 0.5 * high)
            wide = {"rows": 1.7, "columns": 2.2, "table": 1.3}.get(style, 1.0)
            left += span(number) + gap * between(rng, (1, wide))
    return sloped(laid, grade, rng)


def choose_style(grade: Grade, rng: np.random.Generator) -> str:
    """How numbers are laid out; what is counted up in a table has no signs."""
    style = str(rng.choice(STYLES, p=SHARES))
    return "columns" if style == "table" and grade.signs == 1 else style


def chosen(grade: Grade, rng: np.random.Generator) -> Iterator[str]:
    """Numbers, and amounts and dates with their signs, without end."""
    while True:
        if happens(rng, grade.signs):
            form = FORMATS[rng.integers(len(FORMATS))]
        else:
            form = "#" * (5 if happens(rng, FIVE) else int(rng.integers(1, 10)))
        yield "".join(str(rng.integers(10)) if sign == "#" else sign for sign in form)


def counted(rng: np.random.Generator) -> Iterator[str]:
    """0, 1, 2... or from another number on, without end."""
    yield from map(str, count(int(rng.choice([0, 1, rng.integers(90)]))))


def sloped(laid: list[Laid], grade: Grade, rng: np.random.Generator) -> list[Laid]:
    """Numbers, each row turned by its slope around where it begins."""
    common = rng.uniform(-grade.slope, grade.slope)  # degrees
    rows: dict[int, list[Laid]] = {}
    for number in laid:
        rows.setdefault(number.row, []).append(number)
    turned = []
    for members in rows.values():
        angle = np.radians(common + rng.normal(0, grade.slope / 12))
        turn = turn_about(edges(members[0]).min(0), angle)
        turned += [moved(number, turn) for number in members]
    return turned


def span(number: Laid) -> float:
    """How far right a number that begins at x = 0 reaches."""
    return float(edges(number)[:, 0].max())

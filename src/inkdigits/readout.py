"""Answers of a batch in; out come lines for standard output, and what a person should know."""

from collections.abc import Iterator
from dataclasses import dataclass

from inkdigits.batch import Answer
from inkdigits.console import to_json
from inkdigits.digits import Digit, Reading, Row
from inkdigits.doubt import LEAST, Doubt, find_doubts, refuse_doubtful, rival
from inkdigits.schema import describe_reading
from inkdigits.spreadsheet import reading_lines

NAMED = 5  # doubts that are named, of one picture


@dataclass(frozen=True, kw_only=True)
class Manner:
    """How answers are to be given."""

    form: str = "text"  # or "json", "csv"
    several: bool = False  # whether a line of text needs its picture's name
    least: float = LEAST  # confidence of a digit that is not in doubt
    strict: bool = False  # whether rows with a doubt in them are refused


@dataclass(frozen=True, kw_only=True)
class Told:
    """One answer in words."""

    result: str  # for standard output, with its line feeds
    remarks: tuple[str, ...]  # for standard error
    refused: bool  # whether a row was left out


def tell(answer: Answer, manner: Manner) -> Told:
    """Put an answer into words."""
    doubts = tuple(find_doubts(answer.reading, least=manner.least))
    # Without --strict nothing is too much in doubt to be given.
    kept, refused = refuse_doubtful(answer.reading, least=manner.least if manner.strict else 0.0)
    return Told(
        result=_result(answer, kept, refused, manner),
        remarks=tuple(_remarks(answer, doubts, manner)),
        refused=bool(refused),
    )


def _result(answer: Answer, kept: Reading, refused: dict[int, Row], manner: Manner) -> str:
    page, least = answer.page, manner.least
    if manner.form == "json":
        described = describe_reading(
            kept, size=answer.size, page=page.number, refused=refused, least=least
        )
        return f"{to_json(described)}\n"
    if manner.form == "csv":
        return reading_lines(kept, refused=refused, name=page.name, page=page.number, least=least)
    if manner.several:
        return f"{page.label}: {' | '.join(kept.text.splitlines())}\n"
    return f"{kept.text}\n"


def _remarks(answer: Answer, doubts: tuple[Doubt, ...], manner: Manner) -> Iterator[str]:
    label = answer.page.label
    if answer.moving:
        yield f"{label} moves; the first of its pictures is read."
    if manner.strict:
        for row in dict.fromkeys(doubt.row for doubt in doubts):
            own = [doubt for doubt in doubts if doubt.row == row]
            yield f"inkdigits: {label}: row {row} is refused: {_list(own, row=False)}."
    elif doubts and manner.form == "text":  # JSON and CSV say it themselves
        yield f"{label}: in doubt: {_list(doubts, row=True)}."


def _list(doubts: tuple[Doubt, ...] | list[Doubt], *, row: bool) -> str:
    told = [_doubt(doubt, row=row) for doubt in doubts[:NAMED]]
    more = len(doubts) - NAMED
    return "; ".join([*told, f"and {more:,} more"] if more > 0 else told)


def _doubt(doubt: Doubt, *, row: bool) -> str:
    """``"row 2, digit 3: 7 (41 %, or 1: 38 %) at 1,4"``, ``"34 may lack a digit: 7 (31 %…"``."""
    digit, lack = doubt.digit, f"{doubt.number.text} may lack a digit"
    place = lack if doubt.place is None else f"digit {doubt.place}"
    place = f"row {doubt.row}, {place}" if row else place
    return f"{place}: {digit.value} ({_chances(digit)}) at {digit.box.x},{digit.box.y}"


def _chances(digit: Digit) -> str:
    first, other = percent(digit.confidence), rival(digit)
    if other is None:
        return first
    return f"{first}, or {other}: {percent(digit.runner_up_confidence or 0.0)}"


def percent(share: float) -> str:
    """A probability for people, never rounded up: ``"99 %"``."""
    return f"{int(100 * share)} %"

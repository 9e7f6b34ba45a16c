"""Answers are told as text, JSON and CSV; doubts are named, and rows with one refused if asked."""

import csv
import dataclasses
import io
import json
from pathlib import Path

import jsonschema
import pytest

import inkdigits
from inkdigits import schema
from inkdigits.batch import Answer, Page
from inkdigits.digits import Box, Digit, Number, Reading
from inkdigits.doubt import LEAST, find_doubts, refuse_doubtful
from inkdigits.readout import Manner, tell
from inkdigits.spreadsheet import HEAD, head_line, reading_lines

DOCS = Path(__file__).parents[1] / "docs" / "reading.md"


def number(text, *, x=0, y=0, confidence=0.99, pattern=None, **digit):
    """A number of digits 10 wide and 20 high, side by side."""
    digits = tuple(
        Digit(
            value=int(value),
            confidence=confidence,
            box=Box(x=x + 10 * place, y=y, width=8, height=20),
            **digit,
        )
        for place, value in enumerate(text)
    )
    return Number(digits=digits, confidence=0.9, pattern=pattern)


@pytest.fixture
def reading():
    """Two rows; in the second number of the second row both digits are in doubt."""
    first = (number("12", x=5, y=10), number("3456", x=105, y=12, pattern="##-##"))
    second = (
        number("7", x=5, y=50),
        number("89", x=105, y=52, confidence=0.419, runner_up=1, runner_up_confidence=0.38),
    )
    return Reading(file="form.png", rows=(first, second), turned=90.0)


def answer(reading, **page):
    page = {"name": "form.png", "number": 1, "label": "form.png", "source": "", "stem": ""} | page
    return Answer(page=Page(**page), reading=reading, size=(300, 200), moving=False, copy=None)


def test_digits_in_doubt_are_found_with_their_places(reading):
    found = [(doubt.digit.value, doubt.row, doubt.place) for doubt in find_doubts(reading)]
    assert found == [(8, 2, 2), (9, 2, 3)]
    assert len(list(find_doubts(reading, least=0.995))) == 9
    assert not list(find_doubts(reading, least=0.419))


def test_a_row_with_a_digit_in_doubt_is_refused_as_a_whole(reading):
    kept, refused = refuse_doubtful(reading)
    assert kept.text == "12 34-56"
    assert refused == {2: reading.rows[1]}
    assert kept.turned == 90.0
    assert refuse_doubtful(reading, least=0.0) == (reading, {})


def test_text_is_given_with_its_doubts_named(reading):
    told = tell(answer(reading), Manner())
    assert told.result == "12 34-56\n7 89\n"
    assert told.remarks == (
        (
            "form.png: in doubt: row 2, digit 2: 8 (41 %, or 1: 38 %) at 105,52; "
            "row 2, digit 3: 9 (41 %, or 1: 38 %) at 115,52."
        ),
    )
    assert not told.refused
    several = tell(answer(reading, label="form.pdf, page 2"), Manner(several=True))
    assert several.result == "form.pdf, page 2: 12 34-56 | 7 89\n"


def test_a_strict_answer_leaves_the_row_out_and_says_why(reading):
    for form in ("text", "json", "csv"):
        told = tell(answer(reading), Manner(strict=True, form=form))
        assert told.refused
        assert told.remarks == (
            (
                "inkdigits: form.png: row 2 is refused: digit 2: 8 (41 %, or 1: 38 %) at 105,52; "
                "digit 3: 9 (41 %, or 1: 38 %) at 115,52."
            ),
        )
        assert "89" not in told.result.partition('"refused"')[0]
    assert tell(answer(reading), Manner(strict=True)).result == "12 34-56\n"
    assert not tell(answer(reading), Manner(strict=True, least=0.4)).refused


@pytest.fixture
def lacking():
    """Two rows; the second has 34, beside which stands what may be an 8."""
    lone = number("34", x=40, y=50)
    beside = number("8", x=80, y=50, confidence=0.31, runner_up=1, runner_up_confidence=0.02).digits
    second = (number("12", y=50), dataclasses.replace(lone, left_out=beside))
    return Reading(file="form.png", rows=((number("7"),), second))


def test_what_a_number_may_lack_is_in_doubt_though_it_is_not_read(lacking):
    told = tell(answer(lacking), Manner())
    assert told.result == "7\n12 34\n"
    assert told.remarks == (
        "form.png: in doubt: row 2, 34 may lack a digit: 8 (31 %, or 1: 2 %) at 80,50.",
    )
    assert tell(answer(lacking), Manner(least=0.0)).remarks == ()


@pytest.mark.parametrize("least", [LEAST, 0.01])
def test_a_strict_answer_has_no_number_that_may_lack_a_digit(lacking, least):
    told = tell(answer(lacking), Manner(strict=True, least=least))
    assert told.refused
    assert told.result == "7\n"
    assert told.remarks == (
        "inkdigits: form.png: row 2 is refused: 34 may lack a digit: 8 (31 %, or 1: 2 %) at 80,50.",
    )
    assert not tell(answer(lacking), Manner(strict=True, least=0.0)).refused


def test_programs_are_told_what_a_number_may_lack(lacking, validate):
    told = json.loads(tell(answer(lacking), Manner(form="json")).result)
    validate(told)
    (one,) = told["left_out"]
    assert (one["value"], one["row"], one["number"]) == (8, 1, 2)
    assert "frame" not in one
    assert len(told["digits"]) == 5


def test_programs_are_told_why_a_row_is_refused_whose_digits_are_sure(lacking, validate):
    told = json.loads(tell(answer(lacking), Manner(form="json", strict=True)).result)
    validate(told)
    assert told["left_out"] == []
    (refused,) = told["refused"]
    assert (refused["text"], refused["confidence"]) == ("12 34", 0.99)
    assert [(one["value"], one["confidence"]) for one in refused["left_out"]] == [(8, 0.31)]


@pytest.mark.parametrize(("least", "doubtful"), [(LEAST, "yes"), (0.0, "no")])
def test_a_number_that_may_lack_a_digit_is_doubtful_in_a_table(lacking, least, doubtful):
    lines = head_line() + reading_lines(lacking, name="form.png", least=least)
    table = list(csv.DictReader(io.StringIO(lines)))
    assert [(line["text"], line["doubtful"]) for line in table] == [
        ("7", "no"),
        ("12", "no"),
        ("34", doubtful),
    ]


def test_a_runner_up_that_is_next_to_impossible_is_not_named():
    row = (number("12", confidence=0.5, runner_up=3, runner_up_confidence=0.009), number("4"))
    (remark,) = tell(answer(Reading(file=None, rows=(row,))), Manner()).remarks
    assert "digit 1: 1 (50 %) at" in remark


def test_of_many_doubts_five_are_named_and_the_others_counted():
    many = Reading(file=None, rows=((number("1" * 30, confidence=0.2),),))
    (remark,) = tell(answer(many), Manner()).remarks
    assert remark.count("digit") == 5
    assert remark.endswith("; and 25 more.")


def test_a_program_finds_the_doubts_in_its_answer_and_needs_no_remark(reading):
    for form in ("json", "csv"):
        assert tell(answer(reading), Manner(form=form)).remarks == ()


def test_blank_paper_is_an_empty_answer():
    blank = answer(Reading(file="form.png", rows=()))
    assert tell(blank, Manner()).result == "\n"
    assert tell(blank, Manner(several=True)).result == "form.png: \n"
    assert json.loads(tell(blank, Manner(form="json")).result)["rows"] == []


def test_json_says_of_every_digit_where_it_belongs(reading):
    told = json.loads(tell(answer(reading, number=3), Manner(form="json")).result)
    assert told["schema"] == schema.VERSION
    assert (told["file"], told["page"]) == ("form.png", 3)
    assert (told["width"], told["height"], told["turned"]) == (300, 200, 90.0)
    assert told["text"] == "12 34-56\n7 89"
    assert told["rows"] == ["12 34-56", "7 89"]
    assert told["lines"] == [1, 2]
    assert [one["text"] for one in told["numbers"]] == ["12", "34-56", "7", "89"]
    assert [one["row"] for one in told["numbers"]] == [0, 0, 1, 1]
    for place, one in enumerate(told["numbers"]):
        own = [told["digits"][at] for at in one["digits"]]
        assert "".join(str(digit["value"]) for digit in own) == one["text"].replace("-", "")
        assert all(digit["number"] == place for digit in own)
        assert all(digit["row"] == one["row"] for digit in own)
        assert one["box"]["x"] == own[0]["box"]["x"]
    assert [digit["doubtful"] for digit in told["digits"]] == [False] * 7 + [True] * 2
    assert told["digits"][-1]["runner_up"] == 1
    assert told["refused"] == []


def test_json_of_a_strict_answer_has_the_refused_rows_apart(reading):
    told = json.loads(tell(answer(reading), Manner(form="json", strict=True)).result)
    assert told["rows"] == ["12 34-56"]
    assert len(told["digits"]) == 6
    (refused,) = told["refused"]
    assert refused["text"] == "7 89"
    assert refused["line"] == 2
    assert refused["confidence"] == 0.419
    assert refused["box"] == {"x": 5, "y": 50, "width": 118, "height": 22}


def test_json_says_which_rows_of_the_page_are_left(reading):
    swapped = dataclasses.replace(reading, rows=reading.rows[::-1])
    told = json.loads(tell(answer(swapped), Manner(form="json", strict=True)).result)
    assert (told["rows"], told["lines"]) == (["12 34-56"], [2])
    assert [refused["line"] for refused in told["refused"]] == [1]


def closed(description):
    """A schema that takes no field which it does not name, at any depth."""
    if isinstance(description, list):
        return [closed(one) for one in description]
    if not isinstance(description, dict):
        return description
    inner = {name: closed(one) for name, one in description.items()}
    return inner | ({"additionalProperties": False} if "properties" in description else {})


@pytest.fixture(scope="module")
def validate():
    """Fails on what is not as the schema in the package says, or has more than it says."""
    description = json.loads(schema.FILE.read_text())
    jsonschema.Draft202012Validator.check_schema(description)
    return jsonschema.Draft202012Validator(closed(description)).validate


def test_answers_are_as_the_schema_says(reading, validate):
    blank = Reading(file=None, rows=())
    for one in (
        reading,
        blank,
        inkdigits.read(Path(inkdigits.__file__).parent / "examples/page.png"),
    ):
        for strict in (False, True):
            told = tell(answer(one), Manner(form="json", strict=strict, least=0.97))
            validate(json.loads(told.result))


@pytest.mark.parametrize(
    "change",
    [
        {"schema": 2},
        {"rows": [None]},
        {"page": 0},
        {"width": 1.5},
        {"digits": [{"value": 10}]},
        {"more": 1},
    ],
)
def test_the_schema_takes_nothing_else(reading, validate, change):
    told = json.loads(tell(answer(reading), Manner(form="json")).result)
    with pytest.raises(jsonschema.ValidationError):
        validate(told | change)


def test_the_schemas_version_is_the_programs():
    description = json.loads(schema.FILE.read_text())
    assert description["properties"]["schema"]["const"] == schema.VERSION


def table(*texts):
    return list(csv.DictReader(io.StringIO(head_line() + "".join(texts))))


def test_csv_has_a_line_for_each_number(reading):
    lines = table(reading_lines(reading, name="form.png", page=2))
    assert [line["text"] for line in lines] == ["12", "34-56", "7", "89"]
    assert [line["row"] for line in lines] == ["1", "1", "2", "2"]
    assert [line["doubtful"] for line in lines] == ["no", "no", "no", "yes"]
    assert lines[1] == {
        "file": "form.png", "page": "2", "row": "1", "text": "34-56", "confidence": "0.9000",
        "x": "105", "y": "12", "width": "38", "height": "20", "doubtful": "no",
    }  # fmt: skip


def test_csv_of_a_strict_answer_counts_the_rows_as_the_page_has_them(reading):
    swapped = dataclasses.replace(reading, rows=reading.rows[::-1])
    told = tell(answer(swapped), Manner(form="csv", strict=True))
    lines = table(told.result)
    assert [line["row"] for line in lines] == ["1", "2", "2"]
    assert [line["text"] for line in lines] == ["", "12", "34-56"]
    assert [line["doubtful"] for line in lines] == ["refused", "no", "no"]
    assert lines[0]["confidence"] == ""
    assert [lines[0][side] for side in ("x", "y", "width", "height")] == ["5", "50", "118", "22"]


def test_csv_has_a_line_for_a_picture_with_nothing_in_it():
    (line,) = table(reading_lines(Reading(file=None, rows=()), name="blank.png"))
    assert line == dict.fromkeys(HEAD, "") | {"file": "blank.png", "page": "1"}


@pytest.mark.parametrize(
    "name", ['a,"b".png', "two\nlines.png", "ümläut.png", " =1.png", "=1+1.png", "@x", "-1", "\t=1"]
)
def test_csv_gives_any_name_back_and_starts_no_formula(reading, name):
    for line in table(reading_lines(reading, name=name)):
        assert not line["file"].startswith(("=", "+", "-", "@", "\t", "\r"))
        assert line["file"].removeprefix("'") == name


def test_csv_makes_no_formula_of_a_pattern():
    odd = Reading(file=None, rows=((number("12", pattern="=#+#"),),))
    (line,) = table(reading_lines(odd, name="x"))
    assert line["text"] == "'=1+2"


def test_what_counts_as_doubt_stands_in_one_place():
    assert Manner().least == LEAST
    assert f"{LEAST}" in DOCS.read_text()

"""``inkdigits read`` as a user meets it: real processes, real files."""

import csv
import json
import os
import subprocess
import sys

import pytest
from PIL import Image

from inkdigits.cli.read import EXAMPLE


def test_a_picture_is_read_on_standard_output_and_nothing_else_is(run, text):
    result = run("read", EXAMPLE)
    assert result.code == 0
    assert result.output == text + "\n"
    assert result.errors == ""


def test_standard_input_is_read(run, text):
    result = run("read", "-", stdin=EXAMPLE.read_bytes())
    assert result.output == text + "\n"


def test_standard_input_is_one_picture(run):
    result = run("read", "-", "-", stdin=EXAMPLE.read_bytes())
    assert result.code == 2
    assert result.output == ""
    assert "standard input holds one file" in result.errors


def test_nothing_to_read_is_wrong_usage(run):
    result = run("read")
    assert result.code == 2
    assert "read --example" in result.errors


def test_annotated_copies_are_written_and_the_originals_left_alone(run, tmp_path):
    page = tmp_path / "page.png"
    page.write_bytes(EXAMPLE.read_bytes())
    result = run("read", "page.png", "--annotate", "out", cwd=tmp_path)
    assert result.code == 0
    assert page.read_bytes() == EXAMPLE.read_bytes()
    with Image.open(tmp_path / "out" / "page.read.png") as copy, Image.open(page) as original:
        assert copy.size == original.size
        assert copy.convert("RGB").tobytes() != original.convert("RGB").tobytes()


def test_pictures_of_the_same_name_get_copies_of_their_own(run, tmp_path):
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "page.png").write_bytes(EXAMPLE.read_bytes())
    run("read", "a/page.png", "b/page.png", "--annotate", "out", cwd=tmp_path)
    assert len(list((tmp_path / "out").iterdir())) == 2


@pytest.mark.parametrize("flag", ["", "--json"])
def test_output_into_a_closed_pipe_is_quiet(tmp_path, flag):
    result = subprocess.run(
        f"{sys.executable} -m inkdigits read {EXAMPLE} {EXAMPLE} {flag} | true",
        shell=True,
        capture_output=True,
        check=False,
        cwd=tmp_path,
    )
    assert result.stderr == b""


def test_a_closed_standard_input_is_refused(tmp_path):
    result = subprocess.run(
        f"{sys.executable} -m inkdigits read - <&-",
        shell=True,
        capture_output=True,
        check=False,
        cwd=tmp_path,
    )
    assert result.returncode == 1
    assert result.stderr.decode().startswith("inkdigits: standard input is closed")


def test_a_picture_that_is_read_is_never_written_over(run, tmp_path):
    for name in ("page.png", "page.read.png"):
        (tmp_path / name).write_bytes(EXAMPLE.read_bytes())
    assert run("read", "page.png", "page.read.png", "--annotate", ".", cwd=tmp_path).code == 0
    assert (tmp_path / "page.read.png").read_bytes() == EXAMPLE.read_bytes()
    assert len(list(tmp_path.iterdir())) == 4


def test_json_is_one_object_a_line_with_boxes_and_confidence(run, text):
    result = run("read", EXAMPLE, EXAMPLE, "--json")
    first, second = map(json.loads, result.lines)
    assert first == second
    assert first["file"] == str(EXAMPLE)
    assert first["text"] == text
    assert "\n".join(first["rows"]) == text
    assert "".join(str(digit["value"]) for digit in first["digits"]) == text.replace("\n", "")
    assert set(first["digits"][0]["box"]) == {"x", "y", "width", "height"}
    assert all(0 <= digit["confidence"] <= 1 for digit in first["digits"])


def test_csv_is_a_table_of_numbers(run, text):
    result = run("read", EXAMPLE, "--csv")
    head, *rows = csv.reader(result.lines)
    assert head[:4] == ["file", "page", "row", "text"]
    assert [row[3] for row in rows] == text.split()
    assert all(row[0] == str(EXAMPLE) for row in rows)


def test_a_single_digit_with_a_pattern_is_refused_before_anything_is_read(run, tmp_path):
    kept = tmp_path / "page" / "1-page.stage.png"
    kept.parent.mkdir()
    kept.touch()
    refused = run("read", "none.png", "--single", "--expect", "5", "--debug", tmp_path, "--csv")
    assert (refused.code, refused.output) == (2, "")
    assert "--single" in refused.errors
    assert kept.exists()


def test_a_row_with_a_digit_in_doubt_is_named_and_with_strict_refused(run, text):
    certain = run("read", EXAMPLE, "--strict", "--min-confidence", "0")
    assert (certain.code, certain.output, certain.errors) == (0, text + "\n", "")
    told = run("read", EXAMPLE, "--min-confidence", "1")
    assert (told.code, told.output) == (0, text + "\n")
    assert told.errors.count("\n") == 1
    assert "in doubt: row 1, digit 1: 2 (" in told.errors
    refused = run("read", EXAMPLE, "--min-confidence", "1", "--strict")
    assert (refused.code, refused.output) == (1, "\n")
    assert len(refused.errors.splitlines()) == 4
    assert "row 4 is refused: digit 1: 7 (" in refused.errors


def test_a_part_of_a_picture_is_read_with_boxes_in_the_whole(run, text):
    whole = json.loads(run("read", EXAMPLE, "--json").output)
    part = json.loads(run("read", EXAMPLE, "--json", "--crop", "40,160,800,160").output)
    assert part["text"] == text.split("\n")[1]
    assert (part["width"], part["height"]) == (900, 660)
    second = [digit["box"] for digit in whole["digits"] if digit["row"] == 1]
    for one, other in zip([digit["box"] for digit in part["digits"]], second, strict=True):
        assert all(abs(one[side] - other[side]) <= 5 for side in one)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--json", "--csv"), "two forms of the same answer"),
        (("--crop", "1,2,3"), "x, y, width and height"),
        (("--expect", "0"), "asks for 0 digits"),
        (("--min-confidence", "2"), "--min-confidence"),
        (("--min-confidence", "nan"), "--min-confidence"),
    ],
)
def test_a_wish_that_makes_no_sense_is_wrong_usage(run, words, told):
    result = run("read", EXAMPLE, *words)
    assert (result.code, result.output) == (2, "")
    assert told in result.errors
    assert "Traceback" not in result.errors


def test_a_part_outside_the_picture_costs_only_that_picture(run, text, tmp_path):
    with Image.open(EXAMPLE) as page:
        page.crop((0, 0, 100, 100)).save(tmp_path / "small.png")
    result = run("read", EXAMPLE, "small.png", "--crop", "40,0,800,160", cwd=tmp_path)
    assert result.code == 1
    assert result.lines == [f"{EXAMPLE}: {text.splitlines()[0]}"]
    assert "small.png is 100 by 100 pixels; the part 40,0,800,160" in result.errors


def test_a_moving_picture_is_read_and_said_to_move(run, text, tmp_path):
    with Image.open(EXAMPLE) as page:
        blank = Image.new("L", page.size, 255)
        page.convert("L").save(tmp_path / "moves.gif", save_all=True, append_images=[blank])
    result = run("read", "moves.gif", cwd=tmp_path)
    assert (result.code, result.output) == (0, text + "\n")
    assert result.errors == "moves.gif moves; the first of its pictures is read.\n"


def test_a_name_that_is_no_text_is_told_as_well_as_can_be(run, tmp_path):
    name = b"\xff\xfe.png"
    (tmp_path / os.fsdecode(name)).write_bytes(EXAMPLE.read_bytes())
    for words in ((), ("--json",), ("--csv",)):
        result = run("read", os.fsdecode(name), EXAMPLE, *words, cwd=tmp_path)
        assert result.code == 0
        assert r"\udcff\udcfe.png" in result.output
        assert result.errors == ""


@pytest.mark.parametrize("threads", [1, 2])
def test_the_number_of_threads_reaches_opencv_too(threads):
    program = (
        "import cv2, inkdigits.cli.read as command\n"
        f"command.open_reader(None, threads={threads})\n"
        "print(cv2.getNumThreads())\n"
    )
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert int(told.stdout) == threads

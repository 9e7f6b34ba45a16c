"""What the README says can be done: commands and options exist, figures are those measured."""

import json
import os
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import jsonschema
import pytest
import typer

import inkdigits
from inkdigits.schema import FILE
from inkdigits.web.settings import Settings

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text()
READING = (ROOT / "docs" / "reading.md").read_text()
COMMAND = re.compile(r"^ {4}(?:\$ |cat \S+ \| )?(inkdigits .*?)(?: {2,}#|$)", re.MULTILINE)
COMMANDS = sorted({*COMMAND.findall(README), *COMMAND.findall(READING)})


@cache
def help_of(*words: str) -> str:
    return subprocess.run(
        [sys.executable, "-m", "inkdigits", *words, "--help"],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "COLUMNS": "200"},
    ).stdout


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_of_the_docs_exists_with_its_options(command):
    words = command.split()[1:]
    path = words[:2] if words[:2] == ["data", "fetch"] else words[:1]
    explained = help_of(*path)
    for option in (word for word in words if word.startswith("--")):
        assert option in explained


def test_the_readme_names_commands_at_all():
    assert len(COMMANDS) >= 8


@pytest.mark.parametrize("page", ["README.md", "docs/reading.md"])
def test_every_file_that_the_docs_name_is_there(page):
    for target in re.findall(r"\]\(([^)#:]+)\)", (ROOT / page).read_text()):
        assert ((ROOT / page).parent / target).exists(), target


@pytest.mark.parametrize("page", [README, READING], ids=["README", "reading"])
def test_every_call_of_the_docs_python_exists(page):
    block = re.search(r"```python\n(.*?)```", page, re.DOTALL).group(1)
    compile(block, "docs", "exec")
    for name in re.findall(r"inkdigits(?:\.| import )(\w+)", block):
        assert name in inkdigits.__all__


def test_every_option_of_reading_is_in_its_docs():
    from inkdigits.cli import app

    options = typer.main.get_command(app).commands["read"].params
    for name in (name for option in options for name in option.opts if name.startswith("--")):
        assert name in READING or name == "--help", name


def test_the_services_docs_say_what_holds_without_an_option():
    page = (ROOT / "docs" / "service.md").read_text()
    for name, unit in {"idle": " s", "upload": " s", "deadline": " s", "queue": ""}.items():
        assert f"`--{name}` {getattr(Settings(), name)}{unit} |" in page
    for name in ("body", "bodies"):
        assert f"`--{name}` {getattr(Settings(), name):,} bytes |" in page
    assert f"`--drain` seconds, {Settings().drain} if nothing is said" in page


def test_the_docs_json_is_as_the_schema_says():
    shown = json.loads(re.search(r"```json\n(.*?)```", READING, re.DOTALL).group(1))
    description = json.loads(FILE.read_text())
    jsonschema.Draft202012Validator(description).validate(shown)
    assert set(shown) == set(description["properties"])
    for name in ("digits", "left_out", "numbers"):
        assert set(shown[name][0]) == set(description["properties"][name]["items"]["required"])
    for name in description["properties"]:
        assert f"`{name}`" in READING


def test_the_readmes_page_reads_as_the_readme_says():
    shown = re.search(r"read --example\n((?: {4}\d+\n)+)", README).group(1)
    page = ROOT / "src" / "inkdigits" / "examples" / "page.png"
    assert inkdigits.read(page).text.split() == shown.split()


def test_the_tables_are_those_that_the_measurements_make():
    pytest.importorskip("torch")
    program = [sys.executable, ROOT / "benchmarks" / "make_tables.py", "--check"]
    assert subprocess.run(program, check=False).returncode == 0

"""What the README says can be done: commands and options exist, figures are those measured."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import inkdigits

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text()
COMMANDS = sorted(
    set(re.findall(r"^ {4}(?:\$ |cat \S+ \| )?(inkdigits .*?)(?: {2,}#|$)", README, re.MULTILINE))
)


def help_of(*words: str) -> str:
    return subprocess.run(
        [sys.executable, "-m", "inkdigits", *words, "--help"],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "COLUMNS": "200"},
    ).stdout


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_of_the_readme_exists_with_its_options(command):
    words = command.split()[1:]
    path = words[:2] if words[:2] == ["data", "fetch"] else words[:1]
    explained = help_of(*path)
    for option in (word for word in words if word.startswith("--")):
        assert option in explained


def test_the_readme_names_commands_at_all():
    assert len(COMMANDS) >= 8


def test_every_file_that_the_readme_names_is_there():
    for target in re.findall(r"\]\(([^)#:]+)\)", README):
        assert (ROOT / target).exists(), target


def test_every_call_of_the_readmes_python_exists():
    block = re.search(r"```python\n(.*?)```", README, re.DOTALL).group(1)
    compile(block, "README.md", "exec")
    for name in re.findall(r"inkdigits\.(\w+)", block):
        assert name in inkdigits.__all__


def test_the_readmes_page_reads_as_the_readme_says():
    shown = re.search(r"read --example\n((?: {4}\d+\n)+)", README).group(1)
    page = ROOT / "src" / "inkdigits" / "examples" / "page.png"
    assert inkdigits.read(page).text.split() == shown.split()


def test_the_tables_are_those_that_the_measurements_make():
    pytest.importorskip("torch")
    program = [sys.executable, ROOT / "benchmarks" / "make_tables.py", "--check"]
    assert subprocess.run(program, check=False).returncode == 0

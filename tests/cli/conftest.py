"""The command line in a process of its own, and what it prints for the page that ships."""

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass

import pytest

import inkdigits
from inkdigits.cli.read import EXAMPLE


@dataclass(frozen=True)
class Ran:
    """A command that is over."""

    code: int
    output: str
    errors: str

    @property
    def lines(self) -> list[str]:
        return self.output.splitlines()


@pytest.fixture(scope="session")
def run() -> Callable[..., Ran]:
    """Run one command; words become text. ``merged`` sends errors where the output goes."""

    def start(*words, cwd=None, stdin=None, env=None, merged=False):
        ran = subprocess.run(
            [sys.executable, "-m", "inkdigits", *map(str, words)],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT if merged else subprocess.PIPE,
            cwd=cwd,
            input=stdin,
            check=False,
            env={**os.environ, "COLUMNS": "200", **(env or {})},
        )
        return Ran(ran.returncode, ran.stdout.decode(), (ran.stderr or b"").decode())

    return start


@pytest.fixture(scope="session")
def text() -> str:
    """What is written on the page that ships, as it is read."""
    return inkdigits.read(EXAMPLE).text

"""The measurements that ship with the package in; out comes what each recipe has reached."""

import json
from dataclasses import dataclass
from pathlib import Path

FILE = Path(__file__).parent / "recipes.json"  # written by benchmarks/make_tables.py


@dataclass(frozen=True, kw_only=True)
class Measured:
    """What a recipe reached on MNIST's test set, over runs that differ in their seed alone."""

    name: str
    summary: str
    parameters: int
    runs: int  # 0 of a recipe that was not measured yet: all that follows is None
    accuracy_mean: float | None = None  # share, 0 to 1
    accuracy_spread: float | None = None  # standard deviation over the runs; None for a single one
    accuracy_least: float | None = None  # of the worst run
    train_seconds: float | None = None  # median, training steps alone
    cold_seconds: float | None = None  # median, the whole command; None if it trained several
    machine: str | None = None


def read_measured() -> list[Measured]:
    """All recipes, in the order of ``inkdigits.learn.recipes``."""
    return [Measured(**entry) for entry in json.loads(FILE.read_text(encoding="utf-8"))]

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
    runs: int
    accuracy_mean: float  # share, 0 to 1
    accuracy_spread: float | None  # standard deviation over the runs; None for a single one
    accuracy_least: float  # of the worst run
    train_seconds: float  # median, training steps alone
    cold_seconds: float  # median, the whole command
    machine: str


def read_measured() -> list[Measured]:
    """All recipes, in the order of ``inkdigits.learn.recipes``."""
    return [Measured(**entry) for entry in json.loads(FILE.read_text(encoding="utf-8"))]

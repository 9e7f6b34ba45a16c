"""What read_pages.py is asked for in; every picture to make and to read, in groups, out."""

import argparse
import csv
from dataclasses import dataclass
from pathlib import Path

from pages import KINDS

AMOUNTS = 2  # grade of the pages of dates and amounts
OTHER_HANDS = 2  # grade of the pages of Semeion's digits
SEEDS = 100_000  # pages of a seed and grade, at most


@dataclass(frozen=True, kw_only=True)
class Task:
    """One picture to get and to read."""

    group: str
    source: int | str | tuple[Path, str]  # a grade; a kind of empties; or a photo and its rows
    seed: int  # of a photo, its place in the folder's list
    amounts: bool = False  # whether all numbers of a grade's page are dates and amounts
    other_hands: bool = False  # whether a grade's page is made of Semeion's digits


def list_tasks(arguments: argparse.Namespace) -> list[Task]:
    """All pictures, in groups."""
    first = arguments.seed * SEEDS
    pages = [
        Task(group=f"grade {grade}", source=grade, seed=first + number)
        for grade in arguments.grades
        for number in range(arguments.count)
    ]
    amounts = [
        Task(group="amounts", source=AMOUNTS, seed=first + number, amounts=True)
        for number in range(arguments.amounts)
    ]
    others = [
        Task(group="other hands", source=OTHER_HANDS, seed=first + number, other_hands=True)
        for number in range(arguments.count if arguments.semeion else 0)
    ]
    empties = [
        Task(group=f"empty {kind}", source=kind, seed=first + number)
        for place, kind in enumerate(KINDS)
        for number in range((arguments.empties + place) // len(KINDS))
    ]
    photos = []
    if arguments.photos:
        with (arguments.photos / "labels.csv").open(newline="", encoding="utf-8") as file:
            photos = [
                Task(
                    group=f"photos {Path(row['file']).parts[0]}",
                    source=(arguments.photos / row["file"], row["lines"]),
                    seed=place,
                )
                for place, row in enumerate(csv.DictReader(file))
                if len(row["digits"]) > 1
            ]
    return pages + amounts + others + empties + photos

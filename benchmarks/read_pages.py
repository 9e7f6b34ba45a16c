"""A part of MNIST and a seed in; how many numbers on generated pages are read whole, out.

    INKDIGITS_DATA=… python benchmarks/read_pages.py --part train --seed 0 --count 40
        [--grades 4 5] [--plain] [--tesseract] [--photos FOLDER] [--save FOLDER] [--name NAME]

Pages to develop on are made of the training digits that the shipped network's training set aside;
those of the final table of test digits. Writes benchmarks/results/pages/NAME.json.
"""

import argparse
import json
import os
import platform
import shlex
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from PIL import Image

import inkdigits
from inkdigits.annotate import annotate
from inkdigits.digits import Reading
from inkdigits.machine import processor
from inkdigits.vision.photo import open_photo
from pages import GRADES, Page, make_page
from pages.contenders import TESSERACT_MODES, Read, contender
from pages.score import PageVerdict, judge
from robustness import choose_digits

RESULTS = Path(__file__).parent / "results" / "pages"
LIBRARIES = ("inkdigits", "numpy", "opencv-python-headless", "onnxruntime")
SEEDS = 100_000  # pages of a seed and grade, at most
DRAWS = 2000  # of pages, with repetition, for an interval
FIVE = 5  # digits of the numbers that the targets speak of


@dataclass(frozen=True, kw_only=True)
class Task:
    """One page to make and to read."""

    grade: int
    seed: int


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What a contender made of one page."""

    contender: str
    grade: int
    seed: int
    verdict: PageVerdict
    traits: tuple[str, ...]
    legible: tuple[bool, ...]  # of each number: the network reads all its digits in MNIST's frames
    seconds: float


class Worker:
    """Makes pages, and has them read by all contenders."""

    def __init__(self, names: list[str], part: str, model: Path | None, save: Path | None) -> None:
        cv2.setNumThreads(1)
        self.model = inkdigits.load_model(model, threads=1)
        self.digits, _ = choose_digits(self.model, validation=part == "train")
        self.readers: dict[str, Read] = {name: contender(name, self.model) for name in names}
        answers = self.model.probabilities(self.digits.images).argmax(1)
        self.legible = answers == self.digits.labels
        self.save = save

    def work(self, task: Task) -> list[Outcome]:
        """Make a page and read it."""
        page = make_page(self.digits, grade=task.grade, seed=task.seed)
        outcomes = []
        for name, read in self.readers.items():
            started = time.perf_counter()
            reading = read(page.picture)
            seconds = time.perf_counter() - started
            verdict = judge(page.numbers, reading)
            outcomes.append(
                Outcome(
                    contender=name,
                    grade=task.grade,
                    seed=task.seed,
                    verdict=verdict,
                    traits=page.traits,
                    legible=tuple(
                        bool(self.legible[list(number.examples)].all()) for number in page.numbers
                    ),
                    seconds=seconds,
                )
            )
            if self.save and (verdict.invented or not all(n.whole for n in verdict.numbers)):
                save_page(self.save, name, task, page, reading, verdict)
        return outcomes


def save_page(
    folder: Path, name: str, task: Task, page: Page, reading: Reading, verdict: PageVerdict
) -> None:
    """Keep a misread page: as it is, with what was read in it, and both in words."""
    folder.mkdir(parents=True, exist_ok=True)
    stem = f"{task.grade}-{task.seed}-{name.replace(' ', '-')}"
    Image.fromarray(page.picture).save(folder / f"{stem}.png")
    annotate(open_photo(page.picture), reading).save(folder / f"{stem}.read.png")
    lines = [f"traits: {' '.join(page.traits)}, turned {page.turned}, invented {verdict.invented}"]
    lines += [
        f"row {number.row}: {number.text} at {number.box.x},{number.box.y} read {one.read!r}"
        + ("" if one.whole else " WRONG")
        for number, one in zip(page.numbers, verdict.numbers, strict=True)
    ]
    lines += ["read:", reading.text]
    (folder / f"{stem}.txt").write_text("\n".join(lines) + "\n")


_worker: Worker


def _begin(*arguments: Any) -> None:
    global _worker  # noqa: PLW0603 - a process of a pool has nothing else to keep it in
    _worker = Worker(*arguments)


def _work(task: Task) -> list[Outcome]:
    return _worker.work(task)


def run(tasks: list[Task], jobs: int, *arguments: Any) -> Iterator[list[Outcome]]:
    """Work tasks off, in their order, in this process or in several."""
    if jobs == 1:
        _begin(*arguments)
        yield from map(_work, tasks)
        return
    with ProcessPoolExecutor(jobs, initializer=_begin, initargs=arguments) as pool:
        yield from pool.map(_work, tasks, chunksize=4)


def summarize(outcomes: list[Outcome]) -> dict[str, Any]:
    """The figures of one contender on the pages of one grade."""
    rng = np.random.default_rng(0)
    numbers = [(number, legible) for one in outcomes
               for number, legible in zip(one.verdict.numbers, one.legible, strict=True)]  # fmt: skip
    fives = [pair for pair in numbers if _is_five(pair[0])]
    digits = sum(len(number.digits) for number, _ in numbers)
    per_page = [[number.whole for number in one.verdict.numbers if _is_five(number)]
                for one in outcomes]  # fmt: skip
    return {
        "pages": len(outcomes),
        "five": {
            "total": len(fives),
            "whole": sum(number.whole for number, _ in fives),
            "digits_right": sum(number.errors == 0 for number, _ in fives),
            "legible": sum(legible for _, legible in fives),
            "interval": interval(per_page, rng),
        },
        "all": {
            "total": len(numbers),
            "whole": sum(number.whole for number, _ in numbers),
            "digits_right": sum(number.errors == 0 for number, _ in numbers),
        },
        "digits": digits,
        "digit_errors": sum(number.errors for number, _ in numbers),
        "invented": sum(one.verdict.invented for one in outcomes),
        "pages_with_invented": sum(one.verdict.invented > 0 for one in outcomes),
        "seconds_median": round(float(np.median([one.seconds for one in outcomes])), 3),
        "seconds_most": round(max(one.seconds for one in outcomes), 3),
    }


def _is_five(number: Any) -> bool:
    return number.plain and len(number.digits) == FIVE


def interval(pages: list[list[bool]], rng: np.random.Generator) -> tuple[float, float]:
    """Between what the share of whole numbers is 95 % of the time, were other pages drawn."""
    right = np.array([sum(page) for page in pages])
    total = np.array([len(page) for page in pages])
    draws = rng.integers(len(pages), size=(DRAWS, len(pages)))
    shares = right[draws].sum(1) / np.maximum(total[draws].sum(1), 1)
    low, high = np.percentile(shares, (2.5, 97.5))
    return round(float(low), 4), round(float(high), 4)


def line(name: str, grade: int, figures: dict[str, Any]) -> str:
    """The figures in a line."""
    five, every = figures["five"], figures["all"]
    low, high = figures["five"]["interval"]
    return (
        f"grade {grade} {name:>16}: five {five['whole']:>4}/{five['total']:<4} "
        f"{100 * five['whole'] / max(five['total'], 1):5.1f} % [{100 * low:.0f}–{100 * high:.0f}] "
        f"(digits right {five['digits_right']}, legible {five['legible']}), "
        f"all {every['whole']}/{every['total']}, "
        f"digit errors {100 * figures['digit_errors'] / max(figures['digits'], 1):.2f} %, "
        f"invented {figures['invented'] / figures['pages']:.3f} a page, "
        f"{figures['seconds_median']:.2f} s"
    )


def main() -> None:
    arguments = parse()
    names = ["inkdigits"]
    names += ["plain otsu", "plain adaptive"] if arguments.plain else []
    names += [f"tesseract {mode}" for mode in TESSERACT_MODES] if arguments.tesseract else []
    tasks = [
        Task(grade=grade, seed=arguments.seed * SEEDS + number)
        for grade in arguments.grades
        for number in range(arguments.count)
    ]
    found: dict[tuple[int, str], list[Outcome]] = defaultdict(list)
    started = time.perf_counter()
    settings = (names, arguments.part, arguments.model, arguments.save)
    for done, outcomes in enumerate(run(tasks, arguments.jobs, *settings), 1):
        for one in outcomes:
            found[one.grade, one.contender].append(one)
        if done % arguments.count == 0:
            for name in names:
                grade = tasks[done - 1].grade
                print(line(name, grade, summarize(found[grade, name])), file=sys.stderr)
    measured = {
        "command": shlex.join(["python", "benchmarks/read_pages.py", *shown(arguments)]),
        "part": arguments.part,
        "seed": arguments.seed,
        "grades": [
            {"grade": grade, "contender": name, **summarize(outcomes)}
            for (grade, name), outcomes in found.items()
        ],
        "machine": {"processor": processor(), "jobs": arguments.jobs},
        "versions": {"python": platform.python_version()}
        | {name: version(name) for name in LIBRARIES},
        "load_average": os.getloadavg()[0],
        "seconds": round(time.perf_counter() - started, 1),
    }
    if arguments.name:
        RESULTS.mkdir(parents=True, exist_ok=True)
        path = RESULTS / f"{arguments.name}.json"
        path.write_text(json.dumps(measured, indent=1, ensure_ascii=False) + "\n")
        print(path)


def shown(arguments: argparse.Namespace) -> list[str]:
    """The command line without the folders of this machine."""
    words = [f"--part {arguments.part} --seed {arguments.seed} --count {arguments.count}"]
    return " ".join(words).split() + [
        f"--{option}" for option in ("plain", "tesseract") if getattr(arguments, option)
    ]


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--part", choices=["train", "test"], default="train")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--count", type=int, default=40, help="pages of each grade")
    parser.add_argument("--grades", type=int, nargs="+", default=list(GRADES), choices=GRADES)
    parser.add_argument("--model", type=Path, help="a Model folder; the shipped model")
    parser.add_argument("--plain", action="store_true", help="the tutorials' method, too")
    parser.add_argument("--tesseract", action="store_true", help="Debian's tesseract, too")
    parser.add_argument("--save", type=Path, help="keep misread pages in this folder")
    parser.add_argument("--jobs", type=int, default=1, help="processes")
    parser.add_argument("--name", help="of the results to write; none are written without it")
    return parser.parse_args()


if __name__ == "__main__":
    main()

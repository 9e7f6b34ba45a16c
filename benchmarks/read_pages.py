"""A part of MNIST and a seed in; how many numbers on generated pages are read whole, out.

    INKDIGITS_DATA=… python benchmarks/read_pages.py --part train --seed 0 --count 40
        [--grades 4 5] [--amounts 40] [--empties 60] [--semeion FILE] [--photos FOLDER] [--plain]
        [--tesseract] [--save FOLDER] [--name NAME]

Pages to develop on are made of the training digits that the shipped network's training set aside;
those of the final table of test digits; and some, if asked for, of all of Semeion's, whatever the
part: they are to develop on. Writes benchmarks/results/pages/NAME.json.
"""

import argparse
import json
import os
import platform
import shlex
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from importlib.metadata import version
from pathlib import Path
from typing import Any

import cv2
from PIL import Image

import inkdigits
from inkdigits.annotate import annotate
from inkdigits.digits import Reading
from inkdigits.machine import processor
from inkdigits.vision.photo import open_photo
from other_hands import semeion_to_write_with
from page_tasks import Task, list_tasks
from pages import GRADES, Page, make_empty, make_page
from pages.contenders import TESSERACT_MODES, contender
from pages.figures import Outcome, inventions, line, summarize
from pages.score import judge, judge_text
from robustness import choose_digits

RESULTS = Path(__file__).parent / "results" / "pages"
LIBRARIES = ("inkdigits", "numpy", "opencv-python-headless", "onnxruntime")


class Worker:
    """Makes pages, and has them read by all contenders."""

    def __init__(
        self,
        names: list[str],
        part: str,
        model: Path | None,
        save: Path | None,
        semeion: Path | None,
    ) -> None:
        cv2.setNumThreads(1)
        network = inkdigits.load_model(model, threads=1)
        digits, _ = choose_digits(network, validation=part == "train")
        hands = [digits, semeion_to_write_with(semeion)] if semeion else [digits]
        self.hands = [
            (digits, network.probabilities(digits.images).argmax(1) == digits.labels)
            for digits in hands
        ]  # MNIST's and Semeion's, and which of them the network reads right
        self.readers = {name: contender(name, network) for name in names}
        self.save = save

    def work(self, task: Task) -> list[Outcome]:
        """Have one picture read by every contender."""
        page, rows = self.page(task)
        _, right = self.hands[task.other_hands]
        legible = tuple(bool(right[list(one.examples)].all()) for one in page.numbers)
        outcomes = []
        for name, read in self.readers.items():
            started = time.perf_counter()
            reading = read(page.picture)
            outcome = Outcome(
                group=task.group,
                contender=name,
                seconds=time.perf_counter() - started,
                verdict=judge(page.numbers, reading) if rows is None else judge_text(rows, reading),
                legible=legible,
                traits=page.traits,
                megapixels=page.picture[:, :, 0].size / 1e6,
            )
            outcomes.append(outcome)
            verdict = outcome.verdict
            if self.save and (verdict.invented or not all(one.whole for one in verdict.numbers)):
                save_page(self.save, task, page, outcome, reading)
        return outcomes

    def page(self, task: Task) -> tuple[Page, str | None]:
        """The picture, and of a photo its rows."""
        match task.source:
            case int(grade):
                digits, _ = self.hands[task.other_hands]
                return make_page(digits, grade=grade, seed=task.seed, amounts=task.amounts), None
            case str(kind):
                return make_empty(kind, task.seed), None
            case path, rows:
                return Page(picture=open_photo(path).rgb, traits=(path.stem,)), rows


def save_page(folder: Path, task: Task, page: Page, outcome: Outcome, reading: Reading) -> None:
    """Keep a misread page: as it is, with what was read in it, and both in words."""
    folder.mkdir(parents=True, exist_ok=True)
    stem = folder / f"{task.group}-{task.seed}-{outcome.contender}".replace(" ", "-")
    Image.fromarray(page.picture).save(f"{stem}.png")
    annotate(open_photo(page.picture), reading).save(f"{stem}.read.png")
    verdict = outcome.verdict
    lines = [f"{' '.join(page.traits)}; turned {page.turned}; invented {verdict.invented}"]
    lines += [
        f"{one.digits} read {one.read or 'as nothing'}{'' if one.whole else ' WRONG'}"
        for one in verdict.numbers
    ]
    Path(f"{stem}.txt").write_text("\n".join([*lines, "", "read:", reading.text, ""]))


def run(tasks: list[Task], jobs: int, *settings: Any) -> Iterator[list[Outcome]]:
    """Work tasks off, in their order, in this process or in several."""
    if jobs == 1:
        yield from map(Worker(*settings).work, tasks)
        return
    with ProcessPoolExecutor(jobs, initializer=_begin, initargs=settings) as pool:
        yield from pool.map(_work, tasks, chunksize=4)


_worker: Worker  # a process of a pool has nothing else to keep it in


def _begin(*settings: Any) -> None:
    global _worker  # noqa: PLW0603
    _worker = Worker(*settings)


def _work(task: Task) -> list[Outcome]:
    return _worker.work(task)


def read_all(
    tasks: list[Task], names: list[str], arguments: argparse.Namespace
) -> dict[str, dict[str, dict[str, Any]]]:
    """The figures of each group and contender, printed as soon as a group is done."""
    left = Counter(task.group for task in tasks)
    outcomes: list[Outcome] = []
    figures: dict[str, dict[str, dict[str, Any]]] = {}
    settings = (names, arguments.part, arguments.model, arguments.save, arguments.semeion)
    for task, found in zip(tasks, run(tasks, arguments.jobs, *settings), strict=True):
        outcomes += found
        left[task.group] -= 1
        if left[task.group]:
            continue
        summary = inventions if isinstance(task.source, str) else summarize
        figures[task.group] = {}
        for name in names:
            figures[task.group][name] = summary([one for one in outcomes if one.contender == name])
            print(line(task.group, name, figures[task.group][name]), file=sys.stderr)
        outcomes = []
    return figures


def main() -> None:
    arguments = parse()
    names = ["inkdigits"]
    names += ["plain otsu", "plain adaptive"] if arguments.plain else []
    names += [f"tesseract {mode}" for mode in TESSERACT_MODES] if arguments.tesseract else []
    started = time.perf_counter()
    measured = {
        "command": shlex.join(["python", "benchmarks/read_pages.py", *shown(arguments)]),
        "part": arguments.part,
        "seed": arguments.seed,
        "figures": read_all(list_tasks(arguments), names, arguments),
        "machine": {"processor": processor(), "jobs": arguments.jobs},
        "versions": versions(tesseract=arguments.tesseract),
        "load_average": os.getloadavg()[0],
        "seconds": round(time.perf_counter() - started, 1),
    }
    if arguments.name:
        RESULTS.mkdir(parents=True, exist_ok=True)
        path = RESULTS / f"{arguments.name}.json"
        path.write_text(json.dumps(measured, indent=1, ensure_ascii=False) + "\n")
        print(path)


def versions(*, tesseract: bool) -> dict[str, str]:
    """Of all that had a say."""
    found = {"python": platform.python_version()} | {name: version(name) for name in LIBRARIES}
    if tesseract:
        ran = subprocess.run(["tesseract", "--version"], capture_output=True, text=True, check=True)  # noqa: S607
        found["tesseract"] = ran.stdout.split()[1]
    return found


def shown(arguments: argparse.Namespace) -> list[str]:
    """The command line without the folders of this machine."""
    words = [] if arguments.model is None else ["--model", arguments.model.name]
    for option in ("part", "seed", "count", "amounts", "empties", "jobs", "name"):
        if value := getattr(arguments, option):
            words += [f"--{option}", str(value)]
    words += ["--grades", *map(str, arguments.grades)]
    for option in ("semeion", "photos"):
        if path := getattr(arguments, option):
            words += [f"--{option}", path.name]
    return words + [
        f"--{option}" for option in ("plain", "tesseract") if getattr(arguments, option)
    ]


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--part", choices=["train", "test"], default="train")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--count", type=int, default=40, help="pages of each grade")
    parser.add_argument("--grades", type=int, nargs="*", default=list(GRADES), choices=GRADES)
    parser.add_argument("--amounts", type=int, default=0, help="pages of dates and amounts")
    parser.add_argument("--empties", type=int, default=0, help="pages without digits, of all kinds")
    parser.add_argument(
        "--semeion", type=Path, help="semeion.data or its folder, to write pages with"
    )
    parser.add_argument("--photos", type=Path, help="a folder of photos with labels.csv, too")
    parser.add_argument("--model", type=Path, help="a Model folder; the shipped model")
    parser.add_argument("--plain", action="store_true", help="the tutorials' method, too")
    parser.add_argument("--tesseract", action="store_true", help="Debian's tesseract, too")
    parser.add_argument("--save", type=Path, help="keep misread pages in this folder")
    parser.add_argument("--jobs", type=int, default=1, help="processes")
    parser.add_argument("--name", help="of the results to write; none are written without it")
    return parser.parse_args()


if __name__ == "__main__":
    main()

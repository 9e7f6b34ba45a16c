"""MNIST's folder in; results/growth.json out: what training and reading cost as their input grows.

    python benchmarks/bench_growth.py MNIST_FOLDER [--quick]

Every measurement is a process of its own, whose peak memory is therefore its own. This program
imports no NumPy: a process's peak, as Linux tells it, begins with that of the one that started it.
"""

import argparse
import itertools
import math
import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

from measure import Ran, machine, run, spread, write

HERE = Path(__file__).parent
OURS, READ = HERE / "ours.py", HERE / "programs" / "read_page.py"
DRAW, SCALE = HERE / "programs" / "draw_digits.py", HERE / "programs" / "scale_page.py"

TRAINED = (1_000, 3_000, 10_000, 30_000, 60_000, 200_000, 600_000, 1_200_000)  # digits
WRITTEN = (1, 10, 50, 200, 1_000, 2_000)  # digits on a page
MEGAPIXELS = (0.1, 0.3, 1, 3, 6, 12, 24)
EXAMPLE = ("27182818", "28459045", "23536028", "7471352")  # the page that ships
STEEP = 1.15  # exponent of growth that asks for an explanation
EXPLAINED = {  # a series' name: why it is steep somewhere
    "page that grows, seconds": "Pages longer than 1,600 pixels are looked at again from nearer.",
}
UNKNOWN = "Why is not known."

Point = dict[str, Any]


def train(folder: Path, digits: int, rounds: int, *, threads: int = 2) -> Point:
    """One epoch of ``fast``, or as many as its least number of steps asks for."""
    words = (folder, "--digits", str(digits), "--threads", str(threads), "--no-judge")
    rans = [run(OURS, *words) for _ in range(rounds)]
    report = rans[0].report()
    shown = report["steps"] * report["batch_size"]
    seconds = [ran.report()["train_seconds"] for ran in rans]
    return {
        "digits": digits,
        "threads": threads,
        "steps": report["steps"],
        "batch_size": report["batch_size"],
        "epochs": max(1, round(shown / digits)),
        "train_seconds": spread(seconds),
        "seconds_an_epoch": round(median(seconds) * digits / shown, 4),
        "microseconds_a_digit": round(1e6 * median(seconds) / shown, 2),
        "megabytes": peak(rans),
    }


def read_written(folder: Path, digits: int, rounds: int, *, full: bool) -> Point:
    """A page with so many digits, just large enough or of 6.4 megapixels."""
    with tempfile.TemporaryDirectory() as temporary:
        page = Path(temporary) / "page.png"
        words = (folder, page, "--digits", str(digits), *(["--full"] if full else []))
        drawn = run(DRAW, *words).report()
        point = read(page, rounds, lambda report: count_right(drawn, report))
    megapixels = round(drawn["width"] * drawn["height"] / 1e6, 3)
    return {"digits": digits, "megapixels": megapixels, **point}


def read_photo(megapixels: float, rounds: int, *, threads: int = 2) -> Point:
    """The page of 31 digits that ships, so large."""
    with tempfile.TemporaryDirectory() as temporary:
        photo = Path(temporary) / "photo.jpg"
        run(SCALE, str(megapixels), photo)
        point = read(photo, rounds, count_example, threads=threads)
    return {"megapixels": megapixels, "threads": threads, **point}


def read(page: Path, rounds: int, right: Callable[[Point], int], *, threads: int = 2) -> Point:
    """Read a page with a warm reader: medians of processes, each a median of 5 readings."""
    rans = [run(READ, page, "--threads", str(threads)) for _ in range(rounds)]
    reports = [ran.report() for ran in rans]
    return {
        "decode_seconds": spread([each["decode_seconds"] for each in reports], 5),
        "read_seconds": spread([each["read_seconds"] for each in reports], 5),
        "seconds": round(
            median(each["decode_seconds"] + each["read_seconds"] for each in reports), 5
        ),
        "megabytes": peak(rans),
        "found": len(reports[0]["found"]),
        "right": right(reports[0]),
    }


def answer(folder: Path, rounds: int, *, threads: int) -> Point:
    """The 10,000 test digits, by the model that ships."""
    rans = [run(READ, folder, "--answer", "--threads", str(threads)) for _ in range(rounds)]
    seconds = [ran.report()["seconds"] for ran in rans]
    return {"threads": threads, "seconds": spread(seconds, 4), "megabytes": peak(rans)}


def peak(rans: list[Ran]) -> int:
    """The most memory of some processes, megabytes."""
    return round(max(ran.megabytes for ran in rans))


def count_right(drawn: Point, report: Point) -> int:
    """How many digits of a drawn page were read right: what was found in each digit's place."""
    (across, down), margin, places = drawn["pitch"], drawn["margin"], drawn["places"]
    corners = {
        f"{margin + across * int((x - margin) // across)} "
        f"{margin + down * int((y - margin) // down)}": value
        for value, x, y in report["found"]
    }
    return sum(corners.get(corner) == label for corner, label in places.items())


def count_example(report: Point) -> int:
    """How many digits of the page that ships were read right; none if rows were lost."""
    pairs = itertools.zip_longest(EXAMPLE, report["rows"], fillvalue="")
    return sum(a == b for wanted, found in pairs for a, b in zip(wanted, found, strict=False))


def find_bends(series: dict[str, tuple[list[Point], str, str]]) -> tuple[Point, list[Point]]:
    """Growth from each point to the next, as the exponent on log-log axes, and where it is steep.

    Args:
        series: By name: the points, the name of their size, the name of their cost.
    """
    exponents: Point = {}
    bends = []
    for name, (points, size, cost) in series.items():
        exponents[name] = []
        for low, high in itertools.pairwise(points):
            exponent = math.log(high[cost] / low[cost]) / math.log(high[size] / low[size])
            exponents[name].append(round(exponent, 3))
            if exponent > STEEP:
                bend = {"series": name, "from": low[size], "to": high[size]}
                why = EXPLAINED.get(name, UNKNOWN)
                bends.append({**bend, "exponent": round(exponent, 3), "explanation": why})
    return exponents, bends


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, help="MNIST's four files")
    parser.add_argument("--quick", action="store_true", help="once each, up to 200,000 digits")
    arguments = parser.parse_args()
    folder, rounds = arguments.folder, 1 if arguments.quick else 3
    results: Point = {"machine": machine(), "rounds": rounds}
    trained = [digits for digits in TRAINED if digits <= 200_000 or not arguments.quick]  # noqa: PLR2004
    results["training"] = [show(train(folder, digits, rounds)) for digits in trained]
    for page, full in (("page_that_grows", False), ("page_of_6_megapixels", True)):
        results[page] = [show(read_written(folder, n, rounds, full=full)) for n in WRITTEN]
    results["photo"] = [show(read_photo(size, rounds)) for size in MEGAPIXELS]
    results["threads"] = {
        "training": [show(train(folder, 60_000, rounds, threads=n)) for n in (1, 2)],
        "answering": [show(answer(folder, rounds, threads=n)) for n in (1, 2)],
        "photo_of_1_megapixel": [show(read_photo(1, rounds, threads=n)) for n in (1, 2)],
    }
    results["exponents"], results["bends"] = find_bends(
        {
            "training, seconds an epoch": (results["training"], "digits", "seconds_an_epoch"),
            "training, megabytes": (results["training"], "digits", "megabytes"),
            "page that grows, seconds": (results["page_that_grows"], "digits", "seconds"),
            "page that grows, megabytes": (results["page_that_grows"], "digits", "megabytes"),
            "page of 6 MP, seconds": (results["page_of_6_megapixels"], "digits", "seconds"),
            "page of 6 MP, megabytes": (results["page_of_6_megapixels"], "digits", "megabytes"),
            "photo, seconds": (results["photo"], "megapixels", "seconds"),
            "photo, megabytes": (results["photo"], "megapixels", "megabytes"),
        }
    )
    write("growth", results, quick=arguments.quick)


def show(point: Point) -> Point:
    """Print a point as it comes."""
    print(*(f"{key}={value}" for key, value in point.items()), flush=True)
    return point


if __name__ == "__main__":
    main()

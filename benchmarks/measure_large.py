"""Photos of 12 megapixels with some 50 digits in; seconds that a warm reader takes for one, out.

    INKDIGITS_DATA=… python benchmarks/measure_large.py [--pages 5] [--runs 5]

Pages of each grade, of the digits that the shipped network's training set aside, enlarged and kept
as JPEG files; nothing else should run meanwhile. Writes benchmarks/results/pages/large.json.
"""

import argparse
import json
import os
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

import cv2
from PIL import Image

import inkdigits
from inkdigits.files import write_whole
from inkdigits.machine import cores, processor
from page_tasks import Task
from pages import GRADES
from read_pages import RESULTS, Worker

MEGAPIXELS = 12
DIGITS = 50
SEEDS = range(7_000_000, 7_000_040)  # those of them with the most fitting number of digits
QUALITY = 92  # of the JPEG files


def photos_of(grade: int, count: int, folder: Path, maker: Worker) -> list[tuple[Path, int]]:
    """Files of a grade's pages that have about as many digits as wanted, and how many."""
    pages = []
    for seed in SEEDS:
        page, _ = maker.page(Task(group="", source=grade, seed=seed))
        digits = sum(len(one.digits) for one in page.numbers)
        pages.append((abs(digits - DIGITS), seed, digits, page.picture))
    photos = []
    for _, seed, digits, picture in sorted(pages, key=lambda one: one[:2])[:count]:
        scale = (1e6 * MEGAPIXELS / picture[:, :, 0].size) ** 0.5
        large = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC)
        path = folder / f"{grade}-{seed}.jpg"
        Image.fromarray(large).save(path, quality=QUALITY)
        photos.append((path, digits))
    return photos


def seconds_of(reader: inkdigits.Reader, path: Path, runs: int) -> float:
    """The median time of reading a file, once it has been read."""
    reader.read(path)
    times = []
    for _ in range(runs):
        started = time.perf_counter()
        reader.read(path)
        times.append(time.perf_counter() - started)
    return statistics.median(times)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=5)
    parser.add_argument("--runs", type=int, default=5)
    arguments = parser.parse_args()
    maker = Worker([], "train", None, None, None)
    cv2.setNumThreads(-1)  # as many as there are again, for readers of pages have one each
    reader = inkdigits.Reader(inkdigits.load_model())
    grades: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as folder:
        for grade in GRADES:
            photos = photos_of(grade, arguments.pages, Path(folder), maker)
            seconds = [seconds_of(reader, path, arguments.runs) for path, _ in photos]
            grades[str(grade)] = {
                "digits": [digits for _, digits in photos],
                "seconds": [round(one, 3) for one in seconds],
            }
            print(grade, grades[str(grade)], flush=True)
    measured = {
        "command": f"python benchmarks/measure_large.py --pages {arguments.pages} "
        f"--runs {arguments.runs}",
        "megapixels": MEGAPIXELS,
        "runs": arguments.runs,
        "grades": grades,
        "machine": f"{cores()} cores of an {processor()}",
        "load_average": round(os.getloadavg()[0], 2),
    }
    write_whole(RESULTS / "large.json", json.dumps(measured, indent=1).encode() + b"\n")


if __name__ == "__main__":
    main()

"""Drawn photos in; benchmarks/results/batch.json out: what reading many of them at a time gains.

    python benchmarks/measure_batch.py              15 minutes on two cores
    python benchmarks/measure_batch.py --photos 200 --files 1000      the quick form

Cold processes with one worker and with two take turns on the same photos, and must answer alike.
Then their memory is compared for few files and for many, which are the same photos over again.
"""

import argparse
import hashlib
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from draw_page import draw_page
from inkdigits.machine import cores, processor

OUT = Path(__file__).parent / "results" / "batch.json"
PAGES = 20  # that photos are taken of
MEGAPIXELS = (0.3, 1.0)
FEW = 100  # files, that the memory for many is compared with
JOBS = (1, 2)


def take_photo(page: NDArray[np.uint8], rng: np.random.Generator) -> Image.Image:
    """A photo of part of a page: uint8 RGB, other light, size and noise each time."""
    h, w = (round(length * rng.uniform(0.6, 1)) for length in page.shape)
    y, x = (
        rng.integers(length - part + 1) for length, part in zip(page.shape, (h, w), strict=True)
    )
    scale = (1e6 * rng.uniform(*MEGAPIXELS) / (h * w)) ** 0.5
    part = cv2.resize(
        page[y : y + h, x : x + w], None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC
    )
    light = rng.uniform(0.6, 1) * np.linspace(1, rng.uniform(0.8, 1), part.shape[1])
    seen = (part * light)[:, :, None] * rng.uniform(0.93, 1, 3) + rng.normal(0, 2, (*part.shape, 3))
    return Image.fromarray(seen.clip(0, 255).astype(np.uint8))


def draw_photos(folder: Path, count: int) -> list[str]:
    """Fill a folder with photos, JPEG and PNG in turn, all different; their names."""
    pages = [draw_page(seed) for seed in range(PAGES)]
    names = [f"{number:05}.{('jpg', 'png')[number % 2]}" for number in range(count)]
    for number, name in enumerate(names):
        photo = take_photo(pages[number % PAGES], np.random.default_rng(number))
        photo.save(folder / name, **({"quality": 90} if name.endswith("jpg") else {}))
    return names


def cold(folder: Path, names: list[str], jobs: int) -> dict[str, Any]:
    """One process that reads those files: seconds, peak megabytes, what it answered."""
    words = [sys.executable, "-m", "inkdigits", "read", "--json", "--jobs", str(jobs), *names]
    started = time.perf_counter()
    process = subprocess.Popen(words, stdout=subprocess.PIPE, cwd=folder)
    first = process.stdout.readline()
    first_answer = time.perf_counter() - started
    answers = first + process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    process.returncode = status
    if status or answers.count(b"\n") != len(names):
        raise SystemExit(f"--jobs {jobs} failed on {len(names)} files")
    return {
        "jobs": jobs,
        "files": len(names),
        "seconds": round(seconds, 2),
        "first_answer_seconds": round(first_answer, 2),
        "megabytes": round(usage.ru_maxrss / 1024),  # Linux counts in kilobytes
        "answers_sha256": hashlib.sha256(answers).hexdigest(),
    }


def summarize(runs: list[dict[str, Any]], memory: list[dict[str, Any]]) -> dict[str, Any]:
    """What the runs come to; refuses runs that did not answer alike."""
    if len({run["answers_sha256"] for run in runs}) != 1:
        raise SystemExit("answers depend on --jobs")
    one, two = ([run["seconds"] for run in runs if run["jobs"] == jobs] for jobs in JOBS)
    return {
        "seconds_median": {"1": statistics.median(one), "2": statistics.median(two)},
        "times_as_fast": round(statistics.median(one) / statistics.median(two), 2),
        "first_answer_seconds_median": statistics.median(
            run["first_answer_seconds"] for run in runs if run["jobs"] == JOBS[1]
        ),
        "megabytes_few_and_many": [run["megabytes"] for run in memory],
        "rounds": len(one),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--photos", type=int, default=1000, help="to read in each timed run")
    parser.add_argument("--rounds", type=int, default=3, help="of one worker, then two")
    parser.add_argument("--files", type=int, default=5000, help="to read for the memory")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        names = draw_photos(folder, asked.photos)
        runs = [cold(folder, names, jobs) for _ in range(asked.rounds) for jobs in JOBS]
        few = names[:FEW]
        many = [few[number % len(few)] for number in range(asked.files)]
        memory = [cold(folder, files, JOBS[1]) for files in (few, many)]
    results = {
        "command": "inkdigits read --json --jobs N",
        "photos": asked.photos,
        "picture": "0.3 to 1 megapixels, cut out of pages of 31 digits, JPEG and PNG",
        **summarize(runs, memory),
        "runs": runs,
        "memory": memory,
        "machine": f"{cores()} cores of an {processor()}",
    }
    OUT.write_text(json.dumps(results, indent=1) + "\n")
    print(OUT.read_text())


if __name__ == "__main__":
    main()

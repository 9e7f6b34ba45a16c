"""A picture file in; out come the seconds of decoding and reading it by a reader that is warm.

    python benchmarks/programs/read_page.py FILE [--threads 2] [--runs 5]
    python benchmarks/programs/read_page.py --answer MNIST_FOLDER [--threads 2] [--runs 5]

A process of its own for each picture, so that its peak memory is that picture's. With ``--answer``
the 10,000 test digits are answered instead: no photo, no segmentation.
"""

import argparse
import json
import statistics
import time
from pathlib import Path

from inkdigits import Reader, load_data, load_model
from inkdigits.model import Model
from inkdigits.vision.photo import open_photo


def read_page(model: Model, file: Path, runs: int) -> dict[str, object]:
    """Read one picture once to warm up, then so many times by the clock."""
    reader = Reader(model)
    reading = reader.read(open_photo(file))
    decoding, answering = [], []
    for _ in range(runs):
        started = time.perf_counter()
        photo = open_photo(file)
        decoded = time.perf_counter()
        reader.read(photo)
        decoding.append(decoded - started)
        answering.append(time.perf_counter() - decoded)
    boxes = [(digit.value, digit.box) for digit in reading.digits]
    found = [[value, box.x + box.width / 2, box.y + box.height / 2] for value, box in boxes]
    return {
        "decode_seconds": statistics.median(decoding),
        "read_seconds": statistics.median(answering),
        "found": found,
        "rows": reading.text.split("\n"),
    }


def answer(model: Model, folder: Path, runs: int) -> dict[str, object]:
    """Answer MNIST's test digits once to warm up, then so many times by the clock."""
    test = load_data(folder).test
    right = int((model.probabilities(test.images).argmax(1) == test.labels).sum())
    seconds = []
    for _ in range(runs):
        started = time.perf_counter()
        model.probabilities(test.images)
        seconds.append(time.perf_counter() - started)
    return {"seconds": statistics.median(seconds), "digits": len(test), "right": right}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("path", type=Path)
    parser.add_argument("--answer", action="store_true")
    parser.add_argument("--threads", type=int)
    parser.add_argument("--runs", type=int, default=5)
    arguments = parser.parse_args()
    work = answer if arguments.answer else read_page
    model = load_model(threads=arguments.threads)
    print(json.dumps(work(model, arguments.path, arguments.runs)))


if __name__ == "__main__":
    main()

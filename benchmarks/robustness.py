"""A Model folder in; how it does on corrupted digits, other hands and things that are no digits.

    INKDIGITS_DATA=… python benchmarks/robustness.py [MODEL] --name shipped --threads 1
        [--semeion FILE] [--photos FOLDER] [--notmnist FILE] [--validation] [--sheet FILE.png]

Writes benchmarks/results/robustness/NAME.json. The judged digits are MNIST's 10,000 test digits,
or, to choose by, the validation digits that the model's own training set aside.
"""

import argparse
import json
import os
import platform
import shlex
import sys
import time
from importlib.metadata import version
from pathlib import Path
from typing import Any

import cv2
import numpy as np

import inkdigits
from corruption_sheet import save_sheet
from inkdigits.data import Examples, split_validation
from inkdigits.machine import processor
from inkdigits.model import Model
from not_digits import judge_others
from other_hands import judge_builtin, judge_photos, judge_semeion
from robustness_table import tables
from steadiness import accuracy, judge_clean, judge_kinds, summarize

RESULTS = Path(__file__).parent / "results" / "robustness"
VALIDATION = 5000  # digits, for a model that did not learn from MNIST
FONTS = Path("/usr/share/fonts")
LIBRARIES = ("inkdigits", "numpy", "opencv-python-headless", "onnxruntime", "scikit-learn")


def main() -> None:
    arguments = parse()
    cv2.setNumThreads(arguments.threads)
    started = time.perf_counter()
    model = inkdigits.load_model(arguments.model, threads=arguments.threads)
    digits, called = choose_digits(model, validation=arguments.validation, most=arguments.digits)
    if arguments.sheet:
        save_sheet(arguments.sheet, digits.images, arguments.seed)
    measured = {
        "command": shlex.join(["python", "benchmarks/robustness.py", *shown(arguments)]),
        "model": describe(model),
        "digits": called,
        "seed": arguments.seed,
        **measure(model, digits, arguments),
        "machine": {"processor": processor(), "threads": arguments.threads},
        "versions": {"python": platform.python_version()}
        | {name: version(name) for name in LIBRARIES},
        "load_average": os.getloadavg()[0],
        "seconds": round(time.perf_counter() - started, 1),
    }
    print(tables([measured]))
    if arguments.name:
        RESULTS.mkdir(parents=True, exist_ok=True)
        path = RESULTS / f"{arguments.name}.json"
        path.write_text(json.dumps(measured, indent=1, ensure_ascii=False) + "\n")
        print(path)


def measure(model: Model, digits: Examples, arguments: argparse.Namespace) -> dict[str, Any]:
    """Every figure of a model."""
    clean = judge_clean(model, digits)
    print(f"clean: {clean['right']} of {clean['total']}", file=sys.stderr)
    kinds, sure, right = [], [], []
    for figures, confidence, correct in judge_kinds(
        model, digits, seed=arguments.seed, sample=arguments.sample
    ):
        print(f"{figures['name']}: {accuracy(figures):.2%}", file=sys.stderr)
        kinds.append(figures)
        sure.append(confidence)
        right.append(correct)
    hands = judge_builtin(model)
    if arguments.semeion:
        hands |= judge_semeion(model, arguments.semeion)
    if arguments.photos:
        hands |= judge_photos(model, arguments.photos)
    others = judge_others(
        model,
        digits.images,
        seed=arguments.seed,
        notmnist=arguments.notmnist,
        fonts=arguments.fonts,
    )
    return {
        "clean": clean,
        "means": summarize(kinds, np.concatenate(sure), np.concatenate(right)),
        "kinds": kinds,
        "hands": hands,
        "not_digits": others,
    }


def choose_digits(
    model: Model, *, validation: bool, most: int | None = None
) -> tuple[Examples, str]:
    """The digits to judge a model on, and what to call them; never any that it learned from."""
    data = inkdigits.load_data("mnist")
    digits, called = data.test, "MNIST's test digits"
    if validation:
        learned = model.card.data
        mnist = learned.get("name") == "mnist"
        own = learned.get("validation_seed", model.card.seed)
        size, seed = (learned["validation_digits"], own) if mnist else (VALIDATION, 0)
        if not size:
            raise SystemExit(f"{model.folder} learned from all of MNIST: it has no validation part")
        _, digits = split_validation(data.train, size=size, seed=seed)
        called = f"MNIST's validation digits of seed {seed}"
    digits = Examples(images=digits.images[:most], labels=digits.labels[:most])
    return digits, f"{len(digits):,} of {called}"


def describe(model: Model) -> dict[str, Any]:
    """Which model it is, as its card says."""
    card = model.card
    return {
        "recipe": card.recipe,
        "seed": card.seed,
        "command": card.command,
        "created": card.created,
        "data": card.data,
        "parameters": card.measured.get("parameters"),
    }


def shown(arguments: argparse.Namespace) -> list[str]:
    """The command line without the folders of this machine."""
    words = [] if arguments.model is None else [arguments.model.name]
    for option in ("semeion", "photos", "notmnist"):
        if getattr(arguments, option):
            words += [f"--{option}", getattr(arguments, option).name]
    words += ["--validation"] if arguments.validation else []
    for option in ("digits", "sample", "seed", "threads", "name"):
        if (value := getattr(arguments, option)) is not None:
            words += [f"--{option}", str(value)]
    return words


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("model", type=Path, nargs="?", help="a Model folder; the shipped model")
    parser.add_argument("--name", help="of the file to write; none is written without it")
    parser.add_argument("--validation", action="store_true", help="judge on validation digits")
    parser.add_argument("--digits", type=int, help="judge on the first so many only")
    parser.add_argument("--sample", type=int, default=1000, help="digits a kind for the reader")
    parser.add_argument("--seed", type=int, default=0, help="of the corruptions and the scribbles")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--semeion", type=Path, help="semeion.data, or its folder")
    parser.add_argument("--photos", type=Path, help="a folder of photos with labels.csv")
    parser.add_argument("--notmnist", type=Path, help="an IDX file of letters, or its folder")
    parser.add_argument("--fonts", type=Path, default=FONTS, help="a folder of fonts")
    parser.add_argument("--sheet", type=Path, help="draw a contact sheet of the corruptions here")
    return parser.parse_args()


if __name__ == "__main__":
    main()

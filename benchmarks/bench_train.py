"""MNIST's folder in; results/train.json out: every contender's seconds to its accuracy, in one run.

    python benchmarks/bench_train.py MNIST_FOLDER --peers PYTHON_WITH_TENSORFLOW [--quick]

Ours runs before and after each of the others, so that a machine that grows slower does so for all.
A program that is timed to 99.0 % stops at the first epoch whose test score says so, a choice by
the test set that only the others are allowed: ours is scored once, at its end.
"""

import argparse
import json
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import mean, median, stdev
from typing import Any

from measure import machine, run, write

HERE = Path(__file__).parent
TARGET = 0.99


@dataclass(frozen=True)
class Contender:
    """A program, and whose Python runs it."""

    name: str
    words: tuple[str, ...]  # of its command line; MNIST's folder and the seed follow
    tensorflow: bool = False


TUOMASO = Contender("tuomaso", ("peers/tuomaso_mnist.py",))
TUOMASO_HERE = Contender("tuomaso, our trainer", ("ours.py", "--network", "tuomaso"))
KERAS = Contender("keras", ("peers/keras_convnet.py", "--until", str(TARGET)), tensorflow=True)
PYTORCH = Contender("pytorch", ("peers/pytorch_mnist.py", "--until", str(TARGET)))
DEEPNN = Contender(
    "deepnn, tensorflow", ("peers/deepnn_tensorflow.py", "--mode", "graph"), tensorflow=True
)
DROPOUT = Contender(
    "dropout, tensorflow", ("peers/dropout_tensorflow.py", "--mode", "function"), tensorflow=True
)
LONG = (KERAS, DROPOUT, PYTORCH, DEEPNN, KERAS)  # one after each round of the short ones
ROUNDS = 10


def race(folder: Path, peers: str, *, quick: bool) -> Iterator[dict[str, Any]]:
    """Run them all in turns; give each run as it ends."""
    long = [] if quick else list(LONG)
    for seed in range(3 if quick else ROUNDS):
        yield ours(seed)
        for contender in (TUOMASO, TUOMASO_HERE):
            yield other(contender, folder, peers, seed)
        if seed < len(long):
            yield other(long[seed], folder, peers, long[:seed].count(long[seed]))


def ours(seed: int) -> dict[str, Any]:
    """One cold ``inkdigits train fast``."""
    with tempfile.TemporaryDirectory() as out:
        model = Path(out) / "model"
        words = ("train", "fast", "--data", "mnist", "--seed", str(seed))
        ran = run("-m", "inkdigits", *words, "--out", model)
        measured = json.loads((model / "model.json").read_text())["measured"]
    return {
        "contender": "inkdigits fast",
        "command": " ".join(("inkdigits", *words)),
        "seed": seed,
        "cold_seconds": round(ran.seconds, 2),
        "megabytes": round(ran.megabytes),
        "train_seconds": measured["train_seconds"],
        "parameters": measured["parameters"],
        "test_right": measured["test_right"],
        "curve": [{"seconds": measured["train_seconds"], "test_right": measured["test_right"]}],
    }


def other(contender: Contender, folder: Path, peers: str, seed: int) -> dict[str, Any]:
    """One cold run of another program; only its last judgement counts as its time."""
    words = (contender.words[0], str(folder), *contender.words[1:], "--seed", str(seed))
    python = peers if contender.tensorflow else None
    ran = run(HERE / words[0], *words[1:], python=python)
    report = ran.report()
    judged = max(len(report["curve"]), 1)
    spared = report["judging_seconds"] * (judged - 1) / judged
    return {
        **report,
        "contender": contender.name,
        "program": report["contender"],
        "command": " ".join(("python", words[0], "MNIST", *words[2:])),
        "cold_seconds": round(ran.seconds - spared, 2),
        "megabytes": round(ran.megabytes),
    }


def summarize(runs: list[dict[str, Any]]) -> dict[str, Any]:
    """Medians by contender, and how many times faster ours is."""
    by_name: dict[str, list[dict[str, Any]]] = {}
    for each in runs:
        by_name.setdefault(each["contender"], []).append(each)
    summary = {}
    for name, group in by_name.items():
        shares = [each["test_right"] / 10_000 for each in group]
        summary[name] = {
            "runs": len(group),
            "accuracy_mean": mean(shares),
            "accuracy_spread": stdev(shares) if len(shares) > 1 else None,
            "accuracy_least": min(shares),
            "train_seconds": median(each["train_seconds"] for each in group),
            "cold_seconds": median(each["cold_seconds"] for each in group),
            "megabytes": max(each["megabytes"] for each in group),
            "parameters": group[0]["parameters"],
        }
    fast = summary["inkdigits fast"]
    for entry in summary.values():
        for clock in ("train", "cold"):
            times = entry[f"{clock}_seconds"] / fast[f"{clock}_seconds"]
            entry[f"times_{clock}"] = round(times, 2)
    return summary


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, help="MNIST's four files")
    parser.add_argument("--peers", required=True, help="a Python that has TensorFlow and Keras")
    parser.add_argument("--quick", action="store_true", help="3 rounds of the short ones")
    arguments = parser.parse_args()
    about, runs = machine(), []
    for each in race(arguments.folder, arguments.peers, quick=arguments.quick):
        runs.append(each)
        print(
            f"{each['contender']}: {each['train_seconds']:.2f} s of training, "
            f"{each['cold_seconds']:.2f} s cold, {each['test_right']:,} right",
            flush=True,
        )
        results = {"machine": about, "summary": summarize(runs), "runs": runs}
        write("train", results, quick=arguments.quick)


if __name__ == "__main__":
    main()

"""MNIST's folder in; benchmarks/results/answer.json out: how fast ours and its peers answer.

    python benchmarks/bench_answer.py MNIST_FOLDER [--peers PYTHON_WITH_TENSORFLOW] [--quick]

Each engine is a process of its own, and they take turns: every round runs all of them once, so that
a machine that slows down slows all alike. About eight minutes on two cores, or three with --quick.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from measure import machine, run, spread, write

ENGINES = Path(__file__).parent / "engines"
PREDICT_SHARE = 5  # Keras' predict takes tens of milliseconds a call: so many times fewer calls
PROPER = 9_500  # of 10,000 right: what an engine that is set up wrongly does not reach


def collect(reports: list[Any]) -> Any:
    """Reports of one shape as one: fractions as a spread, what is alike as it is."""
    first = reports[0]
    if isinstance(first, dict):
        return {key: collect([report[key] for report in reports]) for key in first}
    if isinstance(first, float):
        return spread(reports, 5 if first < 1 else 3)
    return first if all(report == first for report in reports) else reports


def engine(program: str, *words: object, python: str | None = None) -> dict[str, Any]:
    """What one program under engines/ reports."""
    print(program, *words, file=sys.stderr, flush=True)
    return run(ENGINES / f"{program}.py", *map(str, words), python=python).report()


def contenders(
    folder: Path, models: dict[str, list[object]], layouts: dict[str, str], peers: str | None
) -> dict[str, tuple[str, list[object], str | None]]:
    """Each engine's name; its program, what it is told, and which Python runs it."""
    found: dict[str, tuple[str, list[object], str | None]] = {}
    for name, model in models.items():
        ours = [folder, *model]
        layout = ["--layout", layouts[name]]
        found[f"inkdigits, {name}"] = ("ours", ours, None)
        found[f"inkdigits, {name}, one thread"] = ("ours", [*ours, "--threads", 1], None)
        found[f"torch, {name}"] = ("pytorch", [*ours, *layout], None)
        found[f"torch.compile, {name}"] = ("pytorch", [*ours, *layout, "--compile"], None)
    if peers:
        keras = [folder, "--model", folder / "keras_convnet.keras", "--way"]
        found["Keras predict, Keras example"] = ("keras_network", [*keras, "predict"], peers)
        found["tf.function, Keras example"] = ("keras_network", [*keras, "function"], peers)
    return found


def race(
    found: dict[str, tuple[str, list[object], str | None]], *, rounds: int, passes: int, calls: int
) -> dict[str, Any]:
    """All engines' reports, gathered over the rounds."""
    reports: dict[str, list[dict[str, Any]]] = {name: [] for name in found}
    for _ in range(rounds):
        for name, (program, words, python) in found.items():
            fewer = calls // PREDICT_SHARE if "predict" in words else calls
            how = ["--passes", passes, "--calls", fewer, "--started", time.monotonic()]
            report = engine(program, *words, *how, python=python)
            if report["test_right"] < PROPER:
                raise SystemExit(f"{name} answers {report['test_right']:,} test digits right only.")
            reports[name].append(report)
    return {name: collect(every) for name, every in reports.items()}


def read_photo(photo: Path, runs: int) -> dict[str, Any]:
    """Seconds and memory of ``inkdigits read`` on one photo, each time as a new process."""
    every = [run("-m", "inkdigits", "read", photo) for _ in range(runs)]
    return {
        "picture": "the example page as a JPEG of 1168 by 857 pixels",
        "seconds": spread([one.seconds for one in every]),
        "megabytes": spread([one.megabytes for one in every], 0),
    }


def check_targets(results: dict[str, Any]) -> dict[str, Any]:
    """What was promised, what was measured, and whether the promise is kept."""
    shipped, fast = (results["engines"][f"inkdigits, {name}"] for name in ("shipped", "fast"))
    photo = results["read_one_megapixel"]
    figures = {
        "seconds_for_10000_fast": (fast["seconds_for_10000"]["median"], 0.25),
        "seconds_for_10000_shipped": (shipped["seconds_for_10000"]["median"], 0.8),
        "milliseconds_p50_shipped": (shipped["milliseconds_p50"]["median"], 0.3),
        "milliseconds_p50_fast": (fast["milliseconds_p50"]["median"], 0.3),
        "read_seconds": (photo["seconds"]["median"], 0.7),
        "read_megabytes": (photo["megabytes"]["most"], 250),
    }
    return {
        name: {"measured": measured, "at_most": limit, "met": measured <= limit}
        for name, (measured, limit) in figures.items()
    }


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("mnist", type=Path, help="folder with MNIST's four .gz files")
    parser.add_argument("--peers", help="a Python that has TensorFlow; without it no Keras")
    parser.add_argument("--quick", action="store_true", help="one round, fewer repeats")
    arguments = parser.parse_args()
    rounds, passes, calls, runs = (1, 1, 500, 5) if arguments.quick else (3, 3, 2000, 20)
    with tempfile.TemporaryDirectory() as temporary:
        folder, fast = Path(temporary), Path(temporary, "fast")
        run(ENGINES / "prepare.py", arguments.mnist, folder)
        run("-m", "inkdigits", "train", "fast", "--data", arguments.mnist, "--out", fast)
        models: dict[str, list[object]] = {"shipped": [], "fast": ["--model", fast]}
        layouts = {
            name: engine("pytorch", folder, *model, "--passes", 1, "--calls", 1)["layout"]
            for name, model in models.items()
        }
        if arguments.peers:
            keras = ("peers/keras_convnet.py", arguments.mnist, "--save", folder)
            run(ENGINES.parent / keras[0], *keras[1:], "--steps", "422", python=arguments.peers)
        found = contenders(folder, models, layouts, arguments.peers)
        results: dict[str, Any] = {
            "machine": machine(),
            "quick": arguments.quick,
            "rounds": rounds,
            "threads": engine("threads", folder, "--passes", 2 * passes),
            "engines": race(found, rounds=rounds, passes=passes, calls=calls),
            "read_one_megapixel": read_photo(folder / "photo.jpg", runs),
        }
        for what in ("operators", "quantize"):
            results[what] = {
                name: engine(what, folder, *model, "--passes", passes)
                for name, model in models.items()
            }
    results["targets"] = check_targets(results)
    write("answer", results, quick=arguments.quick)


if __name__ == "__main__":
    main()

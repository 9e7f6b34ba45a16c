"""MNIST's folder in; results/pace.json out: milliseconds a step of the tutorials, ours and others'.

    python benchmarks/bench_pace.py MNIST_FOLDER --peers PYTHON_WITH_TENSORFLOW [--quick]

The same network, batch and optimiser in each; in turns, A B C A B C, each a process of its own.
The first step, in which graphs are traced and memory is taken, is left out.
"""

import argparse
from pathlib import Path
from typing import Any

from measure import machine, run, spread, write

HERE = Path(__file__).parent
STEPS = 200


def programs(tutorial: str) -> dict[str, tuple[str, ...]]:
    """The three programs of a tutorial, by name: what follows MNIST's folder comes after it."""
    return {
        "inkdigits": ("ours.py", "--recipe", f"tutorial-{tutorial}"),
        "tensorflow, graph": (f"peers/{tutorial}_tensorflow.py", "--mode", "graph"),
        "tensorflow, function": (f"peers/{tutorial}_tensorflow.py", "--mode", "function"),
    }


def milliseconds(words: tuple[str, ...], folder: Path, python: str | None) -> float:
    """One step's time, the mean of all but the first."""
    limits = ("--steps", str(STEPS), "--no-judge")
    report = run(HERE / words[0], folder, *words[1:], *limits, python=python).report()
    seconds = report["train_seconds"] - report["first_step_seconds"]
    return 1000 * float(seconds) / (report["steps"] - 1)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, help="MNIST's four files")
    parser.add_argument("--peers", required=True, help="a Python that has TensorFlow and Keras")
    parser.add_argument("--quick", action="store_true", help="one round, not three")
    arguments = parser.parse_args()
    results: dict[str, Any] = {"machine": machine(), "steps": STEPS}
    for tutorial in ("deepnn", "dropout"):
        times: dict[str, list[float]] = {name: [] for name in programs(tutorial)}
        for _ in range(1 if arguments.quick else 3):
            for name, words in programs(tutorial).items():
                python = arguments.peers if "tensorflow" in name else None
                times[name].append(milliseconds(words, arguments.folder, python))
                print(f"{tutorial}, {name}: {times[name][-1]:.1f} ms a step", flush=True)
        results[tutorial] = {
            name: {"milliseconds": spread(values), "runs": values} for name, values in times.items()
        }
    write("pace", results, quick=arguments.quick)


if __name__ == "__main__":
    main()

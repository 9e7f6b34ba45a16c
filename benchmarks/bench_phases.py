"""MNIST's folder in; results/phases.json out: what a cold ``train`` and ``read`` spend time on.

    python benchmarks/bench_phases.py MNIST_FOLDER [--quick]

Milliseconds from the start of the process to the end of each phase, medians of cold processes; the
same command without a watch runs in turns with them, to show that watching costs nothing.
"""

import argparse
import json
import os
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

from measure import machine, run, spread, write

PROGRAM = Path(__file__).parent / "programs" / "phases.py"
COMMANDS = {
    "train": ("train", "fast", "--data", "mnist"),
    "read": ("read", "--example"),
}
BESIDE = {"MNIST read, beside the imports"}  # on the other core: it takes nobody's time


def watched(words: tuple[str, ...], folder: Path) -> dict[str, float]:
    """One cold process under watch: the milliseconds at which its phases ended, in order."""
    file = folder / "phases.json"
    started = time.time()
    ran = run(PROGRAM, repr(started), file, *words)
    ended: dict[str, float] = json.loads(file.read_text())
    return {**dict(sorted(ended.items(), key=lambda item: item[1])), "exit": 1000 * ran.seconds}


def measure(words: tuple[str, ...], runs: int) -> dict[str, Any]:
    """The phases of one command, and its time when nobody watches."""
    phases, plain = [], []
    with tempfile.TemporaryDirectory() as folder:
        for number in range(runs):
            out = Path(folder) / str(number)
            more = ("--out", str(out / "watched")) if words[0] == "train" else ()
            phases.append(watched((*words, *more), Path(folder)))
            more = ("--out", str(out / "plain")) if words[0] == "train" else ()
            plain.append(1000 * run("-m", "inkdigits", *words, *more).seconds)
    return {
        "command": " ".join(("inkdigits", *words)),
        "phases": summarize(phases),
        "watched_milliseconds": spread([each["exit"] for each in phases], 1),
        "plain_milliseconds": spread(plain, 1),
    }


def summarize(runs: list[dict[str, float]]) -> list[dict[str, Any]]:
    """Each phase's end and length, medians over the runs, in the order of their ends."""
    lengths: dict[str, list[float]] = {}
    for ended in runs:
        before = 0.0
        for phase, at in ended.items():
            lengths.setdefault(phase, []).append(at - before)
            before = before if phase in BESIDE else at
    ends = {phase: median(ended[phase] for ended in runs) for phase in runs[0]}
    return [
        {
            "phase": phase,
            "ended": round(ends[phase], 1),
            "took": None if phase in BESIDE else round(median(lengths[phase]), 1),
        }
        for phase in sorted(ends, key=lambda phase: ends[phase])
    ]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, help="MNIST's four files")
    parser.add_argument("--quick", action="store_true", help="3 cold processes, not 7")
    arguments = parser.parse_args()
    os.environ["INKDIGITS_DATA"] = str(arguments.folder)
    results: dict[str, Any] = {"machine": machine()}
    for name, words in COMMANDS.items():
        results[name] = measure(words, 3 if arguments.quick else 7)
        print(results[name]["command"])
        for phase in results[name]["phases"]:
            print(f"{phase['ended']:8.0f} ms  {phase['phase']}")
        print(f"{results[name]['plain_milliseconds']['median']:8.0f} ms  without a watch")
    write("phases", results, quick=arguments.quick)


if __name__ == "__main__":
    main()

"""A command line in; its seconds, peak memory and last words out. What all benchmarks share."""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from inkdigits.machine import cores, multiplies_bfloat16, processor

ROOT = Path(__file__).parent.parent
RESULTS = ROOT / "benchmarks" / "results"
QUICK = ROOT / "build" / "bench-quick"
LIBRARIES = ("inkdigits", "torch", "numpy", "opencv-python-headless", "onnxruntime")


@dataclass(frozen=True, kw_only=True)
class Ran:
    """One process, from its start to its end."""

    seconds: float  # cold: everything from exec to exit
    megabytes: float  # peak resident memory
    output: str  # standard output

    def report(self) -> dict[str, Any]:
        """The JSON object on its last line."""
        return dict(json.loads(self.output.strip().rpartition("\n")[2]))


def run(*words: str | os.PathLike[str], python: str | None = None, check: bool = True) -> Ran:
    """Run a Python program or module as a process of its own, and wait for it.

    Args:
        words: What follows ``python`` on the command line.
        python: Which one; the one that runs this where it is None.
        check: Whether a failure ends the benchmark, with what the program had to say.
    """
    command = [python or sys.executable, *map(os.fspath, words)]
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        started = time.perf_counter()
        process = subprocess.Popen(command, stdout=output, stderr=errors)
        try:
            _, status, usage = os.wait4(process.pid, 0)
        except BaseException:
            process.kill()
            raise
        seconds = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        errors.seek(0)
        if check and process.returncode:
            raise SystemExit(f"{' '.join(command)} failed:\n{errors.read().decode()}")
        return Ran(
            seconds=seconds,
            megabytes=usage.ru_maxrss / 1024,  # Linux counts in kilobytes
            output=output.read().decode(),
        )


def machine() -> dict[str, Any]:
    """What the figures of one results file hold for."""
    return {
        "processor": processor(),
        "cores": cores(),
        "bfloat16_units": multiplies_bfloat16(),
        "python": sys.version.split()[0],
        "versions": {name: version(name) for name in LIBRARIES},
        "load_average": os.getloadavg()[0],
    }


def spread(values: Sequence[float], digits: int = 3) -> dict[str, float | int]:
    """Median, least and most of some measurements, and how many they are."""
    return {
        "n": len(values),
        "median": round(statistics.median(values), digits),
        "least": round(min(values), digits),
        "most": round(max(values), digits),
    }


def write(name: str, results: dict[str, Any], *, quick: bool = False) -> None:
    """Keep results as ``benchmarks/results/NAME.json``; those of a quick run go elsewhere."""
    path = (QUICK if quick else RESULTS) / f"{name}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n")
    print(f"wrote {path}", file=sys.stderr)

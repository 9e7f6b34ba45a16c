"""A function that answers digits in; how fast, how soon, in how much memory and how well out.

All engines report in this way, in one line of JSON. It needs NumPy and nothing else, because the
peers answer in an environment of their own.
"""

import argparse
import json
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

BATCHES = (64, 1024, 10_000)  # besides 1, which is timed call by call
WARM_UP = 50  # calls
STATUS = Path("/proc/self/status")  # Linux has it

Answer = Callable[[NDArray[Any]], NDArray[np.float32]]  # n digits -> (n, 10) probabilities


def make_parser(description: str | None) -> argparse.ArgumentParser:
    """The words that every engine understands; an engine adds its own."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("digits", type=Path, help="folder that prepare.py wrote")
    parser.add_argument("--started", type=float, help="time.monotonic() when this was started")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--passes", type=int, default=5, help="over the 10,000 test digits")
    parser.add_argument("--calls", type=int, default=2000, help="on one digit each")
    return parser


def test_digits(folder: Path) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """MNIST's test digits, uint8 (10000, 28, 28), and what they show, uint8 (10000,)."""
    return np.load(folder / "test_frames.npy"), np.load(folder / "test_labels.npy")


def measure(
    answer: Answer,
    digits: NDArray[Any],
    labels: NDArray[np.uint8],
    arguments: argparse.Namespace,
    *,
    in_batches: Callable[[NDArray[Any], int], object] | None = None,
    **extra: Any,
) -> None:
    """Time an engine that is loaded but has not answered yet, and print the report.

    Args:
        answer: Answers any number of digits.
        digits: (10000, ...), as ``answer`` takes them.
        labels: (10000,), what they show.
        arguments: What ``make_parser`` understood.
        in_batches: The engine's own way to answer all digits, so many at once, if it has one.
        extra: What else to report.
    """
    started = time.monotonic() if arguments.started is None else arguments.started
    ready = time.monotonic()
    answer(digits[:1])
    answered = time.monotonic()
    report: dict[str, Any] = {
        "seconds_to_first_answer": answered - started,  # cold, from exec
        "seconds_of_first_answer": answered - ready,  # what is compiled late is compiled here
        "megabytes_at_first_answer": peak_megabytes(),
        **latency(answer, digits, arguments.calls),
    }
    throughput, first = {"1": report["calls_a_second"]}, {}
    for size in BATCHES:
        first[str(size)], seconds = time_passes(
            in_batches or _pieces(answer), digits, size, arguments.passes
        )
        whole = len(digits) // size * size
        throughput[str(size)] = whole / statistics.median(seconds)
    del report["calls_a_second"]
    report |= {
        "digits_a_second": throughput,
        "seconds_for_10000": len(digits) / throughput[str(len(digits))],
        "seconds_first_pass": first,
        "megabytes": peak_megabytes(),
        "test_right": int((answer(digits).argmax(1) == labels).sum()),
    }
    print(json.dumps(rounded(report | extra)), flush=True)


def latency(answer: Answer, digits: NDArray[Any], calls: int) -> dict[str, float]:
    """Milliseconds of one call on one digit, when warm."""
    seconds = []
    for i in range(WARM_UP + calls):
        one = digits[i % len(digits)][None]
        started = time.perf_counter()
        answer(one)
        seconds.append(time.perf_counter() - started)
    warm = np.array(seconds[WARM_UP:])
    p50, p99 = np.percentile(warm, [50, 99])
    return {
        "milliseconds_p50": p50 * 1e3,
        "milliseconds_p99": p99 * 1e3,
        "calls_a_second": calls / float(warm.sum()),
    }


def time_passes(
    in_batches: Callable[[NDArray[Any], int], object],
    digits: NDArray[Any],
    size: int,
    passes: int,
) -> tuple[float, list[float]]:
    """Seconds of a first pass over the whole batches, and of those after it."""
    seconds = []
    for _ in range(1 + passes):
        started = time.perf_counter()
        in_batches(digits[: len(digits) // size * size], size)
        seconds.append(time.perf_counter() - started)
    return seconds[0], seconds[1:]


def peak_megabytes() -> float:
    """Peak resident memory of this program alone.

    Not ``ru_maxrss``: Linux lets a child begin with the peak of the parent that started it.
    """
    if not sys.platform.startswith("linux"):
        return float("nan")
    lines = STATUS.read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM:"))


def rounded(value: Any) -> Any:
    """The same with four significant digits in every fraction."""
    if isinstance(value, dict):
        return {key: rounded(inner) for key, inner in value.items()}
    return float(f"{value:.4g}") if isinstance(value, float) else value


def _pieces(answer: Answer) -> Callable[[NDArray[Any], int], object]:
    return lambda digits, size: [
        answer(digits[at : at + size]) for at in range(0, len(digits), size)
    ]

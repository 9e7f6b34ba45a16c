"""Training steps and a judge in; progress on stderr and one line of JSON on stdout out.

All peers report in this way, so that they can be compared. Only what is inside training steps
counts as training time: the clock stands still while digits are read, networks are made and the
test digits are judged. What the first step takes longer, mostly compilation, is told apart too.
"""

import argparse
import itertools
import json
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

TEST_DIGITS = 10_000


@dataclass(kw_only=True)
class Record:
    """All that a program reports; times and the curve grow while it runs."""

    contender: str  # the program, and its mode if it has several
    framework: str
    parameters: int
    batch_size: int
    seed: int
    threads: int
    steps: int = 0  # done
    train_seconds: float = 0.0  # inside training steps only
    first_step_seconds: float = 0.0  # the part of these that the first step took
    judging_seconds: float = 0.0
    curve: list[dict[str, float]] = field(default_factory=list)  # seconds, step, test_right
    test_right: int | None = None  # of 10,000, when judged last


def make_parser(description: str | None) -> argparse.ArgumentParser:
    """The words that every program understands; a program adds its own."""
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, help="holds MNIST's four .gz files")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--steps", type=int, help="cut training short after this many steps")
    parser.add_argument("--until", type=float, help="stop when judged this accurate, as 0.99")
    parser.add_argument(
        "--judge-every",
        type=int,
        metavar="STEPS",
        help="how often to judge the test digits; with --steps, only at the end unless given",
    )
    parser.add_argument("--no-judge", action="store_true", help="train, and judge nothing")
    return parser


def race(
    record: Record,
    arguments: argparse.Namespace,
    *,
    training: Iterator[None],
    judge: Callable[[], int],
    steps: int,
    judge_every: int,
) -> None:
    """Train, judge now and then, and print the report.

    Args:
        record: A fresh one.
        arguments: What ``make_parser`` understood.
        training: Does one training step each time it is asked for the next.
        judge: Counts the test digits that are read right.
        steps: The training's full length; ``arguments`` may cut it short.
        judge_every: How many steps lie between two judgements unless ``arguments`` say.
    """
    if arguments.steps:
        steps = judge_every = min(steps, arguments.steps)
    judge_every = arguments.judge_every or judge_every
    while record.steps < steps:
        until_judged = judge_every - record.steps % judge_every
        wanted = min(until_judged, steps - record.steps) if record.steps else 1
        started = time.perf_counter()
        for _ in itertools.islice(training, wanted):
            pass
        count_steps(record, wanted, time.perf_counter() - started)
        due = record.steps == steps or record.steps % judge_every == 0
        if due and judge_now(record, arguments, judge):
            break
    print_record(record)


def count_steps(record: Record, steps: int, seconds: float) -> None:
    """Add to ``record`` that so many more training steps took so long."""
    if not record.steps:
        record.first_step_seconds = seconds
    record.steps += steps
    record.train_seconds += seconds


def judge_now(record: Record, arguments: argparse.Namespace, judge: Callable[[], int]) -> bool:
    """Judge, unless that is not wanted; say whether ``--until`` is reached."""
    if arguments.no_judge:
        return False
    started = time.perf_counter()
    record.test_right = judge()
    record.judging_seconds += time.perf_counter() - started
    record.curve.append(
        {
            "seconds": round(record.train_seconds, 3),
            "step": record.steps,
            "test_right": record.test_right,
        }
    )
    print(
        f"{record.contender}: {record.steps:,} steps, {record.train_seconds:.1f} s, "
        f"{record.test_right:,} of {TEST_DIGITS:,} right",
        file=sys.stderr,
        flush=True,
    )
    return arguments.until is not None and record.test_right / TEST_DIGITS >= arguments.until


def print_record(record: Record) -> None:
    """The report, as the last line of stdout."""
    rounded = {
        name: round(value, 4) if isinstance(value, float) else value
        for name, value in asdict(record).items()
    }
    print(json.dumps(rounded), flush=True)

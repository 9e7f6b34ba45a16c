"""A recipe's settings and a number of seeds in; a folder of models and study.json out.

Each seed trains in a process of its own, as anybody would start it, so that its time and memory are
those of the whole command. study.json is what the project's own tables are made from.
"""

import contextlib
import dataclasses
import json
import os
import shlex
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from inkdigits.errors import TrainingError, UsageError
from inkdigits.files import write_whole
from inkdigits.model import CARD, load_model

FILE = "study.json"


def study(
    recipe: str,
    options: Sequence[str] = (),
    *,
    data: str = "auto",
    seeds: Sequence[int],
    out: Path,
    resume: bool = False,
    notice: Callable[[str], None] = lambda _: None,
) -> dict[str, Any]:
    """Train a recipe once with each seed, and keep what each run came to.

    Args:
        recipe: Its name.
        options: Of ``inkdigits train``, the same for all.
        data: What they learn from and are judged on, as ``inkdigits train`` takes it.
        seeds: One for each run.
        out: The folder; ``seed-N`` in it will be the models.
        resume: Go on with a study that was stopped.
        notice: Told what a person should know, a line at a time.

    Returns:
        What is in study.json: for each run its command, its card, the seconds and the peak memory
        of its process, and its evaluation.

    Raises:
        UsageError: There is a study in ``out`` already, or another one.
        TrainingError: A run failed; the runs before it are kept.
    """
    options = ["--data", data, *options]
    runs = _begun(out, recipe, options, resume=resume)
    content = {"recipe": recipe, "options": options, "runs": runs}
    for seed in seeds:
        folder = out / f"seed-{seed}"
        run = next((run for run in runs if run["seed"] == seed), None)
        if run is None:
            run = _run(recipe, options, seed, folder, resume=resume)
            runs.append(run)
            _keep(out, content)
        else:
            notice(f"Seed {seed} is done: {folder}.")
        if run["evaluation"] is None:
            run["evaluation"] = _judge(folder, data)
            _keep(out, content)
    return content


def _keep(out: Path, content: dict[str, Any]) -> None:
    """Write study.json anew."""
    write_whole(out / FILE, json.dumps(content, indent=1, ensure_ascii=False).encode() + b"\n")


def accuracy(run: dict[str, Any]) -> float:
    """The share of the test digits that a run has right."""
    measured = run["card"]["measured"]
    return float(measured["test_right"] / measured["test_total"])


def summarize(runs: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Mean, standard deviation (None of a single run) and least of the runs' test accuracies."""
    shares = [accuracy(run) for run in runs]
    cold = [run["cold_seconds"] for run in runs if run["cold_seconds"] is not None]
    return {
        "runs": len(runs),
        "accuracy_mean": statistics.mean(shares),
        "accuracy_spread": statistics.stdev(shares) if len(shares) > 1 else None,
        "accuracy_least": min(shares),
        "train_seconds": statistics.median(
            run["card"]["measured"]["train_seconds"] for run in runs
        ),
        "cold_seconds": statistics.median(cold) if cold else None,
    }


def _begun(out: Path, recipe: str, options: Sequence[str], *, resume: bool) -> list[dict[str, Any]]:
    """The runs that a study has already, none of a new one."""
    file = out / FILE
    if not file.exists():
        out.mkdir(parents=True, exist_ok=True)
        return []
    if not resume:
        raise UsageError(f"{file} is there. Go on with --resume, or choose another --out.")
    try:
        content = json.loads(file.read_bytes())
        before = (content["recipe"], content["options"])
        runs = list(content["runs"])
    except (ValueError, KeyError, TypeError) as error:
        raise UsageError(f"{file} is not a study's. Choose another --out.") from error
    if before != (recipe, list(options)):
        told = shlex.join([before[0], *before[1]])
        raise UsageError(f"{file} is a study of {told}. Give the same, or choose another --out.")
    return runs


def _run(
    recipe: str, options: Sequence[str], seed: int, folder: Path, *, resume: bool
) -> dict[str, Any]:
    """Train once, as a command of its own. Of a run that was resumed the time is not known."""
    words = ["train", recipe, *options, "--seed", str(seed)]
    checkpoint = folder.with_name(f"{folder.name}.checkpoint")
    resumed = resume and checkpoint.exists()
    more = ["--out", str(folder), *(["--resume"] if resumed else [])]
    started = time.perf_counter()
    process = subprocess.Popen([sys.executable, "-m", "inkdigits", *words, *more])  # noqa: S603
    try:
        _, status, usage = os.wait4(process.pid, 0)
    except KeyboardInterrupt:  # the run was told as well, and says what it has kept
        process.wait()
        raise
    process.returncode = os.waitstatus_to_exitcode(status)  # Popen did not see it end
    seconds = time.perf_counter() - started
    if process.returncode:
        with contextlib.suppress(OSError):
            folder.parent.rmdir()  # if there is nothing in it
        raise TrainingError(
            f"{shlex.join(['inkdigits', *words, *more])} failed, as it says above. "
            "The runs before it are kept; with --resume a study goes on."
        )
    card = json.loads((folder / CARD).read_bytes())
    return {
        "seed": seed,
        "command": shlex.join(["inkdigits", *words]),
        "cold_seconds": None if resumed else round(seconds, 2),
        "peak_megabytes": round(usage.ru_maxrss / 1024),  # Linux counts in kilobytes
        "load_average": os.getloadavg()[0],
        "card": card,
        "evaluation": None,  # until it is judged
    }


def _judge(folder: Path, data: str) -> dict[str, Any]:
    """How a run's model does on the test digits, in full; they are called by their name alone."""
    from inkdigits.data import load
    from inkdigits.evaluation import evaluate

    dataset = load(data)
    evaluation = evaluate(load_model(folder), dataset)
    return dataclasses.asdict(evaluation) | {"data": dataset.name}

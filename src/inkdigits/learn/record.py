"""A Job and what it came to in; out comes the card that lets anybody repeat it."""

import dataclasses
import datetime as dt
import os
import platform
import shlex
from importlib.metadata import version
from typing import Any

from inkdigits.card import Card
from inkdigits.data import Dataset, Examples
from inkdigits.data.dataset import fingerprint
from inkdigits.learn.export import Closeness
from inkdigits.learn.job import Job, Start, settle
from inkdigits.learn.material import Parts
from inkdigits.learn.recipe import Recipe, settings
from inkdigits.learn.recipes import RECIPES, SPOTTER
from inkdigits.learn.run import Run
from inkdigits.learn.spotting.recipe import going_on
from inkdigits.learn.step import TAUGHT
from inkdigits.machine import processor
from inkdigits.model import ONNX, SHIPPED, WEIGHTS, Model
from inkdigits.spotter import SHIPPED as SHIPPED_SPOTTER
from inkdigits.spotter import Spotter

LIBRARIES = (
    "inkdigits",
    "torch",
    "numpy",
    "opencv-python-headless",  # draws on training digits, and frames pictures
    "scikit-learn",  # has the built-in ones
    "onnx",
    "onnxruntime",
)


def make_identity(job: Job, dataset: Dataset, taught: Examples) -> dict[str, Any]:
    """All that a run's bits depend on, by names for people, as JSON can hold it."""
    before = job.start.model if job.start else job.earlier
    recipe = {f"recipe's {name}": value for name, value in settings(job.recipe).items()}
    del recipe["recipe's summary"]
    return recipe | {
        "seed": job.seed,
        "teacher": teacher(job.teacher) if job.teacher else None,
        "start": before.digests[WEIGHTS] if before else None,
        "taught": fingerprint(taught) if len(taught) else None,
        "members": job.members,
        "data": dataset.fingerprint,
        "validation": job.validation,
        "threads": job.threads,
        "device": job.device.type,
        "versions": versions(),
    }


def versions() -> dict[str, str]:
    """Of Python and the libraries that have a part in a network's bits."""
    return {"python": platform.python_version()} | {name: version(name) for name in LIBRARIES}


def make_card(
    job: Job,
    dataset: Dataset,
    parts: Parts,
    runs: list[Run],
    *,
    test_right: int,
    members_right: list[int],
    temperature: float,
    closeness: Closeness,
    thresholds: dict[str, float],
    finetuned: dict[str, Any] | None = None,
) -> Card:
    """The card of a finished training, of one network or of several."""
    members = [
        {
            "seed": job.seed + number,
            "train_seconds": round(run.seconds, 3),
            "test_right": right,
            "epochs": epochs(run),
        }
        for number, (run, right) in enumerate(zip(runs, members_right, strict=False))
    ]
    return Card(
        **describe(job, dataset, parts),
        measured={
            "parameters": sum(value.numel() for run in runs for value in run.network.parameters()),
            "train_seconds": round(sum(run.seconds for run in runs), 3),
            "test_right": test_right,
            "test_total": len(dataset.test),
            "temperature": temperature,
            "export": dataclasses.asdict(closeness),
            **({"members": members} if members else {"epochs": epochs(runs[0])}),
            **({"teacher": teacher(job.teacher)} if job.teacher else {}),
            **({"finetuned": finetuned} if finetuned else {}),
        },
        thresholds=thresholds,
    )


def describe(job: Job, dataset: Dataset, parts: Parts) -> dict[str, Any]:
    """What every card says, whatever was trained: all but what was measured."""
    return {
        "recipe": job.recipe.name,
        "seed": job.seed,
        "command": command(job, dataset),
        "created": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "settings": settings(job.recipe),
        "data": {
            "name": dataset.name,
            "fingerprint": dataset.fingerprint,
            "training_digits": len(parts.train),
            "validation_digits": len(parts.validation),
            "validation_seed": parts.seed,
            "test_digits": len(dataset.test),
        },
        "machine": {
            "processor": processor(),
            "device": job.device.type,
            "threads": job.threads,
        },
        "versions": versions(),
    }


def epochs(run: Run) -> list[dict[str, Any]]:
    """What each of a run's epochs came to."""
    return [dataclasses.asdict(epoch) for epoch in run.history]


def teacher(model: Model) -> dict[str, Any]:
    """Which model it was that a network learned from."""
    return which(model) | {"share": TAUGHT}


def which(model: Model | Spotter) -> dict[str, Any]:
    """Which model it was that had a part in another."""
    return {
        "recipe": model.card.recipe,
        "seed": model.card.seed,
        "command": model.card.command,
        "created": model.card.created,
        ONNX: model.digests[ONNX],
        WEIGHTS: model.digests[WEIGHTS],
    }


def command(job: Job, dataset: Dataset) -> str:
    """The command line that trains this job again."""
    recipe = job.recipe
    if job.start:
        return finetune_command(job, job.start, dataset)
    spotter = going_on(SPOTTER) if job.earlier else SPOTTER
    settled = (settle(known, job.device) for known in [*RECIPES, spotter])
    known = next((known for known in settled if known.name == recipe.name), None)
    if known is None or of_length(known, recipe) != known:
        return "inkdigits.train(...), from Python, with a recipe of these settings"
    data = dataset.name if job.data == "auto" else os.fspath(job.data)
    words = ["inkdigits", "train", recipe.name, "--data", data]
    words += ["--seed", str(job.seed), "--threads", str(job.threads)]
    words += ["--device", job.device.type]
    if recipe != known:
        words += ["--epochs", str(recipe.epochs)]
    if job.validation is not None:
        words += ["--validation", str(job.validation)]
    if job.members > 1:
        words += ["--members", str(job.members)]
    if job.teacher:
        words += ["--distill-from", os.fspath(job.teacher.folder)]
    if job.earlier:
        folder = job.earlier.folder
        words += ["--start", "shipped" if folder == SHIPPED_SPOTTER else os.fspath(folder)]
    return shlex.join(words)


def finetune_command(job: Job, start: Start, dataset: Dataset) -> str:
    """The command line that goes on from the same model with the same digits again."""
    words = ["inkdigits", "finetune"]
    words += [] if start.model.folder == SHIPPED else [os.fspath(start.model.folder)]
    remember = dataset.name if start.remember == "auto" else os.fspath(start.remember)
    words += ["--data", os.fspath(job.data), "--remember", remember]
    words += ["--allow-loss", f"{start.allow_loss:g}"]
    words += ["--seed", str(job.seed), "--threads", str(job.threads)]
    words += ["--device", job.device.type]
    return shlex.join(words)


def of_length(known: Recipe, recipe: Recipe) -> Recipe:
    """``recipe`` as long as ``known``: what ``--epochs`` changes is taken back."""
    return dataclasses.replace(
        recipe, epochs=known.epochs, steps=known.steps, least_steps=known.least_steps
    )

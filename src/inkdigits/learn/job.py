"""What somebody wants trained in; out comes a Job that can start, or a refusal."""

import dataclasses
import glob
import os
from dataclasses import dataclass
from pathlib import Path

import torch

from inkdigits.errors import CheckpointError, UsageError
from inkdigits.learn.recipe import Recipe, check_recipe
from inkdigits.learn.recipes import find_recipe
from inkdigits.machine import check_threads, multiplies_bfloat16
from inkdigits.model import Model, is_model_folder, load_model
from inkdigits.spotter import Spotter


@dataclass(frozen=True, kw_only=True)
class Start:
    """A model to go on from, and what it must keep."""

    model: Model
    remember: str | os.PathLike[str]  # what must not be forgotten, as ``load`` takes it
    allow_loss: float  # points of accuracy that may be lost on its validation digits


@dataclass(frozen=True, kw_only=True)
class Job:
    """One training, all but its data decided in full."""

    recipe: Recipe  # as the device carries it out
    data: str | os.PathLike[str]  # as ``load`` takes it
    seed: int
    validation: float | None  # a share below 1, a count from 1 on; None: a twelfth if that will do
    threads: int
    device: torch.device
    out: Path  # the Model folder to write
    resume: bool  # go on from the checkpoint
    members: int = 1  # networks to train, each with a seed of its own, and to average
    member: int = 0  # which of them this job is
    teacher: Model | None = None  # whose answers to learn from, beside the labels
    start: Start | None = None  # what to go on from, in place of initial values
    earlier: Spotter | None = None  # the same, of a spotter

    @property
    def checkpoint(self) -> Path:
        """Where the unfinished run is kept."""
        which = f".member-{self.member}" if self.member else ""
        return self.out.with_name(f"{self.out.name}{which}.checkpoint")


def each_member(job: Job) -> list[Job]:
    """A job for each network: the first as if it were alone, the others with seeds of their own.

    Resumed is what was begun; the others start.
    """
    jobs = [
        dataclasses.replace(job, seed=job.seed + member, member=member)
        for member in range(job.members)
    ]
    begun = [job.resume and (not job.member or job.checkpoint.exists()) for job in jobs]
    return [
        dataclasses.replace(job, resume=resume) for job, resume in zip(jobs, begun, strict=True)
    ]


def make_job(
    recipe: str | Recipe,
    *,
    data: str | os.PathLike[str],
    seed: int,
    out: str | os.PathLike[str] | None,
    epochs: int | None,
    validation: float | None,
    threads: int | None,
    device: str,
    resume: bool,
    members: int = 1,
    teacher: str | os.PathLike[str] | None = None,
    start: Start | None = None,
    earlier: Spotter | None = None,
) -> Job:
    """Check a request as a whole before any data is loaded.

    Raises:
        UsageError: A setting is out of its range, or ``out`` is in the way of something else.
        CheckpointError: There is no checkpoint to resume, or there is one that would be lost.
    """
    recipe = find_recipe(recipe) if isinstance(recipe, str) else recipe
    if epochs is not None:
        recipe = dataclasses.replace(recipe, epochs=epochs, steps=None, least_steps=0)
    check_recipe(recipe)
    if not 0 <= seed < 2**63:
        raise UsageError(f"seed is {seed}; it must be at least 0 and below 2⁶³.")
    if validation is not None and not 0 <= validation < float("inf"):
        raise UsageError(f"validation is {validation}; it must be a share below 1, or a number.")
    if members < 1:
        raise UsageError(f"members is {members}; it must be at least 1.")
    chosen = choose_device(device)
    job = Job(
        recipe=settle(recipe, chosen),
        data=data,
        seed=seed,
        validation=validation,
        threads=check_threads(threads),
        device=chosen,
        out=check_out(Path("runs") / f"{recipe.name}-seed-{seed}" if out is None else Path(out)),
        resume=resume,
        members=members,
        teacher=None if teacher is None else load_model(teacher, threads=threads),
        start=start,
        earlier=earlier,
    )
    if earlier and job.out.resolve() == earlier.folder.resolve():
        raise UsageError(f"{job.out} is the spotter to begin with. Choose another --out.")
    if resume and not job.checkpoint.is_file():
        raise CheckpointError(
            f"there is no checkpoint {job.checkpoint} to go on from. Start without --resume, "
            "or name the same --out as then."
        )
    left = [
        job.checkpoint,
        *job.out.parent.glob(f"{glob.escape(job.out.name)}.member-*.checkpoint"),
    ]
    begun = next((path for path in left if path.exists()), None)
    if begun and not resume:
        raise CheckpointError(
            f"{begun} keeps an unfinished training. Go on with --resume, choose another "
            "--out, or delete it to start again."
        )
    return job


def check_out(out: Path) -> Path:
    """Refuse to replace anything but a Model folder.

    Raises:
        UsageError: Something else is there, or nothing can be written there.
    """
    out = out.resolve() if out.is_symlink() or not out.name else out
    if out.resolve() == Path.cwd():
        raise UsageError(f"{out} is the folder we are in. Name one to be made: --out DIR.")
    try:
        taken = out.exists() and (not out.is_dir() or any(out.iterdir()))
        if taken and not is_model_folder(out):
            raise UsageError(f"{out} is there and is not a Model folder. Choose another --out.")
        parent = next(parent for parent in out.absolute().parents if parent.exists())
    except OSError as error:
        raise UsageError(f"{out} cannot be looked at: {error.strerror}.") from error
    if not parent.is_dir() or not os.access(parent, os.W_OK):
        raise UsageError(f"{parent} cannot be written to. Choose another --out.")
    return out


def settle(recipe: Recipe, device: torch.device) -> Recipe:
    """The recipe as this device carries it out: bfloat16 only where it is not emulated."""
    able = torch.cuda.is_bf16_supported() if device.type == "cuda" else multiplies_bfloat16()
    return dataclasses.replace(recipe, bfloat16=recipe.bfloat16 and able)


def choose_device(name: str) -> torch.device:
    """The device of that name; ``auto`` takes a GPU where there is one.

    Raises:
        UsageError: It is not known, or not there.
    """
    if name not in ("auto", "cpu", "cuda"):
        raise UsageError(f"device is {name!r}; it must be auto, cpu or cuda.")
    available = torch.cuda.is_available()
    if name == "cuda" and not available:
        raise UsageError("there is no GPU that torch can use. Leave --device out, or say cpu.")
    return torch.device("cuda" if available and name != "cpu" else "cpu")

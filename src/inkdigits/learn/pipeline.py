"""A Job and its Dataset in; a Model folder on disk out."""

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import torch
from safetensors.torch import save
from torch import nn

from inkdigits.card import write_card
from inkdigits.data import Dataset, Examples
from inkdigits.data.dataset import CLASSES
from inkdigits.errors import DataError
from inkdigits.files import write_whole_folder
from inkdigits.learn.calibration import find_temperature, find_thresholds
from inkdigits.learn.checkpoint import read_checkpoint, save_checkpoint
from inkdigits.learn.checkpoint import resume as resume_checkpoint
from inkdigits.learn.export import Closeness, check_export, to_onnx
from inkdigits.learn.inference import count_right, logits
from inkdigits.learn.job import Job, each_member
from inkdigits.learn.material import Parts, split, with_additions, with_taught
from inkdigits.learn.progress import Progress
from inkdigits.learn.record import make_card, make_identity
from inkdigits.learn.run import Run, begin, load_weights, torch_settings
from inkdigits.learn.together import together
from inkdigits.learn.training import fit
from inkdigits.model import CARD, ONNX, WEIGHTS, Model, Network, load_model

SAMPLES = 5000  # training digits to try an exported graph on where none are for validation


@dataclass(frozen=True, kw_only=True)
class Trained:
    """A network that is trained, exported and calibrated, and has not seen the test set."""

    runs: list[Run]  # one for each network that the graph averages
    network: nn.Module  # on the CPU
    exported: bytes  # the ONNX file
    temperature: float
    closeness: Closeness
    thresholds: dict[str, float]  # for the card


def carry_out(
    job: Job,
    dataset: Dataset,
    *,
    notice: Callable[[str], None],
    watch: Callable[[Progress], None],
) -> Model:
    """Train, export, judge on the test set, write the folder, drop the checkpoint.

    Args:
        job: What to train.
        dataset: What to train and judge it on.
        notice: Told what a person should know, a line at a time.
        watch: Told of progress a few times a second, and at the end of each epoch.

    Raises:
        DataError: There is nothing to learn from.
        KeyboardInterrupt: Somebody pressed Ctrl-C; its text says what was kept.
    """
    if not len(dataset.train):
        raise DataError(f"{dataset.source} has no training digits, only test digits.")
    with telling_what_is_kept(job):
        parts = split(job, dataset)
        runs = train_networks(job, dataset, parts, notice=notice, watch=watch)
        write_model(job, dataset, parts, export(job, parts, runs))
    return load_model(job.out, threads=job.threads)


def train_networks(
    job: Job,
    dataset: Dataset,
    parts: Parts,
    *,
    notice: Callable[[str], None],
    watch: Callable[[Progress], None],
) -> list[Run]:
    """Train each of the job's networks to the recipe's end."""
    with torch_settings(job.threads, job.seed):
        return [
            train_run(member, dataset, parts, notice=notice, watch=watch)
            for member in each_member(job)
        ]


def export(job: Job, parts: Parts, runs: list[Run]) -> Trained:
    """Make one graph of what the networks are together, calibrated on the validation digits."""
    with torch_settings(job.threads, job.seed):
        network = together([run.network.cpu() for run in runs])
        validation = parts.validation
        images = validation.images if len(validation) else parts.train.images[:SAMPLES]
        answers = runs[0].answers  # the last epoch's, unless judged in a process before
        if answers is None or not len(validation) or job.device.type != "cpu" or len(runs) > 1:
            answers = logits(network, images)
        judged = answers[: len(validation)]
        temperature = find_temperature(
            judged[:, :CLASSES], torch.tensor(validation.labels), otherwise=temperature_before(job)
        )
        exported = to_onnx(network, temperature=temperature)
        return Trained(
            runs=runs,
            network=network,
            exported=exported,
            temperature=temperature,
            closeness=check_export(exported, images, answers, temperature=temperature),
            thresholds=find_thresholds(judged),
        )


def write_model(
    job: Job,
    dataset: Dataset,
    parts: Parts,
    trained: Trained,
    *,
    finetuned: dict[str, Any] | None = None,
) -> None:
    """Judge on the test set, this once, write the Model folder, and drop the checkpoint.

    Args:
        job: What was trained.
        dataset: What the test digits are taken from.
        parts: What it was trained on.
        trained: What it came to.
        finetuned: For the card: what it went on from, and on which digits.
    """
    test, runs = dataset.test, trained.runs
    with torch_settings(job.threads, job.seed):
        members_right = judge_alone(runs, test) if len(runs) > 1 else []
    judged = Network(trained.exported, name=ONNX, threads=job.threads)
    test_right = int((judged.probabilities(test.images).argmax(1) == test.labels).sum())
    state = trained.network.state_dict()
    files = {
        ONNX: trained.exported,
        WEIGHTS: save({name: value.contiguous() for name, value in state.items()}),
    }
    card = make_card(
        job,
        dataset,
        parts,
        runs,
        test_right=test_right,
        members_right=members_right,
        temperature=trained.temperature,
        closeness=trained.closeness,
        thresholds=trained.thresholds,
        finetuned=finetuned,
    )
    write_whole_folder(job.out, {**files, CARD: write_card(card, files)})
    drop_checkpoints(job)


def drop_checkpoints(job: Job) -> None:
    """Remove what an unfinished training has left, or one that came to nothing."""
    for member in each_member(job):
        member.checkpoint.unlink(missing_ok=True)


def judge_alone(runs: list[Run], test: Examples) -> list[int]:
    """How many test digits each of several networks has right by itself."""
    return [count_right(logits(run.network, test.images), test.labels) for run in runs]


def train_run(
    job: Job,
    dataset: Dataset,
    parts: Parts,
    *,
    notice: Callable[[str], None],
    watch: Callable[[Progress], None],
) -> Run:
    """Train to the recipe's end, from the start or from the checkpoint."""
    notice(
        f"Training {job.recipe.name} on {len(parts.train):,} digits of {dataset.source}, "
        f"validating on {len(parts.validation):,}, seed {job.seed}, "
        f"{job.device.type} with {job.threads} thread{'s' * (job.threads > 1)}."
        + f" Network {job.member + 1} of {job.members}."
        * (job.members > 1)
    )
    material = with_taught(with_additions(job, parts.train), parts.taught)
    torch.manual_seed(job.seed)  # the initial values'
    run = begin(job.recipe, job.device, material.images)
    if job.start:
        load_weights(run.network, job.start.model, member=job.member, members=job.members)
    to_onnx(run.network)  # a network that cannot be exported is refused before it is trained
    identity = make_identity(job, dataset, parts.taught)
    if job.resume:
        resume_checkpoint(job.checkpoint, run, identity)
        notice(f"Going on after epoch {len(run.history)}, from {job.checkpoint}.")
    fit(
        job.recipe,
        run,
        material,
        parts.validation,
        seed=job.seed,
        watch=watch,
        save=lambda run: save_checkpoint(job.checkpoint, run, identity),
        teacher=job.teacher,
    )
    return run


def temperature_before(job: Job) -> float:
    """What to divide logits by where too few digits are left aside to tell."""
    return float(job.start.model.card.measured.get("temperature", 1.0)) if job.start else 1.0


@contextlib.contextmanager
def telling_what_is_kept(job: Job) -> Iterator[None]:
    """Let Ctrl-C say what it leaves."""
    try:
        yield
    except KeyboardInterrupt:
        raise KeyboardInterrupt(what_is_kept(each_member(job))) from None


def what_is_kept(jobs: list[Job]) -> str:
    """What a person should know after stopping the training of these networks."""
    begun = [job for job in jobs if job.checkpoint.exists()]
    if not begun:
        return "Stopped in the first epoch. Nothing was kept: a run is kept after each epoch."
    epochs = len(read_checkpoint(begun[-1].checkpoint)[0]["history"])
    before = f"{len(begun) - 1} whole, and " if len(begun) > 1 else ""
    return (
        f"Stopped. Kept: {before}{begun[-1].checkpoint}, after epoch {epochs}. "
        "The same command with --resume goes on from there."
    )

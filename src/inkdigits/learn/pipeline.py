"""A recipe's name and a data source in; a Model folder on disk out."""

import os
from collections.abc import Callable

import numpy as np
import torch
from safetensors.torch import save

from inkdigits.card import write_card
from inkdigits.data import Dataset, Examples, load, split_validation
from inkdigits.data.dataset import CLASSES
from inkdigits.errors import DataError
from inkdigits.files import write_whole_folder
from inkdigits.learn.calibration import find_temperature
from inkdigits.learn.checkpoint import read_checkpoint, save_checkpoint
from inkdigits.learn.checkpoint import resume as resume_checkpoint
from inkdigits.learn.export import check_export, to_onnx
from inkdigits.learn.hands import flag_ones
from inkdigits.learn.inference import logits
from inkdigits.learn.job import Job, make_job
from inkdigits.learn.progress import Progress
from inkdigits.learn.recipe import Recipe
from inkdigits.learn.record import make_card, make_identity
from inkdigits.learn.training import Run, begin, fit, torch_settings
from inkdigits.model import CARD, ONNX, WEIGHTS, Model, Network, load_model

SAMPLES = 5000  # training digits to try an exported graph on where none are for validation
VALIDATION = 1 / 12  # of the training part: 5,000 of MNIST's 60,000, as the tutorials had it


def train(
    recipe: str | Recipe = "fast",
    *,
    data: str | os.PathLike[str] = "auto",
    seed: int = 0,
    out: str | os.PathLike[str] | None = None,
    epochs: int | None = None,
    validation: float | None = None,
    threads: int | None = None,
    device: str = "auto",
    resume: bool = False,
    notice: Callable[[str], None] = lambda _: None,
    watch: Callable[[Progress], None] = lambda _: None,
    download: Callable[[int, int], None] | None = None,
) -> Model:
    """Train a recipe, judge it on the test set once, and write a Model folder.

    Args:
        recipe: A recipe's name, or a Recipe of your own.
        data: ``mnist``, ``builtin``, ``auto``, or a folder.
        seed: Of everything random. Same seed, machine, versions and threads: same bits.
        out: The Model folder; ``runs/RECIPE-seed-SEED`` where it is None.
        epochs: Instead of the recipe's own length.
        validation: The part of the training digits to judge epochs on: a share below 1, or a
            number of digits; 0 trains on all. None is a twelfth, or none of a set so small that
            a twelfth has not one of each digit.
        threads: CPU threads; all cores where it is None.
        device: ``auto``, ``cpu`` or ``cuda``.
        resume: Go on from the checkpoint that an unfinished training into ``out`` has left.
        notice: Told what a person should know, a line at a time.
        watch: Told of progress a few times a second, and at the end of each epoch.
        download: Told of bytes done and bytes in all, should MNIST be downloaded.

    Returns:
        The model, loaded from its folder; ``card.measured`` has the accuracy.

    Raises:
        InkdigitsError: Of ``errors.py``, whichever part refuses. Nothing half-written is left.
    """
    job = make_job(
        recipe,
        data=data,
        seed=seed,
        out=out,
        epochs=epochs,
        validation=validation,
        threads=threads,
        device=device,
        resume=resume,
    )
    dataset = load(job.data, notice=notice, progress=download)
    if not len(dataset.train):
        raise DataError(f"{dataset.source} has no training digits, only test digits.")
    return carry_out(job, dataset, notice=notice, watch=watch)


def carry_out(
    job: Job,
    dataset: Dataset,
    *,
    notice: Callable[[str], None],
    watch: Callable[[Progress], None],
) -> Model:
    """Train, export, judge on the test set, write the folder, drop the checkpoint.

    Raises:
        KeyboardInterrupt: Somebody pressed Ctrl-C; its text says what was kept.
    """
    try:
        with torch_settings(job.threads, job.seed):
            train_part, validation = split(job, dataset)
            run = train_run(job, dataset, train_part, validation, notice=notice, watch=watch)
            answers = logits(run.network, validation.images)
            temperature = find_temperature(answers, torch.tensor(validation.labels))
            exported = to_onnx(run.network, temperature=temperature)
            images = validation.images if len(validation) else train_part.images[:SAMPLES]
            closeness = check_export(run.network, exported, images, temperature=temperature)
        test = dataset.test
        network = Network(exported, name=ONNX, threads=job.threads)
        test_right = int((network.probabilities(test.images).argmax(1) == test.labels).sum())
        state = run.network.state_dict()
        weights = save({name: value.cpu().contiguous() for name, value in state.items()})
        files = {ONNX: exported, WEIGHTS: weights}
        card = make_card(
            job, dataset, run, test_right=test_right, temperature=temperature, closeness=closeness
        )
        write_whole_folder(job.out, {**files, CARD: write_card(card, files)})
        job.checkpoint.unlink(missing_ok=True)
    except KeyboardInterrupt:
        raise KeyboardInterrupt(what_is_kept(job)) from None
    return load_model(job.out, threads=job.threads)


def train_run(
    job: Job,
    dataset: Dataset,
    train_part: Examples,
    validation: Examples,
    *,
    notice: Callable[[str], None],
    watch: Callable[[Progress], None],
) -> Run:
    """Train to the recipe's end, from the start or from the checkpoint."""
    if job.recipe.flagged_ones:
        rng = np.random.default_rng(job.seed)
        train_part = flag_ones(train_part, share=job.recipe.flagged_ones, rng=rng)
    notice(
        f"Training {job.recipe.name} on {len(train_part):,} digits of {dataset.source}, "
        f"validating on {len(validation):,}, seed {job.seed}, "
        f"{job.device.type} with {job.threads} thread{'s' * (job.threads > 1)}."
    )
    run = begin(job.recipe, job.device, train_part.images)
    to_onnx(run.network)  # a network that cannot be exported is refused before it is trained
    identity = make_identity(job, dataset)
    if job.resume:
        resume_checkpoint(job.checkpoint, run, identity)
        notice(f"Going on after epoch {len(run.history)}, from {job.checkpoint}.")
    fit(
        job.recipe,
        run,
        train_part,
        validation,
        seed=job.seed,
        watch=watch,
        save=lambda run: save_checkpoint(job.checkpoint, run, identity),
    )
    return run


def split(job: Job, dataset: Dataset) -> tuple[Examples, Examples]:
    """The training and the validation part, always the same for the same job and data."""
    size = job.validation
    if size is None:
        size = VALIDATION if len(dataset.train) * VALIDATION >= CLASSES else 0
    return split_validation(dataset.train, size=size, seed=job.seed)


def what_is_kept(job: Job) -> str:
    """What a person should know after stopping a run."""
    if not job.checkpoint.exists():
        return "Stopped in the first epoch. Nothing was kept: a run is kept after each epoch."
    epochs = len(read_checkpoint(job.checkpoint)[0]["history"])
    return (
        f"Stopped. Kept: {job.checkpoint}, after epoch {epochs}. "
        "The same command with --resume goes on from there."
    )

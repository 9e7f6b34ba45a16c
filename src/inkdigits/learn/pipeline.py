"""A Job and its Dataset in; a Model folder on disk out."""

from collections.abc import Callable

import numpy as np
import torch
from safetensors.torch import save

from inkdigits.card import write_card
from inkdigits.data import Dataset, Examples, split_validation
from inkdigits.data.dataset import CLASSES
from inkdigits.errors import DataError
from inkdigits.files import write_whole_folder
from inkdigits.learn.calibration import find_temperature, find_thresholds
from inkdigits.learn.checkpoint import read_checkpoint, save_checkpoint
from inkdigits.learn.checkpoint import resume as resume_checkpoint
from inkdigits.learn.export import check_export, to_onnx
from inkdigits.learn.hands import flag_ones
from inkdigits.learn.inference import count_right, logits
from inkdigits.learn.job import Job, each_member
from inkdigits.learn.neighbours import with_neighbours
from inkdigits.learn.progress import Progress
from inkdigits.learn.recipe import Recipe
from inkdigits.learn.record import make_card, make_identity
from inkdigits.learn.run import Run, begin, torch_settings
from inkdigits.learn.strangers import with_strangers
from inkdigits.learn.strokes import with_drawn
from inkdigits.learn.together import together
from inkdigits.learn.training import fit
from inkdigits.model import CARD, ONNX, WEIGHTS, Model, Network, load_model

SAMPLES = 5000  # training digits to try an exported graph on where none are for validation
VALIDATION = 1 / 12  # of the training part: 5,000 of MNIST's 60,000, as the tutorials had it


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
    try:
        with torch_settings(job.threads, job.seed):
            train_part, validation = split(job, dataset)
            runs = [
                train_run(member, dataset, train_part, validation, notice=notice, watch=watch)
                for member in each_member(job)
            ]
            network = together([run.network.cpu() for run in runs])
            images = validation.images if len(validation) else train_part.images[:SAMPLES]
            answers = runs[0].answers  # the last epoch's, unless judged in a process before
            if answers is None or not len(validation) or job.device.type != "cpu" or len(runs) > 1:
                answers = logits(network, images)
            temperature = find_temperature(
                answers[: len(validation), :CLASSES], torch.tensor(validation.labels)
            )
            exported = to_onnx(network, temperature=temperature)
            closeness = check_export(exported, images, answers, temperature=temperature)
            thresholds = find_thresholds(answers[: len(validation)])
            members_right = judge_alone(runs, dataset.test) if len(runs) > 1 else []
        test = dataset.test
        judged = Network(exported, name=ONNX, threads=job.threads)
        test_right = int((judged.probabilities(test.images).argmax(1) == test.labels).sum())
        weights = save({name: value.contiguous() for name, value in network.state_dict().items()})
        files = {ONNX: exported, WEIGHTS: weights}
        card = make_card(
            job,
            dataset,
            runs,
            test_right=test_right,
            members_right=members_right,
            temperature=temperature,
            closeness=closeness,
            thresholds=thresholds,
        )
        write_whole_folder(job.out, {**files, CARD: write_card(card, files)})
        for member in each_member(job):
            member.checkpoint.unlink(missing_ok=True)
    except KeyboardInterrupt:
        raise KeyboardInterrupt(what_is_kept(each_member(job))) from None
    return load_model(job.out, threads=job.threads)


def judge_alone(runs: list[Run], test: Examples) -> list[int]:
    """How many test digits each of several networks has right by itself."""
    return [count_right(logits(run.network, test.images), test.labels) for run in runs]


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
        + f" Network {job.member + 1} of {job.members}."
        * (job.members > 1)
    )
    train_part = _with_more(train_part, job.recipe, job.seed)
    torch.manual_seed(job.seed)  # the initial values'
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
        teacher=job.teacher,
    )
    return run


def _with_more(digits: Examples, recipe: Recipe, seed: int) -> Examples:
    """The digits to train on, and after them all that the recipe makes besides."""
    if recipe.drawn:
        digits = with_drawn(digits, recipe.drawn, seed)
    learned = digits
    if recipe.strangers:
        learned = with_strangers(digits, recipe.strangers, seed)
    if recipe.neighbours:
        learned = with_neighbours(learned, recipe.neighbours, seed)
    return learned


def split(job: Job, dataset: Dataset) -> tuple[Examples, Examples]:
    """The training and the validation part, always the same for the same job and data."""
    size = job.validation
    if size is None:
        size = VALIDATION if len(dataset.train) * VALIDATION >= CLASSES else 0
    return split_validation(dataset.train, size=size, seed=job.seed)


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

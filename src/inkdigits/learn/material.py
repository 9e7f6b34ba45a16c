"""A Dataset in; what a training learns from, and what its choices are judged on, out."""

from dataclasses import dataclass, field

import numpy as np

from inkdigits.data import Dataset, Examples, split_validation
from inkdigits.data.dataset import CLASSES, no_examples
from inkdigits.errors import UsageError
from inkdigits.learn.hands import flag_ones
from inkdigits.learn.job import Job
from inkdigits.learn.neighbours import with_neighbours
from inkdigits.learn.strangers import with_strangers
from inkdigits.learn.strokes import with_drawn

VALIDATION = 1 / 12  # of the training part: 5,000 of MNIST's 60,000, as the tutorials had it
TAUGHT_SHARE = 0.2  # of what is shown, that a hand has which is taught


@dataclass(frozen=True, kw_only=True)
class Parts:
    """What a training learns from and what its choices are judged on; no test digit is in it."""

    train: Examples  # the recipe may add to these
    validation: Examples  # may be empty
    taught: Examples = field(default_factory=no_examples)  # learned beside them, as they are
    seed: int  # that chose the validation digits


def split(job: Job, dataset: Dataset) -> Parts:
    """The training and the validation part, always the same for the same job and data.

    Where a job begins with weights that learned from the same data, they are those of that
    training: else it would be judged on digits that the weights know.

    Raises:
        UsageError: Such a job has a validation part of its own.
    """
    size, seed = job.validation, job.seed
    before = job.earlier.card.data if job.earlier else {}
    if before.get("fingerprint") == dataset.fingerprint:
        if size is not None:
            raise UsageError(
                "the validation digits are those of the spotter that this one begins with, for it "
                "learned from all others. Leave --validation out."
            )
        size, seed = before["validation_digits"], before["validation_seed"]
    if size is None:
        size = VALIDATION if len(dataset.train) * VALIDATION >= CLASSES else 0
    train, validation = split_validation(dataset.train, size=size, seed=seed)
    return Parts(train=train, validation=validation, seed=seed)


def with_additions(job: Job, examples: Examples) -> Examples:
    """The training digits and what the recipe adds to them: flags, drawn digits, what is none."""
    if job.recipe.flagged_ones:
        rng = np.random.default_rng(job.seed)
        examples = flag_ones(examples, share=job.recipe.flagged_ones, rng=rng)
    if job.recipe.drawn:
        examples = with_drawn(examples, job.recipe.drawn, job.seed)
    if job.recipe.strangers:
        examples = with_strangers(examples, job.recipe.strangers, job.seed)
    if job.recipe.neighbours:
        examples = with_neighbours(examples, job.recipe.neighbours, job.seed)
    return examples


def with_taught(examples: Examples, taught: Examples) -> Examples:
    """The training material with the taught digits, as often as makes them ``TAUGHT_SHARE``."""
    if not len(taught):
        return examples
    wanted = TAUGHT_SHARE / (1 - TAUGHT_SHARE) * len(examples)
    times = max(1, round(wanted / len(taught)))
    return Examples(
        images=np.concatenate([examples.images, np.tile(taught.images, (times, 1, 1))]),
        labels=np.concatenate([examples.labels, np.tile(taught.labels, times)]),
    )

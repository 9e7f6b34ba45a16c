"""A model and the digits of one hand in; a model that reads that hand better, on disk, out.

Training goes on from the model's weights, by its own recipe at a lower rate, on MNIST's digits with
those of the hand among them. Then the weights are taken back, on the straight line to where they
began, as far as MNIST needs it (LOG.md, 2026-11-22, has what that is worth).
"""

import dataclasses
from collections.abc import Callable

import numpy as np
import torch

from inkdigits.data import Dataset, split_validation
from inkdigits.data.dataset import CLASSES
from inkdigits.errors import DataError, TrainingError
from inkdigits.learn.inference import count_right, logits
from inkdigits.learn.job import Job, Start, each_member
from inkdigits.learn.material import VALIDATION, Parts
from inkdigits.learn.pipeline import (
    drop_checkpoints,
    export,
    telling_what_is_kept,
    train_networks,
    write_model,
)
from inkdigits.learn.progress import Progress
from inkdigits.learn.run import Run, load_weights, torch_settings
from inkdigits.learn.together import together
from inkdigits.learn.weighing import points_lost, refusal, weigh
from inkdigits.model import Model, load_model

LEAST_TAUGHT = 20  # digits: fewer say nothing about a hand
SHARES = (1.0, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2)  # of the way from the old weights to the new


def carry_on(
    job: Job,
    start: Start,
    hand: Dataset,
    remembered: Dataset,
    *,
    notice: Callable[[str], None],
    watch: Callable[[Progress], None],
) -> Model:
    """Train on, weigh what was won and lost, and write the model, or refuse to.

    Args:
        job: As ``make_finetuning`` made it.
        start: The model to go on from, and what may be lost: the job's own.
        hand: The digits to learn, and of the same hand those to judge it by.
        remembered: What must not be forgotten: MNIST, where it is at hand.
        notice: Told what a person should know, a line at a time.
        watch: Told of progress a few times a second, and at the end of each epoch.

    Returns:
        The model; ``card.measured["finetuned"]`` has what it read before and after.

    Raises:
        DataError: There are too few digits, or they are those to be remembered.
        TrainingError: It forgot more than is allowed; nothing is written.
        KeyboardInterrupt: Somebody pressed Ctrl-C; its text says what was kept.
    """
    check_hand(hand, remembered)
    model, allow_loss = start.model, start.allow_loss
    parts = dataclasses.replace(split_as_before(model, remembered, job.seed), taught=hand.train)
    with telling_what_is_kept(job):
        for line in introduction(model, hand, remembered):
            notice(line)
        runs = train_networks(job, remembered, parts, notice=notice, watch=watch)
        kept = hold_back(job, model, runs, parts, allow_loss=allow_loss)
        trained = export(job, parts, runs)
        weighed = weigh(model, trained.exported, hand, remembered, parts.validation)
        if points_lost(weighed) > allow_loss:
            drop_checkpoints(job)
            raise TrainingError(refusal(weighed, allow_loss))
        write_model(job, remembered, parts, trained, finetuned={**weighed, "share_kept": kept})
    return load_model(job.out, threads=job.threads)


def introduction(start: Model, hand: Dataset, remembered: Dataset) -> list[str]:
    """What a person should know of a finetuning that is about to begin."""
    begins = (
        f"Finetuning {start.folder} on {len(hand.train):,} taught digits of {hand.source}; "
        f"{len(hand.test):,} more are held out."
    )
    lines = [begins]
    counts = np.bincount(hand.train.labels, minlength=CLASSES)
    if not counts.all():
        missing = ", ".join(map(str, np.flatnonzero(counts == 0)))
        lines.append(
            f"Not among those to learn: {missing}. They are learned from other hands alone."
        )
    data = start.card.data
    if not was_trained_on(start, remembered):
        lines.append(
            f"The model was trained on {data.get('name')}; whether it forgets is told by "
            f"{remembered.name}."
        )
    elif not data.get("validation_digits"):
        lines.append(
            f"The model was trained on all of {remembered.name}: the digits that tell whether it "
            "forgets are not new to it."
        )
    return lines


def check_hand(hand: Dataset, remembered: Dataset) -> None:
    """Refuse what no hand can be learned from.

    Raises:
        DataError: There are too few digits, or they are those to be remembered.
    """
    digits = len(hand.train) + len(hand.test)
    if hand.fingerprint == remembered.fingerprint:
        raise DataError(
            f"{hand.source} is what a model must not forget while it is taught; it cannot be what "
            "is taught as well. Name a folder of your own digits, or corrections."
        )
    if not len(hand.train):
        raise DataError(f"{hand.source} has no training digits, only test digits.")
    if digits < LEAST_TAUGHT:
        raise DataError(
            f"{hand.source} has {digits} digits; at least {LEAST_TAUGHT} are needed, to learn a "
            "hand from and to judge by. Teach some more."
        )


def split_as_before(model: Model, remembered: Dataset, seed: int) -> Parts:
    """The parts that the model was trained with, where it learned from the same digits.

    So its validation digits are new to it before and after. A model of other digits, or one that
    was validated on none, gets a twelfth by ``seed``.

    Raises:
        DataError: There are too few digits to set any aside.
    """
    card, train = model.card, remembered.train
    same = was_trained_on(model, remembered)
    size: float = (card.data.get("validation_digits") if same else None) or VALIDATION
    if len(train) * VALIDATION < CLASSES:
        raise DataError(
            f"{remembered.source} has {len(train):,} training digits: too few to tell by whether "
            "they are forgotten. --remember mnist, or builtin, has enough."
        )
    seed = card.data.get("validation_seed", card.seed) if same else seed
    part, validation = split_validation(train, size=size, seed=seed)
    return Parts(train=part, validation=validation, seed=seed)


def was_trained_on(model: Model, remembered: Dataset) -> bool:
    """Whether a model's first training was on these very digits."""
    return bool(model.card.data.get("fingerprint") == remembered.fingerprint)


def hold_back(job: Job, start: Model, runs: list[Run], parts: Parts, *, allow_loss: float) -> float:
    """Take the networks back towards the model that they began as, as far as it takes.

    Args:
        job: What was trained.
        start: The model that it began as.
        runs: The trained networks; changed in place.
        parts: Whose validation digits tell what is forgotten.
        allow_loss: Points of accuracy that may be lost on them.

    Returns:
        The share of the way from the old weights to the new that is left: the first of ``SHARES``
        that loses no more, or the last.

    References:
        Wortsman et al., "Robust fine-tuning of zero-shot models", 2022.
    """
    images, labels = parts.validation.images, parts.validation.labels
    before = int((start.probabilities(images).argmax(1) == labels).sum())
    with torch_settings(job.threads, job.seed):
        ways = []
        for run, member in zip(runs, each_member(job), strict=True):
            new = {name: value.clone() for name, value in run.network.state_dict().items()}
            old = load_weights(run.network, start, member=member.member, members=job.members)
            ways.append((run, old, new))
        for share in SHARES:
            for run, old, new in ways:
                between = {
                    name: torch.lerp(old[name].to(value.device), value, share)
                    if value.is_floating_point()
                    else value
                    for name, value in new.items()
                }
                run.network.load_state_dict(between)
                run.answers = None  # those of the last epoch are of other weights now
            network = together([run.network for run in runs])
            lost = before - count_right(logits(network, images), labels)
            if 100 * lost / len(labels) <= allow_loss:
                break
    return share

"""A Recipe and labelled digits in; a trained network out, epoch by epoch."""

import dataclasses
import math
import time
from collections.abc import Callable, Iterator
from functools import partial

import numpy as np
import torch
from torch import Tensor

from inkdigits.data import Examples
from inkdigits.errors import TrainingError
from inkdigits.learn.graph import Step
from inkdigits.learn.inference import count_right, logits
from inkdigits.learn.progress import Epoch, Plan, Progress, make_plan
from inkdigits.learn.recipe import Recipe, learning_rate
from inkdigits.learn.run import Run
from inkdigits.learn.step import make_step
from inkdigits.model import Model

REPORT_EVERY = 0.2  # seconds between two reports within an epoch


def fit(
    recipe: Recipe,
    run: Run,
    train: Examples,
    validation: Examples,
    *,
    seed: int,
    watch: Callable[[Progress], None],
    save: Callable[[Run], None],
    teacher: Model | None = None,
) -> None:
    """Train ``run`` from the epoch where it stands to the recipe's last.

    All that is random in epoch e is drawn from (seed, e), so that a run which is taken up again
    after any epoch ends with the same bits as one that was never interrupted.

    Args:
        recipe: The settings.
        run: A fresh or resumed run; trained in place.
        train: What it learns from; stays uint8 and resident on the network's device.
        validation: What each epoch is judged on; may be empty.
        seed: Of the whole run.
        watch: Told of progress a few times a second and once at the end of each epoch.
        save: Called with the run after each epoch.
        teacher: Whose answers to learn from, beside the labels.

    Raises:
        TrainingError: The loss is no longer a number.
    """
    device = next(run.network.parameters()).device
    images = torch.tensor(train.images, device=device)[:, None]  # (n, 1, 28, 28) uint8
    labels = torch.tensor(train.labels, device=device)  # (n,) int64
    plan = make_plan(recipe, len(labels))
    rng = torch.Generator(device)
    make = partial(
        make_step, run=run, plan=plan, images=images, labels=labels, rng=rng, teacher=teacher
    )
    step = make(recipe)
    plain = make(dataclasses.replace(recipe, augmentation=None)) if recipe.plain else step
    for epoch in range(len(run.history), plan.epochs):
        entropy = int(np.random.SeedSequence([seed, epoch]).generate_state(1, np.uint64)[0])
        torch.manual_seed(entropy)  # dropout's draws
        rng.manual_seed(entropy)  # order's and augmentation's draws
        order = torch.randperm(len(labels), generator=rng, device=device)
        for report in train_epoch(recipe, run, plan, step=step, plain=plain, order=order):
            watch(report)
        if not math.isfinite(report.loss):
            raise TrainingError(
                f"the loss became {report.loss} in epoch {report.epoch} of {recipe.name}. "
                "A lower peak_learning_rate may mend it."
            )
        run.answers = logits(run.network, validation.images)
        right = count_right(run.answers, validation.labels)
        finished = Epoch(loss=report.loss, validation_right=right, validation_total=len(validation))
        run.history.append(finished)
        save(run)
        watch(dataclasses.replace(report, finished=finished))


def train_epoch(
    recipe: Recipe, run: Run, plan: Plan, *, step: Step, plain: Step, order: Tensor
) -> Iterator[Progress]:
    """Train one epoch, the one after those in the run's history, and report now and then.

    Args:
        recipe: The settings.
        run: Trained in place, by the step.
        plan: The run's length.
        step: As ``make_step`` made it.
        plain: The same for the last steps, on images as they are.
        order: int64 (n,), the digits' places in the order to show them in.

    Yields:
        Progress a few times a second, and after the epoch's last step.
    """
    epoch = len(run.history)
    first = epoch * plan.steps_an_epoch
    last = min(first + plan.steps_an_epoch, plan.steps)
    total = torch.zeros((), device=order.device)  # of the batches' losses
    before, started = run.seconds, time.perf_counter()
    reported = started
    run.network.train()
    for done, chosen in enumerate(torch.split(order, plan.batch_size)[: last - first], first):
        progress = done / plan.steps
        one = plain if progress >= 1 - recipe.plain else step
        total += one(chosen, learning_rate(recipe, progress))
        now = time.perf_counter()
        if done + 1 == last or now - reported >= REPORT_EVERY:
            loss = total.item() / (1 if recipe.summed_loss else done + 1 - first)
            reported = time.perf_counter()
            run.seconds = before + reported - started
            yield Progress(
                plan=plan, epoch=epoch + 1, step=done + 1, loss=loss, seconds=run.seconds
            )

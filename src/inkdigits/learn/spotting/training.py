"""A spotter's Run and training digits in; the trained spotter, epoch by epoch, out.

Every scene is seen once: a thread makes the next batch of them while one is learned from.
"""

import dataclasses
import math
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import torch

from inkdigits.data import Examples
from inkdigits.errors import TrainingError
from inkdigits.learn.inference import to_pixels
from inkdigits.learn.progress import Epoch, Plan, Progress, make_plan
from inkdigits.learn.recipe import Recipe, learning_rate
from inkdigits.learn.run import Run
from inkdigits.learn.spotting.glyphs import Glyphs
from inkdigits.learn.spotting.goals import Goals, goals_of, how_wrong
from inkdigits.learn.spotting.judging import answer_of, count_found
from inkdigits.learn.spotting.scene import make_scene

SCENES = 12_000  # in an epoch
JUDGED = 200  # scenes of validation digits that each epoch is judged on
STEEPEST = 2.0  # length of the gradient: a longer one is shortened to it
REPORT_EVERY = 0.2  # seconds


def fit(
    recipe: Recipe,
    run: Run,
    train: Examples,
    validation: Examples,
    *,
    seed: int,
    scenes: tuple[int, ...],
    watch: Callable[[Progress], None],
    save: Callable[[Run], None],
) -> None:
    """Train ``run`` from the epoch where it stands to the recipe's last.

    Args:
        recipe: The settings.
        run: A fresh or resumed run; trained in place.
        train: The digits that scenes are made of.
        validation: Those that scenes are made of to judge each epoch on; may be empty.
        seed: Of the scenes that epochs are judged on.
        scenes: Seeds of those that are learned from; batch b is drawn from them and b alone.
        watch: Told of progress a few times a second and once at the end of each epoch.
        save: Called with the run after each epoch.

    Raises:
        TrainingError: The loss is no longer a number.
    """
    plan = make_plan(recipe, SCENES)
    glyphs = Glyphs(train, scenes)
    judged = Glyphs(validation, (seed,)) if len(validation) else None
    with ThreadPoolExecutor(1) as beside:
        for epoch in range(len(run.history), plan.epochs):
            first = epoch * plan.steps_an_epoch
            last = min(first + plan.steps_an_epoch, plan.steps)
            batches = _batches(glyphs, plan.batch_size, range(first, last), scenes, beside)
            for report in train_epoch(recipe, run, plan, batches=batches, first=first):
                watch(report)
            if not math.isfinite(report.loss):
                raise TrainingError(
                    f"the loss became {report.loss} in epoch {report.epoch} of {recipe.name}. "
                    "A lower peak_learning_rate may mend it."
                )
            right, total = count_found(answer_of(run.network), judged, scenes=JUDGED, seed=seed)
            finished = Epoch(loss=report.loss, validation_right=right, validation_total=total)
            run.history.append(finished)
            save(run)
            watch(dataclasses.replace(report, finished=finished))


def train_epoch(
    recipe: Recipe, run: Run, plan: Plan, *, batches: Iterator[Goals], first: int
) -> Iterator[Progress]:
    """Train one epoch, whose first step is so many of all, and report now and then."""
    before, started = run.seconds, time.perf_counter()
    reported, total = started, 0.0
    last = min(first + plan.steps_an_epoch, plan.steps)
    run.network.train()
    for done, goals in enumerate(batches, first):
        total += train_step(recipe, run, goals, learning_rate(recipe, done / plan.steps))
        now = time.perf_counter()
        if done + 1 == last or now - reported >= REPORT_EVERY:
            reported = now
            run.seconds = before + now - started
            yield Progress(
                plan=plan,
                epoch=len(run.history) + 1,
                step=done + 1,
                loss=total / (done + 1 - first),
                seconds=run.seconds,
            )


def train_step(recipe: Recipe, run: Run, goals: Goals, rate: float) -> float:
    """One step of the optimiser; the batch's loss."""
    device = next(run.network.parameters()).device
    goals = Goals(**{name: value.to(device) for name, value in vars(goals).items()})
    pictures = to_pixels(goals.pictures, channels_last=recipe.channels_last)
    with torch.autocast(device.type, torch.bfloat16, enabled=recipe.bfloat16):
        answers, inks = run.network(pictures)
    loss = torch.stack(list(how_wrong(answers, inks, goals).values())).sum()
    for parameter in run.optimizer.parameters:
        parameter.grad = None
    loss.backward()  # type: ignore[no-untyped-call]
    torch.nn.utils.clip_grad_norm_(run.optimizer.parameters, STEEPEST)
    run.optimizer.step(rate)
    return loss.item()


def _batches(
    glyphs: Glyphs, size: int, numbers: range, seed: tuple[int, ...], beside: ThreadPoolExecutor
) -> Iterator[Goals]:
    """The batches of these numbers, each made while the one before it is used."""

    def make(number: int) -> Goals:
        rng = np.random.default_rng([*seed, number, 4])
        return goals_of([make_scene(glyphs, rng) for _ in range(size)])

    ahead = [beside.submit(make, number) for number in numbers[:1]]
    for number in numbers:
        batch = ahead.pop().result()
        ahead += [beside.submit(make, after) for after in numbers if after == number + 1]
        yield batch

"""A Recipe and labelled digits in; a trained network out, epoch by epoch."""

import contextlib
import dataclasses
import math
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor, nn

from inkdigits.data import Examples
from inkdigits.errors import TrainingError
from inkdigits.learn.augment import augment
from inkdigits.learn.inference import count_right, to_pixels
from inkdigits.learn.optimizer import Adam, GradientDescent, Optimizer
from inkdigits.learn.progress import Epoch, Plan, Progress, make_plan
from inkdigits.learn.recipe import Recipe, learning_rate

PREPARED = 1000  # training images that a recipe may look at to begin with
REPORT_EVERY = 0.2  # seconds between two reports within an epoch


@dataclass(kw_only=True)
class Run:
    """All that changes while a network trains, and so all that a checkpoint must hold."""

    network: nn.Module
    optimizer: Optimizer
    seconds: float = 0.0  # spent in training steps, judging and saving left out
    history: list[Epoch] = field(default_factory=list)  # the epochs that are over


@contextlib.contextmanager
def torch_settings(threads: int, seed: int) -> Iterator[None]:
    """Give torch these threads and this seed for a while; afterwards, its own state again."""
    threads_before = torch.get_num_threads()
    tf32_before = torch.backends.cudnn.allow_tf32
    with torch.random.fork_rng(devices=range(torch.cuda.device_count())):
        torch.set_num_threads(threads)
        torch.set_flush_denormal(True)  # numbers below 1e-38 are slow and mean nothing here
        torch.backends.cudnn.allow_tf32 = False  # 10 bits of a number are not 23
        torch.manual_seed(seed)
        try:
            yield
        finally:
            torch.set_num_threads(threads_before)
            torch.set_flush_denormal(False)  # as torch starts; it does not tell
            torch.backends.cudnn.allow_tf32 = tf32_before


def begin(recipe: Recipe, device: torch.device, images: NDArray[np.uint8]) -> Run:
    """An untrained network and its optimiser.

    Args:
        recipe: The settings.
        device: Where it will train.
        images: Training images, uint8 (n, 28, 28), for recipes that look at some to begin with.

    Returns:
        A fresh run; initial values come from torch's seed.
    """
    network = recipe.network()
    if recipe.prepare:
        recipe.prepare(network, to_pixels(torch.tensor(images[:PREPARED])[:, None]))
    network = network.to(device)
    if recipe.channels_last:
        network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    return Run(network=network, optimizer=make_optimizer(recipe, network))


def make_optimizer(recipe: Recipe, network: nn.Module) -> Optimizer:
    """The recipe's optimiser."""
    if recipe.optimizer == "sgd":
        return GradientDescent(network.parameters())
    return Adam(network.parameters(), betas=recipe.betas, weight_decay=recipe.weight_decay)


def fit(
    recipe: Recipe,
    run: Run,
    train: Examples,
    validation: Examples,
    *,
    seed: int,
    watch: Callable[[Progress], None],
    save: Callable[[Run], None],
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

    Raises:
        TrainingError: The loss is no longer a number.
    """
    device = next(run.network.parameters()).device
    images = torch.tensor(train.images, device=device)[:, None]  # (n, 1, 28, 28) uint8
    labels = torch.tensor(train.labels, device=device)  # (n,) int64
    plan = make_plan(recipe, len(labels))
    for epoch in range(len(run.history), plan.epochs):
        entropy = int(np.random.SeedSequence([seed, epoch]).generate_state(1, np.uint64)[0])
        torch.manual_seed(entropy)  # dropout's draws
        rng = torch.Generator(device).manual_seed(entropy)  # order's and augmentation's draws
        reports = train_epoch(recipe, run, plan, images=images, labels=labels, rng=rng)
        for report in reports:
            watch(report)
        if not math.isfinite(report.loss):
            raise TrainingError(
                f"the loss became {report.loss} in epoch {report.epoch} of {recipe.name}. "
                "A lower peak_learning_rate may mend it."
            )
        right = count_right(run.network, validation)
        finished = Epoch(loss=report.loss, validation_right=right, validation_total=len(validation))
        run.history.append(finished)
        save(run)
        watch(dataclasses.replace(report, finished=finished))


def train_epoch(
    recipe: Recipe, run: Run, plan: Plan, *, images: Tensor, labels: Tensor, rng: torch.Generator
) -> Iterator[Progress]:
    """Train one epoch, the one after those in the run's history, and report now and then.

    Args:
        recipe: The settings.
        run: Trained in place.
        plan: The run's length.
        images: (n, 1, 28, 28) uint8, on the network's device.
        labels: (n,) int64, there too.
        rng: There too; order and augmentation are drawn from it.

    Yields:
        Progress a few times a second, and after the epoch's last step.
    """
    epoch = len(run.history)
    first = epoch * plan.steps_an_epoch
    last = min(first + plan.steps_an_epoch, plan.steps)
    order = torch.randperm(len(labels), generator=rng, device=labels.device)
    total = torch.zeros((), device=labels.device)  # of the batches' losses
    before, started = run.seconds, time.perf_counter()
    reported = started
    run.network.train()
    for step, chosen in enumerate(torch.split(order, plan.batch_size)[: last - first], first):
        batch = to_pixels(images[chosen], channels_last=recipe.channels_last)
        if recipe.augmentation:
            batch = augment(batch, recipe.augmentation, rng)
        total += train_step(recipe, run, batch, labels[chosen], step / plan.steps)
        now = time.perf_counter()
        if step + 1 == last or now - reported >= REPORT_EVERY:
            loss = total.item() / (1 if recipe.summed_loss else step + 1 - first)
            reported = time.perf_counter()
            run.seconds = before + reported - started
            yield Progress(
                plan=plan, epoch=epoch + 1, step=step + 1, loss=loss, seconds=run.seconds
            )


def train_step(recipe: Recipe, run: Run, batch: Tensor, labels: Tensor, progress: float) -> Tensor:
    """One step of the optimiser.

    Args:
        recipe: The settings.
        run: Changed in place.
        batch: (n, 1, 28, 28) float32, 0 to 1.
        labels: (n,) int64.
        progress: The share of all steps that is done.

    Returns:
        The batch's mean loss, (), not waited for.
    """
    with torch.autocast(batch.device.type, torch.bfloat16, enabled=recipe.bfloat16):
        logits = run.network(batch)  # (n, 10)
    loss = F.cross_entropy(logits.float(), labels, label_smoothing=recipe.label_smoothing)
    for parameter in run.optimizer.parameters:
        parameter.grad = None
    loss.backward()  # type: ignore[no-untyped-call]
    run.optimizer.step(learning_rate(recipe, progress))
    return loss.detach()

"""A Run and its digits in; out comes the step that training repeats, eager or as a CUDA graph."""

import torch
import torch.nn.functional as F
from torch import Tensor

from inkdigits.data.dataset import CLASSES
from inkdigits.learn.augment import augment
from inkdigits.learn.graph import Step, capture
from inkdigits.learn.inference import to_pixels
from inkdigits.learn.progress import Plan
from inkdigits.learn.recipe import Recipe
from inkdigits.learn.run import Run
from inkdigits.learn.strangers import STRANGER
from inkdigits.model import Model

TAUGHT = 0.9  # a teacher's share of the loss; the labels have the rest


def make_step(
    recipe: Recipe,
    run: Run,
    plan: Plan,
    *,
    images: Tensor,
    labels: Tensor,
    rng: torch.Generator,
    teacher: Model | None = None,
) -> Step:
    """The step that training repeats, from the places of a batch's digits to its loss.

    Args:
        recipe: The settings.
        run: What the step trains.
        plan: The run's length.
        images: (n, 1, 28, 28) uint8, on the network's device.
        labels: (n,) int64, there too.
        rng: There too; augmentation is drawn from it.
        teacher: Whose answers to learn from, beside the labels.

    Returns:
        On a GPU a CUDA graph, where the network can be captured as one.
    """

    def step(chosen: Tensor, rate: float | Tensor) -> Tensor:
        batch = to_pixels(images[chosen], channels_last=recipe.channels_last)
        if recipe.augmentation:
            batch = augment(batch, recipe.augmentation, rng)
        taught = ask(teacher, batch) if teacher else None
        return train_step(recipe, run, batch, labels[chosen], rate, taught=taught)

    if images.device.type != "cuda" or teacher:
        return step
    run.network.train()
    state = [*run.network.state_dict().values(), *run.optimizer.state().values()]
    try:
        return capture(step, batch_size=plan.batch_size, state=state, rng=rng)
    except RuntimeError:  # a network of somebody's own may decide by a value: step by step, then
        return step


def train_step(
    recipe: Recipe,
    run: Run,
    batch: Tensor,
    labels: Tensor,
    rate: float | Tensor,
    *,
    taught: Tensor | None = None,
) -> Tensor:
    """One step of the optimiser.

    Args:
        recipe: The settings.
        run: Changed in place.
        batch: (n, 1, 28, 28) float32, 0 to 1.
        labels: (n,) int64; STRANGER where there is no digit.
        rate: The learning rate.
        taught: (n, 10) float32, the probabilities that a teacher gives.

    Returns:
        The batch's mean loss, (), not waited for.
    """
    with torch.autocast(batch.device.type, torch.bfloat16, enabled=recipe.bfloat16):
        logits = run.network(batch)  # (n, 10)
    loss = find_loss(recipe, logits.float(), labels, taught)
    for parameter in run.optimizer.parameters:
        parameter.grad = None
    loss.backward()  # type: ignore[no-untyped-call]
    run.optimizer.step(rate)
    return loss.detach()


def find_loss(
    recipe: Recipe, logits: Tensor, labels: Tensor, taught: Tensor | None = None
) -> Tensor:
    """The mean loss of (n, 10) or (n, 11) logits, (): which digit, and whether it is one at all.

    References:
        Hinton, Vinyals and Dean, "Distilling the knowledge in a neural network", 2015 (``taught``).
    """
    digits = logits[:, :CLASSES]
    is_digit = (labels != STRANGER).float()
    smoothing = recipe.label_smoothing
    losses = F.cross_entropy(
        digits, labels, label_smoothing=smoothing, ignore_index=STRANGER, reduction="none"
    )  # (n,), 0 of strangers
    if taught is not None:
        by_teacher = F.cross_entropy(digits, taught, reduction="none") * is_digit
        losses = torch.lerp(losses, by_teacher, TAUGHT)
    loss = losses.sum() / is_digit.sum().clamp_min(1)
    if recipe.strangers:
        loss = loss + F.binary_cross_entropy_with_logits(logits[:, CLASSES], is_digit)
    return loss


def ask(teacher: Model, batch: Tensor) -> Tensor:
    """A teacher's probabilities, (n, 10), for images as they are trained on, (n, 1, 28, 28)."""
    frames = batch[:, 0].mul(255).round().to("cpu", torch.uint8).numpy()
    return torch.from_numpy(teacher.probabilities(frames)).to(batch.device)

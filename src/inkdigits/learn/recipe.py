"""A network and the settings to train it in; a Recipe out, which is plain data."""

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from torch import Tensor, nn

from inkdigits.errors import UsageError
from inkdigits.learn.augment import Augmentation


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """A network and how to train it. Plain data: vary one with ``dataclasses.replace``."""

    name: str  # as on the command line: lower case, hyphens
    summary: str  # one line for people
    network: Callable[[], nn.Module]  # (n, 1, 28, 28) float32, 0 to 1 -> (n, 10 or 11) logits
    prepare: Callable[[nn.Module, Tensor], None] | None = None  # sets values by some images
    epochs: int  # passes over the training part
    batch_size: int  # images a step
    peak_learning_rate: float  # per step, at the top of the schedule
    steps: int | None = None  # stop after so many steps, whatever the epochs
    least_steps: int = 0  # go on for more epochs until so many are done, on a small set
    optimizer: Literal["adam", "sgd", "muon"] = "adam"
    betas: tuple[float, float] = (0.9, 0.999)  # Adam's decay of mean and variance
    weight_decay: float = 0.0  # decoupled from the gradient: AdamW's
    faster: float = 1.0  # times Adam's rate: Muon's for the kernels
    schedule: Literal["constant", "one-cycle"] = "constant"
    warm_up: float = 0.2  # one-cycle: share of all steps spent climbing to the peak
    label_smoothing: float = 0.0  # share of the target spread over all ten digits
    flagged_ones: float = 0.0  # share of the 1s that are given a flag, some a foot
    drawn: float = 0.0  # digits drawn in other countries' forms to each digit
    strangers: float = 0.0  # things that are no digits to each digit; told by an 11th logit
    neighbours: float = 0.0  # what a reader cuts out of rows of digits to each digit; the same
    augmentation: Augmentation | None = None
    plain: float = 0.0  # share of all steps, the last ones, that take images as they are
    views: bool = False  # answer with the mean of shifted views, five times the work
    channels_last: bool = False  # memory order; which is faster depends on the network
    bfloat16: bool = False  # multiply in 16 bits, sum in 32, where the device has units for it
    summed_loss: bool = False  # show each epoch's loss summed over its batches, not averaged


SHARES = (
    "warm_up",
    "label_smoothing",
    "flagged_ones",
    "drawn",
    "strangers",
    "neighbours",
    "plain",
)  # of something, each at least 0 and below 1


def check_recipe(recipe: Recipe) -> None:
    """Refuse settings that cannot train.

    Raises:
        UsageError: A count is below one, or a share is outside 0 to 1.
    """
    for name in ("epochs", "batch_size", "steps"):
        value = getattr(recipe, name)
        if value is not None and value < 1:
            raise UsageError(f"recipe {recipe.name}: {name} is {value}; it must be at least 1.")
    for name in SHARES:
        value = getattr(recipe, name)
        if not 0 <= value < 1:
            raise UsageError(
                f"recipe {recipe.name}: {name} is {value}; it must be at least 0 and below 1."
            )
    if recipe.peak_learning_rate <= 0:
        raise UsageError(
            f"recipe {recipe.name}: peak_learning_rate is {recipe.peak_learning_rate}; "
            "it must be above 0."
        )


def settings(recipe: Recipe) -> dict[str, Any]:
    """The recipe's settings as JSON can hold them; its functions by their full names."""
    plain = dataclasses.asdict(dataclasses.replace(recipe, network=nn.Identity, prepare=None))
    functions = {"network": recipe.network, "prepare": recipe.prepare}
    names = {
        key: f"{function.__module__}.{function.__qualname__}" if function else None
        for key, function in functions.items()
    }
    return plain | names | {"betas": list(recipe.betas)}


def learning_rate(recipe: Recipe, progress: float) -> float:
    """The rate of the step that starts when the share ``progress`` of all steps is done.

    One cycle: up in a straight line to the peak, then down in a straight line to nothing.

    References:
        Smith and Topin, "Super-convergence", 2018.
    """
    if recipe.schedule == "constant":
        return recipe.peak_learning_rate
    if progress < recipe.warm_up:
        return recipe.peak_learning_rate * progress / recipe.warm_up
    return recipe.peak_learning_rate * (1 - progress) / (1 - recipe.warm_up)

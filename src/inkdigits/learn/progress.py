"""A recipe and a number of digits in; out comes the plan of a training, and its progress."""

import math
from dataclasses import dataclass

from inkdigits.learn.recipe import Recipe

LEAST_STEPS_AN_EPOCH = 20


@dataclass(frozen=True, kw_only=True)
class Epoch:
    """What one pass over the training part came to."""

    loss: float  # mean over the epoch's batches; their sum where the recipe says summed_loss
    validation_right: int
    validation_total: int


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A recipe's length on a training part of a given size."""

    batch_size: int  # images a step
    steps_an_epoch: int
    steps: int  # in all
    epochs: int  # in all; the last may be cut short


def make_plan(recipe: Recipe, digits: int) -> Plan:
    """How many steps and epochs the recipe takes on so many training digits.

    A batch never spans two epochs, and the digits left over are left out of that epoch. A set so
    small that an epoch would have fewer than 20 steps is taken in smaller batches.
    """
    batch_size = min(recipe.batch_size, max(1, digits // LEAST_STEPS_AN_EPOCH))
    steps_an_epoch = digits // batch_size
    epochs = max(recipe.epochs, math.ceil(recipe.least_steps / steps_an_epoch))
    steps = recipe.steps or epochs * steps_an_epoch
    return Plan(
        batch_size=batch_size,
        steps_an_epoch=steps_an_epoch,
        steps=steps,
        epochs=math.ceil(steps / steps_an_epoch),
    )


@dataclass(frozen=True, kw_only=True)
class Progress:
    """Where a training stands; ``finished`` is set on the last report of each epoch."""

    plan: Plan
    epoch: int  # 1 for the first
    step: int  # steps done, of all epochs
    loss: float  # so far in this epoch
    seconds: float  # spent in training steps so far
    finished: Epoch | None = None

    @property
    def digits_per_second(self) -> float:
        """Digits trained on in a second, mean of the whole run."""
        return self.step * self.plan.batch_size / self.seconds

    @property
    def seconds_left(self) -> float:
        """Seconds until the last step, at the mean pace so far."""
        return (self.plan.steps - self.step) * self.seconds / self.step

"""Shares and ranges in; what happens this time out."""

import math

import numpy as np


def perhaps(share: float, rng: np.random.Generator) -> bool:
    """Whether something happens that happens in such a share of all cases."""
    return bool(rng.random() < share)


def between(low: float, high: float, rng: np.random.Generator) -> float:
    """A number in a range, all alike."""
    return low + (high - low) * rng.random()


def about(low: float, high: float, rng: np.random.Generator) -> float:
    """A number in a range, as often from ``low`` to its double as from half of ``high`` to it."""
    return low * math.pow(high / low, rng.random())


def near(middle: float, spread: float, rng: np.random.Generator) -> float:
    """A number that is normally distributed."""
    return middle + spread * rng.standard_normal()

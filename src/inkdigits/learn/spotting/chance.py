"""Shares and ranges in; what happens this time out."""

import numpy as np


def perhaps(share: float, rng: np.random.Generator) -> bool:
    """Whether something happens that happens in such a share of all cases."""
    return bool(rng.random() < share)


def between(low: float, high: float, rng: np.random.Generator) -> float:
    """A number in a range, all alike."""
    return float(rng.uniform(low, high))


def about(low: float, high: float, rng: np.random.Generator) -> float:
    """A number in a range, as often from ``low`` to its double as from half of ``high`` to it."""
    return float(np.exp(rng.uniform(np.log(low), np.log(high))))


def near(middle: float, spread: float, rng: np.random.Generator) -> float:
    """A number that is normally distributed."""
    return float(rng.normal(middle, spread))

"""The share that a digit has among all ways to read its row in; how often it is right out.

Fitted to 9,000 digits and 2,100 numbers that the model that ships read on 270 generated pages of
all grades, made of validation digits (LOG.md, 2026-11-22); judged on pages of test digits in
docs/pages.md.
"""

import numpy as np
from numpy.typing import NDArray

SLOPE, SHIFT = 0.71, 0.16  # of log odds: Platt's scaling, since rows overrate what they are sure of
LEAST = 1e-4  # no share is taken to be nearer to 0 or 1
WHOLE = 0.955  # how often a number has all of its digits, and none of another


def digit_trust(shares: NDArray[np.float64]) -> NDArray[np.float64]:
    """How probable each value of a digit is.

    Args:
        shares: (10,), how probable it is in the lattice with each value; they sum to 1 at most.

    Returns:
        (10,): the greatest is right as often as it says; the others keep their proportion.

    References:
        Platt, "Probabilistic outputs for support vector machines", 1999.
    """
    value = int(shares.argmax())
    most = float(shares[value].clip(LEAST, 1 - LEAST))
    sure = 1 / (1 + np.exp(-SLOPE * np.log(most / (1 - most)) - SHIFT))
    others = float(shares.sum() - shares[value])
    told = shares * min(sure / most, (1 - sure) / max(others, LEAST))
    told[value] = sure
    return np.asarray(told, np.float64)


def number_trust(digits: list[float]) -> float:
    """How probable it is that a number has just these digits, by the confidence of each."""
    return WHOLE * float(np.prod(digits))

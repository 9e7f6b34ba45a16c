"""What the spotter and the classifier say of a digit in; how often it is right out.

Fitted on generated pages of all grades, made of validation digits, with one look of the spotter
(LOG.md, 2026-11-22), and kept with two (2026-12-01); judged on pages of test digits in
docs/pages.md.
"""

import numpy as np
from numpy.typing import NDArray

SPOTTED, LIKE, STROKE, SHIFT = 2.0, 0.37, 1.0, -2.2  # of log odds that it is a digit; see odds_of
SEEN, ALONE = 0.6, 0.5  # what log shares of the two weigh in which digit it is
LEAST = 1e-4  # no share is taken to be nearer to 0 or 1
LARGEST = 7.0  # log odds: no network knows more than that
SOFTER = 0.85  # times the log odds of a digit, as one of a number
WHOLE = 0.985  # how often a number has all of its digits, and none of another


def odds_of(spotted: float, digitness: float | None, one: float) -> float:
    """The log odds that something is a digit.

    Args:
        spotted: Log odds that it is one, seen where it stands.
        digitness: How much its ink alone looks like one, 0 to 1, if the model tells.
        one: How probable it is that it is a 1 then, of which both networks are less sure than of
            others as often right.
    """
    like = 0.0 if digitness is None else logit(digitness)
    odds = SPOTTED * spotted + LIKE * like + STROKE * one + SHIFT
    return float(np.clip(odds, -LARGEST, LARGEST))


def shares_of(seen: NDArray[np.floating], alone: NDArray[np.floating]) -> NDArray[np.float64]:
    """Which digit something is, (10,): by its looks where it stands, (10,), and its ink alone."""
    log = SEEN * np.log(np.maximum(seen, LEAST)) + ALONE * np.log(np.maximum(alone, LEAST))
    shares = np.exp(log - log.max())
    return np.asarray(shares / shares.sum(), np.float64)


def digit_trust(shares: NDArray[np.float64], odds: float) -> NDArray[np.float64]:
    """How probable it is that there is a digit with each value, (10,)."""
    return np.asarray(shares / (1 + np.exp(-odds)), np.float64)


def number_trust(digits: list[float], left_out: list[float]) -> float:
    """How probable it is that a number has just these digits, and none besides.

    Args:
        digits: The confidence of each. Together they are less sure than their product: where one
            digit is hard to read, so are those beside it.
        left_out: The log odds of what else may be a digit of it.
    """
    softer = [min(share, 1 / (1 + np.exp(-SOFTER * logit(share)))) for share in digits]
    none = [1 / (1 + np.exp(odds)) for odds in left_out]
    return WHOLE * float(np.prod(softer + none))


def logit(share: float) -> float:
    """The log odds of a share, at most LARGEST."""
    least = float(np.exp(-LARGEST))
    share = min(max(share, least), 1 - least)
    return float(np.log(share / (1 - share)))

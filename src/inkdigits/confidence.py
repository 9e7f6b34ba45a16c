"""Confidences, and whether each answer was right, in; how far they can be trusted out."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

BINS = 15  # of the calibration error


@dataclass(frozen=True, kw_only=True)
class Span:
    """The answers whose confidence lies in one of ``BINS`` equal spans."""

    total: int  # answers
    right: int
    confidence: float  # their mean, 0 to 1


def spans(confidence: NDArray[np.float32], right: NDArray[np.bool_]) -> tuple[Span, ...]:
    """Sort answers by confidence into equal spans; those that stay empty are left out.

    Args:
        confidence: float (n,), the probability of each answer.
        right: bool (n,), whether it was right.
    """
    bins = np.minimum((confidence * BINS).astype(int), BINS - 1)
    totals = np.bincount(bins, minlength=BINS)
    rights = np.bincount(bins, right, minlength=BINS)
    sums = np.bincount(bins, confidence.astype(np.float64), minlength=BINS)
    return tuple(
        Span(total=int(totals[at]), right=int(rights[at]), confidence=float(sums[at] / totals[at]))
        for at in np.flatnonzero(totals)
    )


def calibration_error(confidence: NDArray[np.float32], right: NDArray[np.bool_]) -> float:
    """Mean distance of confidence and accuracy over equal spans of confidence, by digits.

    Args:
        confidence: float (n,), the probability of each answer.
        right: bool (n,), whether it was right.

    Returns:
        A share, 0 to 1.

    References:
        Guo et al., "On Calibration of Modern Neural Networks", 2017.
    """
    apart = sum(abs(s.confidence * s.total - s.right) for s in spans(confidence, right))
    return float(apart / len(right))


def error_without(
    shares: NDArray[np.float64], confidence: NDArray[np.float32], right: NDArray[np.bool_]
) -> NDArray[np.float64]:
    """The risk–coverage curve: the error that is left when the least sure answers are set aside.

    Of equally sure answers none is preferred: where only some of them are set aside, the error is
    the one to expect if chance chooses.

    Args:
        shares: float (m,), of the answers to set aside, 0 to below 1; rounded down to whole ones.
        confidence: float (n,), the probability of each answer.
        right: bool (n,), whether it was right.

    Returns:
        float64 (m,), 0 to 1: of the answers that are left, the share that is wrong.

    References:
        El-Yaniv and Wiener, "On the Foundations of Noise-free Selective Classification", 2010.
    """
    n = len(right)
    levels, counts = np.unique(confidence, return_counts=True)  # least sure first
    wrong = np.bincount(np.searchsorted(levels, confidence), ~right, minlength=len(levels))
    aside = np.floor(shares * n + 1e-9)  # 0.07 · 100 is a little less than 7
    caught = np.interp(aside, np.cumsum([0, *counts]), np.cumsum([0, *wrong]))
    return np.asarray((wrong.sum() - caught) / (n - aside), np.float64)

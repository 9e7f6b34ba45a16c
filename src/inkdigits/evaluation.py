"""A Model and labelled digits in; an Evaluation out: how good, how sure, where it errs."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from inkdigits.data import Dataset, Examples
from inkdigits.data.dataset import CLASSES
from inkdigits.model import Model

PUBLIC = {"mnist", "builtin"}  # sets that hold nobody's own pictures
BINS = 15  # of the calibration error
Z = 1.959964  # standard deviations either side that hold 95 % of a normal distribution


@dataclass(frozen=True, kw_only=True)
class Evaluation:
    """How a model did on labelled digits; every digit counts once."""

    data: str  # what it was judged on
    right: int
    total: int
    accuracy: float  # share, 0 to 1
    interval: tuple[float, float]  # that holds the true accuracy with 95 % confidence
    negative_log_likelihood: float  # nats a digit
    calibration_error: float  # share: how far confidence and accuracy are apart, on average
    precision: tuple[float, ...]  # of the answers d, the share that are right; for d = 0 to 9
    recall: tuple[float, ...]  # of the digits d, the share that are found; for d = 0 to 9
    confusion: tuple[tuple[int, ...], ...]  # [true digit][answer] -> digits


def evaluate(model: Model, data: Dataset) -> Evaluation:
    """Judge a model on a data set's test part.

    A pool of pictures is judged whole by a model that learned from MNIST or the built-in digits.
    One that learned from somebody's pictures may have learned from these: it is judged on the part
    of the pool that training sets aside.

    Args:
        model: The model.
        data: What ``inkdigits.data.load`` gave.

    Returns:
        The evaluation.
    """
    examples, name = data.test, f"the test part of {data.source}"
    if not data.divided and model.card.data.get("name") in PUBLIC:
        examples, name = _whole(data), f"all of {data.source}"
    return judge(model.probabilities(examples.images), examples.labels, data=name)


def judge(
    probabilities: NDArray[np.float32], labels: NDArray[np.int64], *, data: str
) -> Evaluation:
    """Compare answers with labels.

    Args:
        probabilities: float (n, 10), rows sum to 1.
        labels: int64 (n,), 0 to 9; n is at least 1.
        data: What was judged, for people.

    Returns:
        The evaluation. A precision or recall that divides by nothing is not a number.

    References:
        Wilson, "Probable inference", 1927 (the interval). Guo et al., "On Calibration of Modern
        Neural Networks", 2017 (the calibration error).
    """
    answers = probabilities.argmax(1)
    confusion = np.zeros((CLASSES, CLASSES), np.int64)
    np.add.at(confusion, (labels, answers), 1)
    right, total = int(np.trace(confusion)), len(labels)
    with np.errstate(invalid="ignore"):
        precision = np.diag(confusion) / confusion.sum(0)
        recall = np.diag(confusion) / confusion.sum(1)
    # A float32 softmax can say 0 for what is merely unlikely; log(0) would drown all else.
    given = probabilities[np.arange(total), labels].clip(np.finfo(np.float32).eps, 1)
    return Evaluation(
        data=data,
        right=right,
        total=total,
        accuracy=right / total,
        interval=wilson_interval(right, total),
        negative_log_likelihood=float(-np.log(given, dtype=np.float64).mean()),
        calibration_error=calibration_error(probabilities.max(1), answers == labels),
        precision=tuple(precision.tolist()),
        recall=tuple(recall.tolist()),
        confusion=tuple(map(tuple, confusion.tolist())),
    )


def wilson_interval(right: int, total: int) -> tuple[float, float]:
    """The 95 % confidence interval of a share, which holds near 0 and 1 too."""
    share = right / total
    centre = share + Z**2 / (2 * total)
    spread = Z * math.sqrt(share * (1 - share) / total + (Z / (2 * total)) ** 2)
    scale = 1 + Z**2 / total
    return max(0.0, (centre - spread) / scale), min(1.0, (centre + spread) / scale)


def calibration_error(confidence: NDArray[np.float32], right: NDArray[np.bool_]) -> float:
    """Mean distance of confidence and accuracy over equal bins of confidence, by digits.

    Args:
        confidence: float (n,), the probability of each answer.
        right: bool (n,), whether it was right.

    Returns:
        A share, 0 to 1.
    """
    bins = np.minimum((confidence * BINS).astype(int), BINS - 1)
    surplus = np.bincount(bins, confidence.astype(np.float64) - right, minlength=BINS)
    return float(np.abs(surplus).sum() / len(right))


def _whole(data: Dataset) -> Examples:
    return Examples(
        images=np.concatenate([data.train.images, data.test.images]),
        labels=np.concatenate([data.train.labels, data.test.labels]),
    )

"""A Model and labelled digits in; an Evaluation out: how good, how sure, where it errs."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from inkdigits.answers import Answers, answer
from inkdigits.confidence import calibration_error, error_without
from inkdigits.data import Dataset
from inkdigits.data.dataset import CLASSES
from inkdigits.data.doubtful import NOBODY, correct_labels
from inkdigits.model import Model

Z = 1.959964  # standard deviations either side that hold 95 % of a normal distribution
NONE_DOUBTFUL: Mapping[int, int | None] = MappingProxyType({})


@dataclass(frozen=True, kw_only=True)
class Evaluation:
    """How a model did on labelled digits; every digit counts once."""

    data: str  # what it was judged on
    right: int
    total: int
    accuracy: float  # share, 0 to 1
    interval: tuple[float, float]  # that holds the true accuracy with 95 % confidence
    right_corrected: int | None  # by people's votes on MNIST's test labels; None for other digits
    total_corrected: int | None  # less those whose label nobody knows
    accuracy_corrected: float | None
    negative_log_likelihood: float  # nats a digit
    calibration_error: float  # share: how far confidence and accuracy are apart, on average
    error_without_1_percent: float  # share: wrong of the others when the least sure are set aside
    error_without_5_percent: float
    precision: tuple[float, ...]  # of the answers d, the share that are right; for d = 0 to 9
    recall: tuple[float, ...]  # of the digits d, the share that are found; for d = 0 to 9
    confusion: tuple[tuple[int, ...], ...]  # [true digit][answer] -> digits


def evaluate(model: Model, data: Dataset) -> Evaluation:
    """Judge a model on a data set's test part, or on all of a pool; see ``answer``.

    Args:
        model: The model.
        data: What ``inkdigits.data.load`` gave.

    Returns:
        The evaluation.
    """
    return judge_answers(answer(data, model)[0])


def judge_answers(answers: Answers) -> Evaluation:
    """Compare what a model answered with the labels."""
    return judge(
        answers.probabilities,
        answers.examples.labels,
        data=answers.data,
        doubtful=answers.doubtful,
    )


def judge(
    probabilities: NDArray[np.float32],
    labels: NDArray[np.int64],
    *,
    data: str,
    doubtful: Mapping[int, int | None] = NONE_DOUBTFUL,
) -> Evaluation:
    """Compare answers with labels.

    Args:
        probabilities: float (n, 10), rows sum to 1.
        labels: int64 (n,), 0 to 9; n is at least 1.
        data: What was judged, for people.
        doubtful: Position -> the label that people gave instead, None where they did not agree.

    Returns:
        The evaluation. A precision or recall that divides by nothing is not a number.

    References:
        Wilson, "Probable inference", 1927 (the interval).
    """
    answers = probabilities.argmax(1)
    confusion = np.zeros((CLASSES, CLASSES), np.int64)
    np.add.at(confusion, (labels, answers), 1)
    right, total = int(np.trace(confusion)), len(labels)
    corrected = correct_labels(labels, doubtful)
    agreed, known = int((answers == corrected).sum()), int((corrected != NOBODY).sum())
    with np.errstate(invalid="ignore"):
        precision = np.diag(confusion) / confusion.sum(0)
        recall = np.diag(confusion) / confusion.sum(1)
    # A float32 softmax can say 0 for what is merely unlikely; log(0) would drown all else.
    given = probabilities[np.arange(total), labels].clip(np.finfo(np.float32).eps, 1)
    confidence = probabilities.max(1)
    selective = error_without(np.array([0.01, 0.05]), confidence, answers == labels)
    return Evaluation(
        data=data,
        right=right,
        total=total,
        accuracy=right / total,
        interval=wilson_interval(right, total),
        right_corrected=agreed if doubtful else None,
        total_corrected=known if doubtful else None,
        accuracy_corrected=agreed / known if doubtful and known else None,
        negative_log_likelihood=float(-np.log(given, dtype=np.float64).mean()),
        calibration_error=calibration_error(confidence, answers == labels),
        error_without_1_percent=float(selective[0]),
        error_without_5_percent=float(selective[1]),
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

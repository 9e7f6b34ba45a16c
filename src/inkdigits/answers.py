"""Models and a data set in; what each of them answers to its digits, and how they differ, out."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from inkdigits.data import Dataset, Examples
from inkdigits.data.doubtful import doubtful_labels
from inkdigits.model import Model

PUBLIC = {"mnist", "builtin"}  # sets that hold nobody's own pictures


@dataclass(frozen=True, kw_only=True)
class Answers:
    """What a model answered to labelled digits: all that it can be judged by."""

    model: Model
    examples: Examples  # n digits
    probabilities: NDArray[np.float32]  # (n, 10), rows sum to 1
    data: str  # what the digits are, for people
    fingerprint: str  # of the data set that they are from
    doubtful: Mapping[int, int | None]  # position -> the label that people gave, if they agreed


@dataclass(frozen=True, kw_only=True)
class Difference:
    """How two models differ on the same digits."""

    first_alone: int  # digits that only the first has right
    second_alone: int
    chance: float  # probability of a split at least as uneven, were both equally good


def answer(data: Dataset, *models: Model) -> tuple[Answers, ...]:
    """Let models answer a data set's test part, all of them the same digits.

    A pool of pictures is answered whole by models that learned from MNIST or the built-in digits.
    One that learned from somebody's pictures may have learned from these: with such a model among
    them, only the part of the pool is answered that training sets aside.
    """
    examples, name = data.test, f"the test part of {data.source}"
    if not data.divided and all(model.card.data.get("name") in PUBLIC for model in models):
        examples, name = _whole(data), f"all of {data.source}"
    doubtful = doubtful_labels(examples)
    return tuple(
        Answers(
            model=model,
            examples=examples,
            probabilities=model.probabilities(examples.images),
            data=name,
            fingerprint=data.fingerprint,
            doubtful=doubtful,
        )
        for model in models
    )


def compare(first: Answers, second: Answers) -> Difference:
    """Compare two models' answers to the same digits, digit by digit.

    References:
        McNemar, "Note on the sampling error of the difference between correlated proportions",
        1947; the exact test, two-sided.
    """
    labels = first.examples.labels
    mine, theirs = (one.probabilities.argmax(1) == labels for one in (first, second))
    alone, other = int((mine & ~theirs).sum()), int((theirs & ~mine).sum())
    n = alone + other
    tail = sum(  # of the binomial distribution of n fair coins
        math.exp(math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1) - n * math.log(2))
        for k in range(min(alone, other) + 1)
    )
    return Difference(first_alone=alone, second_alone=other, chance=min(1.0, 2 * tail))


def _whole(data: Dataset) -> Examples:
    return Examples(
        images=np.concatenate([data.train.images, data.test.images]),
        labels=np.concatenate([data.train.labels, data.test.labels]),
    )

"""Test digits in; out come, if they are MNIST's, the 15 whose label people did not uphold.

A model pointed at 100 labels of MNIST's test part that it doubted, and five people judged each
picture. Of 15 the given label found fewer than 3 votes. In 10 of these at least 3 people agreed on
another digit; in 5 they agreed on none.

References:
    Northcutt, Athalye and Mueller, "Pervasive Label Errors in Test Sets Destabilize Machine
    Learning Benchmarks", 2021, arXiv:2103.14749. The votes are those of
    github.com/cleanlab/label-errors, under the Apache License 2.0.
"""

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from inkdigits.data.dataset import Examples, fingerprint

MNIST_TEST_FINGERPRINT = "2eae8dcb035645f95d577372c4d2b9adba40081e2ffa0723c0f530550eb2934b"
MNIST_TEST_DOUBTFUL: Mapping[int, int | None] = MappingProxyType(
    {  # position among the 10,000, from 0 -> what at least 3 of 5 people saw; None: they disagreed
        947: 9,
        1621: 6,
        1901: 4,
        2130: None,
        2462: 0,
        2597: 3,
        2654: None,
        3520: None,
        3558: 0,
        5937: 3,
        6651: 6,
        6783: 6,
        8527: None,
        9679: None,
        9729: 6,
    }
)
NOBODY = -1  # stands for a label that nobody knows


def doubtful_labels(examples: Examples) -> Mapping[int, int | None]:
    """The doubtful labels of these digits: those of MNIST's test part, or none at all.

    MNIST's test digits are known by their pixels and labels, whatever their folder is called.
    """
    known = fingerprint(examples) == MNIST_TEST_FINGERPRINT
    return MNIST_TEST_DOUBTFUL if known else MappingProxyType({})


def correct_labels(
    labels: NDArray[np.int64], doubtful: Mapping[int, int | None]
) -> NDArray[np.int64]:
    """The labels as people see them: int64 (n,), NOBODY where they agreed on none."""
    corrected = labels.copy()
    for position, label in doubtful.items():
        corrected[position] = NOBODY if label is None else label
    return corrected

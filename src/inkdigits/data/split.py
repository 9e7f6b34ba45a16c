"""Training examples, a size and a seed in; a smaller training part and a validation part out."""

import math
from collections.abc import Collection
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray

from inkdigits.data.dataset import CLASSES, Examples
from inkdigits.errors import UsageError

TEST_ONE_IN = 6  # of a pool's pictures


def split_validation(examples: Examples, *, size: float, seed: int) -> tuple[Examples, Examples]:
    """Set a validation part aside, each digit in the same proportion as in the whole.

    Args:
        examples: The training part of a set, n digits; never its test part.
        size: Below 1 a share of n, rounded to whole digits; from 1 on a count, kept exactly;
            0 for no validation part.
        seed: Chooses the digits: the same seed and examples give the same parts.

    Returns:
        What is left to train on, and the validation part, both in their old order.

    Raises:
        UsageError: ``size`` is no such number, gives less than one digit to each class, or
            leaves a class without training digits.
    """
    counts = np.bincount(examples.labels, minlength=CLASSES)  # (10,)
    total = _whole_size(size, len(examples))
    if size == 0:
        chosen = np.zeros(len(examples), np.bool_)
    else:
        _check_total(total, counts, size)
        chosen = _choose(examples.labels, shares(counts, total), np.random.default_rng(seed))
    return _part(examples, ~chosen), _part(examples, chosen)


def set_aside(names: Collection[str]) -> set[str]:
    """The pictures of a pool that are its test part: about one in six, and at least one.

    Each is drawn by the SHA-256 of its name, so that a picture stays in its part when others come
    or go.
    """
    aside = {name for name in names if _lot(name) % TEST_ONE_IN == 0}
    return aside or {min(names, key=_lot)}


def shares(counts: NDArray[np.int64], total: int) -> NDArray[np.int64]:
    """How many of each class make up exactly ``total``, by largest remainder.

    Args:
        counts: (classes,), how many there are.
        total: At most the sum of ``counts`` less one for each class that has any.

    Returns:
        int64 (classes,), of the sum ``total``; no class that has any gives its last one away.
    """
    floors, remainders = np.divmod(counts * total, counts.sum())
    order = np.argsort(-remainders, kind="stable")  # equal remainders: the lower digit first
    while missing := total - floors.sum():
        willing = order[floors[order] < counts[order] - 1]
        floors[willing[:missing]] += 1
    return np.asarray(floors, np.int64)


def _lot(name: str) -> int:
    """A number that is drawn by a name alone."""
    return int.from_bytes(sha256(name.encode()).digest())


def _whole_size(size: float, n: int) -> int:
    if not math.isfinite(size) or size < 0 or (size >= 1 and size != int(size)):
        raise UsageError(
            f"{size} is no size for a validation part; give a share below 1, such as 0.1, or a "
            "whole number of digits, such as 5000, or 0 for none."
        )
    return round(size * n) if 0 < size < 1 else int(size)


def _check_total(total: int, counts: NDArray[np.int64], size: float) -> None:
    classes, n = int(np.count_nonzero(counts)), int(counts.sum())
    if n == 0:
        raise UsageError(
            "There are no training digits to set a validation part aside from. Ask for 0, or for "
            "data that has a training part."
        )
    if total < classes:
        raise UsageError(
            f"A validation part of {size:g} is {total} digits of {n:,}, fewer than one for each "
            f"of the {classes} classes. Ask for at least {classes}, or for 0 to do without."
        )
    if total > n - classes:
        raise UsageError(
            f"A validation part of {size:g} is {total:,} digits of {n:,} and leaves nothing to "
            f"train on in some of the {classes} classes. Ask for at most {max(n - classes, 0):,}."
        )


def _choose(
    labels: NDArray[np.int64], wanted: NDArray[np.int64], rng: np.random.Generator
) -> NDArray[np.bool_]:
    """Mark ``wanted[c]`` of the labels c, (n,)."""
    chosen = np.zeros(len(labels), np.bool_)
    for label, count in enumerate(wanted):
        places = np.flatnonzero(labels == label)
        chosen[rng.permutation(places)[:count]] = True
    return chosen


def _part(examples: Examples, mask: NDArray[np.bool_]) -> Examples:
    return Examples(images=examples.images[mask], labels=examples.labels[mask])

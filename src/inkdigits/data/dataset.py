"""Labelled digit images in; a checked Dataset out: what training learns from and is judged on."""

import hashlib
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from inkdigits.digits import SIDE
from inkdigits.errors import BadFileError

CLASSES = 10

Kind = TypeVar("Kind", bound=np.generic)


@dataclass(frozen=True, kw_only=True)
class Examples:
    """Digit images with their labels; ``make_examples`` checks them."""

    images: NDArray[np.uint8]  # (n, 28, 28), 0 paper to 255 ink
    labels: NDArray[np.int64]  # (n,), 0 to 9

    def __len__(self) -> int:
        return len(self.labels)


@dataclass(frozen=True, kw_only=True)
class Dataset:
    """A training part, a test part, and where they came from; ``make_dataset`` puts it together."""

    name: str  # "mnist", "builtin" or the folder's name
    source: str  # for people: where the files are, or what they are
    train: Examples  # empty where the source holds test digits only: training refuses it
    test: Examples
    divided: bool = True  # False: the source is one pool, and we set its test part aside
    fingerprint: str = ""  # SHA-256 of all pixels and labels


def make_examples(images: NDArray[Any], labels: NDArray[Any], *, name: str) -> Examples:
    """Put images and labels together once they are known to belong together.

    Args:
        images: uint8 (n, 28, 28), 0 paper to 255 ink; kept as it is, not copied.
        labels: Integers (n,), 0 to 9.
        name: What to call the two in errors.

    Returns:
        The examples, read-only; n may be 0.

    Raises:
        BadFileError: A wrong type or shape, unequal lengths, or a label that is not a digit.
    """
    if images.dtype != np.uint8 or images.ndim != 3 or images.shape[1:] != (SIDE, SIDE):  # noqa: PLR2004 - image, row, column
        raise BadFileError(
            f"{name} holds images of the type {images.dtype} and shape {images.shape}; digits are "
            f"uint8 of the shape (n, {SIDE}, {SIDE}). Frame them with inkdigits.frame first."
        )
    if labels.dtype.kind not in "iu" or labels.ndim != 1:
        raise BadFileError(
            f"{name} holds labels of the type {labels.dtype} and shape {labels.shape}; labels are "
            "whole numbers of the shape (n,). Are images and labels exchanged?"
        )
    if len(images) != len(labels):
        raise BadFileError(
            f"{name} has {len(images):,} images but {len(labels):,} labels; each image needs one. "
            "Are they from the same set?"
        )
    wrong = np.flatnonzero((labels < 0) | (labels >= CLASSES))
    if wrong.size:
        raise BadFileError(
            f"{name} has labels that are not digits: {wrong.size:,} of {len(labels):,}, the first "
            f"is {labels[wrong[0]]} at position {wrong[0]:,}. Labels are 0 to 9; keep only those."
        )
    return Examples(images=_locked(images), labels=_locked(labels.astype(np.int64)))


def make_dataset(
    *, name: str, source: str, train: Examples, test: Examples, divided: bool = True
) -> Dataset:
    """Put the two parts together and take their fingerprint.

    Args:
        name: "mnist", "builtin" or the folder's name.
        source: For people: where the files are, or what they are.
        train: May be empty: the set is then good for evaluation only.
        test: At least one digit.
        divided: Whether the source itself came in two parts.

    Raises:
        BadFileError: The test part is empty.
    """
    if not len(test):
        raise BadFileError(
            f"{source} has no test digits, so nothing could be judged on it. Add some: the files "
            "that begin with t10k-, or pictures in its folder test/."
        )
    return Dataset(
        name=name,
        source=source,
        train=train,
        test=test,
        divided=divided,
        fingerprint=fingerprint(train, test),
    )


def no_examples() -> Examples:
    """The empty part of a set that holds test digits only."""
    return make_examples(
        np.zeros((0, SIDE, SIDE), np.uint8), np.zeros(0, np.int64), name="the empty part"
    )


def fingerprint(*parts: Examples) -> str:
    """SHA-256, in hexadecimal, of the parts' shapes, pixels and labels, in this order.

    It is the same on every machine: labels, 0 to 9, are hashed as single bytes.
    """
    digest = hashlib.sha256()
    for part in parts:
        digest.update(f"{part.images.shape}{part.labels.shape}".encode())
        digest.update(np.ascontiguousarray(part.images).data)
        digest.update(part.labels.astype(np.uint8).data)
    return digest.hexdigest()


def _locked(array: NDArray[Kind]) -> NDArray[Kind]:
    """A view that cannot be written through, so that nobody changes a set that others share."""
    view = array.view()
    view.flags.writeable = False
    return view

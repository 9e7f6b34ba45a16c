"""A model and other people's digits in; how many of each digit it reads right, out."""

from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

import inkdigits
from inkdigits.data import Examples
from inkdigits.data.builtin import enlarge, load_builtin
from inkdigits.data.dataset import make_examples
from inkdigits.evaluation import judge
from inkdigits.model import Model
from read_photos import read_photos

SIDE = 16  # pixels of a Semeion digit
FULL = 16  # what ``enlarge`` takes full ink for
CLASSES = 10
WIDE, WIDE_ONE = 0.72, 0.5  # of its height: a digit, and a 1, are assumed to be so wide; in the
# file all fill a square
HIGH = 20  # pixels: as MNIST's digits


def judge_builtin(model: Model) -> dict[str, Any]:
    """On the digits that scikit-learn has; the test part is the last of their forms."""
    data = load_builtin()
    images = np.concatenate([data.train.images, data.test.images])
    labels = np.concatenate([data.train.labels, data.test.labels])
    return {
        "built-in digits": _figures(model, images, labels),
        "built-in digits, test part": _figures(model, data.test.images, data.test.labels),
    }


def judge_semeion(model: Model, path: Path) -> dict[str, Any]:
    """On Semeion's digits: framed, enlarged smoothly and then framed, and through the reader."""
    ink, labels = read_semeion(path)
    framed = np.stack([inkdigits.frame(one) for one in ink])
    smooth = np.stack([inkdigits.frame(enlarge(one * float(FULL))) for one in ink])
    reader = inkdigits.Reader(model)
    texts = [reader.read(one, single=True).text for one in ink]
    read = [text == str(label) for text, label in zip(texts, labels, strict=True)]
    return {
        "Semeion, framed": _figures(model, framed, labels),
        "Semeion, enlarged and framed": _figures(model, smooth, labels),
        "Semeion, through the reader": _counts(np.array(read), labels),
    }


def judge_photos(model: Model, folder: Path) -> dict[str, Any]:
    """On photos of numbers: digits that are neither left out, nor invented, nor wrong."""
    kinds = read_photos(folder, inkdigits.Reader(model))
    return {
        f"photos, {kind}": {"right": found["digits"] - found["errors"], "total": found["digits"]}
        for kind, found in kinds.items()
    }


def read_semeion(path: Path) -> tuple[NDArray[np.bool_], NDArray[np.int64]]:
    """Decode ``semeion.data``.

    Args:
        path: The file, a digit a line: 256 pixels, 1 for ink, and ten numbers of which the one at
            the digit's place is 1; or the folder that it lies in.

    Returns:
        Ink (n, 16, 16) and labels (n,).
    """
    table = np.loadtxt(path / "semeion.data" if path.is_dir() else path, ndmin=2)
    if table.shape[1] != SIDE * SIDE + CLASSES:
        raise SystemExit(f"{path} has {table.shape[1]} numbers a line, not 256 pixels and 10.")
    return table[:, : SIDE * SIDE].reshape(-1, SIDE, SIDE) > 0, table[:, SIDE * SIDE :].argmax(1)


def semeion_to_write_with(path: Path) -> Examples:
    """Semeion's digits, about as wide as digits are, to make pages of.

    Args:
        path: As ``read_semeion`` takes it.

    Returns:
        (n, 28, 28) images, 0 paper to 255 ink, and labels, in the file's order.
    """
    ink, labels = read_semeion(path)
    images = np.zeros((len(ink), 28, 28), np.uint8)
    for image, one, label in zip(images, ink, labels.tolist(), strict=True):
        large = enlarge(one * float(FULL)) * (255 / FULL)
        high = round(HIGH * (SIDE + 2) / SIDE)  # with the margin that ``enlarge`` adds
        wide = round(high * (WIDE_ONE if label == 1 else WIDE))
        small = cv2.resize(large, (wide, high), interpolation=cv2.INTER_AREA)
        top, left = (28 - high) // 2, (28 - wide) // 2
        image[top : top + high, left : left + wide] = np.rint(small)
    return make_examples(images, labels, name="Semeion")


def _figures(model: Model, frames: NDArray[np.uint8], labels: NDArray[np.int64]) -> dict[str, Any]:
    probabilities = model.probabilities(frames)
    found = _counts(probabilities.argmax(1) == labels, labels)
    return {**found, "calibration_error": judge(probabilities, labels, data="").calibration_error}


def _counts(right: NDArray[np.bool_], labels: NDArray[np.int64]) -> dict[str, Any]:
    return {
        "right": int(right.sum()),
        "total": len(right),
        "digits": [
            {"right": int(right[labels == digit].sum()), "total": int((labels == digit).sum())}
            for digit in range(CLASSES)
        ],
    }

"""Digits in; a contact sheet of every kind of corruption at every severity, as a picture, out."""

from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from corruptions import KINDS, SEVERITIES, Kind, corrupt, generator

EACH = 6  # digits of a kind and severity
ZOOM = 2  # pixels shown for one
LABEL = 150  # pixels for a kind's name
GAP = 6  # pixels between severities


def draw_sheet(
    images: NDArray[np.uint8], seed: int, kinds: tuple[Kind, ...] = KINDS
) -> NDArray[np.uint8]:
    """A row for each kind, the severities beside each other: uint8 (h, w).

    Args:
        images: uint8 (n, 28, 28); taken in turn, so that each severity shows other digits.
        seed: Of the corruptions.
        kinds: Which to show.
    """
    return np.vstack([_row(images, seed, kind) for kind in kinds])


def save_sheet(path: Path, images: NDArray[np.uint8], seed: int) -> None:
    """Draw the sheet into a PNG file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(draw_sheet(images, seed)).save(path, optimize=True)


def _row(images: NDArray[np.uint8], seed: int, kind: Kind) -> NDArray[np.uint8]:
    cells = [_label(kind)]
    for severity in SEVERITIES:
        chosen = np.arange(EACH * (severity - 1), EACH * severity) % len(images)
        shown = corrupt(images[chosen], kind, severity, generator(seed, kind, severity))
        strip = np.hstack(list(shown)).repeat(ZOOM, 0).repeat(ZOOM, 1)
        cells += [np.full((len(strip), GAP), 255, np.uint8), strip]
    row = np.hstack(cells)
    return np.vstack([row, np.full((1, row.shape[1]), 255, np.uint8)])


def _label(kind: Kind) -> NDArray[np.uint8]:
    """The kind's name, and whether training may use it, in dark letters."""
    label = np.full((28 * ZOOM, LABEL), 255, np.uint8)
    for text, y in ((kind.name, 22), ("" if kind.seen else "kept from training", 42)):
        cv2.putText(label, text, (4, y), cv2.FONT_HERSHEY_SIMPLEX, 0.5, 0, 1, cv2.LINE_AA)
    return label

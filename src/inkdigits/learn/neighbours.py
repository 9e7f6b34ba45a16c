"""Training digits and a number in; as many frames that a reader cuts out of rows of them out.

Digits are set in rows, apart, touching or over one another, and cut as the reader cuts. What comes
out whole and alone is a digit, with whatever its neighbours left on it. Pieces of digits, and
digits with much of another, are strangers: so the network tells the reader where to cut.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from inkdigits.data import Examples
from inkdigits.digits import SIDE
from inkdigits.learn.strangers import STRANGER
from inkdigits.vision.frame import frame
from inkdigits.vision.ink import Ink
from inkdigits.vision.marks import Mark, cut_out, together, where
from inkdigits.vision.pieces import cut_into_pieces

SCALE = 2.5  # pixels for one of a training digit
DIGITS = (2, 3)  # in a row, at the least and at the most
APART = (-0.35, 0.15)  # of a digit's width, between it and the next: below 0 they overlap
SIZES = (0.85, 1.15)  # heights vary
BASE = 4  # pixels that feet are off the line
INK = 100  # level, of 255, from which a pixel is ink
FIRM = 3.0  # how much steeper than the enlarged digit's its strokes' rims are
WHOLE, ALONE = 0.87, 0.12  # share of a digit's ink that is there, and of others' beside it
PIECE, MIXED = 0.65, 0.3  # the same where it is one no more
LOW = 0.5  # heights of the row: what is lower no reader takes for a digit there
WIDEST = 1.5  # heights of its row: a digit is no wider
NEAR = 0.3  # heights of its row: the parts of a digit are nearer
MOST = 12  # pieces that a digit may be made of
EACH = 3  # digits, and as many strangers, that a row gives at the most


def with_neighbours(examples: Examples, share: float, seed: int) -> Examples:
    """The examples, and after them ``share`` as many that were cut out of rows of their digits."""
    count = round(share * len(examples))
    known = examples.labels != STRANGER
    digits = Examples(images=examples.images[known], labels=examples.labels[known])
    images, labels = cut_neighbours(digits, count, np.random.default_rng([seed, count, 2]))
    return Examples(
        images=np.concatenate([examples.images, images]),
        labels=np.concatenate([examples.labels, labels]),
    )


def cut_neighbours(
    examples: Examples, count: int, rng: np.random.Generator
) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Cut frames out of rows of digits.

    Args:
        examples: Training digits.
        count: How many frames.
        rng: Where everything comes from.

    Returns:
        uint8 (count, 28, 28), framed as the reader does, and int64 (count,) labels: half of them
        digits, and STRANGER for the others.
    """
    images, labels = np.empty((count, SIDE, SIDE), np.uint8), np.empty(count, np.int64)
    done = 0
    while done < count:
        for image, label in _cut_row(examples, rng)[: count - done]:
            images[done], labels[done] = image, label
            done += 1
    return images, labels


def _cut_row(examples: Examples, rng: np.random.Generator) -> list[tuple[NDArray[np.uint8], int]]:
    """Some of what the reader would judge in one row, framed, with what it is."""
    levels, owners, labels = _write(examples, rng)
    ink = Ink(levels=levels, mask=levels > INK, scale=1)
    count, parts, stats, _ = cv2.connectedComponentsWithStats(ink.mask.view(np.uint8))
    numbered = np.asarray(parts, np.int32)
    pieces: list[Mark] = []
    for at in range(1, count):
        x, y, w, h = (int(value) for value in stats[at, :4])
        if h < BASE or stats[at, 4] < BASE**2:
            continue
        mark = Mark(parts=(at,), place=(x, y, w, h))
        pieces += cut_into_pieces(mark, numbered)
    pieces.sort(key=lambda piece: piece.place[0] + piece.place[2] / 2)
    height = float(np.median([mask.any(axis=1).sum() for mask in owners]))
    found: list[tuple[Mark, int]] = []
    for start, stop in _runs(pieces, height):
        mark = together(pieces[start:stop])
        if mark.place[3] < LOW * height:
            continue
        label = _label(where(numbered, mark.parts), owners, labels)
        if label is not None:
            found.append((mark, label))
    half = min(EACH, *(sum((label == STRANGER) == odd for _, label in found) for odd in (0, 1)))
    return [
        (frame(cut_out(found[at][0], numbered, ink)), found[at][1])
        for odd in (False, True)
        for at in rng.permutation(
            [at for at, (_, label) in enumerate(found) if (label == STRANGER) == odd]
        )[:half]
    ]


def _write(
    examples: Examples, rng: np.random.Generator
) -> tuple[NDArray[np.uint8], list[NDArray[np.bool_]], list[int]]:
    """A row of digits: its levels (h, w), the mask (h, w) of each digit, and the labels."""
    chosen = rng.integers(len(examples), size=rng.integers(DIGITS[0], DIGITS[1] + 1))
    side = round(SIDE * SCALE)
    height = round(1.4 * side)
    canvas = np.zeros((height, round(side * 1.3 * len(chosen))), np.uint8)
    layers: list[NDArray[np.uint8]] = []
    right = side // 4
    for index in chosen:
        scale = SCALE * rng.uniform(*SIZES)
        large = cv2.resize(
            examples.images[index], None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC
        )
        firm = ((large.astype(np.float32) - INK) * FIRM + INK).clip(0, 255).astype(np.uint8)
        x, y, w, h = cv2.boundingRect((firm > INK).view(np.uint8))
        digit = firm[y : y + h, x : x + w]
        left = max(right + round(rng.uniform(*APART) * w), 2) if layers else right
        top = round((height - h) / 2 + rng.uniform(-BASE, BASE))
        w, h = min(w, canvas.shape[1] - left), min(h, height - top)
        layer = np.zeros_like(canvas)
        layer[top : top + h, left : left + w] = digit[:h, :w]
        layers.append(layer)
        right = left + w
    levels = np.max(layers, axis=0)
    return levels, [layer > INK for layer in layers], [int(examples.labels[at]) for at in chosen]


def _label(
    own: NDArray[np.bool_], owners: list[NDArray[np.bool_]], labels: list[int]
) -> int | None:
    """Which digit some ink is, (h, w); STRANGER for none; None where that is a matter of taste."""
    area = max(int(own.sum()), 1)
    shares = [(own & owner).sum() / max(owner.sum(), 1) for owner in owners]
    best = int(np.argmax(shares))
    aside = (own & ~owners[best]).sum() / area
    if shares[best] >= WHOLE and aside <= ALONE:
        return labels[best]
    return STRANGER if shares[best] < PIECE or aside > MIXED else None


def _runs(pieces: list[Mark], height: float) -> list[tuple[int, int]]:
    """(start, stop) of all neighbouring pieces, left to right, that may be one digit."""
    runs = []
    for start in range(len(pieces)):
        runs.append((start, start + 1))
        left, _, w, _ = pieces[start].place
        right = left + w
        for stop in range(start + 2, min(start + MOST, len(pieces)) + 1):
            x, _, w, _ = pieces[stop - 1].place
            if x - right > NEAR * height:
                break
            left, right = min(left, x), max(right, x + w)
            if right - left > WIDEST * height:
                break
            runs.append((start, stop))
    return runs

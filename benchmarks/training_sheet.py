"""A data set in; a contact sheet of what robust learns from, as a picture, out.

python benchmarks/training_sheet.py docs/training.png
"""

import argparse
from pathlib import Path

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image

import inkdigits
from inkdigits.learn.augment import Augmentation, augment
from inkdigits.learn.hands import flag_ones
from inkdigits.learn.recipes import find_recipe
from inkdigits.learn.strangers import make_strangers
from inkdigits.learn.strokes import draw_digits

ACROSS = 26  # digits in a row
ZOOM = 1.25  # pixels shown for one
HEAD = 22  # pixels for a line of words
SEED = 0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--data", default="builtin")
    arguments = parser.parse_args()
    digits = inkdigits.load_data(arguments.data).train
    rng = np.random.default_rng(SEED)
    recipe = find_recipe("robust")
    if recipe.augmentation is None:
        raise SystemExit("robust changes nothing: there is nothing to show")
    ones = digits.labels == 1
    flagged = flag_ones(digits, share=1, rng=rng).images[ones]
    parts = [
        ("training digits", digits.images[: 2 * ACROSS]),
        ("1s that were given a flag, and a foot", flagged[:ACROSS]),
        ("digits drawn in the forms of other countries", draw_digits(3 * ACROSS, rng).images),
        (
            "the first two rows as training may see them",
            changed(digits.images, recipe.augmentation),
        ),
        ("no digits", make_strangers(digits, 3 * ACROSS, rng)),
    ]
    rows = [row for title, images in parts for row in (head(title), *strips(images))]
    Image.fromarray(np.vstack(rows)).save(arguments.out, optimize=True)


def changed(images: NDArray[np.uint8], how: Augmentation) -> NDArray[np.uint8]:
    """The first two rows four times, changed each time by other draws."""
    first = torch.tensor(images[: 2 * ACROSS])[:, None].repeat(4, 1, 1, 1).float() / 255
    seen = augment(first, how, torch.Generator().manual_seed(SEED))
    return np.asarray((seen[:, 0] * 255).round().byte().numpy(), np.uint8)


def strips(images: NDArray[np.uint8]) -> list[NDArray[np.uint8]]:
    """Rows of images beside each other."""
    size = round(28 * ZOOM)
    shown = [cv2.resize(one, (size, size), interpolation=cv2.INTER_AREA) for one in images]
    framed = [cv2.copyMakeBorder(one, 0, 1, 0, 1, cv2.BORDER_CONSTANT, value=110) for one in shown]
    return [
        np.asarray(np.hstack(framed[at : at + ACROSS]), np.uint8)
        for at in range(0, len(framed), ACROSS)
    ]


def head(title: str) -> NDArray[np.uint8]:
    """A line of words."""
    line = np.full((HEAD, ACROSS * (round(28 * ZOOM) + 1)), 255, np.uint8)
    cv2.putText(line, title, (4, HEAD - 7), cv2.FONT_HERSHEY_SIMPLEX, 0.45, 0, 1, cv2.LINE_AA)
    return line


if __name__ == "__main__":
    main()

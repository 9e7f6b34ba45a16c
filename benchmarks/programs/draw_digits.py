"""MNIST's folder and a number of digits in; a page that they are written on, a PNG file, out.

    python benchmarks/programs/draw_digits.py MNIST_FOLDER OUT.png --digits 200 [--full]

Training digits, one after the other, in rows from the top, all at one scale. Prints, as JSON, the
page's size and what stands where. With ``--full`` the page has 6.4 megapixels however few they are.
"""

import argparse
import json
import math
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from inkdigits import load_data

ENLARGED = 40  # pixels that an MNIST image of 28 is drawn at: its ink is 28 high
PITCH_X, PITCH_Y = 54, 56  # pixels from digit to digit, and from row to row
MARGIN = 30  # pixels around the writing
PAPER, DARKNESS, NOISE = 232, 0.8, 1.5  # level of 255; share of light that ink takes; levels
FULL = 2000  # digits that fill 6.4 megapixels


def lay_out(digits: int) -> tuple[int, int]:
    """Rows and columns of a page, three high to four wide, that so many digits fill."""
    columns = math.ceil(math.sqrt(digits * 4 / 3 * PITCH_Y / PITCH_X))
    return -(-digits // columns), columns


def draw_digits(images: NDArray[np.uint8], rows: int, columns: int) -> NDArray[np.uint8]:
    """Write digits on even paper with a little grain.

    Args:
        images: (n, 28, 28), 0 paper to 255 ink; n is at most rows times columns.
        rows: That the page has place for.
        columns: The same.

    Returns:
        uint8 (h, w), dark ink on light paper; no two digits touch.
    """
    size = rows * PITCH_Y + 2 * MARGIN, columns * PITCH_X + 2 * MARGIN
    ink = np.zeros(size, np.float32)
    for i, image in enumerate(images):
        large = np.asarray(Image.fromarray(image).resize((ENLARGED, ENLARGED), Image.BICUBIC))
        down, across = (np.flatnonzero((large > 0).any(axis=axis)) for axis in (1, 0))
        cut = large[down[0] : down[-1] + 1, across[0] : across[-1] + 1]
        h, w = cut.shape
        y = MARGIN + PITCH_Y * (i // columns) + (PITCH_Y - h) // 2
        x = MARGIN + PITCH_X * (i % columns) + (PITCH_X - w) // 2
        place = ink[y : y + h, x : x + w]
        np.maximum(place, cut / np.float32(255), out=place)
    grain = np.random.default_rng(0).normal(0, NOISE, size).astype(np.float32)
    return np.rint(PAPER * (1 - DARKNESS * ink) + grain).clip(0, 255).astype(np.uint8)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--digits", type=int, required=True)
    parser.add_argument("--full", action="store_true")
    arguments = parser.parse_args()
    train = load_data(arguments.folder).train
    rows, columns = lay_out(FULL if arguments.full else arguments.digits)
    page = draw_digits(train.images[: arguments.digits], rows, columns)
    Image.fromarray(page).save(arguments.out, compress_level=1)
    places = {
        f"{MARGIN + PITCH_X * (i % columns)} {MARGIN + PITCH_Y * (i // columns)}": int(label)
        for i, label in enumerate(train.labels[: arguments.digits])
    }
    shape = {"width": page.shape[1], "height": page.shape[0]}
    print(json.dumps({**shape, "pitch": [PITCH_X, PITCH_Y], "margin": MARGIN, "places": places}))


if __name__ == "__main__":
    main()

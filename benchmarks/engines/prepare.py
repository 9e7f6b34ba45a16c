"""MNIST's folder in; out come its digits as arrays, and a page of one megapixel, in a folder.

python benchmarks/engines/prepare.py MNIST_FOLDER OUT_FOLDER
"""

import sys
from pathlib import Path

import numpy as np
from PIL import Image

from inkdigits.cli.read import EXAMPLE
from inkdigits.data import load

PHOTO = (1168, 857)  # one megapixel in the example page's shape


def main() -> None:
    mnist, out = sys.argv[1], Path(sys.argv[2])
    dataset = load(mnist)
    for part, examples in {"training": dataset.train, "test": dataset.test}.items():
        np.save(out / f"{part}_frames.npy", examples.images)
        np.save(out / f"{part}_labels.npy", examples.labels)
    with Image.open(EXAMPLE) as page:
        page.convert("RGB").resize(PHOTO, Image.Resampling.BICUBIC).save(
            out / "photo.jpg", quality=92
        )


if __name__ == "__main__":
    main()

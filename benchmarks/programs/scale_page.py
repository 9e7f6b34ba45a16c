"""A number of megapixels in; the page that ships, as a camera of so many would see it, a JPEG, out.

python benchmarks/programs/scale_page.py MEGAPIXELS OUT.jpg
"""

import argparse
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from inkdigits.cli.read import EXAMPLE

NOISE = 2  # levels of 255, of each pixel: a camera's
QUALITY = 90


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("megapixels", type=float)
    parser.add_argument("out", type=Path)
    arguments = parser.parse_args()
    page = np.asarray(Image.open(EXAMPLE).convert("RGB"))
    scale = (arguments.megapixels * 1e6 / (page.shape[0] * page.shape[1])) ** 0.5
    method = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    seen = cv2.resize(page, None, fx=scale, fy=scale, interpolation=method)
    noise = np.random.default_rng(0).normal(0, NOISE, (*seen.shape[:2], 1)).astype(np.float32)
    noisy = np.rint(seen + noise).clip(0, 255).astype(np.uint8)
    Image.fromarray(noisy).save(arguments.out, quality=QUALITY)


if __name__ == "__main__":
    main()

"""A data set in; a contact sheet of the scenes that the spotter learns from, as a picture, out.

python benchmarks/scene_sheet.py docs/scenes.jpg [--data mnist]
"""

import argparse
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

import inkdigits
from inkdigits.learn.spotting.glyphs import Glyphs
from inkdigits.learn.spotting.scene import Scene, make_scene
from inkdigits.learn.spotting.sheet import SIDE

ACROSS, DOWN = 7, 4  # scenes
GAP = 3  # pixels between two of them
SEED = 0
FOUND, EITHER = (0, 150, 60), (60, 120, 220)  # RGB: boxes to be found, and such as may be
INK = (200, 30, 40)  # RGB: the ink of digits


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--data", default="builtin")
    arguments = parser.parse_args()
    glyphs = Glyphs(inkdigits.load_data(arguments.data).train, (SEED,))
    rng = np.random.default_rng(SEED)
    sheet = np.full((DOWN * (SIDE + GAP), ACROSS * (SIDE + GAP), 3), 255, np.uint8)
    for at in range(ACROSS * DOWN):
        top, left = (place * (SIDE + GAP) for place in divmod(at, ACROSS))
        sheet[top : top + SIDE, left : left + SIDE] = shown(make_scene(glyphs, rng), bare=at % 2)
    Image.fromarray(sheet).save(arguments.out, quality=80, optimize=True)


def shown(scene: Scene, *, bare: int) -> NDArray[np.uint8]:
    """A scene as the network sees it, or with what it should say, (SIDE, SIDE, 3)."""
    view = np.repeat(scene.picture[:, :, None], 3, axis=2)
    if bare:
        return view
    own = scene.owner >= 0
    view[own] = (view[own] / 2 + np.array(INK) / 2).astype(np.uint8)
    for digit in scene.digits:
        x, y, w, h = (round(side) for side in digit.box)
        cv2.rectangle(view, (x, y), (x + w, y + h), FOUND if digit.wanted else EITHER, 1)
    return view


if __name__ == "__main__":
    main()

"""A spotter and digits in; how many of them it finds and names in scenes out."""

import numpy as np
import torch
from torch import nn

from inkdigits.learn.inference import to_pixels
from inkdigits.learn.spotting.glyphs import Glyphs
from inkdigits.learn.spotting.goals import goals_of
from inkdigits.learn.spotting.scene import make_scene
from inkdigits.learn.spotting.sheet import Written
from inkdigits.spotter import STRIDE, TURNS

BATCH = 20  # scenes looked at together


@torch.inference_mode()
def count_found(
    network: nn.Module, glyphs: Glyphs | None, *, scenes: int, seed: int
) -> tuple[int, int]:
    """How many digits of scenes are found where they are and named right, and how many there are.

    Args:
        network: A Spotter.
        glyphs: What the scenes are made of; none make none.
        scenes: How many.
        seed: Of the scenes.
    """
    if glyphs is None:
        return 0, 0
    rng = np.random.default_rng([seed, 5])
    device = next(network.parameters()).device
    network.eval()
    right = total = 0
    for at in range(0, scenes, BATCH):
        made = [make_scene(glyphs, rng) for _ in range(min(BATCH, scenes - at))]
        goals = goals_of(made)
        answers = network(to_pixels(goals.pictures.to(device)))[0].cpu()  # (n, 18, cells, cells)
        named = answers[:, TURNS:-4].argmax(1)
        good = (answers[:, 0] > 0) & (named == goals.which) & (goals.which >= 0)
        for scene, own in zip(made, good.numpy(), strict=True):
            wanted = [one for one in scene.digits if one.wanted and not one.turn]
            total += len(wanted)
            right += sum(bool(own[_around(one)].any()) for one in wanted)
    return right, total


def _around(digit: Written) -> tuple[slice, slice]:
    """The cells around a digit's middle."""
    x, y, w, h = digit.box
    row, column = int((y + h / 2) / STRIDE), int((x + w / 2) / STRIDE)
    return slice(max(row - 1, 0), row + 2), slice(max(column - 1, 0), column + 2)

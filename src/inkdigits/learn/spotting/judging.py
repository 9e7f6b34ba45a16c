"""A spotter and digits in; how many of them it finds and names in scenes out."""

from collections.abc import Callable

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from inkdigits.learn.inference import to_pixels
from inkdigits.learn.spotting.glyphs import Glyphs
from inkdigits.learn.spotting.goals import goals_of
from inkdigits.learn.spotting.scene import make_scene
from inkdigits.learn.spotting.sheet import Written
from inkdigits.sight import STRIDE, TURNS

BATCH = 20  # scenes looked at together
Answer = Callable[[NDArray[np.uint8]], NDArray[np.float32]]  # (n, SIDE, SIDE) -> (n, 18, cells,
# cells), as network.py's and the exported graph's first answers


def answer_of(network: nn.Module) -> Answer:
    """How a network answers, on its device, as one that has learned."""
    device = next(network.parameters()).device
    network.eval()

    @torch.inference_mode()
    def answer(pictures: NDArray[np.uint8]) -> NDArray[np.float32]:
        batch = to_pixels(torch.from_numpy(pictures)[:, None].to(device))
        return np.asarray(network(batch)[0].float().cpu(), np.float32)

    return answer


def count_found(
    answer: Answer, glyphs: Glyphs | None, *, scenes: int, seed: int
) -> tuple[int, int]:
    """How many digits of scenes are found where they are and named right, and how many there are.

    Args:
        answer: What a spotter says of pictures.
        glyphs: What the scenes are made of; none make none.
        scenes: How many.
        seed: Of the scenes.
    """
    if glyphs is None:
        return 0, 0
    rng = np.random.default_rng([seed, 5])
    right = total = 0
    for at in range(0, scenes, BATCH):
        made = [make_scene(glyphs, rng) for _ in range(min(BATCH, scenes - at))]
        which = goals_of(made).which.numpy()
        answers = answer(np.stack([scene.picture for scene in made]))
        good = (answers[:, 0] > 0) & (answers[:, TURNS:-4].argmax(1) == which) & (which >= 0)
        for scene, own in zip(made, good, strict=True):
            wanted = [one for one in scene.digits if one.wanted and not one.turn]
            total += len(wanted)
            right += sum(bool(own[_around(one)].any()) for one in wanted)
    return right, total


def _around(digit: Written) -> tuple[slice, slice]:
    """The cells around a digit's middle."""
    x, y, w, h = digit.box
    row, column = int((y + h / 2) / STRIDE), int((x + w / 2) / STRIDE)
    return slice(max(row - 1, 0), row + 2), slice(max(column - 1, 0), column + 2)

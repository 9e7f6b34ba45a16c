"""A spotter that went on learning and the weights that it began with in; the mean of both out."""

import numpy as np
import torch
from torch import Tensor, nn
from torch.optim.swa_utils import update_bn

from inkdigits.learn.inference import to_pixels
from inkdigits.learn.spotting.glyphs import Glyphs
from inkdigits.learn.spotting.goals import goals_of
from inkdigits.learn.spotting.recipe import KEPT
from inkdigits.learn.spotting.scene import make_scene

Weights = dict[str, Tensor]  # by their names in a network
BATCH = 24  # scenes
BATCHES = 40  # of training scenes that layers are measured on again


@torch.no_grad()
def average(network: nn.Module, known: Weights) -> None:
    """Make a network the mean of itself and of the weights that it began with, in place.

    References:
        Wortsman, Ilharco, Kim and others, "Robust fine-tuning of zero-shot models", 2022: between
        the two lie weights that know what each of them knows.
    """
    for name, value in network.state_dict().items():
        if value.is_floating_point():
            value.lerp_(known[name].to(value.dtype), KEPT)


def measure_again(network: nn.Module, glyphs: Glyphs, *, seed: int) -> None:
    """Measure the means and variances that a network's layers even out, on scenes, in place.

    Those of a mean of networks are not the means of theirs.

    References:
        Izmailov, Podoprikhin, Garipov, Vetrov and Wilson, "Averaging weights leads to wider optima
        and better generalization", 2018.
    """
    rng = np.random.default_rng([seed, 7])
    scenes = ([make_scene(glyphs, rng) for _ in range(BATCH)] for _ in range(BATCHES))
    update_bn((to_pixels(goals_of(batch).pictures) for batch in scenes), network)
    network.eval()

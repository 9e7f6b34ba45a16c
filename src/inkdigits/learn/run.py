"""A Recipe and some training images in; an untrained network and its optimiser, a Run, out."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.torch import load
from torch import Tensor, nn

from inkdigits.errors import ModelError
from inkdigits.learn.inference import to_pixels
from inkdigits.learn.muon import Muon
from inkdigits.learn.optimizer import Adam, GradientDescent, Optimizer
from inkdigits.learn.progress import Epoch
from inkdigits.learn.recipe import Recipe
from inkdigits.learn.together import Views
from inkdigits.model import WEIGHTS, Model
from inkdigits.spotter import Spotter

PREPARED = 1000  # training images that a recipe may look at to begin with


@dataclass(kw_only=True)
class Run:
    """All that changes while a network trains, and so all that a checkpoint must hold."""

    network: nn.Module
    optimizer: Optimizer
    seconds: float = 0.0  # spent in training steps, judging and saving left out
    history: list[Epoch] = field(default_factory=list)  # the epochs that are over
    answers: Tensor | None = None  # logits of the validation digits after the last epoch


@contextlib.contextmanager
def torch_settings(threads: int, seed: int) -> Iterator[None]:
    """Give torch these threads and this seed for a while; afterwards, its own state again."""
    threads_before = torch.get_num_threads()
    tf32_before = torch.backends.cudnn.allow_tf32
    with torch.random.fork_rng(devices=range(torch.cuda.device_count())):
        torch.set_num_threads(threads)
        torch.set_flush_denormal(True)  # numbers below 1e-38 are slow and mean nothing here
        torch.backends.cudnn.allow_tf32 = False  # 10 bits of a number are not 23
        torch.manual_seed(seed)
        try:
            yield
        finally:
            torch.set_num_threads(threads_before)
            torch.set_flush_denormal(False)  # as torch starts; it does not tell
            torch.backends.cudnn.allow_tf32 = tf32_before


def begin(recipe: Recipe, device: torch.device, images: NDArray[np.uint8]) -> Run:
    """An untrained network and its optimiser.

    Args:
        recipe: The settings.
        device: Where it will train.
        images: Training images, uint8 (n, 28, 28), for recipes that look at some to begin with.

    Returns:
        A fresh run; initial values come from torch's seed.
    """
    network = recipe.network()
    if recipe.prepare:
        recipe.prepare(network, to_pixels(torch.tensor(images[:PREPARED])[:, None]))
    network = (Views(network) if recipe.views else network).to(device)
    if recipe.channels_last:
        network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    return Run(network=network, optimizer=make_optimizer(recipe, network))


def load_weights(
    network: nn.Module, model: Model | Spotter, *, member: int = 0, members: int = 1
) -> dict[str, Tensor]:
    """Let a network begin with what a model has learned.

    Args:
        network: Of the model's own recipe; changed in place.
        model: Whose weights to take.
        member: Which of its networks this is to be, where the model averages several.
        members: How many it averages.

    Returns:
        The weights, by their names in the network.

    Raises:
        ModelError: The weights are of another network.
    """
    path = model.folder / WEIGHTS
    prefix = f"{member}." if members > 1 else ""
    try:
        weights = {
            name.removeprefix(prefix): value
            for name, value in load(path.read_bytes()).items()
            if name.startswith(prefix)
        }
        network.load_state_dict(weights)
    except (OSError, SafetensorError, RuntimeError) as error:
        raise ModelError(
            f"{path} cannot be gone on from: {error}. The recipe {model.card.recipe} may have "
            "changed since the model was trained; train it again."
        ) from error
    return weights


def make_optimizer(recipe: Recipe, network: nn.Module) -> Optimizer:
    """The recipe's optimiser."""
    if recipe.optimizer == "sgd":
        return GradientDescent(network.parameters())
    if recipe.optimizer == "muon":
        return Muon(
            network.parameters(),
            betas=recipe.betas,
            weight_decay=recipe.weight_decay,
            faster=recipe.faster,
            bfloat16=recipe.bfloat16,
        )
    return Adam(network.parameters(), betas=recipe.betas, weight_decay=recipe.weight_decay)

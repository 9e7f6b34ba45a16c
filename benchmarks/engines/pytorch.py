"""A Model folder in; how fast torch answers with the same weights out, eager or compiled.

    python benchmarks/engines/pytorch.py DIGITS_FOLDER [--model FOLDER] [--compile]

The job is the one that inkdigits' own engine does: uint8 frames to probabilities, both NumPy
arrays. Memory is laid out channels first or last, whichever answers 1,024 digits faster. Nothing
that was compiled before is used again.
"""

import os
import statistics
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file
from timing import Answer, make_parser, measure, test_digits, time_passes
from torch import nn

from inkdigits.data.dataset import CLASSES
from inkdigits.learn.inference import to_pixels
from inkdigits.learn.recipes import find_recipe
from inkdigits.model import SHIPPED, WEIGHTS, load_model


class Answering(nn.Module):
    """(n, 28, 28) uint8 -> (n, 10) probabilities."""

    def __init__(
        self, network: nn.Module, temperature: float, *, recipe: str, channels_last: bool
    ) -> None:
        super().__init__()
        order = torch.channels_last if channels_last else torch.contiguous_format
        self.network = network.eval().to(memory_format=order)  # type: ignore[call-overload]
        self.temperature, self.recipe, self.channels_last = temperature, recipe, channels_last

    def forward(self, frames: torch.Tensor) -> torch.Tensor:
        pixels = to_pixels(frames[:, None], channels_last=self.channels_last)
        return (self.network(pixels)[:, :CLASSES] / self.temperature).softmax(1)


def load(folder: Path, *, channels_last: bool) -> Answering:
    """The network of a Model folder, with its weights."""
    card = load_model(folder).card
    network = find_recipe(card.recipe).network()
    network.load_state_dict(load_file(folder / WEIGHTS))
    temperature = card.measured["temperature"]
    return Answering(network, temperature, recipe=card.recipe, channels_last=channels_last)


def in_numpy(answering: Any) -> Answer:
    """The same function from arrays to arrays."""

    @torch.inference_mode()
    def answer(frames: NDArray[np.uint8]) -> NDArray[np.float32]:
        return np.asarray(answering(torch.from_numpy(frames)).numpy())

    return answer


def pick(folder: Path, frames: NDArray[np.uint8]) -> Answering:
    """The faster of the two layouts, at 1,024 digits a batch."""

    def seconds(answering: Answering) -> float:
        answer = in_numpy(answering)
        return statistics.median(time_passes(lambda digits, _: answer(digits), frames, 1024, 7)[1])

    return min((load(folder, channels_last=last) for last in (False, True)), key=seconds)


def main() -> None:
    parser = make_parser(__doc__)
    parser.add_argument("--model", type=Path, default=SHIPPED, help="a Model folder")
    parser.add_argument("--compile", action="store_true")
    parser.add_argument("--layout", choices=["first", "last"], help="of channels, if it is known")
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    frames, labels = test_digits(arguments.digits)
    if arguments.layout:
        answering = load(arguments.model, channels_last=arguments.layout == "last")
    else:
        answering = pick(arguments.model, frames[:1024])
    with tempfile.TemporaryDirectory() as cache:
        os.environ["TORCHINDUCTOR_CACHE_DIR"] = cache
        measure(
            in_numpy(torch.compile(answering) if arguments.compile else answering),
            frames,
            labels,
            arguments,
            network=answering.recipe,
            threads=arguments.threads,
            layout="last" if answering.channels_last else "first",
        )


if __name__ == "__main__":
    main()

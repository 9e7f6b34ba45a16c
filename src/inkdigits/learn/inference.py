"""uint8 digit images and a torch network in; its logits, and how many are right, out."""

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from inkdigits.data import Examples


def to_pixels(images: Tensor, *, channels_last: bool = False) -> Tensor:
    """uint8 images, 0 to 255, as a network takes them: float32, 0 to 1, of the same shape."""
    order = torch.channels_last if channels_last else torch.contiguous_format
    return images.to(torch.float32, memory_format=order).div_(255)


@torch.inference_mode()
def logits(network: nn.Module, images: NDArray[np.uint8], *, batch_size: int = 1000) -> Tensor:
    """Answer (n, 28, 28) uint8 images, a batch at a time: (n, 10) float32 logits, on the CPU."""
    device = next(network.parameters()).device
    network.eval()
    batches = torch.split(torch.tensor(images)[:, None], batch_size)
    answers = [network(to_pixels(batch.to(device))).cpu() for batch in batches]
    return torch.cat(answers) if answers else torch.empty(0, 10)


def count_right(network: nn.Module, examples: Examples) -> int:
    """How many of the examples the network answers right."""
    answers = logits(network, examples.images).argmax(1)
    return int((answers == torch.tensor(examples.labels)).sum())

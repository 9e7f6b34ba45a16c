"""uint8 digit images and a torch network in; its logits, and how many are right, out."""

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from inkdigits.data.dataset import CLASSES


def to_pixels(images: Tensor, *, channels_last: bool = False) -> Tensor:
    """uint8 images, 0 to 255, as a network takes them: float32, 0 to 1, of the same shape."""
    order = torch.channels_last if channels_last else torch.contiguous_format
    return images.to(torch.float32, memory_format=order).div_(255)


@torch.inference_mode()
def logits(network: nn.Module, images: NDArray[np.uint8], *, batch_size: int = 1000) -> Tensor:
    """Answer (n, 28, 28) uint8 images, a batch at a time: float32 logits, on the CPU.

    They are (n, 10); or (n, 11) of a network that also tells digits from other things.
    """
    device = next(network.parameters()).device
    network.eval()
    batches = torch.split(torch.tensor(images)[:, None], batch_size)
    answers = [network(to_pixels(batch.to(device))).cpu() for batch in batches]
    return torch.cat(answers) if answers else torch.empty(0, CLASSES)


def count_right(answers: Tensor, labels: NDArray[np.int64]) -> int:
    """How many logits, (n, 10) or (n, 11), give the labels, (n,)."""
    return int((answers[:, :CLASSES].argmax(1) == torch.tensor(labels)).sum())

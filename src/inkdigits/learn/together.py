"""Networks in, or views of one image; one network that answers with the mean of their logits out.

The mean of logits is the logarithm of the geometric mean of probabilities, but for a constant that
softmax takes away. It is no weight's business, so nothing here is trained.
"""

from collections.abc import Iterable

import torch
import torch.nn.functional as F
from torch import Tensor, nn

VIEWS = ((0, 0), (-1, 0), (1, 0), (0, -1), (0, 1))  # rows down, columns right, in pixels


class Together(nn.ModuleList):
    """Several networks as one: (n, 1, 28, 28) -> the mean of their logits, (n, 10) or (n, 11).

    References:
        Hansen and Salamon, "Neural network ensembles", 1990.
    """

    def __init__(self, members: Iterable[nn.Module]) -> None:
        super().__init__(members)

    def forward(self, images: Tensor) -> Tensor:
        """(n, 1, 28, 28) float32, 0 to 1 -> (n, 10) or (n, 11) logits."""
        return torch.stack([member(images) for member in self]).mean(0)


def together(networks: list[nn.Module]) -> nn.Module:
    """Several networks as one; a single one is left as it is."""
    return Together(networks) if len(networks) > 1 else networks[0]


class Views(nn.Module):
    """A network that trains on images as they are, and answers by ``VIEWS`` of each.

    (n, 1, 28, 28) -> in training its logits; else the mean of those of the image as it is, and
    shifted by one pixel to each of four sides.
    """

    def __init__(self, network: nn.Module) -> None:
        super().__init__()
        self.network = network

    def forward(self, images: Tensor) -> Tensor:
        """(n, 1, 28, 28) float32, 0 to 1 -> (n, 10) or (n, 11) logits."""
        if self.training:
            return self.network(images)  # type: ignore[no-any-return]
        logits = self.network(torch.cat(views(images)))
        return logits.unflatten(0, (len(VIEWS), len(images))).mean(0)  # type: ignore[no-any-return]


def views(images: Tensor) -> list[Tensor]:
    """The images shifted by each of ``VIEWS``; what comes in from beyond is as the edge is."""
    _, _, height, width = images.shape
    wide = F.pad(images, (1, 1, 1, 1), mode="replicate")
    return [
        wide[:, :, 1 - down : 1 - down + height, 1 - right : 1 - right + width]
        for down, right in VIEWS
    ]

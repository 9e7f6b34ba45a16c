"""Images on any paper in; light ink on dark paper, from 0 to 1, out: a network's first layer.

It has nothing to learn. It stands inside the network, and so inside the exported graph, that nobody
who uses a model can forget it.
"""

import torch
from torch import Tensor, nn

from inkdigits.digits import SIDE
from inkdigits.vision.paper import AROUND, RIM, SPOT, TRUST

LEAST = 0.1  # of the range from black to white: fainter ink than this is not made stronger


class EvenPaper(nn.Module):
    """Turn dark ink light, and stretch what lies between paper and ink from 0 to 1.

    (n, 1, 28, 28) float32, 0 to 1 -> the same. Which ink is light ``vision.paper.is_ink_light``
    says, and why; this is the same for many images at once, and for training and ONNX.
    """

    around: Tensor  # (28, 28): on both sides of an image, the mean of a square around each pixel
    spot: Tensor  # (26, 28): the same of the smaller squares that lie inside
    rim: Tensor  # (28, 28): what each pixel weighs in the rim's mean

    def __init__(self) -> None:
        super().__init__()
        for name, value in (("around", means(AROUND)), ("spot", means(SPOT, inside=True))):
            self.register_buffer(name, value, persistent=False)
        inner = torch.zeros(SIDE, SIDE)
        inner[RIM:-RIM, RIM:-RIM] = 1
        self.register_buffer("rim", (1 - inner) / (1 - inner).sum(), persistent=False)

    def forward(self, images: Tensor) -> Tensor:
        """(n, 1, 28, 28) float32, 0 to 1 -> (n, 1, 28, 28) float32, 0 paper to 1 ink."""
        axes = (1, 2, 3)
        with torch.autocast(images.device.type, enabled=False):
            spots = self.spot @ images @ self.spot.T  # (n, 1, 26, 26)
            low, high = spots.amin(axes, keepdim=True), spots.amax(axes, keepdim=True)
            span = (high - low).clamp_min(LEAST)
            apart = images - self.around @ images @ self.around.T
            square = apart * apart
            spread = square.mean(axes, keepdim=True).clamp_min(torch.finfo(torch.float32).tiny)
            skew = (square * apart).mean(axes, keepdim=True) / (spread * spread.sqrt())
            rim = (images * self.rim).sum(axes, keepdim=True)
            light = skew + TRUST * ((low + high) / 2 - rim) / span >= 0
            ink = torch.where(light, images - low, high - images)
            return (ink / span).clamp(0, 1)


def means(side: int, *, inside: bool = False) -> Tensor:
    """The matrix that takes 28 values in a row to the means of ``side`` around each.

    Those beyond the ends count as the ends do; with ``inside``, no mean reaches beyond.
    """
    reach = side // 2
    matrix = torch.zeros(SIDE, SIDE)
    for at in range(SIDE):
        for near in range(at - reach, at + reach + 1):
            matrix[at, min(max(near, 0), SIDE - 1)] += 1 / side
    return matrix[reach:-reach] if inside else matrix

"""Pieces of pages in; where digits may be, which, how large, and whose ink is whose, out.

A small pyramid network: features of every fourth, eighth and sixteenth pixel, put together again at
the fourth. It sees digits of 13 to 44 pixels; larger ones are found on a smaller picture.
"""

import torch
from torch import Tensor, nn
from torch.nn import functional

from inkdigits.sight import ANSWERS, FINE, INKS, STRIDE, TURNS

CELL = 4  # pixels a side of which light is looked at as one
NEAR, WIDE = 7, 15  # cells: around each, what is taken for its paper, and for its contrast
RARE = -4.0  # log odds of a digit's middle before anything is learned
LEAST = 0.03  # of the range from black to white: fainter contrast is not made stronger
WIDTHS = (16, 32, 80, 160)  # channels at each stride


class EvenLight(nn.Module):
    """(n, 1, h, w) in 0 to 1 -> the same about 0: light and contrast made even."""

    def forward(self, pictures: Tensor) -> Tensor:
        """Even the light, in float32 whatever the network's other layers take."""
        with torch.autocast(pictures.device.type, enabled=False):
            apart = pictures - mean_around(pictures, NEAR)
            spread = mean_around(apart * apart, WIDE).clamp_min(0).sqrt()
            return apart / (spread + LEAST)


def mean_around(pictures: Tensor, side: int) -> Tensor:
    """The mean of a square of so many cells around each pixel, those beyond the rim left out.

    Of a coarse copy, put between its pixels again: a mean over all pixels took longer than the
    whole network.
    """
    coarse = functional.avg_pool2d(pictures, CELL)
    for size in ((1, side), (side, 1)):
        half = (size[0] // 2, size[1] // 2)
        coarse = functional.avg_pool2d(
            coarse, size, stride=1, padding=half, count_include_pad=False
        )
    return functional.interpolate(coarse, scale_factor=CELL, mode="bilinear")


class Spotter(nn.Module):
    """(n, 1, h, w) float32, 0 to 1, h and w multiples of 16 -> two maps.

    (n, 18, h / 4, w / 4): logits of the middle of a digit that stands upright, or is turned
    clockwise by one, two or three quarters; of an upright one ten logits, and the log of what lies
    left, above, right and below of it in cells. (n, 3, h / 2, w / 2): logit of a digit's ink; how
    far its middle is, across and down, in cells.
    """

    def __init__(self) -> None:
        super().__init__()
        a, b, c, d = WIDTHS
        self.even = EvenLight()
        self.stem = _layer(1, a, stride=2)
        self.fourth = nn.Sequential(_layer(a, b, stride=2), _layer(b, b))
        self.eighth = nn.Sequential(_layer(b, c, stride=2), Block(c), Block(c))
        self.sixteenth = nn.Sequential(_layer(c, d, stride=2), Block(d), Block(d))
        self.up_sixteenth = nn.Conv2d(d, c, 1)
        self.join_eighth = Block(c)
        self.up_eighth = nn.Conv2d(c, b, 1)
        self.join_fourth = _layer(b, b + a)
        self.answers = nn.Conv2d(b + a, ANSWERS, 1)
        self.inks = nn.Conv2d(b + a, INKS * (STRIDE // FINE) ** 2, 1)
        with torch.no_grad():
            self.answers.bias[:TURNS] = RARE  # type: ignore[index]

    def forward(self, pictures: Tensor) -> tuple[Tensor, Tensor]:
        """Look at some pictures."""
        fourth = self.fourth(self.stem(self.even(pictures)))
        eighth = self.eighth(fourth)
        sixteenth = self.up_sixteenth(self.sixteenth(eighth))
        eighth = self.join_eighth(eighth + functional.interpolate(sixteenth, scale_factor=2.0))
        fourth = fourth + functional.interpolate(self.up_eighth(eighth), scale_factor=2.0)
        joined = self.join_fourth(fourth)
        return self.answers(joined), functional.pixel_shuffle(self.inks(joined), STRIDE // FINE)


class Block(nn.Module):
    """Two layers that add to what they are given."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.first = _layer(channels, channels)
        self.second = nn.Sequential(
            nn.Conv2d(channels, channels, 3, padding=1, bias=False), nn.BatchNorm2d(channels)
        )

    def forward(self, maps: Tensor) -> Tensor:
        """(n, channels, h, w) -> the same."""
        return torch.relu(maps + self.second(self.first(maps)))


def _layer(before: int, after: int, *, stride: int = 1) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(before, after, 3, stride=stride, padding=1, bias=False),
        nn.BatchNorm2d(after),
        nn.ReLU(),
    )

"""Digit images in; out come the same on other papers, in other light, by other cameras."""

import math
from dataclasses import dataclass

import torch
from torch import Tensor

LIGHTEST = 0.8  # paper: on a lighter one, white ink would not be seen


@dataclass(frozen=True, kw_only=True)
class Paper:
    """How far paper, light and camera may differ; most differ far less."""

    faint: float = 0.0  # share of its strength that ink loses
    ground: float = 0.0  # how light the paper is, 0 black to 1
    ramp: float = 0.0  # how much lighter it is at one side than at the other
    band: float = 0.0  # how much lighter a band of it is, with sharp edges
    blur: float = 0.0  # share that the mean of 3 by 3 pixels has in each; above 1, twice
    noise: float = 0.0  # standard deviation of each pixel, as a share of the ink's strength
    hole: float = 0.0  # pixels: the side of a square of paper laid over the image


def lay_on_paper(images: Tensor, how: Paper, rng: torch.Generator) -> Tensor:
    """Put every image on a paper of its own, each by its own draw.

    Args:
        images: (n, 1, h, w) float32, 0 paper to 1 ink.
        how: The ranges to draw from.
        rng: Where the draws come from; on the same device as ``images``.

    Returns:
        (n, 1, h, w) float32, 0 to 1.
    """
    n, _, h, w = images.shape
    draw = torch.rand(12, n, 1, 1, 1, generator=rng, device=images.device)
    weak = draw**4  # most papers are nearly black and even, most cameras nearly sharp
    if how.hole:
        images = images * ~square(draw[0] * how.hole, draw[1] * h, draw[2] * w, h, w)
    for times in range(math.ceil(how.blur)):
        share = (how.blur * weak[3] - times).clamp(0, 1)
        images = torch.lerp(images, mean_of_nine(images), share)
    if how.noise:
        noise = torch.randn(images.shape, generator=rng, device=images.device)
        images = images + how.noise * weak[4] * noise
    page = how.ground * weak[5] + how.ramp * weak[6] * slope(2 * math.pi * draw[7], h, w)
    if how.band:
        across = slope(2 * math.pi * draw[8], h, w) - draw[9]  # of the image's width
        page = page + how.band * weak[10] * (across.abs() < draw[2] / 3)
    page = page.clamp(0, LIGHTEST)
    return (page + (1 - page) * (1 - how.faint * weak[11]) * images).clamp(0, 1)


def slope(angle: Tensor, h: int, w: int) -> Tensor:
    """Planes that rise by one across an image, each to its angle: (n, 1, 1, 1) -> (n, 1, h, w)."""
    rows = torch.linspace(-0.5, 0.5, h, device=angle.device)[:, None]
    columns = torch.linspace(-0.5, 0.5, w, device=angle.device)
    return angle.sin() * rows + angle.cos() * columns + 0.5


def square(side: Tensor, row: Tensor, column: Tensor, h: int, w: int) -> Tensor:
    """Where a square of that side around a place is, (n, 1, h, w), from three (n, 1, 1, 1)."""
    rows = torch.arange(h, device=side.device)[:, None]
    columns = torch.arange(w, device=side.device)
    return ((rows - row).abs() < side / 2) & ((columns - column).abs() < side / 2)


def mean_of_nine(images: Tensor) -> Tensor:
    """The mean of each pixel and the eight around it, those beyond the rim taken as at the rim."""
    padded = torch.nn.functional.pad(images, (1, 1, 1, 1), mode="replicate")
    rows = padded[..., :-2, :] + padded[..., 1:-1, :] + padded[..., 2:, :]
    return (rows[..., :-2] + rows[..., 1:-1] + rows[..., 2:]) / 9

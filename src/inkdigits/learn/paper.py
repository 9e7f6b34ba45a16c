"""Digit images in; out come the same on other papers, in other light, by other cameras."""

import math
from dataclasses import dataclass

import torch
from torch import Tensor


@dataclass(frozen=True, kw_only=True)
class Paper:
    """How far paper, light and camera may differ; each is drawn evenly from nothing to this."""

    faint: float = 0.0  # share of its strength that ink loses
    ground: float = 0.0  # how light the paper is, 0 black to 1
    ramp: float = 0.0  # how much lighter it is at one side than at the other
    blur: float = 0.0  # share that the mean of 3 by 3 pixels has in each; above 1, twice
    noise: float = 0.0  # standard deviation of each pixel
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
    draw = torch.rand(8, n, 1, 1, 1, generator=rng, device=images.device)
    if how.hole:
        images = images * ~square(draw[5] * how.hole, draw[6] * h, draw[7] * w, h, w)
    page = how.ground * draw[0] + how.ramp * draw[1] * slope(2 * math.pi * draw[2], h, w)
    page = page.clamp(0, 1)
    images = page + (1 - page) * images * (1 - how.faint * draw[3])
    for times in range(math.ceil(how.blur)):
        share = (how.blur * draw[4] - times).clamp(0, 1)
        images = torch.lerp(images, mean_of_nine(images), share)
    if how.noise:
        strength = how.noise * torch.rand(n, 1, 1, 1, generator=rng, device=images.device)
        noise = torch.randn(images.shape, generator=rng, device=images.device)
        images = images + strength * noise
    return images.clamp(0, 1)


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

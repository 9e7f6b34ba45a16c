"""Digit images in; out come the same digits as other hands might have written them."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

from inkdigits.learn.paper import Paper, lay_on_paper

WAVES = (5, 5)  # places in an image that go astray by themselves; the others follow
LEAST_INK = 0.25  # share of its ink that a digit must keep to be thinned twice


@dataclass(frozen=True, kw_only=True)
class Augmentation:
    """How far images may be changed; every change is drawn evenly from its range."""

    share: float = 1.0  # of the images that are changed at all
    degrees: float = 0.0  # turned either way by up to this
    shift: float = 0.0  # pixels, both ways
    zoom: float = 0.0  # share larger or smaller, height and width apart
    shrink: float = 0.0  # share that both together are smaller
    shear: float = 0.0  # pixels sideways for each pixel of height
    bend: float = 0.0  # pixels that top and bottom go sideways against the middle, as a bow
    wave: float = 0.0  # pixels that parts of a digit go astray, one standard deviation
    pen: float = 0.0  # share of images whose strokes grow or shrink by about a pixel
    hollow: float = 0.0  # share of images of which only the strokes' outlines are left
    paper: Paper | None = None  # that they lie on


def augment(images: Tensor, how: Augmentation, rng: torch.Generator) -> Tensor:
    """Change every image a little, each by its own draw. Never mirrors.

    Args:
        images: (n, 1, h, w) float32, 0 paper to 1 ink.
        how: The ranges to draw from.
        rng: Where the draws come from; on the same device as ``images``.

    Returns:
        (n, 1, h, w) float32, 0 to 1.
    """
    n, _, h, w = images.shape
    changed = change_pen(images, how, rng) if how.pen or how.hollow else images
    grid = F.affine_grid(affine_maps(n, h, w, how, rng), [n, 1, h, w], align_corners=False)
    if how.bend:
        bow = 2 * torch.rand(n, 1, 1, generator=rng, device=images.device) - 1
        grid[..., 0] += bow * (how.bend * 2 / w) * grid[..., 1] ** 2  # (n, h, w, 2): x, y
    if how.wave:
        coarse = torch.randn(n, 2, *WAVES, generator=rng, device=images.device)
        wave = F.interpolate(coarse, (h, w), mode="bicubic", align_corners=True)
        grid = grid + wave.permute(0, 2, 3, 1) * (how.wave * 2 / w)
    changed = F.grid_sample(changed, grid, align_corners=False)
    changed = lay_on_paper(changed, how.paper, rng) if how.paper else changed
    if how.share == 1:
        return changed
    chosen = torch.rand(n, 1, 1, 1, generator=rng, device=images.device) < how.share
    return torch.where(chosen, changed, images)


def affine_maps(n: int, h: int, w: int, how: Augmentation, rng: torch.Generator) -> Tensor:
    """Draw ``n`` maps from places in the new image to places in the old one, (n, 2, 3)."""
    draw = 2 * torch.rand(7, n, generator=rng, device=rng.device) - 1  # -1 to 1
    angle = draw[0] * math.radians(how.degrees)
    smaller = 1 + how.shrink * (draw[6] + 1) / 2
    height, width = smaller + how.zoom * draw[1], smaller + how.zoom * draw[2]
    shear = how.shear * draw[3]
    cos, sin = angle.cos(), angle.sin()
    rows = [
        torch.stack([cos * width, -sin * height + shear, draw[4] * how.shift * 2 / w], 1),
        torch.stack([sin * width, cos * height, draw[5] * how.shift * 2 / h], 1),
    ]
    return torch.stack(rows, 1)


def change_pen(images: Tensor, how: Augmentation, rng: torch.Generator) -> Tensor:
    """Thicken the strokes of half of the share ``how.pen`` of the images, thin the other half.

    The largest of each 2×2 neighbourhood widens a stroke by one pixel, the smallest narrows it;
    half of those that are thinned are thinned twice, unless that takes most of their ink. What is
    between largest and smallest are the outlines, all that hollow strokes have.
    """
    share = how.pen
    draw = torch.rand(len(images), 1, 1, 1, generator=rng, device=images.device)
    thick = extreme_of_neighbours(images, torch.maximum)
    thin = extreme_of_neighbours(images, torch.minimum)
    hair = extreme_of_neighbours(thin, torch.minimum)
    enough = hair.sum((1, 2, 3), keepdim=True) > LEAST_INK * images.sum((1, 2, 3), keepdim=True)
    thin = torch.where((draw < 0.75 * share) & enough, hair, thin)
    changed = torch.where(draw < share / 2, thick, torch.where(draw < share, thin, images))
    return torch.where(draw > 1 - how.hollow, thick - thin, changed) if how.hollow else changed


def extreme_of_neighbours(images: Tensor, extreme: Callable[[Tensor, Tensor], Tensor]) -> Tensor:
    """The largest or smallest of each pixel, the one to its right, and the two below them.

    Pooling would do the same, sixteen times slower on a CPU (LOG.md, 2026-11-21).
    """
    padded = F.pad(images, (0, 1, 0, 1))
    columns = extreme(padded[..., :-1, :], padded[..., 1:, :])  # (n, 1, h, w + 1)
    return extreme(columns[..., :-1], columns[..., 1:])  # (n, 1, h, w)

"""Ink in; the ink with the grain of little light or with dead pixels out."""

import numpy as np
from numpy.typing import NDArray

GLOW = 0.06  # light that the paper sends too, as a share of what full ink sends


def shot(ink: NDArray[np.float32], photons: float, rng: np.random.Generator) -> NDArray[np.float32]:
    """Count light in whole photons: ``photons`` of them from a pixel of full ink."""
    counts = rng.poisson((ink + np.float32(GLOW)) * np.float32(photons))  # (n, h, w)
    return (counts / photons - GLOW).astype(np.float32)


def impulse(
    ink: NDArray[np.float32], share: float, rng: np.random.Generator
) -> NDArray[np.float32]:
    """Replace a share of the pixels, half of them by paper and half by ink."""
    draw = rng.random(ink.shape, np.float32)
    spots = (draw < share / 2).astype(np.float32)
    return np.where(draw < share, spots, ink)

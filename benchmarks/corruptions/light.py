"""Ink in; the same in another light out: glaring, faint, turned over, through haze or blinds."""

import cv2
import numpy as np
from numpy.typing import NDArray

GRIDS = (2, 4, 8)  # points a side that haze is woven from, coarse to fine, each half as strong
PERIOD = (6.0, 10.0)  # pixels from one stripe to the next
SHARE = 0.45  # of a period that a stripe covers
SOFT = 1.0  # pixels: how wide a stripe's edge is


def brightness(
    ink: NDArray[np.float32], more: float, _: np.random.Generator
) -> NDArray[np.float32]:
    """Add light everywhere, by a share of the whole range; what is full stays full."""
    return ink + np.float32(more)


def contrast(
    ink: NDArray[np.float32], left: float, rng: np.random.Generator
) -> NDArray[np.float32]:
    """Leave a share of the contrast, about a gray of each image's own."""
    gray = rng.random((len(ink), 1, 1), np.float32)
    return gray * np.float32(1 - left) + ink * np.float32(left)


def inversion(
    ink: NDArray[np.float32], left: float, rng: np.random.Generator
) -> NDArray[np.float32]:
    """Dark ink on light paper, with a share of the contrast left."""
    return contrast(1 - ink, left, rng)


def fog(ink: NDArray[np.float32], density: float, rng: np.random.Generator) -> NDArray[np.float32]:
    """Look through uneven haze, ``density`` thick: it takes the ink's light and adds its own."""
    passes = np.exp(-density * (0.5 + _haze(ink, rng)))
    return ink * passes + (1 - passes)


def stripe(ink: NDArray[np.float32], light: float, rng: np.random.Generator) -> NDArray[np.float32]:
    """Lay stripes of light over it, ``light`` bright, at any angle."""
    n, h, w = ink.shape
    angle = rng.uniform(0, np.pi, (n, 1, 1)).astype(np.float32)
    period = rng.uniform(*PERIOD, (n, 1, 1)).astype(np.float32)
    start = rng.random((n, 1, 1), np.float32)
    across = np.cos(angle) * np.arange(w, dtype=np.float32)
    across = across + np.sin(angle) * np.arange(h, dtype=np.float32)[:, None]  # (n, h, w), pixels
    apart = np.abs((across / period + start) % 1 - np.float32(0.5)) * period  # from its middle
    band = ((SHARE / 2 * period - apart) / SOFT + np.float32(0.5)).clip(0, 1)
    return np.maximum(ink, np.float32(light) * band)


def _haze(ink: NDArray[np.float32], rng: np.random.Generator) -> NDArray[np.float32]:
    """Clouds from 0 to 1, one for each image, (n, h, w)."""
    n, h, w = ink.shape
    clouds = np.zeros_like(ink)
    for number, points in enumerate(GRIDS):
        grid = rng.random((n, points, points), np.float32) / 2**number
        clouds += _spread(points, h) @ grid @ _spread(points, w).T
    low, high = clouds.min((1, 2), keepdims=True), clouds.max((1, 2), keepdims=True)
    return (clouds - low) / (high - low)


def _spread(points: int, side: int) -> NDArray[np.float32]:
    """The matrix (side, points) that interpolates between so many points."""
    eye = np.eye(points, dtype=np.float32)
    return np.asarray(cv2.resize(eye, (points, side), interpolation=cv2.INTER_CUBIC), np.float32)

"""A photo's paper in; things that lie on it, and veins as of marble, drawn into it."""

import cv2
import numpy as np
from numpy.typing import NDArray

from inkdigits.learn.spotting.chance import about, between, perhaps

MOST = 4  # things
SIZES = (5, 70)  # pixels: half of a thing's length
SUBPIXEL = 4  # bits of a place below a pixel
OUTLINE = 36  # corners of what is round


def put_things(paper: NDArray[np.float32], rng: np.random.Generator) -> None:
    """Put coins, slips of paper and the like onto ``paper``, (h, w)."""
    for _ in range(int(rng.integers(1, MOST + 1))):
        shape = _shape(paper.shape, rng)
        inside = np.zeros(paper.shape, np.uint8)
        cv2.fillPoly(inside, [shape], 255, cv2.LINE_AA, SUBPIXEL)
        share = inside * np.float32(1 / 255)
        if perhaps(0.5, rng):  # what lies higher casts a shadow
            soft = cv2.GaussianBlur(share, (0, 0), about(0.8, 8, rng))
            paper *= 1 - np.asarray(soft, np.float32) * np.float32(between(0.1, 0.6, rng))
        paper += share * (np.float32(between(0.05, 1, rng)) - paper)
        if perhaps(0.5, rng):
            rim = np.zeros(paper.shape, np.uint8)
            pen = int(about(1, 6, rng))
            cv2.polylines(rim, [shape], True, 255, pen, cv2.LINE_AA, SUBPIXEL)
            paper *= 1 - rim * np.float32(between(0.1, 0.8, rng) / 255)


def draw_veins(paper: NDArray[np.float32], rng: np.random.Generator) -> None:
    """Draw lines that wind and close, as of marble and of drying paint, into ``paper``, (h, w)."""
    h, w = paper.shape
    size = (round(about(4, w / 3, rng)), round(about(4, h / 3, rng)))
    noise = rng.standard_normal(size[::-1], np.float32)
    wide = np.asarray(cv2.resize(noise, (w, h), interpolation=cv2.INTER_CUBIC), np.float32)
    across = (wide - np.float32(between(-1, 1, rng))) / np.float32(about(0.03, 0.5, rng))
    paper *= 1 - np.float32(between(0.1, 0.9, rng)) * np.exp(-across * across)


def _shape(size: tuple[int, ...], rng: np.random.Generator) -> NDArray[np.int32]:
    """The corners of something round, or of few corners, (n, 2), for OpenCV."""
    corners = OUTLINE if perhaps(0.5, rng) else int(rng.integers(3, 7))
    even = corners == OUTLINE or perhaps(0.5, rng)
    share = np.linspace(0, 1, corners, endpoint=False) if even else np.sort(rng.random(corners))
    angles = 2 * np.pi * share
    outline = np.stack([np.cos(angles), np.sin(angles) * between(0.3, 1, rng)], 1)
    turn = between(0, np.pi, rng)
    turned = outline @ np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    middle = rng.uniform(0, 1, 2) * np.array(size[::-1])
    placed = middle + turned * about(*SIZES, rng)
    return np.asarray(np.rint(placed * 2**SUBPIXEL), np.int32)

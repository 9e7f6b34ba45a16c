"""Ink in; the same with drops, dotted lines or a zigzag over it, out."""

import cv2
import numpy as np
from numpy.typing import NDArray

FINE = 4  # points drawn for each pixel of the frame, both ways
WATER = 0.3  # share of the drops that wash ink away
DROP = (0.5, 1.9)  # pixels: radii
TONE = (0.5, 1.0)  # of a drop of ink
GAP = (2.6, 3.8)  # pixels from dot to dot
TOOTH = (3.5, 6.0)  # pixels: height of a zigzag's teeth, and half their period
REACH = 0.75  # of the frame's side: how far a line goes from its middle, either way


def spatter(ink: NDArray[np.float32], drops: int, rng: np.random.Generator) -> NDArray[np.float32]:
    """Let so many drops fall, most of them of ink."""
    n, h, w = ink.shape
    places = rng.uniform((0, 0), (w, h), (n, drops, 2))
    radii = DROP[0] + (DROP[1] - DROP[0]) * rng.random((n, drops)) ** 2  # small ones prevail
    water = rng.random((n, drops)) < WATER
    washed = ink * (1 - _discs(ink, places, radii, water))
    return np.maximum(washed, _discs(ink, places, radii, ~water * rng.uniform(*TONE, water.shape)))


def dotted_line(
    ink: NDArray[np.float32], pens: tuple[int, float], rng: np.random.Generator
) -> NDArray[np.float32]:
    """Rule so many dotted lines across, with dots of such a radius in pixels."""
    lines, radius = pens
    for _ in range(lines):
        start, way, length = _across(ink, rng)
        gaps = rng.uniform(*GAP, (len(ink), 1, 1))
        numbers = np.arange(int(length / GAP[0]))[:, None] + rng.random((len(ink), 1, 1))
        places = start[:, None] + numbers * gaps * way[:, None]  # (n, dots, 2): x, y
        full = np.ones(places.shape[:2])
        ink = np.maximum(ink, _discs(ink, places, radius * full, full))
    return ink


def zigzag(
    ink: NDArray[np.float32], pen: tuple[float, float], rng: np.random.Generator
) -> NDArray[np.float32]:
    """Draw a zigzag across, with a pen of such a width in pixels and such a tone."""
    width, tone = pen
    n, h, w = ink.shape
    start, way, length = _across(ink, rng)
    height, step = rng.uniform(*TOOTH, (2, n, 1, 1))
    numbers = np.arange(int(length / TOOTH[0]) + 1)[:, None]
    sides = np.where(numbers % 2, height / 2, -height / 2)  # (n, corners, 1)
    aside = np.stack((-way[:, 1], way[:, 0]), 1)
    corners = start[:, None] + numbers * step * way[:, None] + sides * aside[:, None]
    points = np.rint(corners * FINE).astype(np.int32)
    drawn = np.empty((n, h, w), np.uint8)
    for line, into in zip(points, drawn, strict=True):
        canvas = np.zeros((h * FINE, w * FINE), np.uint8)
        cv2.polylines(canvas, [line], False, 255, max(1, round(width * FINE)), cv2.LINE_AA)
        cv2.resize(canvas, (w, h), dst=into, interpolation=cv2.INTER_AREA)
    return np.maximum(ink, drawn * np.float32(tone / 255))


def _discs(
    ink: NDArray[np.float32],
    places: NDArray[np.float64],
    radii: NDArray[np.float64],
    tones: NDArray[np.float64],
) -> NDArray[np.float32]:
    """Discs on empty frames like ``ink``'s, 0 to 1.

    Args:
        ink: (n, h, w), asked for its shape.
        places: (n, discs, 2), x and y in pixels.
        radii: (n, discs), pixels.
        tones: (n, discs), 0 to 1; nothing is drawn for 0.
    """
    n, h, w = ink.shape
    centres = np.rint(places * FINE).astype(int).tolist()
    sizes, levels = np.rint(radii * FINE).astype(int).tolist(), np.rint(tones * 255).tolist()
    drawn = np.empty((n, h, w), np.uint8)
    for into, discs in zip(drawn, zip(centres, sizes, levels, strict=True), strict=True):
        canvas = np.zeros((h * FINE, w * FINE), np.uint8)
        for centre, size, level in zip(*discs, strict=True):
            if level:
                cv2.circle(canvas, centre, size, level, -1)
        cv2.resize(canvas, (w, h), dst=into, interpolation=cv2.INTER_AREA)
    return drawn * np.float32(1 / 255)


def _across(
    ink: NDArray[np.float32], rng: np.random.Generator
) -> tuple[NDArray[np.float64], NDArray[np.float64], float]:
    """A way across each frame, near its middle: start and direction (n, 2), length in pixels."""
    n, h, w = ink.shape
    middle = np.array((w, h)) * (0.5 + rng.uniform(-0.2, 0.2, (n, 2)))
    angle = rng.uniform(0, 2 * np.pi, n)
    way = np.stack((np.cos(angle), np.sin(angle)), 1)
    half = REACH * max(h, w)
    return middle - half * way, way, 2 * half

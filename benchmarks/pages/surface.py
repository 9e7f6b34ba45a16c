"""A Generator and a shape in; paper, boards and desks out: the light that each place gives back."""

import cv2
import numpy as np
from numpy.typing import NDArray

from .noise import Levels, between, between_scales, cloud, happens

Colours = NDArray[np.float32]  # (h, w, 3) RGB, share of the light given back, 0 to 1
Colour = tuple[float, float, float]

WHITE: tuple[Colour, ...] = ((0.93, 0.93, 0.92), (0.96, 0.96, 0.96), (0.9, 0.9, 0.88))
TINTED: tuple[Colour, ...] = (
    (0.94, 0.9, 0.78), (0.95, 0.93, 0.6), (0.75, 0.86, 0.93), (0.93, 0.8, 0.82),
    (0.78, 0.9, 0.78), (0.8, 0.74, 0.62), (0.72, 0.72, 0.7), (0.9, 0.85, 0.75),
)  # fmt: skip
BOARDS: tuple[Colour, ...] = (
    (0.1, 0.16, 0.13),
    (0.1, 0.1, 0.11),
    (0.08, 0.12, 0.2),
    (0.2, 0.2, 0.2),
)
DESKS: tuple[Colour, ...] = (
    (0.32, 0.2, 0.12), (0.45, 0.3, 0.18), (0.12, 0.1, 0.1), (0.2, 0.2, 0.24), (0.25, 0.14, 0.09),
    (0.1, 0.14, 0.2), (0.55, 0.42, 0.28),
)  # fmt: skip


def paper(rng: np.random.Generator, shape: tuple[int, int], colour: Colour) -> Colours:
    """Paper with fibres, not quite even."""
    grain = 0.006 * cloud(rng, shape, between(rng, (1, 3)))
    grain += between(rng, (0.002, 0.012)) * cloud(rng, shape, max(shape) / between(rng, (5, 40)))
    return (1 + grain)[:, :, None] * np.array(colour, np.float32)


def board(rng: np.random.Generator, shape: tuple[int, int], colour: Colour) -> Colours:
    """A blackboard, wiped: streaks of old chalk."""
    streaks = cloud(rng, (shape[0], max(shape[1] // 8, 8)), max(shape) / 60)
    smear = cv2.resize(streaks, (shape[1], shape[0]), interpolation=cv2.INTER_CUBIC)
    chalk = 0.02 * smear + 0.02 * cloud(rng, shape, max(shape) / 8)
    chalk += 0.008 * cloud(rng, shape, 1.5)
    return (chalk + 0.02).clip(0, 0.2)[:, :, None] + np.array(colour, np.float32)


def desk(rng: np.random.Generator, shape: tuple[int, int]) -> Colours:
    """A table top: wood, cloth or a plain board."""
    colour = np.array(DESKS[rng.integers(len(DESKS))], np.float32)
    kind = rng.integers(3)
    if kind == 0:
        return wood(rng, shape, colour)
    if kind == 1:
        weave = 0.08 * cloud(rng, shape, between(rng, (1, 4)))
    else:
        weave = 0.02 * cloud(rng, shape, 1.5)
    weave += 0.05 * cloud(rng, shape, max(shape) / 6)
    return ((1 + weave)[:, :, None] * colour).clip(0.01, 1)


def wood(rng: np.random.Generator, shape: tuple[int, int], colour: Colours) -> Colours:
    """Boards of wood: rings drawn out along the grain."""
    height, width = shape
    long = cloud(rng, (height, max(width // 24, 8)), max(max(shape) / 90, 1))
    rings = cv2.resize(long, (width, height), interpolation=cv2.INTER_CUBIC)
    waves = rings + 1.5 * cloud(rng, shape, max(shape) / 5)
    tone = 0.12 * np.sin(3 * waves) + 0.08 * rings + 0.02 * cloud(rng, shape, 1.2)
    if happens(rng, 0.5):
        tone = np.ascontiguousarray(cv2.resize(tone.T, (width, height)))
    return ((1 + tone)[:, :, None] * colour).clip(0.01, 1)


def rules(
    shape: tuple[int, int],
    matrix: NDArray[np.float64],
    *,
    pitch: float,
    origin: tuple[float, float],
    both: bool,
    width: float,
) -> Levels:
    """The lines of ruled or squared paper as the camera sees them.

    Args:
        shape: Of the picture.
        matrix: (3, 3) from the sheet to the picture.
        pitch: Between lines, on the sheet.
        origin: x and y that a line goes through.
        both: Whether there are lines down as well as across.
        width: Of a line, pixels.

    Returns:
        (h, w) share of the light that the lines take if they are black.
    """
    height, width_picture = shape
    reach = 1.6 * max(shape)
    middle = np.array([width_picture, height]) / 2
    drawn = np.zeros(shape, np.uint8)
    for axis in (1, 0) if both else (1,):
        first = int(np.floor((middle[axis] - reach - origin[axis]) / pitch))
        last = int(np.ceil((middle[axis] + reach - origin[axis]) / pitch))
        places = origin[axis] + pitch * np.arange(first, last)
        ends = np.empty((len(places), 2, 2))
        ends[:, :, axis] = places[:, None]
        ends[:, :, 1 - axis] = middle[1 - axis] + np.array([-reach, reach])
        seen = cv2.perspectiveTransform(ends.reshape(-1, 1, 2), matrix).reshape(-1, 2, 2)
        lines = list(np.rint(seen * 8).clip(-(2**20), 2**20).astype(np.int32))
        cv2.polylines(drawn, lines, False, 255, max(1, round(width)), cv2.LINE_AA, 3)
    return drawn.astype(np.float32) * np.float32(min(width, 1) / 255)


def colour_near(rng: np.random.Generator, colours: tuple[Colour, ...], spread: float) -> Colour:
    """One of some colours, or nearly."""
    chosen = np.array(colours[rng.integers(len(colours))])
    red, green, blue = (chosen * between_scales(rng, (1 - spread, 1 + spread))).clip(0.02, 1)
    return float(red), float(green), float(blue)

"""A hand and a place on its row in; points, dashes, slashes, brackets and underlines out."""

from typing import Final

import numpy as np

from inkdigits.learn.spotting.chance import about, between, near, perhaps
from inkdigits.learn.spotting.hand import Hand
from inkdigits.learn.spotting.sheet import Sheet
from inkdigits.learn.strokes import curve

Line = list[tuple[float, float]]  # x and y of each point, in heights of the row, from its middle
STOPS: Final[dict[str, list[Line]]] = {
    "point": [[(0.1, 0.42), (0.1, 0.44)]],
    "comma": [[(0.12, 0.38), (0.05, 0.6)]],
    "apostrophe": [[(0.1, -0.55), (0.05, -0.3)]],
    "colon": [[(0.1, 0.35), (0.1, 0.37)], [(0.1, -0.1), (0.1, -0.08)]],
    "dash": [[(0.05, 0.05), (0.5, 0.03)]],
    "long": [[(0.05, 0.03), (0.9, 0.05)]],
    "slash": [[(0.0, 0.5), (0.45, -0.5)]],
    "open": [[(0.25, -0.5), (0.06, -0.22), (0.06, 0.22), (0.25, 0.5)]],
    "close": [[(0.0, -0.5), (0.19, -0.22), (0.19, 0.22), (0.0, 0.5)]],
}
HIGH = {"slash": 0.85, "open": 1.0, "close": 1.0}  # what is about as high as digits, or higher,
HIGHEST = 1.7  # and its heights, from the least to the most
ROOM = 0.1  # heights after them


def stop(
    sheet: Sheet, hand: Hand, rng: np.random.Generator, start: tuple[float, float], kind: str
) -> float:
    """Write a point, a dash or the like; how much room it takes, pixels."""
    u, v = start
    size = np.array([1.0, 1.0])
    if kind in HIGH:
        size = np.array([about(0.5, 1.8, rng), between(HIGH[kind], HIGHEST, rng)])
        v += near(0.05, 0.06, rng) * hand.height
    lean = np.array([[1, 0], [-hand.slant if kind in HIGH else 0, 1]])
    astray = 0.02 if kind in HIGH else 0.0
    lines = [np.array(line) * size @ lean for line in STOPS[kind]]
    lines = [curve(line + rng.normal(0, astray, line.shape)) * hand.height for line in lines]
    placed = [hand.place(u + line[:, 0], v + line[:, 1]) for line in lines]
    pen = hand.stroke(between(0.04, 0.13, rng), rng)
    sheet.draw(placed, hand.height * pen, hand.dark * between(0.85, 1, rng))
    wide = max(float(line[:, 0].max() - line[:, 0].min()) for line in lines)
    return wide + hand.height * (ROOM + near(0.05, 0.04, rng))


def underline(
    sheet: Sheet, hand: Hand, rng: np.random.Generator, ends: tuple[float, float], v: float
) -> None:
    """Draw a line under a number, or a box around it, by hand."""
    height = hand.height
    foot = v + height * between(0.4, 0.7, rng)
    across = np.linspace(ends[0] - 0.3 * height, ends[1] + 0.2 * height, 5)
    down = np.full(5, foot)
    if perhaps(0.4, rng):
        across = across[[0, 4, 4, 0, 0]]
        down[2:4] -= height * between(1.2, 1.7, rng)
    down += rng.normal(0, 0.04, 5) * height
    line = hand.place(across, down)
    sheet.draw([line], height * between(0.02, 0.12, rng), hand.dark * between(0.6, 1, rng))

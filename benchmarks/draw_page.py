"""A seed in; out comes ``page.png``: rows of handwriting drawn by strokes on uneven paper.

    python benchmarks/draw_page.py [FILE]

No person's writing and no data set is in it: each digit is a path of ours, bent, slanted and
pressed a little differently every time. The page ships with the package, to be read first.
"""

import sys
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

ROWS = ("27182818", "28459045", "23536028", "7471352")  # e, for it has all ten digits early
SEED = 2718
WIDTH, HEIGHT = 900, 660  # pixels
DETAIL = 4  # pixels drawn for one of the page
OUT = Path(__file__).parents[1] / "src" / "inkdigits" / "examples" / "page.png"

Path2 = tuple[tuple[float, float], ...]
STROKES: dict[str, tuple[Path2, ...]] = {  # in a box 0.6 wide and 1 high; corners begin a new path
    "0": (((0.40, 0.05), (0.18, 0.1), (0.05, 0.45), (0.12, 0.85), (0.32, 0.98), (0.5, 0.78),
           (0.54, 0.4), (0.43, 0.1), (0.33, 0.04)),),
    "1": (((0.22, 0.15), (0.28, 0.09), (0.33, 0.02)), ((0.33, 0.02), (0.31, 0.5), (0.27, 1.0))),
    "2": (((0.08, 0.24), (0.18, 0.05), (0.4, 0.04), (0.49, 0.24), (0.36, 0.55), (0.06, 0.95)),
          ((0.06, 0.95), (0.2, 0.9), (0.38, 0.96), (0.57, 0.91))),
    "3": (((0.1, 0.12), (0.28, 0.01), (0.46, 0.14), (0.4, 0.36), (0.22, 0.46)),
          ((0.22, 0.46), (0.45, 0.52), (0.52, 0.75), (0.34, 0.97), (0.06, 0.88))),
    "4": (((0.35, 0.03), (0.2, 0.33), (0.05, 0.63)), ((0.05, 0.63), (0.3, 0.62), (0.58, 0.59)),
          ((0.43, 0.36), (0.4, 0.7), (0.37, 1.0))),
    "5": (((0.14, 0.05), (0.11, 0.25), (0.09, 0.44)), ((0.13, 0.06), (0.32, 0.06), (0.53, 0.03)),
          ((0.09, 0.44), (0.3, 0.38), (0.49, 0.55), (0.46, 0.84), (0.24, 0.99), (0.04, 0.89))),
    "6": (((0.44, 0.02), (0.2, 0.25), (0.07, 0.6), (0.14, 0.91), (0.33, 0.98), (0.48, 0.79),
           (0.38, 0.58), (0.2, 0.6), (0.08, 0.76)),),
    "7": (((0.06, 0.08), (0.28, 0.07), (0.54, 0.04)), ((0.54, 0.04), (0.36, 0.45), (0.22, 1.0))),
    "8": (((0.47, 0.15), (0.31, 0.02), (0.13, 0.15), (0.22, 0.39), (0.43, 0.6), (0.48, 0.83),
           (0.28, 0.99), (0.08, 0.83), (0.16, 0.6), (0.39, 0.38), (0.48, 0.19), (0.4, 0.06)),),
    "9": (((0.46, 0.18), (0.28, 0.02), (0.09, 0.2), (0.16, 0.45), (0.35, 0.43), (0.47, 0.17)),
          ((0.47, 0.17), (0.46, 0.5), (0.39, 1.0))),
}  # fmt: skip


def draw_page(seed: int = SEED) -> NDArray[np.uint8]:
    """Draw the page: uint8 (660, 900), dark ink on light paper."""
    rng = np.random.default_rng(seed)
    ink = np.zeros((HEIGHT * DETAIL, WIDTH * DETAIL), np.float32)  # share of the light it takes
    pens = ((2.3, 0.72), (4.2, 0.86), (3.0, 0.6), (3.4, 0.8))  # radius, pixels; darkness
    for number, (row, (radius, darkness)) in enumerate(zip(ROWS, pens, strict=True)):
        write_row(ink, row, top=56 + 148 * number, radius=radius, darkness=darkness, rng=rng)
    ink = cv2.resize(ink, (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA)
    ink *= 1 - 0.22 * np.abs(smooth_noise(rng, 1.1)) - 0.1 * np.abs(smooth_noise(rng, 6))
    seen = cv2.GaussianBlur(paper(rng) * (1 - ink.clip(0, 1)), (0, 0), 0.7)
    return np.rint(seen + rng.normal(0, 0.4, seen.shape)).clip(0, 255).astype(np.uint8)


def write_row(
    ink: NDArray[np.float32],
    row: str,
    *,
    top: float,
    radius: float,
    darkness: float,
    rng: np.random.Generator,
) -> None:
    """Write digits from left to right onto ``ink``, each a little different."""
    left = rng.uniform(50, 90)
    climb = rng.normal(-0.005, 0.012)  # rows are not quite level
    for digit in row:
        size = rng.normal(88, 5)
        slant = rng.normal(0.14, 0.05)
        stretch = rng.normal(1.02, 0.08)
        drop = top + climb * left + rng.normal(0, 4)
        for points in STROKES[digit]:
            path = np.array(points) + rng.normal(0, 0.014, (len(points), 2))
            across = (path[:, 0] * stretch - slant * (path[:, 1] - 0.5)) * size + left
            down = path[:, 1] * size + drop
            draw_stroke(ink, np.stack((across, down), 1), radius, darkness, rng)
        left += size * rng.normal(0.98, 0.07)
        drop += rng.normal(0, 2)


def draw_stroke(
    ink: NDArray[np.float32],
    points: NDArray[np.float64],
    radius: float,
    darkness: float,
    rng: np.random.Generator,
) -> None:
    """Draw a smooth path through points, (n, 2) x and y in pixels, pressed unevenly."""
    path = through(points, steps=40)
    phase, waves = rng.uniform(0, 2 * np.pi), rng.uniform(0.7, 1.6)
    along = np.linspace(0, 1, len(path))
    pressure = 1 + 0.16 * np.sin(2 * np.pi * waves * along + phase) - 0.25 * along**4
    for (x, y), press in zip(path, pressure, strict=True):
        centre = (round(x * DETAIL), round(y * DETAIL))
        tone = darkness * (0.9 + 0.1 * press)
        spot = np.s_[
            max(centre[1] - 40, 0) : centre[1] + 41, max(centre[0] - 40, 0) : centre[0] + 41
        ]
        dot = np.zeros_like(ink[spot])
        middle = (centre[0] - spot[1].start, centre[1] - spot[0].start)
        cv2.circle(dot, middle, round(radius * press * DETAIL), tone, -1)
        np.maximum(ink[spot], dot, out=ink[spot])


def through(points: NDArray[np.float64], *, steps: int) -> NDArray[np.float64]:
    """A Catmull-Rom curve through points (n, 2), so many steps between two: (m, 2)."""
    ends = np.vstack((2 * points[0] - points[1], points, 2 * points[-1] - points[-2]))
    t = np.linspace(0, 1, steps)[:, None]
    pieces = [
        0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2
               + (3 * b - a - 3 * c + d) * t**3)
        for a, b, c, d in zip(ends, ends[1:], ends[2:], ends[3:], strict=False)
    ]  # fmt: skip
    return np.vstack(pieces)


def paper(rng: np.random.Generator) -> NDArray[np.float32]:
    """Paper under a lamp at the left, a soft shadow over its lower right: (h, w), 0 to 255."""
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float32)
    light = 226 - 34 * (x / WIDTH) ** 1.5 - 16 * y / HEIGHT
    edge = (x - 0.62 * WIDTH) * 0.5 + (y - 0.7 * HEIGHT)
    shadow = 0.2 / (1 + np.exp(-edge / 38))
    fibres = 0.7 * smooth_noise(rng, 2.5) + 1.2 * smooth_noise(rng, 14)
    return light * (1 - shadow) + fibres


def smooth_noise(rng: np.random.Generator, reach: float) -> NDArray[np.float32]:
    """Noise of standard deviation 1 that changes over ``reach`` pixels: (h, w)."""
    noise = cv2.GaussianBlur(rng.normal(size=(HEIGHT, WIDTH)).astype(np.float32), (0, 0), reach)
    return noise / noise.std()


def tinted(gray: NDArray[np.uint8]) -> Image.Image:
    """The page in the tones of paper and blue-black ink, one byte a pixel."""
    picture = Image.fromarray(gray).convert("P")
    level = np.arange(256)[:, None] / 255
    tones = np.array([20, 26, 66]) * (1 - level) + np.array([255, 251, 238]) * level
    picture.putpalette(np.rint(tones).astype(np.uint8).tobytes())
    return picture


if __name__ == "__main__":
    out = Path(sys.argv[1]) if len(sys.argv) > 1 else OUT
    out.parent.mkdir(parents=True, exist_ok=True)
    tinted(draw_page()).save(out, optimize=True)
    print(f"{out}: {out.stat().st_size / 1000:.0f} kB")

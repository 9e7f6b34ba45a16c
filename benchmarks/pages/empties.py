"""A kind and a seed in; a picture like a photograph on which there is no digit, out."""

from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from .camera import light, photograph
from .clutter import Thing, arrow, blot, cell_at, letters, line, place, scribble, word
from .geometry import Frame, choose_frame
from .grades import GRADES, Grade
from .noise import Levels, between, between_scales, cloud, happens
from .objects import lay_things
from .page import Page
from .scene import Sheet, take
from .surface import TINTED, WHITE, Colours, colour_near, desk, paper

KINDS = (
    "blank", "ruled", "squared", "crumpled", "board", "letters", "words", "scribbles", "form",
    "desk", "texture", "noise",
)  # fmt: skip
_PAPER: Grade = replace(
    GRADES[5],
    ruled=0,
    squared=0,
    dark=0,
    clutter=0,
    broken=0,
    turned=0,
    diagonal=0,
    pen=(0.05, 0.2),
)
_BY_KIND = {
    "ruled": replace(_PAPER, ruled=1),
    "squared": replace(_PAPER, squared=1),
    "board": replace(_PAPER, dark=1),
    "letters": replace(_PAPER, ruled=0.25, squared=0.25, dark=0.1),
    "words": replace(_PAPER, ruled=0.25, squared=0.25, dark=0.1),
    "scribbles": replace(_PAPER, ruled=0.15, squared=0.15, dark=0.1),
}
_THINGS = {"letters": (letters,), "words": (word,), "scribbles": (scribble, line, blot, arrow)}
MANY = 25  # things on a sheet, at most


def make_empty(kind: str, seed: int, *, megapixels: float | None = None) -> Page:
    """Make a picture without digits.

    Args:
        kind: One of ``KINDS``.
        seed: The same seed and kind give the same picture.
        megapixels: Of the picture; by default from 0.3 to 12, mostly about 1.

    Raises:
        ValueError: There is no such kind.
    """
    if kind not in KINDS:
        raise ValueError(f"there are no empty pages called {kind}; there are {', '.join(KINDS)}.")
    rng = np.random.default_rng([seed, KINDS.index(kind)])
    frame = choose_frame(_BY_KIND.get(kind, _PAPER), rng, megapixels=megapixels)
    picture = SCENES[kind](frame, rng) if kind in SCENES else _sheet(kind, frame, rng)
    return Page(picture=picture, traits=(kind,))


def _sheet(kind: str, frame: Frame, rng: np.random.Generator) -> NDArray[np.uint8]:
    """A sheet with things of a kind on it, or none."""
    how = _BY_KIND.get(kind, _PAPER)
    size = between_scales(rng, (how.smallest, frame.height / 5))
    things: list[Thing] = []
    taken: list[tuple[float, float, float, float]] = []
    makers = _THINGS.get(kind, ())
    for _ in range(int(rng.integers(1, MANY)) if makers else 0):
        thing = place(makers[rng.integers(len(makers))](size, rng), taken, frame.area, size, rng)
        things += [thing] if thing else []
    if kind == "form":
        things = table(frame.area, size, rng)
    sheet = Sheet(
        numbers=(), things=tuple(things), size=size, pen=between_scales(rng, how.pen) * size
    )
    return take(sheet, frame, how, rng, folds=crumpled(frame.shape, rng, kind)).picture


def table(area: tuple[float, float], size: float, rng: np.random.Generator) -> list[Thing]:
    """A form with lines to write on and cells to write in, not filled in."""
    things = []
    width, height = area
    top = between(rng, (0, height / 3))
    for _ in range(int(rng.integers(1, 8))):
        high = size * between(rng, (1, 2))
        if top + high > height:
            break
        if happens(rng, 0.5):
            ends = np.sort(rng.uniform(0, width, 2))
            foot = top + high
            things.append(Thing(strokes=[np.array([[ends[0], foot], [ends[1], foot]])], pen=0.5))
        else:
            left, cells = between(rng, (0, width / 2)), int(rng.integers(1, 9))
            wide = min(high * between(rng, (0.8, 4)), (width - left) / cells)
            things += [cell_at(left + wide * i, top, wide, high) for i in range(cells)]
        top += high * between(rng, (1.2, 2))
    return things


def crumpled(shape: tuple[int, int], rng: np.random.Generator, kind: str) -> Levels | None:
    """The light that crumpled or folded paper gives back, (h, w) about 1; None for flat paper."""
    if kind != "crumpled" and not happens(rng, 0.15):
        return None
    height, width = shape
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    folds = np.ones(shape, np.float32)
    for _ in range(int(rng.integers(6, 30)) if kind == "crumpled" else int(rng.integers(1, 3))):
        angle = rng.uniform(0, 2 * np.pi)
        middle = rng.uniform(0, 1, 2) * (width, height)
        apart = (x - middle[0]) * np.cos(angle) + (y - middle[1]) * np.sin(angle)
        apart = apart.astype(np.float32) + cloud(rng, shape, max(shape) / 4) * 0.02 * max(shape)
        far = np.exp(-((apart / (between(rng, (0.05, 0.3)) * max(shape))) ** 2))
        soft = between(rng, (0.001, 0.01)) * max(shape)
        folds *= 1 + np.float32(between(rng, (0.02, 0.16))) * np.tanh(apart / soft) * far
    return folds.clip(0.3, 1.3)


def _photographed(scene: Colours, how: Grade, rng: np.random.Generator) -> NDArray[np.uint8]:
    lit = light(how, scene.shape[:2], rng)
    return photograph(scene, lit, how, smallest=between(rng, (12, 60)), faintest=0.5, rng=rng)


def _desk(frame: Frame, rng: np.random.Generator) -> NDArray[np.uint8]:
    """A table top with things on it."""
    return _photographed(lay_things(desk(rng, frame.shape), rng), _PAPER, rng)


def _texture(frame: Frame, rng: np.random.Generator) -> NDArray[np.uint8]:
    """A wall, a cloth, tiles or stones: all over the picture."""
    shape = frame.shape
    colour = colour_near(rng, (*WHITE, *TINTED, (0.4, 0.3, 0.25), (0.3, 0.35, 0.4)), 0.2)
    plain = paper(rng, shape, colour)
    kind = rng.choice(["plaster", "stones", "cloth", "tiles"])
    reach = max(shape) * between_scales(rng, (0.003, 0.05))
    if kind == "plaster":
        tone = 1 + 0.12 * cloud(rng, shape, reach) + 0.06 * cloud(rng, shape, reach / 3)
    elif kind == "stones":
        stones = cloud(rng, shape, reach)
        tone = 1 - 0.4 * (np.abs(stones) < between(rng, (0.05, 0.2))) + 0.05 * stones
    elif kind == "cloth":
        y, x = np.mgrid[0 : shape[0], 0 : shape[1]].astype(np.float32)
        step = max(4.0, reach)
        bent = cloud(rng, shape, max(shape) / 3) * step
        waves = np.sin(2 * np.pi * (x + bent) / step), np.sin(2 * np.pi * (y + bent) / step)
        tone = 1 + between(rng, (0.03, 0.2)) * np.maximum(*waves)
    else:
        high = max(shape) / rng.integers(3, 14)
        wide = high * between(rng, (1, 3))
        y, x = np.mgrid[0 : shape[0], 0 : shape[1]].astype(np.float32)
        across = x / wide + 0.5 * (np.floor(y / high) % 2) * happens(rng, 0.6)
        joint = np.minimum(
            np.abs((y / high) % 1 - 0.5) * -high + high / 2,
            np.abs(across % 1 - 0.5) * -wide + wide / 2,
        )
        tone = 1 - between(rng, (0.1, 0.5)) * (joint < high * between(rng, (0.02, 0.06)))
        tone = tone + 0.05 * cloud(rng, shape, high / 4)
    return _photographed(plain * tone.astype(np.float32)[:, :, None].clip(0.05, 1.3), _PAPER, rng)


def _noise(frame: Frame, rng: np.random.Generator) -> NDArray[np.uint8]:
    """What a covered or a broken camera gives: grain of any coarseness, blurs of light."""
    reach = between_scales(rng, (0.5, max(frame.shape) / 4))
    levels = between(rng, (20, 235)) + between_scales(rng, (2, 80)) * np.stack(
        [cloud(rng, frame.shape, reach) for _ in range(3)], 2
    )
    if happens(rng, 0.5):
        levels[:] = levels.mean(2, keepdims=True)
    if happens(rng, 0.3):
        levels = cv2.GaussianBlur(levels, (0, 0), 1.5)
    return np.rint(levels).clip(0, 255).astype(np.uint8)


SCENES = {"desk": _desk, "texture": _texture, "noise": _noise}

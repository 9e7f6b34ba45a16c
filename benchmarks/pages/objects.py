"""A desk's picture in; the same with things lying on it out: cables, pens, books, cups, keys."""

import cv2
import numpy as np
from numpy.typing import NDArray

from .letters import curve
from .noise import between, between_scales, happens
from .surface import Colours

SHIFT = 3  # binary places of a point's coordinates


def lay_things(scene: Colours, rng: np.random.Generator, *, most: int = 6) -> Colours:
    """Lay up to so many things on a scene, each with its shadow."""
    for _ in range(int(rng.integers(1, most + 1))):
        mask = MAKERS[rng.integers(len(MAKERS))](scene.shape[:2], rng)
        scene = _laid(scene, mask, rng)
    return scene


def _laid(scene: Colours, mask: NDArray[np.uint8], rng: np.random.Generator) -> Colours:
    """A thing of one colour, round at its edges, and the shadow that it throws."""
    height, width = mask.shape
    reach = max(2.0, 0.006 * max(height, width))
    aside = np.array([[1, 0, rng.normal(0, reach)], [0, 1, rng.normal(0, reach)]])
    shadow = cv2.GaussianBlur(cv2.warpAffine(mask, aside, (width, height)), (0, 0), reach)
    scene = scene * (1 - np.float32(0.5 / 255) * shadow[:, :, None])
    depth = cv2.distanceTransform((mask > 127).astype(np.uint8), cv2.DIST_L2, 3)  # noqa: PLR2004
    round_edge = np.minimum(depth / max(reach, 0.3 * float(depth.max())), 1)
    tone = (0.7 + 0.3 * round_edge)[:, :, None].astype(np.float32)
    share = mask[:, :, None].astype(np.float32) / 255
    colour = rng.uniform(0.04, 0.9, 3).astype(np.float32)
    colour = colour + (colour.mean() - colour) * np.float32(rng.uniform(0.2, 0.9))
    return scene * (1 - share) + share * tone * colour


def cable(shape: tuple[int, int], rng: np.random.Generator) -> NDArray[np.uint8]:
    """A cable, a string or a paper clip's wire that winds across."""
    points = rng.uniform(-0.2, 1.2, (int(rng.integers(3, 7)), 2)) * shape[::-1]
    width = max(1, round(min(shape) * between_scales(rng, (0.003, 0.03))))
    return _lines(shape, [curve(points)], width)


def pen(shape: tuple[int, int], rng: np.random.Generator) -> NDArray[np.uint8]:
    """A pen, a ruler or a knife: long and straight."""
    length = min(shape) * between(rng, (0.3, 1.2))
    return _bar(shape, length, length * between(rng, (0.02, 0.12)), rng)


def book(shape: tuple[int, int], rng: np.random.Generator) -> NDArray[np.uint8]:
    """A book, a telephone or a box."""
    length = min(shape) * between(rng, (0.25, 0.8))
    return _bar(shape, length, length * between(rng, (0.45, 0.9)), rng)


def cup(shape: tuple[int, int], rng: np.random.Generator) -> NDArray[np.uint8]:
    """A cup, a coin or a plate from above."""
    mask = np.zeros(shape, np.uint8)
    axes = min(shape) * between_scales(rng, (0.03, 0.25)) * np.array([1, between(rng, (0.6, 1))])
    middle = rng.uniform(0, 1, 2) * shape[::-1]
    turn = float(rng.uniform(0, 180))
    cv2.ellipse(mask, (middle.tolist(), (2 * axes).tolist(), turn), 255, -1, cv2.LINE_AA)
    return mask


def leaf(shape: tuple[int, int], rng: np.random.Generator) -> NDArray[np.uint8]:
    """Anything: a crumb, a leaf, a finger at the rim."""
    count = int(rng.integers(6, 12))
    angle = np.linspace(0, 2 * np.pi, count, endpoint=False)
    radius = min(shape) * between_scales(rng, (0.01, 0.2)) * rng.uniform(0.5, 1.2, count)
    middle = rng.uniform(0, 1, 2) * shape[::-1]
    corners = np.stack([np.cos(angle), np.sin(angle)], 1) * radius[:, None] + middle
    mask = np.zeros(shape, np.uint8)
    cv2.fillPoly(mask, [_fixed(curve(np.vstack([corners, corners[:2]])))], 255, cv2.LINE_AA, SHIFT)
    return mask


def _bar(
    shape: tuple[int, int], length: float, width: float, rng: np.random.Generator
) -> NDArray[np.uint8]:
    """A rectangle anywhere, turned anyhow; as often as not along the picture."""
    mask = np.zeros(shape, np.uint8)
    middle = rng.uniform(0, 1, 2) * shape[::-1]
    turn = rng.normal(0, 4) + 90 * rng.integers(2) if happens(rng, 0.5) else rng.uniform(0, 180)
    corners = cv2.boxPoints((middle.tolist(), (length, width), float(turn)))
    cv2.fillPoly(mask, [_fixed(corners)], 255, cv2.LINE_AA, SHIFT)
    return mask


def _lines(
    shape: tuple[int, int], lines: list[NDArray[np.float64]], width: int
) -> NDArray[np.uint8]:
    mask = np.zeros(shape, np.uint8)
    cv2.polylines(mask, [_fixed(line) for line in lines], False, 255, width, cv2.LINE_AA, SHIFT)
    return mask


def _fixed(points: NDArray[np.floating]) -> NDArray[np.int32]:
    return np.rint(points * 2**SHIFT).astype(np.int32)


MAKERS = (cable, cable, pen, book, cup, leaf)

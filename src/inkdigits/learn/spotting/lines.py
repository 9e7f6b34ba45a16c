"""A hand in; the lines that are printed or drawn on its paper, or none, out."""

import cv2
import numpy as np
from numpy.typing import NDArray

from inkdigits.learn.spotting.chance import about, between, near, perhaps
from inkdigits.learn.spotting.hand import Hand
from inkdigits.learn.spotting.sheet import SIDE

FAR = 3 * SIDE  # pixels: lines go on beyond the sheet
KINDS = {"none": 0.36, "ruled": 0.2, "squared": 0.2, "cells": 0.08, "boxes": 0.07, "strokes": 0.09}
RIGHT = np.pi / 2
NARROWEST = 5.0  # pixels between two lines
ARROWS = 0.3  # share of stray strokes that have a head
REACH = 0.7 * SIDE  # pixels from the sheet's middle that boxes are drawn on


def draw_lines(
    hand: Hand, rng: np.random.Generator, kind: str | None = None
) -> NDArray[np.float32]:
    """Rules, squares, cells, boxes or stray strokes: the share of light they take away.

    Args:
        hand: What is written beside them.
        rng: Where everything comes from.
        kind: One of ``KINDS``; None for any of them, or none.

    Returns:
        (SIDE, SIDE).
    """
    layer = np.zeros((SIDE, SIDE), np.float32)
    kind = kind or str(rng.choice(list(KINDS), p=list(KINDS.values())))
    angle, height = hand.along + near(0, 0.03, rng), hand.height
    if kind in {"ruled", "squared"}:
        pitch = max(height * about(0.35, 3, rng), NARROWEST)
        _parallel(layer, pitch, angle, hand, rng)
        if kind == "squared":
            _parallel(layer, pitch, angle + RIGHT, hand, rng)
        elif perhaps(0.3, rng):  # a margin
            at = between(0, SIDE, rng)
            _line(layer, at, angle + RIGHT, _width(height, rng), between(0.1, 0.8, rng))
    elif kind == "cells":
        pitch = height * between(1.05, 2.2, rng)
        _parallel(layer, pitch * between(0.6, 1.5, rng), angle, hand, rng)
        _parallel(layer, pitch, angle + RIGHT, hand, rng)
        if perhaps(0.5, rng):  # a small table, a form's box
            x, y = rng.integers(0, SIDE // 2, 2)
            kept = np.zeros_like(layer)
            kept[y : y + SIDE // 2, x : x + SIDE // 2] = 1
            layer *= kept
    elif kind == "boxes":
        _boxes(layer, hand, rng)
    elif kind == "strokes":
        for _ in range(rng.integers(1, 7)):
            _stroke(layer, height, rng)
    return layer


def _boxes(layer: NDArray[np.float32], hand: Hand, rng: np.random.Generator) -> None:
    """Rows of boxes for a digit each, side by side or apart, or a comb's teeth, onto ``layer``."""
    width, strength = _width(hand.height, rng), between(0.1, 0.95, rng)
    high, wide = hand.height * between(0.9, 2, rng), hand.height * about(0.5, 4, rng)
    wide = max(wide, NARROWEST)
    apart = wide * between(0.05, 0.6, rng) if perhaps(0.3, rng) else 0.0
    tooth = high * between(0.15, 0.9, rng) if perhaps(0.2, rng) else high
    v = -REACH + between(0, SIDE / 2, rng)
    while v < REACH:
        u = between(-1, 0.3, rng) * SIDE
        for _ in range(int(rng.integers(1, 10))):
            corners = [(u, v), (u + wide, v), (u + wide, v + high), (u, v + high), (u, v)]
            if tooth < high:
                low = v + high - tooth
                corners = [(u, low), (u, v + high), (u + wide, v + high), (u + wide, low)]
            _lay(layer, hand.place(*np.array(corners).T), width, strength)
            u += wide + apart
        v += high * between(1.1, 2.5, rng)


def _parallel(
    layer: NDArray[np.float32], pitch: float, angle: float, hand: Hand, rng: np.random.Generator
) -> None:
    """Lines all over the sheet, at equal distances, onto ``layer``."""
    as_the_pen = perhaps(0.8, rng)
    strength = hand.dark * between(0.1, 1.2, rng) if as_the_pen else between(0.05, 0.9, rng)
    width = _width(hand.height, rng)
    first = -0.25 * SIDE + between(0, pitch, rng)
    for at in np.arange(first, 1.25 * SIDE, pitch):
        _line(layer, float(at), angle, width, min(strength, 0.95))


def _line(layer: NDArray[np.float32], at: float, angle: float, width: int, strength: float) -> None:
    """One line across the sheet, ``at`` pixels down its rows, onto ``layer``."""
    cos, sin = np.cos(angle), np.sin(angle)
    middle = np.array([SIDE / 2, SIDE / 2]) + (at - SIDE / 2) * np.array([-sin, cos])
    ends = np.array([middle + FAR * side * np.array([cos, sin]) for side in (-1, 1)])
    _lay(layer, ends, width, strength)


def _stroke(layer: NDArray[np.float32], height: float, rng: np.random.Generator) -> None:
    """A stray stroke, straight or bent, onto ``layer``."""
    start, end = rng.uniform(-0.1 * SIDE, 1.1 * SIDE, (2, 2))
    bent = [(start + end) / 2 + rng.normal(0, 12, 2)] * perhaps(0.5, rng)
    width, strength = _width(height, rng), between(0.1, 0.95, rng)
    _lay(layer, np.array([start, *bent, end]), width, strength)
    if perhaps(ARROWS, rng):
        way = start - (bent[-1] if bent else end)
        way *= height * between(0.2, 0.9, rng) / max(float(np.hypot(*way)), 1.0)
        aside = np.array([-way[1], way[0]]) * between(0.3, 0.9, rng)
        start = end if perhaps(0.5, rng) else (start + end) / 2
        _lay(layer, np.array([start + way + aside, start, start + way - aside]), width, strength)


def _lay(
    layer: NDArray[np.float32], points: NDArray[np.float64], width: int, strength: float
) -> None:
    line = np.zeros(layer.shape, np.uint8)
    fixed = np.rint(points * 16).astype(np.int32)  # OpenCV's sixteenths of a pixel
    cv2.polylines(line, [fixed], False, 255, width, cv2.LINE_AA, 4)
    np.maximum(layer, line * np.float32(strength / 255), out=layer)


def _width(height: float, rng: np.random.Generator) -> int:
    """Of a line beside writing of a height, pixels."""
    return max(1, round(height * between(0.02, 0.12, rng)))

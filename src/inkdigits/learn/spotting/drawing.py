"""A letter or a sign in; how a stroke font or somebody's hand draws it out."""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from inkdigits.learn.forms import Form
from inkdigits.learn.spotting.chance import about, between
from inkdigits.learn.strokes import curve, unsteady

CANVAS = 96  # pixels a side that letters are drawn on
FONTS = (
    cv2.FONT_HERSHEY_SIMPLEX,
    cv2.FONT_HERSHEY_PLAIN,
    cv2.FONT_HERSHEY_DUPLEX,
    cv2.FONT_HERSHEY_COMPLEX,
    cv2.FONT_HERSHEY_SCRIPT_SIMPLEX,
    cv2.FONT_HERSHEY_SCRIPT_COMPLEX,
)


def typed(text: str, rng: np.random.Generator) -> NDArray[np.uint8]:
    """A letter in a stroke font, leaning, with any pen; (CANVAS, CANVAS), 255 on 0."""
    canvas = np.zeros((CANVAS, CANVAS), np.uint8)
    font, size, pen = FONTS[rng.integers(len(FONTS))], between(1.4, 2, rng), int(about(2, 11, rng))
    cv2.putText(canvas, text, (18, 68), font, size, 255, pen, cv2.LINE_AA)
    lean, wide = between(-0.35, 0.35, rng), between(0.7, 1.2, rng)
    half = CANVAS / 2
    moved = np.array([[wide, lean, half - half * (wide + lean)], [0, 1, 0]])
    return np.asarray(cv2.warpAffine(canvas, moved, (CANVAS, CANVAS)), np.uint8)


def drawn(strokes: Form, rng: np.random.Generator) -> NDArray[np.uint8]:
    """A letter or sign drawn stroke by stroke, by an unsteady hand; (CANVAS, CANVAS), 255 on 0."""
    canvas = np.zeros((CANVAS, CANVAS), np.uint8)
    wide, pen = between(30, 60, rng), int(about(2, 11, rng))
    for stroke in strokes:
        line = curve(unsteady(stroke, 0.05, rng)) * (wide, 64) + 16
        cv2.polylines(canvas, [np.rint(line).astype(np.int32)], False, 255, pen, cv2.LINE_AA)
    return canvas


def some_typed(texts: str, count: int, rng: np.random.Generator) -> list[NDArray[np.uint8]]:
    """So many letters in stroke fonts, each of ``texts`` in turn."""
    return [typed(texts[at % len(texts)], rng) for at in range(count)]


def some_drawn(
    forms: Sequence[Form], count: int, rng: np.random.Generator
) -> list[NDArray[np.uint8]]:
    """So many letters or signs from a hand, each of ``forms`` in turn."""
    return [drawn(forms[at % len(forms)], rng) for at in range(count)]

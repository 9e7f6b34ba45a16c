"""Chance in; a word in printed letters that stand on one line, line by line, out."""

import numpy as np
from numpy.typing import NDArray

from inkdigits.learn.forms import Form
from inkdigits.learn.spotting.chance import between, perhaps
from inkdigits.learn.spotting.printed import (
    ALIKE,
    CAPITALS,
    HANGING,
    LOW,
    PLAIN_LOW,
    PLAIN_TALL,
    TALL,
)
from inkdigits.learn.strokes import curve, unsteady

UNSTEADY = 0.04  # of a letter's box: how far each point goes astray
LOUD = 0.15  # share of words in capitals alone
GREAT = 0.35  # share of the others that begin with one
KINDS = {"low": 0.6, "tall": 0.27, "hanging": 0.13}  # of small letters


def lettered_word(length: int, rng: np.random.Generator) -> list[NDArray[np.float64]]:
    """The lines of a word of so many letters, one of which at least looks like no digit, or hangs.

    Returns:
        For each line (n, 2): x to the right from the word's left end, y down from its foot, in
        heights of a small letter.
    """
    loud = perhaps(LOUD, rng)
    great = loud or perhaps(GREAT, rng)
    high, deep = -between(1.4, 2.2, rng), between(0.3, 0.9, rng)
    wide, apart = between(0.5, 1.1, rng), between(-0.2, 0.35, rng)
    sure = int(rng.integers(length))
    lines: list[NDArray[np.float64]] = []
    at = 0.0
    for place in range(length):
        small = not (loud or (great and place == 0))
        kind = str(rng.choice(list(KINDS), p=list(KINDS.values()))) if small else "capital"
        letter = _any(kind, rng, plain=place == sure)
        top = -1.0 if kind in {"low", "hanging"} else high
        foot = deep if kind == "hanging" else 0.0
        size = np.array([wide * between(0.85, 1.15, rng) * (1 if small else 1.4), foot - top])
        left = min(x for stroke in letter for x, _ in stroke)
        from_left = np.array([left, 0]) - np.array([at, top]) / size
        drawn = [(curve(unsteady(stroke, UNSTEADY, rng)) - from_left) * size for stroke in letter]
        lines += drawn
        at = max(float(line[:, 0].max()) for line in drawn) + apart
    return lines


def _any(kind: str, rng: np.random.Generator, *, plain: bool) -> Form:
    """A letter of a kind; ``plain``: one that looks like no digit, or hangs."""
    if kind == "hanging":  # below the line of a word, where few digits do
        forms = HANGING
    elif kind == "capital":
        forms = CAPITALS if plain else CAPITALS + ALIKE
    elif kind == "low":
        forms = PLAIN_LOW if plain else PLAIN_LOW + LOW
    else:
        forms = PLAIN_TALL if plain else PLAIN_TALL + TALL
    return forms[rng.integers(len(forms))]

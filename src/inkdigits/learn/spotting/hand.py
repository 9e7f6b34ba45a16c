"""Chance in; how somebody writes on a sheet out."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from inkdigits.data.dataset import CLASSES
from inkdigits.learn.spotting.chance import about, between, near, perhaps
from inkdigits.learn.spotting.pen import Pen, any_pen
from inkdigits.learn.spotting.sheet import SIDE

STEEPEST = 0.55  # radians that rows slope by
ABROAD = 0.35  # share of hands that cross their 7s, and give their 1s a flag; see digits.py
DRAWN, MIXED = 0.1, 0.2  # shares of hands all of whose digits are drawn, and some
SOME = 0.25  # share of digits that are drawn, of the latter's
SAME = 0.7  # share of what is no digit that is written with the digits' pen


@dataclass(frozen=True, kw_only=True)
class Hand:
    """How somebody writes on a sheet."""

    height: float  # pixels of digits
    angle: float  # radians that rows slope by, clockwise
    turn: int  # quarters that the whole sheet is turned by besides
    dark: float  # the share of the paper's light that full ink takes away
    pen: Pen
    gap: float  # between digits, in heights; below 0 they overlap
    spread: float  # of the gaps
    slant: float
    wobble: float  # heights that digits are off their line
    uneven: float  # share of their height that digits are higher or lower by, at most
    widest: float  # heights: a wider digit is written lower
    narrow: float  # times as wide as training digits
    tail: float  # heights that tails of digits are longer by, at most
    step: float  # pixels from row to row
    filled: float  # how likely it is that something follows in a row
    words: float  # share of what is no number
    ones: float  # share of digits that are 1s, besides those that are so by chance
    abroad: bool  # it crosses its 7s, and gives its 1s a flag
    drawn: float  # share of digits that are drawn, in forms that training digits need not have
    habits: tuple[float, ...]  # for each digit which of its forms is drawn, 0 the first to 1

    @property
    def along(self) -> float:
        """Where rows run to, radians clockwise."""
        return self.angle + self.turn * np.pi / 2

    def stroke(self, otherwise: float, rng: np.random.Generator) -> float:
        """How wide the strokes of what is no digit are, in heights of a digit.

        Args:
            otherwise: How wide they are where another pen wrote it.
            rng: What decides.
        """
        return self.pen.width * about(0.75, 1.33, rng) if perhaps(SAME, rng) else otherwise

    def place(
        self, u: float | NDArray[np.float64], v: float | NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """Where on the sheet, (2,), or (n, 2) for n, a place on its rows is, from its middle."""
        cos, sin = np.cos(self.along), np.sin(self.along)
        return np.array([SIDE / 2 + cos * u - sin * v, SIDE / 2 + sin * u + cos * v]).T


def any_hand(height: float, turn: int, rng: np.random.Generator) -> Hand:
    """Somebody's hand."""
    crowded, loose = between(-0.26, 0.0, rng), between(0.1, 0.6, rng)
    kind = between(0, 1, rng)
    return Hand(
        height=height,
        angle=near(0, 0.05, rng) if perhaps(0.7, rng) else between(-STEEPEST, STEEPEST, rng),
        turn=turn,
        dark=between(0.16, 0.95, rng),
        pen=any_pen(rng),
        gap=float(rng.choice([crowded, between(-0.05, 0.15, rng), loose])),
        spread=between(0.02, 0.12, rng),
        slant=near(0, 0.18, rng),
        wobble=between(0.01, 0.08, rng),
        uneven=between(0.05, 0.28, rng),
        widest=between(0.9, 1.3, rng),
        narrow=between(0.6, 1.15, rng) if perhaps(0.4, rng) else 1.0,
        tail=between(0, 1, rng) if perhaps(0.35, rng) else 0.0,
        step=height * between(1.25, 3, rng),
        filled=between(0.4, 1, rng),
        words=between(0, 0.35, rng),
        ones=between(0.15, 0.7, rng) if perhaps(0.2, rng) else 0.0,
        abroad=perhaps(ABROAD, rng),
        drawn=1.0 if kind < DRAWN else SOME if kind < DRAWN + MIXED else 0.0,
        habits=tuple(rng.random(CLASSES).tolist()),
    )

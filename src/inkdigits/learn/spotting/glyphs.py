"""Training digits in; out come the glyphs that pages are written with: digits, letters, words."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np
from numpy.typing import NDArray

from inkdigits.data import Examples
from inkdigits.data.dataset import CLASSES
from inkdigits.errors import DataError
from inkdigits.learn.forms import Form
from inkdigits.learn.spotting.chance import about, between, perhaps
from inkdigits.learn.spotting.joined import joined_word
from inkdigits.learn.spotting.lettered import lettered_word
from inkdigits.learn.spotting.printed import MARKS, MONEY_MARKS, PLAIN, SMALL
from inkdigits.learn.spotting.spelling import IN_A_WORD, LETTER, MONEY, SIGN
from inkdigits.learn.spotting.thin import thin
from inkdigits.learn.strangers import letter, scribble, sign
from inkdigits.learn.strokes import curve, draw_digit, unsteady

LARGE = 84  # pixels a side that a training digit is enlarged to
CANVAS = 96  # pixels a side that letters are drawn on
KEPT = 3000  # drawn glyphs of each kind that are drawn once and used again
WORDS = 2000  # the same, of words: each second in joined handwriting, the others in print
LENGTHS = (3, 9)  # letters: they have as many as the first, and fewer than the second
DRAWN = 0.25  # share of digits that are drawn
BALL = 0.15  # share of pens that write a line of one width, far thinner than training digits
LINE = (1, 6)  # pixels of ``LARGE``: it is as wide as the first, and narrower than the second
STEEP = 0.0225  # share of full ink for each level at the rims of a training digit's strokes
FAINTEST = 180  # level of the darkest pixel: a fainter training digit has no stroke for any pen
HALF = 127  # level from which an enlarged training digit's pixel is ink
FULL = 0.3  # share of full ink: what has less is no glyph's
LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"  # in words, O and l are letters
SIGNS = "$$$#%&+=?/()*@"
FONTS = (
    cv2.FONT_HERSHEY_SIMPLEX,
    cv2.FONT_HERSHEY_PLAIN,
    cv2.FONT_HERSHEY_DUPLEX,
    cv2.FONT_HERSHEY_COMPLEX,
    cv2.FONT_HERSHEY_SCRIPT_SIMPLEX,
    cv2.FONT_HERSHEY_SCRIPT_COMPLEX,
)
Glyph = NDArray[np.float32]  # (h, w), 0 paper to 1 ink, cut out at its ink


@dataclass(frozen=True)
class Pen:
    """How a hand's strokes differ from those of training digits."""

    level: float  # of 255, from which a training digit's enlarged pixel is ink: high is thin
    grown: int  # pixels of ``LARGE`` that strokes are thicker by; below 0 thinner
    line: int  # pixels of ``LARGE`` that strokes are wide, one as the other; 0 as they are


def any_pen(rng: np.random.Generator) -> Pen:
    """A pen of any width; most are as those of training digits."""
    return Pen(
        level=between(70, 170, rng),
        grown=int(rng.choice([-3, -2, 0, 0, 0, 2, 4, 6])),
        line=int(rng.integers(*LINE)) if perhaps(BALL, rng) else 0,
    )


class Glyphs:
    """All glyphs that there are; drawn ones are drawn once."""

    def __init__(self, digits: Examples, seed: tuple[int, ...]) -> None:
        """Take the digits that are dark enough to be written with any pen.

        Raises:
            DataError: None is.
        """
        dark = digits.images.max((1, 2)) > FAINTEST
        if not dark.any():
            raise DataError("the training digits are blank, or too faint to make pages of.")
        if not dark.all():
            digits = Examples(images=digits.images[dark], labels=digits.labels[dark])
        self._digits = digits
        self._seed = seed

    def digit(self, pen: Pen, rng: np.random.Generator) -> tuple[Glyph, int]:
        """A digit, and which it is."""
        if perhaps(DRAWN, rng):
            return self._drawn[rng.integers(KEPT)]
        if pen.line:
            line, label = self._lines[rng.integers(KEPT)]
            kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (pen.line,) * 2)
            soft = cv2.GaussianBlur(cv2.dilate(line, kernel), (3, 3), 0)
            return _glyph(np.asarray(soft, np.uint8)), label
        at = rng.integers(len(self._digits))
        image = self._digits.images[at]
        large = cv2.resize(image, (LARGE, LARGE), interpolation=cv2.INTER_CUBIC)
        steep = (large.astype(np.float32) - pen.level) * STEEP + 0.5
        ink = np.asarray(steep.clip(0, 1), np.float32)
        if pen.grown:
            kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (abs(pen.grown) + 1,) * 2)
            other = cv2.dilate(ink, kernel) if pen.grown > 0 else cv2.erode(ink, kernel)
            ink = np.asarray(other, np.float32) if other.max() > FULL else ink
        return _cut(ink), int(self._digits.labels[at])

    def other(self, kind: str, rng: np.random.Generator) -> Glyph:
        """A glyph that is no digit, of a kind that spelling.py names.

        A letter or scribble that looks like no digit, a letter in a word that may look like one, a
        sign that stands beside digits, or one of money.
        """
        return self._others[kind][rng.integers(KEPT)]

    def word(self, rng: np.random.Generator) -> list[NDArray[np.float64]]:
        """The lines of a word of any length, in heights of a small letter.

        Returns:
            For each (n, 2): x to the right from the word's left end, y down from its foot.
        """
        return self._words[rng.integers(WORDS)]

    @cached_property
    def _drawn(self) -> list[tuple[Glyph, int]]:
        rng = self._rng(0)
        labels = [at % CLASSES for at in range(KEPT)]
        return [(_glyph(draw_digit(label, rng)), label) for label in labels]

    @cached_property
    def _lines(self) -> list[tuple[NDArray[np.uint8], int]]:
        """Training digits, (LARGE, LARGE), as lines of one pixel, 255 on 0."""
        which = self._rng(4).integers(len(self._digits), size=KEPT)
        images, labels = self._digits.images[which], self._digits.labels[which]
        large = np.stack(
            [cv2.resize(image, (LARGE, LARGE), interpolation=cv2.INTER_CUBIC) for image in images]
        )
        lines = thin(large > HALF).astype(np.uint8) * np.uint8(255)
        return list(zip(lines, labels.tolist(), strict=True))

    @cached_property
    def _others(self) -> dict[str, list[Glyph]]:
        return {
            LETTER: self._letters(),
            IN_A_WORD: self._in_words(),
            SIGN: _typed_and_drawn(SIGNS, MARKS + MONEY_MARKS, self._rng(3)),
            MONEY: _typed_and_drawn("$", MONEY_MARKS, self._rng(6)),
        }

    def _letters(self) -> list[Glyph]:
        rng, makers = self._rng(1), (letter, _printed, letter, sign, _printed, scribble)
        return [_glyph(self._some(makers[at % len(makers)], rng)) for at in range(KEPT)]

    def _in_words(self) -> list[Glyph]:
        rng = self._rng(2)
        each = KEPT // 3
        typed = [_typed(LETTERS[at % len(LETTERS)], rng) for at in range(each)]
        small = [_drawn(SMALL[at % len(SMALL)], rng) for at in range(each)]
        printed = [_printed(self._digits, rng) for _ in range(KEPT - 2 * each)]
        return [_glyph(ink) for ink in (*typed, *small, *printed)]

    @cached_property
    def _words(self) -> list[list[NDArray[np.float64]]]:
        rng, hands = self._rng(5), (joined_word, lettered_word)
        return [hands[at % 2](int(rng.integers(*LENGTHS)), rng) for at in range(WORDS)]

    def _rng(self, kind: int) -> np.random.Generator:
        """What all glyphs of a kind are drawn from, whenever that is."""
        return np.random.default_rng([*self._seed, 3, kind])

    def _some(
        self,
        make: Callable[[Examples, np.random.Generator], NDArray[np.uint8]],
        rng: np.random.Generator,
    ) -> NDArray[np.uint8]:
        """What a maker makes that leaves any ink."""
        while not (ink := make(self._digits, rng)).any():
            pass
        return ink


def _glyph(drawing: NDArray[np.uint8]) -> Glyph:
    """A drawing, 255 ink on 0, as a glyph."""
    return _cut(np.asarray(drawing / np.float32(255), np.float32))


def _cut(ink: NDArray[np.float32]) -> Glyph:
    """Some ink without the paper around it."""
    x, y, w, h = cv2.boundingRect((ink > FULL).view(np.uint8))
    return ink[y : y + h, x : x + w]


def _typed(text: str, rng: np.random.Generator) -> NDArray[np.uint8]:
    """A letter in a stroke font, leaning, with any pen."""
    canvas = np.zeros((CANVAS, CANVAS), np.uint8)
    font, size, pen = FONTS[rng.integers(len(FONTS))], between(1.4, 2, rng), int(about(2, 11, rng))
    cv2.putText(canvas, text, (18, 68), font, size, 255, pen, cv2.LINE_AA)
    lean, wide = between(-0.35, 0.35, rng), between(0.7, 1.2, rng)
    half = CANVAS / 2
    moved = np.array([[wide, lean, half - half * (wide + lean)], [0, 1, 0]])
    return np.asarray(cv2.warpAffine(canvas, moved, (CANVAS, CANVAS)), np.uint8)


def _typed_and_drawn(typed: str, drawn: tuple[Form, ...], rng: np.random.Generator) -> list[Glyph]:
    """Signs, a third of them in stroke fonts."""
    each = KEPT // 3
    types = [_typed(typed[at % len(typed)], rng) for at in range(each)]
    draws = [_drawn(drawn[at % len(drawn)], rng) for at in range(KEPT - each)]
    return [_glyph(ink) for ink in (*types, *draws)]


def _printed(_: Examples, rng: np.random.Generator) -> NDArray[np.uint8]:
    """A letter as a hand prints it."""
    return _drawn(PLAIN[rng.integers(len(PLAIN))], rng)


def _drawn(strokes: Form, rng: np.random.Generator) -> NDArray[np.uint8]:
    """A letter or sign drawn stroke by stroke, by an unsteady hand."""
    canvas = np.zeros((CANVAS, CANVAS), np.uint8)
    wide, pen = between(30, 60, rng), int(about(2, 11, rng))
    for stroke in strokes:
        line = curve(unsteady(stroke, 0.05, rng)) * (wide, 64) + 16
        cv2.polylines(canvas, [np.rint(line).astype(np.int32)], False, 255, pen, cv2.LINE_AA)
    return canvas

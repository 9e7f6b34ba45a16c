"""Training digits in; out come the glyphs that pages are written with: digits, letters, words."""

from collections.abc import Callable
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from inkdigits.data import Examples
from inkdigits.data.dataset import CLASSES
from inkdigits.errors import DataError
from inkdigits.learn.forms import Form
from inkdigits.learn.hands import crossed, flagged
from inkdigits.learn.spotting.chance import perhaps
from inkdigits.learn.spotting.drawing import drawn, some_drawn, some_typed
from inkdigits.learn.spotting.glyph import Glyph, glyph_of
from inkdigits.learn.spotting.hand import ABROAD
from inkdigits.learn.spotting.joined import joined_word
from inkdigits.learn.spotting.lettered import lettered_word
from inkdigits.learn.spotting.pen import Pen, thinned, write, write_line
from inkdigits.learn.spotting.printed import MARKS, MONEY_MARKS, PLAIN, SMALL
from inkdigits.learn.spotting.spelling import IN_A_WORD, LETTER, MONEY, SIGN
from inkdigits.learn.strangers import letter, scribble, sign
from inkdigits.learn.strokes import draw_digit

KEPT = 3000  # drawn glyphs of each kind that are drawn once and used again,
DIGITS = 6000  # and drawn digits, which have more forms
WORDS = 2000  # the same, of words: each second in joined handwriting, the others in print
LENGTHS = (3, 9)  # letters: they have as many as the first, and fewer than the second
DRAWN = 0.25  # share of digits that are drawn
FAINTEST = 180  # level of the darkest pixel: a fainter training digit has no stroke for any pen
LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"  # in words, O and l are letters
SIGNS = "$$$#%&+=?/()*@"


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

    def digit(
        self, pen: Pen, rng: np.random.Generator, *, one: bool = False, abroad: bool = False
    ) -> tuple[Glyph, int]:
        """A digit, and which it is.

        Args:
            pen: That it is written with.
            rng: What decides.
            one: It is to be a 1, if there is one.
            abroad: A training digit that is a 7 is crossed, one that is a 1 has a flag; drawn
                digits, and those of pens that write a thin line, have so by chance alone.
        """
        if perhaps(DRAWN, rng):
            glyphs, labels = self._drawn
            at = _pick(labels, rng, one=one)
            return glyphs[at], int(labels[at])
        if pen.line:
            lines, labels = self._lines
            at = _pick(labels, rng, one=one)
            return write_line(lines[at], pen), int(labels[at])
        at = _pick(self._digits.labels, rng, one=one)
        image, label = self._digits.images[at], int(self._digits.labels[at])
        return write(_abroad(image, label, rng) if abroad else image, pen), label

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
    def _drawn(self) -> tuple[list[Glyph], NDArray[np.int64]]:
        """Drawn digits, and which they are."""
        rng, labels = self._rng(0), np.arange(DIGITS) % CLASSES
        return [glyph_of(draw_digit(label, rng)) for label in labels.tolist()], labels

    @cached_property
    def _lines(self) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
        """Thinned training digits, and which they are."""
        rng = self._rng(4)
        which = rng.integers(len(self._digits), size=KEPT)
        images, labels = self._digits.images[which], self._digits.labels[which]
        shaped = [
            _abroad(image, label, rng) if perhaps(ABROAD, rng) else image
            for image, label in zip(images, labels.tolist(), strict=True)
        ]
        return thinned(np.stack(shaped)), labels

    @cached_property
    def _others(self) -> dict[str, list[Glyph]]:
        return {
            LETTER: self._letters(),
            IN_A_WORD: self._in_words(),
            SIGN: _signs(SIGNS, MARKS + MONEY_MARKS, self._rng(3)),
            MONEY: _signs("$", MONEY_MARKS, self._rng(6)),
        }

    def _letters(self) -> list[Glyph]:
        rng, makers = self._rng(1), (letter, _printed, letter, sign, _printed, scribble)
        return [glyph_of(self._some(makers[at % len(makers)], rng)) for at in range(KEPT)]

    def _in_words(self) -> list[Glyph]:
        rng, each = self._rng(2), KEPT // 3
        typed, small = some_typed(LETTERS, each, rng), some_drawn(SMALL, each, rng)
        printed = [_printed(self._digits, rng) for _ in range(KEPT - 2 * each)]
        return [glyph_of(ink) for ink in (*typed, *small, *printed)]

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


def _abroad(image: NDArray[np.uint8], label: int, rng: np.random.Generator) -> NDArray[np.uint8]:
    """A training digit, (28, 28), in the form that its like has where MNIST's writers were not."""
    shape = {1: flagged, 7: crossed}.get(label)
    return shape(image, rng) if shape else image


def _pick(labels: NDArray[np.int64], rng: np.random.Generator, *, one: bool) -> int:
    """Where some digit is, of those that are these; if asked, a 1, if there is any."""
    ones = np.flatnonzero(labels == 1) if one else ()
    return int(ones[rng.integers(len(ones))] if len(ones) else rng.integers(len(labels)))


def _signs(typed: str, forms: tuple[Form, ...], rng: np.random.Generator) -> list[Glyph]:
    """Signs, a third of them in stroke fonts."""
    each = KEPT // 3
    inks = (*some_typed(typed, each, rng), *some_drawn(forms, KEPT - each, rng))
    return [glyph_of(ink) for ink in inks]


def _printed(_: Examples, rng: np.random.Generator) -> NDArray[np.uint8]:
    """A letter as a hand prints it."""
    return drawn(PLAIN[rng.integers(len(PLAIN))], rng)

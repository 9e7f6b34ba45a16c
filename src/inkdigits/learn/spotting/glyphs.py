"""Training digits in; out come the glyphs that pages are written with: digits, letters, words."""

from collections.abc import Callable
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from inkdigits.data import Examples
from inkdigits.learn.forms import Form
from inkdigits.learn.spotting.digits import Digits
from inkdigits.learn.spotting.drawing import drawn, some_drawn, some_typed
from inkdigits.learn.spotting.glyph import WIDEST, Glyph, glyph_of
from inkdigits.learn.spotting.hand import Hand
from inkdigits.learn.spotting.joined import joined_word
from inkdigits.learn.spotting.lettered import lettered_word
from inkdigits.learn.spotting.printed import MARKS, MONEY_MARKS, PERCENTS, PLAIN, PLUSES, SMALL
from inkdigits.learn.spotting.spelling import IN_A_WORD, LETTER, MONEY, PERCENT, PLUS, SIGN
from inkdigits.learn.spotting.stock import Stock
from inkdigits.learn.strangers import letter, scribble, sign

KEPT = 3000  # drawn glyphs of each kind that are drawn once and used again
WORDS = 2000  # the same, of words: each second in joined handwriting, the others in print
LENGTHS = (3, 9)  # letters: they have as many as the first, and fewer than the second
LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"  # in words, O and l are letters
SIGNS = "$$$#%&+=?/()*@"


class Glyphs:
    """All glyphs that there are; drawn ones are drawn once."""

    def __init__(self, digits: Examples, seed: tuple[int, ...]) -> None:
        """Take the training digits.

        Raises:
            DataError: None of them is dark enough to be written with.
        """
        self._digits = Digits(digits, seed)
        self._seed = seed

    def digit(self, hand: Hand, rng: np.random.Generator) -> tuple[Glyph, int]:
        """A digit as a hand writes it, and which it is."""
        return self._digits.write(hand, rng)

    def other(self, kind: str, hand: Hand, rng: np.random.Generator, *, size: float) -> Glyph:
        """A glyph that is no digit, about as wide in its strokes as a hand would write it.

        Args:
            kind: As spelling.py names it: a letter or scribble that looks like no digit, a letter
                in a word that may look like one, any sign, one of money, a percent or a plus.
            hand: That writes it.
            rng: What decides.
            size: How high it will be, in heights of a digit.
        """
        stock = self._others[kind]
        return stock.pick(hand.stroke(stock.any_width(rng) * size, rng) / size, rng)

    def word(self, rng: np.random.Generator) -> list[NDArray[np.float64]]:
        """The lines of a word of any length, in heights of a small letter.

        Returns:
            For each (n, 2): x to the right from the word's left end, y down from its foot.
        """
        return self._words[rng.integers(WORDS)]

    @cached_property
    def _others(self) -> dict[str, Stock]:
        glyphs = {
            LETTER: self._letters(),
            IN_A_WORD: self._in_words(),
            SIGN: _signs(SIGNS, MARKS + MONEY_MARKS, self._rng(3)),
            MONEY: _signs("$", MONEY_MARKS, self._rng(6)),
            PERCENT: _signs("%", PERCENTS, self._rng(7)),
            PLUS: _signs("+", PLUSES, self._rng(8)),
        }
        return {kind: Stock(some, widest=WIDEST) for kind, some in glyphs.items()}

    def _letters(self) -> list[Glyph]:
        rng, makers = self._rng(1), (letter, _printed, letter, sign, _printed, scribble)
        return [glyph_of(self._some(makers[at % len(makers)], rng)) for at in range(KEPT)]

    def _in_words(self) -> list[Glyph]:
        rng, each = self._rng(2), KEPT // 3
        typed, small = some_typed(LETTERS, each, rng), some_drawn(SMALL, each, rng)
        printed = [_printed(self._digits.training, rng) for _ in range(KEPT - 2 * each)]
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
        while not (ink := make(self._digits.training, rng)).any():
            pass
        return ink


def _signs(typed: str, forms: tuple[Form, ...], rng: np.random.Generator) -> list[Glyph]:
    """Signs, a third of them in stroke fonts."""
    each = KEPT // 3
    inks = (*some_typed(typed, each, rng), *some_drawn(forms, KEPT - each, rng))
    return [glyph_of(ink) for ink in inks]


def _printed(_: Examples, rng: np.random.Generator) -> NDArray[np.uint8]:
    """A letter as a hand prints it."""
    return drawn(PLAIN[rng.integers(len(PLAIN))], rng)

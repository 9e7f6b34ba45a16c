"""Training digits and a hand in; a digit as that hand writes it out, drawn or from training."""

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from inkdigits.data import Examples
from inkdigits.data.dataset import CLASSES
from inkdigits.errors import DataError
from inkdigits.learn.forms import FORMS, RARER
from inkdigits.learn.hands import crossed, flagged
from inkdigits.learn.spotting.chance import perhaps
from inkdigits.learn.spotting.glyph import Glyph, glyph_of
from inkdigits.learn.spotting.hand import Hand
from inkdigits.learn.spotting.pen import thinned, write, write_line
from inkdigits.learn.spotting.stock import Stock
from inkdigits.learn.strokes import draw_form

LINES = 3000  # training digits that are thinned once and used again
PENS = (1, 18)  # pixels that drawn digits' strokes are wide, from the thinnest to the thickest
VARIANTS = 60  # drawn digits of each form, by pens between these
FICKLE = 0.1  # share of a hand's drawn digits that have another form than it is used to
FAINTEST = 180  # level of the darkest pixel: a fainter training digit has no stroke for any pen
SHAPED = {1: flagged, 7: crossed}  # digits that have another form where MNIST's writers were not


class Digits:
    """All digits that hands may write; those that are drawn are drawn once."""

    def __init__(self, digits: Examples, seed: tuple[int, ...]) -> None:
        """Take the training digits that are dark enough to be written with any pen.

        Raises:
            DataError: None is.
        """
        dark = digits.images.max((1, 2)) > FAINTEST
        if not dark.any():
            raise DataError("the training digits are blank, or too faint to make pages of.")
        self.training = digits
        if not dark.all():
            self.training = Examples(images=digits.images[dark], labels=digits.labels[dark])
        self._seed = seed

    def write(self, hand: Hand, rng: np.random.Generator) -> tuple[Glyph, int]:
        """A digit as a hand writes it, and which it is."""
        one = perhaps(hand.ones, rng)
        if perhaps(hand.drawn, rng):
            label = 1 if one else int(rng.integers(CLASSES))
            return self._draw(label, hand, rng), label
        if hand.pen.line:
            lines, labels = self._lines[hand.abroad]
            at = _pick(labels, rng, one=one)
            return write_line(lines[at], hand.pen), int(labels[at])
        at = _pick(self.training.labels, rng, one=one)
        image, label = self.training.images[at], int(self.training.labels[at])
        if hand.abroad and label in SHAPED:
            image = SHAPED[label](image, rng)
        return write(image, hand.pen), label

    def _draw(self, label: int, hand: Hand, rng: np.random.Generator) -> Glyph:
        """A drawn digit, in the form that the hand is used to, and with its pen."""
        forms = self._drawn[label]
        used_to = rng.random() if perhaps(FICKLE, rng) else hand.habits[label]
        return forms[int(used_to * len(forms))].pick(hand.pen.width, rng)

    @cached_property
    def _drawn(self) -> list[list[Stock]]:
        """For each digit, each of its forms: the digit by many pens."""
        rng = np.random.default_rng([*self._seed, 3, 0])
        pens = np.linspace(*PENS, VARIANTS).round().astype(int).tolist()
        return [
            [
                Stock([glyph_of(draw_form(form, rng, pen)) for pen in pens])
                for form in (*usual, *rarer)
            ]
            for usual, rarer in zip(FORMS, RARER, strict=True)
        ]

    @cached_property
    def _lines(self) -> tuple[tuple[NDArray[np.uint8], NDArray[np.int64]], ...]:
        """Thinned training digits, and which they are; the same as hands from abroad write them."""
        rng = np.random.default_rng([*self._seed, 3, 4])
        which = rng.integers(len(self.training), size=LINES)
        images, labels = self.training.images[which], self.training.labels[which]
        lines = thinned(images)
        abroad = lines.copy()
        for at in np.flatnonzero(np.isin(labels, list(SHAPED))):
            shaped = SHAPED[int(labels[at])](images[at], rng)
            abroad[at] = thinned(shaped[None])[0]
        return (lines, labels), (abroad, labels)


def _pick(labels: NDArray[np.int64], rng: np.random.Generator, *, one: bool) -> int:
    """Where some digit is, of those that are these; if asked, a 1, if there is any."""
    ones = np.flatnonzero(labels == 1) if one else ()
    return int(ones[rng.integers(len(ones))] if len(ones) else rng.integers(len(labels)))

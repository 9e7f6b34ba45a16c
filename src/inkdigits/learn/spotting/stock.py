"""Glyphs of a kind in; one that is written with a pen of some width out."""

from collections.abc import Sequence

import cv2
import numpy as np

from inkdigits.learn.spotting.glyph import FULL, Glyph

NEAR = 0.1  # share of all glyphs, by their width, that any of is taken


class Stock:
    """Glyphs of a kind, thin ones first."""

    def __init__(self, glyphs: Sequence[Glyph], *, widest: float = float("inf")) -> None:
        """Take glyphs; those wider than ``widest`` heights will be written lower, that wide."""
        widths = [stroke_width(glyph, widest=widest) for glyph in glyphs]
        order = np.argsort(widths, kind="stable").tolist()
        self.glyphs = [glyphs[at] for at in order]
        self._widths = np.array(widths)[order]
        self._near = max(1, round(NEAR * len(glyphs)))

    def pick(self, width: float, rng: np.random.Generator) -> Glyph:
        """One of the glyphs whose strokes are nearest in width to so many heights."""
        first = int(np.searchsorted(self._widths, width)) - self._near // 2
        first = min(max(first, 0), len(self.glyphs) - self._near)
        glyph: Glyph = self.glyphs[first + int(rng.integers(self._near))]
        return glyph

    def any_width(self, rng: np.random.Generator) -> float:
        """How wide the strokes of some glyph are, in heights."""
        return float(self._widths[rng.integers(len(self._widths))])


def stroke_width(glyph: Glyph, *, widest: float = float("inf")) -> float:
    """How wide a glyph's strokes are, about: twice their area by the length of their outline.

    Returns:
        In heights that it is written in: its own, or its width by ``widest``, if that is more.
    """
    inked = (glyph > FULL).astype(np.uint8)
    outlines, _ = cv2.findContours(inked, cv2.RETR_LIST, cv2.CHAIN_APPROX_NONE)
    around = sum(cv2.arcLength(outline, closed=True) for outline in outlines)
    h, w = glyph.shape
    return float(2 * int(inked.sum()) / max(around, 1.0) / max(h, w / widest))

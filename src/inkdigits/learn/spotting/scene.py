"""Glyphs in; a small piece of a photographed page, and what is on it, out."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from inkdigits.learn.spotting.camera import BLUR, photograph
from inkdigits.learn.spotting.chance import about, perhaps
from inkdigits.learn.spotting.glyphs import Glyphs
from inkdigits.learn.spotting.hand import any_hand
from inkdigits.learn.spotting.lines import draw_lines
from inkdigits.learn.spotting.sheet import Sheet, Written
from inkdigits.learn.spotting.writing import fill, wear

KINDS = {
    "numbers": 0.45,
    "other size": 0.05,
    "turned": 0.18,
    "strange": 0.21,  # words and signs, but no digit
    "form": 0.04,  # rows of boxes that nobody wrote in
    "empty": 0.07,
}
ANY_WAY = ("strange", "form")  # lie as they will: nothing tells how
HEIGHTS = (12, 46)  # pixels of digits that are to be found, and a little beyond
TINY, LARGE = (5, 12), (50, 170)  # pixels of those that are not
SOFT = 0.055  # of the digits' height: what large ones may be blurred by
WORN = 0.18  # share of scenes whose strokes are broken or grainy


@dataclass(frozen=True, kw_only=True)
class Scene:
    """A piece of a page."""

    picture: NDArray[np.uint8]  # (SIDE, SIDE) gray
    digits: tuple[Written, ...]
    owner: NDArray[np.int16]  # (SIDE, SIDE), whose ink each pixel is: place in ``digits``, or -1


def make_scene(glyphs: Glyphs, rng: np.random.Generator) -> Scene:
    """Write, rule, light and photograph a piece of a page."""
    kind = rng.choice(list(KINDS), p=list(KINDS.values()))
    heights = HEIGHTS
    if kind == "other size":
        heights = TINY if perhaps(0.3, rng) else LARGE
    turn = int(rng.integers(1, 4)) if kind == "turned" else 0
    turn = int(rng.integers(4)) if kind in ANY_WAY else turn
    hand = any_hand(about(*heights, rng), turn, rng)
    sheet, lines = Sheet(), draw_lines(hand, rng, "boxes" if kind == "form" else None)
    if kind not in {"form", "empty"}:
        fill(sheet, glyphs, hand, rng, digits=kind != "strange")
    if perhaps(WORN, rng):
        wear(sheet, hand.height, rng)
    blur = max(BLUR, SOFT * hand.height)
    picture = photograph(np.maximum(sheet.ink, lines), rng, blur=blur, rough=kind == "empty")
    return Scene(picture=picture, digits=tuple(sheet.digits), owner=sheet.owner)

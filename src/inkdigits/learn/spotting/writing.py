"""A hand and a sheet in; the sheet filled with rows of numbers, and of other things, out."""

import cv2
import numpy as np
from numpy.typing import NDArray

from inkdigits.learn.spotting.chance import about, between, near, perhaps
from inkdigits.learn.spotting.glyph import WIDEST
from inkdigits.learn.spotting.glyphs import Glyphs
from inkdigits.learn.spotting.hand import Hand
from inkdigits.learn.spotting.shapes import narrowed, with_tail
from inkdigits.learn.spotting.sheet import SIDE, Sheet, room
from inkdigits.learn.spotting.spelling import DIGIT, SIGN, WORD, a_number, a_word
from inkdigits.learn.spotting.stops import STOPS, stop, underline

REACH = 0.75 * SIDE  # pixels from the sheet's middle that are written on
ALONE = 0.12  # share of sheets with one number, word or sign and no more
LONGEST = 8  # digits of a number, and letters of a word
STANDING = 0.75  # share of words whose letters stand on one line, joined or not


def fill(
    sheet: Sheet, glyphs: Glyphs, hand: Hand, rng: np.random.Generator, *, digits: bool
) -> None:
    """Fill a sheet with rows; without digits, with rows of other things alone."""
    if perhaps(ALONE, rng):
        left = between(-0.4, 0, rng) * SIDE
        longest = 1 if perhaps(0.5, rng) else LONGEST
        _write_one(sheet, glyphs, hand, rng, left=left, line=0.0, digits=digits, longest=longest)
        return
    v = -REACH + between(0, hand.step, rng)
    while v < REACH:
        u = -REACH + between(0, SIDE, rng)
        while u < REACH and perhaps(0.9, rng):
            u = _write_one(sheet, glyphs, hand, rng, left=u, line=v, digits=digits)
            u += hand.height * between(0.5, 2.5, rng)
            if not perhaps(hand.filled, rng):
                break
        v += hand.step


def wear(sheet: Sheet, height: float, rng: np.random.Generator) -> None:
    """Let a sheet's strokes be broken, or grainy as pencil and chalk are."""
    ink = sheet.ink
    if perhaps(0.4, rng):
        gaps = np.ones_like(ink)
        for x, y in rng.integers(0, SIDE, (rng.integers(5, 40), 2)).tolist():
            away = rng.normal(0, 0.4 * height, 2)
            end = (round(x + away[0]), round(y + away[1]))
            cv2.line(gaps, (x, y), end, 0, max(1, round(0.05 * height)), cv2.LINE_AA)
        np.multiply(ink, gaps, out=ink)
        return
    grain = cv2.GaussianBlur(rng.normal(0, 1, ink.shape), (0, 0), between(0.4, 1.2, rng))
    worn = 1 - between(0.2, 0.9, rng) * (grain / grain.std()).clip(0, 1)
    np.multiply(ink, worn.astype(np.float32), out=ink)


def _write_one(
    sheet: Sheet,
    glyphs: Glyphs,
    hand: Hand,
    rng: np.random.Generator,
    *,
    left: float,
    line: float,
    digits: bool,
    longest: int = LONGEST,
) -> float:
    """Write a number, a word or a sign with its left end there; where its right end is."""
    kind = between(0, 1, rng)
    number = digits and kind > hand.words
    word = not number and (not digits or kind < 0.6 * hand.words)  # else a sign
    length = int(rng.integers(1, longest + 1)) if number or word else 1
    if word and length > WORD and perhaps(STANDING, rng):
        return left + _write_word(sheet, hand, rng, glyphs.word(rng), (left, line))
    parts = a_number(length, rng) if number else a_word(length, rng) if word else [SIGN]
    u, v = left, line
    for part in parts:
        if part in STOPS:
            u += stop(sheet, hand, rng, (u, v), part)
            continue
        label, lower, body, size = None, 0.0, 0, 1.0
        if part == DIGIT:
            glyph, label = glyphs.digit(hand, rng)
            glyph = narrowed(glyph, hand.narrow * between(0.92, 1.08, rng))
            body = glyph.shape[0]
            glyph, lower = with_tail(glyph, label, between(0, hand.tail, rng))
        else:
            size = about(0.6, 1.8, rng)
            glyph = glyphs.other(part, hand, rng, size=size)
        height = hand.height * between(1 - hand.uneven, 1 + hand.uneven, rng)
        height *= size
        body = body or glyph.shape[0]  # of its height, without what a tail is longer by
        widest = hand.widest if part == DIGIT else WIDEST
        low = height - height * min(1.0, widest * body / glyph.shape[1])
        height -= low
        sunk = between(-0.1, 0.5, rng) * low + lower * height
        sunk += near(0, hand.wobble, rng) * hand.height
        height *= glyph.shape[0] / body
        wide = room(glyph, height)
        sheet.stamp(
            glyph,
            label,
            middle=hand.place(u + wide / 2, v + sunk),
            height=height,
            angle=hand.along + near(0, 0.05, rng),
            slant=hand.slant + near(0, 0.07, rng),
            dark=hand.dark * between(0.85, 1, rng),
            turn=hand.turn,
        )
        u += wide + hand.height * (hand.gap + near(0, hand.spread, rng))
    if number and perhaps(0.08, rng):
        underline(sheet, hand, rng, (left, u), v)
    return u


def _write_word(
    sheet: Sheet,
    hand: Hand,
    rng: np.random.Generator,
    word: list[NDArray[np.float64]],
    start: tuple[float, float],
) -> float:
    """Write a word whose letters stand on one line; how much room it takes."""
    u, v = start
    small = hand.height * between(0.4, 1, rng)
    lean, foot = np.array([[1, 0], [-hand.slant, 1]]), hand.height / 2
    lines = [line @ lean * small for line in word]
    placed = [hand.place(u + line[:, 0], v + foot + line[:, 1]) for line in lines]
    pen = hand.stroke(small / hand.height * about(0.05, 0.25, rng), rng)
    sheet.draw(placed, hand.height * pen, hand.dark * between(0.85, 1, rng))
    return float(max(line[:, 0].max() for line in lines))

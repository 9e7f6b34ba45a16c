"""The words of a page in; those that are numbers, by the company they keep, out.

What a lone stroke is, nobody can say who does not see what stands around it: a 1 among numbers, a
rule on a form, the edge of a desk. Where most of a page is no number, it takes more to be one.
"""

from collections.abc import Sequence

import numpy as np

from inkdigits.reading.words import BOUND, Word

SINGLE = 3.0  # log odds that a number of one digit needs
SOLE = 1.0  # the same of all that is on a page, which somebody must have meant
LONE_STROKE = 4.0  # the same of a 1 by itself
STROKE = 5.0  # the same of numbers of little but 1s, among fewer other digits than they have
AMONG_STRANGERS = 5.0  # mean log odds that digits need on a page with more words than numbers
LEAST = 2.0  # log odds that each of them needs there
PLENTY = 15.0  # log odds in all that make up for that: no word of letters has them
LONELY = 6.8  # the same of a number of one digit there
TOWERING = 2.2  # times as high as most digits: what is higher is an arrow, an edge, a fold
TINY = 0.4  # times as high: what is lower is a speck
MANY = 8  # digits; so many are hardly all 1s,
TEXTURE = 0.6  # unless a texture is read, of which such a share are 1s
FEW = 3  # digits that say nothing about how high most are


def numbers_among(rows: Sequence[Sequence[Word]]) -> list[list[Word]]:
    """The words of each row that are numbers."""
    words = [word for row in rows for word in row]
    if len(words) == 1 and words[0].digits and words[0].worth > SOLE:
        return [list(row) for row in rows]
    likely = [word for word in words if _likely(word)]
    others = sum(len(word.digits) for word in likely if not word.strokes)
    strokes = sum(len(word.digits) for word in likely if word.strokes)
    ones = [one.is_stroke for word in likely for one in word.digits]
    texture = len(ones) > MANY and sum(ones) > TEXTURE * len(ones)
    strangers = texture or len([word for word in words if word.worth < 0]) > len(likely)
    heights = [one.candidate.place[3] for word in likely for one in word.digits]
    most = float(np.median(heights)) if len(heights) > FEW else 0.0

    def is_number(word: Word) -> bool:
        if not _likely(word):
            return False
        if most and not TINY * most <= word.height <= TOWERING * most:
            return False
        if word.strokes and word.least < STROKE and others < strokes:
            return False
        if strangers:
            if len(word.digits) == 1 or word.strokes:
                return word.least >= LONELY
            return min(word.worth, word.evidence(BOUND)) >= PLENTY or (
                word.mean >= AMONG_STRANGERS and word.least >= LEAST
            )
        return True

    return [[word for word in row if is_number(word)] for row in rows]


def _likely(word: Word) -> bool:
    """Whether a word may be a number, by its own marks."""
    if not word.digits:
        return False
    if len(word.digits) > 1:
        return word.worth > 0
    return word.worth > SINGLE and not (word.strokes and word.least < LONE_STROKE)

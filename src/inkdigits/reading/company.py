"""The words of a page in; those that are numbers, by the company they keep, out.

What a lone stroke is, nobody can say who does not see what stands around it: a 1 among numbers, a
rule on a form, the edge of a desk.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from inkdigits.reading.judged import Candidate
from inkdigits.reading.trust import digit_trust
from inkdigits.reading.words import Word
from inkdigits.vision.marks import gap_between

SURE = 1.5  # log odds of a digit whose neighbours are likelier ones,
BESIDE = 0.9  # if they are no further from it, in heights,
ALIKE = 1.6  # and at most so many times as high or low, or as long or short
THIN = 0.3  # times as long: what lies beside a digit and is thinner is a dash
COMPANY = 1.6  # log odds that they gain
LIKE_DOLLARS = frozenset({3, 5, 8})  # digits that a $ before a number may be taken for
SEVERAL = 1.0  # mean log odds of the digits of a number
SINGLE = 1.8  # the same of a number of one digit
LONE_STROKE = 3.0  # the same of a 1 by itself
MANY = 30.0  # log odds that all numbers are numbers: a page with so much, most of whose words
# are numbers, is a page of numbers
SOME = 5.0  # log odds that all numbers are numbers: a page with so much has some
FAIRLY = 2.0  # the same of a 1 by itself on such a page
LIKE_THEM = (0.75, 1.35)  # times as high as most digits: so high a 1 by itself has to be, and on
# a page of numbers any one digit that is, is a number
TOWERING = 2.2  # times as high as most digits: what is higher is an arrow, an edge, a fold
TINY = 0.4  # times as high: what is lower is a speck
OWN_SIZE = 3.0  # log odds of each digit of a number that is none the less
LEAST = 2.0  # log odds that all numbers of a page are numbers; less are marks that look like some
VAGUE = 0.8  # mean confidence of a page's digits: less sure ones are letters,
WEAK = 3.5  # unless the mean log odds that they are digits are as high; 1s say little of that
FEW = 3  # digits that say nothing about how high most are


def in_company(row: Sequence[Candidate]) -> list[Candidate]:
    """What may be digits of a row, left to right; what stands beside a sure one is likelier.

    But before a number may stand a $: what may be one, and has no likely digit before it, is not.
    """
    return [
        replace(one, odds=one.odds + COMPANY) if _beside_sure(row, at) else one
        for at, one in enumerate(row)
    ]


def _beside_sure(row: Sequence[Candidate], at: int) -> bool:
    one = row[at]
    before, after = (
        [other for other in row[place] if is_beside(one, other) or _is_beside_lying(one, other)]
        for place in (slice(max(at - 1, 0), at), slice(at + 1, at + 2))
    )
    if one.probabilities.argmax() in LIKE_DOLLARS and not any(other.odds > 0 for other in before):
        after = []
    return any(other.odds > SURE for other in before + after)


def is_beside(one: Candidate, other: Candidate) -> bool:
    """Whether two that may be digits stand side by side, and are about as high."""
    return _is_near(one, other) and _alike(one.place[3], other.place[3])


def _is_beside_lying(one: Candidate, other: Candidate) -> bool:
    """The same of one that is low but about as long, as some 0s and 5s are; dashes are thinner."""
    _, _, w, h = one.place
    thick = h > THIN * w
    return thick and _is_near(one, other) and _alike(max(w, h), max(other.place[2:]))


def _is_near(one: Candidate, other: Candidate) -> bool:
    return gap_between(one.place, other.place) < BESIDE * max(one.place[3], other.place[3])


def _alike(one: int, other: int) -> bool:
    """Whether two lengths are about the same."""
    return max(one, other) < ALIKE * min(one, other)


def numbers_among(rows: Sequence[Sequence[Word]]) -> list[list[Word]]:
    """The words of each row that are numbers."""
    every = [word for row in rows for word in row]
    likely = [word for word in every if _likely(word)]
    doubtful = _evidence(likely) < LEAST or _vague(likely)
    if doubtful:
        likely = [word for word in likely if word.least > LONE_STROKE and not _vague([word])]
    evidence = _evidence(likely)
    many = evidence > MANY and 2 * len(likely) > len(every)
    heights = [one.place[3] for word in likely for one in word.digits]
    most = float(np.median(heights)) if heights else 0.0

    def is_number(word: Word) -> bool:
        if word in likely:
            usual = len(heights) <= FEW or TINY * most <= word.height <= TOWERING * most
            return usual or (not word.strokes and word.least > OWN_SIZE)
        lowest, highest = LIKE_THEM
        alike = lowest * most <= word.height <= highest * most
        fairly = word.strokes and word.least > FAIRLY and evidence > SOME and not doubtful
        return alike and (many or fairly) and len(word.digits) == 1

    return [[word for word in row if is_number(word)] for row in rows]


def _likely(word: Word) -> bool:
    """Whether a word may be a number, by its own digits."""
    if len(word.digits) > 1:
        return bool(np.mean([one.odds for one in word.digits]) > SEVERAL)
    return word.least > (LONE_STROKE if word.strokes else SINGLE)


def _evidence(words: Sequence[Word]) -> float:
    """The log odds that words are numbers, all together."""
    return sum(word.evidence for word in words)


def _vague(words: Sequence[Word]) -> bool:
    """Whether digits, if several, are in doubt on the whole: which they are, and that they are."""
    digits = [one for word in words for one in word.digits]
    telling = [one for one in digits if not one.is_stroke] or digits
    if len(digits) <= 1 or np.mean([one.odds for one in telling]) >= WEAK:
        return False
    sure = [digit_trust(one.probabilities, one.odds).max() for one in digits]
    return bool(np.mean(sure) < VAGUE)

"""Chance in; what a number, a word or a sign is written of, part by part, out.

On paper numbers have company: $4.50, 12/03/45, (0761), -5, 3x. Their digits are grouped by twos or
threes, with one kind of stop.
"""

import numpy as np

from inkdigits.learn.spotting.chance import perhaps

DIGIT, LETTER, IN_A_WORD, SIGN, MONEY = "digit", "letter", "in a word", "sign", "money"
PERCENT, PLUS = "percent", "plus"
OPEN, CLOSE = "open", "close"
WORD = 2  # letters: what is longer is a word, in which O and l are none but letters
SPECKED = 0.03  # share of places within a number that have a point or the like
SIGNED = 0.02  # share of digits and letters in whose place a sign stands
GROUPED = 0.25  # share of numbers that have the same between groups of their digits
GROUPS = (2, 4)  # digits of a group: as many as the first, and fewer than the second
BETWEEN = ("point", "comma", "colon", "dash", "slash", "slash", "apostrophe")
ENCLOSED = 0.08  # share of numbers in brackets; some have only one
BEFORE, AFTER = 0.16, 0.14  # shares of numbers with something close before, or after, them
FIRST = {MONEY: 0.55, SIGN: 0.15, PLUS: 0.1, "dash": 0.1, "long": 0.1}
LAST = {MONEY: 0.2, PERCENT: 0.3, SIGN: 0.2, LETTER: 0.15, "dash": 0.1, "slash": 0.05}


def a_number(length: int, rng: np.random.Generator) -> list[str]:
    """The parts of a number of so many digits, and of what stands close to them."""
    parts: list[str] = []
    group = int(rng.integers(*GROUPS)) if perhaps(GROUPED, rng) else length
    between = _any(BETWEEN, rng)
    for left in range(length, 0, -1):
        if left < length and left % group == 0:
            parts.append(between)
        elif left < length and perhaps(SPECKED, rng):
            parts.append(_any(BETWEEN, rng))
        parts.append(SIGN if perhaps(SIGNED, rng) else DIGIT)
    if perhaps(BEFORE, rng):
        parts.insert(0, _of(FIRST, rng))
    if perhaps(AFTER, rng):
        parts.append(_of(LAST, rng))
    if perhaps(ENCLOSED, rng):
        parts = [OPEN] * perhaps(0.85, rng) + parts + [CLOSE] * perhaps(0.9, rng)
    return parts


def a_word(length: int, rng: np.random.Generator) -> list[str]:
    """The parts of a word of so many letters, or of a few that stand alone."""
    parts = []
    for _ in range(length):
        part = IN_A_WORD if length > WORD and perhaps(0.85, rng) else LETTER
        parts.append(SIGN if perhaps(SIGNED, rng) else part)
    return parts


def _any(kinds: tuple[str, ...], rng: np.random.Generator) -> str:
    return kinds[rng.integers(len(kinds))]


def _of(shares: dict[str, float], rng: np.random.Generator) -> str:
    return str(rng.choice(list(shares), p=list(shares.values())))

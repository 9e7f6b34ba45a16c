"""A page's numbers, and all that may be digits there, in; what each number may lack, out.

What is likelier no digit than one is left out of a number. But where it stands within or beside
the number, and as high as its digits, the number may lack it: that is to be said, not hidden.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from inkdigits.reading.company import is_beside
from inkdigits.reading.judged import Candidate
from inkdigits.reading.slashes import UNLIKELY
from inkdigits.reading.words import Word
from inkdigits.vision.marks import gap_between

EVEN = 0.0  # log odds of what is as likely a digit as none
OWN = 0.4  # share of two places, of the smaller, that they share: then they are of the same ink
LEVEL = 0.5  # heights that its middle is off that of the digit beside it, at most


def left_out(words: Sequence[Word], every: Iterable[Candidate]) -> list[tuple[Candidate, ...]]:
    """What may be digits of each word besides those that it has.

    Args:
        words: The numbers of a page.
        every: All that may be digits there, those of the words among them. A slash is none.

    Returns:
        For each word, left to right, and none likelier to be a digit than not: what would be one
        by itself is none by its company. What stands beside two words is of the nearer one; of
        several views of the same ink the likeliest is told.
    """
    read = [(digit, at) for at, word in enumerate(words) for digit in word.digits]
    taken = [digit for digit, _ in read]
    found: list[list[Candidate]] = [[] for _ in words]
    for one in sorted(every, key=lambda one: -one.odds):
        if one.odds <= UNLIKELY or any(_share(one, other) > OWN for other in taken):
            continue
        beside = [(digit, at) for digit, at in read if _is_in_row(one, digit)]
        if beside:
            _, nearest = min((gap_between(one.place, digit.place), at) for digit, at in beside)
            found[nearest].append(replace(one, odds=min(one.odds, EVEN)))
            taken.append(one)
    return [tuple(sorted(marks, key=lambda one: one.place[0])) for marks in found]


def _is_in_row(one: Candidate, digit: Candidate) -> bool:
    """Whether something stands beside a digit, as high as that and on its level."""
    (_, y, _, h), (_, top, _, high) = one.place, digit.place
    return is_beside(one, digit) and abs(y + h / 2 - top - high / 2) < LEVEL * max(h, high)


def _share(one: Candidate, digit: Candidate) -> float:
    """The share of the smaller of two places that lies in the other."""
    (x, y, w, h), (left, top, wide, high) = one.place, digit.place
    across = min(x + w, left + wide) - max(x, left)
    down = min(y + h, top + high) - max(y, top)
    return max(across, 0) * max(down, 0) / min(w * h, wide * high)

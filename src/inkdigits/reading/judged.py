"""What was spotted on a page, and its ink, in; what each spot may be, and how surely, out."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from inkdigits.reading.halves import halves
from inkdigits.reading.spotted import Cut
from inkdigits.reading.trust import odds_of, shares_of
from inkdigits.spots import Spots
from inkdigits.vision.frame import frame
from inkdigits.vision.marks import Place, is_within

if TYPE_CHECKING:
    from inkdigits.model import Classified

Classify = Callable[[NDArray[np.uint8]], "Classified"]

SEEN = 1.0  # log odds that the spotter gives at least to what is two digits, not one
UNLIKE = 0.3  # how much two digits look like one, at most,
LIKE = 0.9  # and each of them by itself, at least


@dataclass(frozen=True, kw_only=True, eq=False)
class Candidate:
    """What may be one digit."""

    place: Place  # around its ink, in the page's pixels
    frame: NDArray[np.uint8]  # (28, 28)
    probabilities: NDArray[np.float64]  # (10,), which digit it is if it is one
    odds: float  # the log odds that it is one
    digitness: float | None  # 0 to 1, how much the model says its frame looks like one
    accepted: bool | None

    @property
    def is_stroke(self) -> bool:
        """Whether it is a 1, as which any stroke may be read."""
        return bool(self.probabilities.argmax() == 1)


@dataclass(frozen=True, kw_only=True, eq=False)
class _Found:
    """The ink of a spot, and what the spotter says of it."""

    cut: Cut
    spotted: float  # log odds that it is a digit
    shares: NDArray[np.float64] | None  # (10,), which; None if it says nothing of this ink


def judge(spots: Spots, cuts: Sequence[Cut | None], classify: Classify) -> list[Candidate]:
    """Judge what was spotted on a page by its looks there and by its ink alone, one cut for each.

    What has the ink of two digits side by side, and looks like none by itself, is two, if the
    model tells what looks like a digit.
    """
    seen = zip(cuts, spots.odds.tolist(), spots.shares, strict=True)
    found = [_Found(cut=cut, spotted=odds, shares=shares) for cut, odds, shares in seen if cut]
    every = list(zip(_judged(found, classify), found, strict=True))
    kept = [one for one, _ in every]
    for whole, one in sorted(every, key=lambda pair: -pair[1].spotted):
        both = _two(whole, one, classify)
        if not both or whole not in kept:
            continue
        others = [other for other in kept if other is not whole]
        within = [other for other in others if _is_in(other, both)]
        if all(other.odds < half.odds for other in within for half in both):
            kept = [other for other in others if other not in within] + both
    return kept


def _two(whole: Candidate, found: _Found, classify: Classify) -> list[Candidate]:
    """The two digits that something is, if it looks like none and they do."""
    unlike = whole.digitness is not None and whole.digitness < UNLIKE
    parts = halves(found.cut) if unlike and found.spotted > SEEN else []
    both = _judged([replace(found, cut=part, shares=None) for part in parts], classify)
    return both if all((half.digitness or 0.0) > LIKE for half in both) else []


def _is_in(one: Candidate, both: Sequence[Candidate]) -> bool:
    """Whether something is a view of one of two digits."""
    return any(is_within(one.place, half.place) for half in both)


def _judged(found: Sequence[_Found], classify: Classify) -> list[Candidate]:
    if not found:
        return []
    frames = np.stack([frame(one.cut.ink) for one in found])
    answers = classify(frames)
    every = []
    for number, one in enumerate(found):
        digitness = None if answers.digitness is None else float(answers.digitness[number])
        alone = answers.probabilities[number].astype(np.float64)
        shares = alone if one.shares is None else shares_of(one.shares, alone)
        every.append(
            Candidate(
                place=one.cut.place,
                frame=frames[number],
                probabilities=shares,
                odds=odds_of(one.spotted, digitness, float(shares[1])),
                digitness=digitness,
                accepted=None if answers.accepted is None else bool(answers.accepted[number]),
            )
        )
    return every

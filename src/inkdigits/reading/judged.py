"""A page and what was spotted on it in; what each spot may be, and how surely, out."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from inkdigits.reading.spotted import cut_out
from inkdigits.reading.trust import odds_of, shares_of
from inkdigits.spotter import Spots
from inkdigits.vision.frame import frame
from inkdigits.vision.marks import Place

if TYPE_CHECKING:
    from inkdigits.model import Classified

Classify = Callable[[NDArray[np.uint8]], "Classified"]


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


def judge(page: NDArray[np.uint8], spots: Spots, classify: Classify) -> list[Candidate]:
    """Judge what was spotted on a page, (h, w) gray, by its looks there and by its ink alone."""
    cuts = cut_out(page, spots)
    found = [(at, cut) for at, cut in enumerate(cuts) if cut]
    if not found:
        return []
    frames = np.stack([frame(cut.ink) for _, cut in found])
    answers = classify(frames)
    every = []
    for number, (at, cut) in enumerate(found):
        digitness = None if answers.digitness is None else float(answers.digitness[number])
        shares = shares_of(spots.shares[at], answers.probabilities[number])
        every.append(
            Candidate(
                place=cut.place,
                frame=frames[number],
                probabilities=shares,
                odds=odds_of(spots.odds[at], digitness, float(shares[1])),
                digitness=digitness,
                accepted=None if answers.accepted is None else bool(answers.accepted[number]),
            )
        )
    return every

"""Marks of a page and a classifier in; what each may be, and how surely, out."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from inkdigits.vision.frame import frame
from inkdigits.vision.ink import Ink
from inkdigits.vision.marks import Mark, Place, cut_out

if TYPE_CHECKING:
    from inkdigits.model import Classified

Classify = Callable[[NDArray[np.uint8]], "Classified"]

LARGEST = 7.0  # log odds: no model knows more than that
STROKE = 0.2  # of another digit: so much does a 1 say of whether a page's marks are digits


@dataclass(frozen=True, kw_only=True, eq=False)
class Candidate:
    """What may be one digit."""

    start: int  # of its first piece in its row
    stop: int  # after its last
    mark: Mark
    frame: NDArray[np.uint8]  # (28, 28)
    probabilities: NDArray[np.float64]  # (10,), which digit it is if it is one
    digitness: float | None  # 0 to 1, if the model tells
    accepted: bool | None
    whole: bool = False  # it is a mark of the page as it stands there, not cut and not put together

    @property
    def place(self) -> Place:
        """Around its ink."""
        return self.mark.place

    @property
    def odds(self) -> float:
        """The log odds that it is a digit, whole and alone."""
        told = self.probabilities.max() if self.digitness is None else self.digitness
        return logit(float(told))


def judge(
    marks: Sequence[Mark], labels: NDArray[np.int32], ink: Ink, classify: Classify
) -> list[Candidate]:
    """What each mark may be; its place in a row is not known yet."""
    if not marks:
        return []
    frames = np.stack([frame(cut_out(mark, labels, ink)) for mark in marks])
    answers = classify(frames)
    return [
        Candidate(
            start=0,
            stop=1,
            mark=mark,
            frame=frames[at],
            probabilities=answers.probabilities[at].astype(np.float64),
            digitness=None if answers.digitness is None else float(answers.digitness[at]),
            accepted=None if answers.accepted is None else bool(answers.accepted[at]),
        )
        for at, mark in enumerate(marks)
    ]


def how_likely(
    marks: Sequence[Mark], labels: NDArray[np.int32], *, ink: Ink, classify: Classify
) -> NDArray[np.float64]:
    """How much each mark looks like a digit, (n,) of 0 to 1; a 1 less, for any edge may be one."""
    judged = judge(marks, labels, ink, classify)
    others = [1 - (1 - STROKE) * float(one.probabilities[1]) for one in judged]
    return np.array(
        [other / (1 + np.exp(-one.odds)) for other, one in zip(others, judged, strict=True)]
    )


def logit(share: float) -> float:
    """The log odds of a share, at most LARGEST."""
    least = float(np.exp(-LARGEST))
    share = min(max(share, least), 1 - least)
    return float(np.log(share / (1 - share)))

"""A page as it stands in; what can be read of it so, out, until enough has been looked at."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from inkdigits.reading.company import in_company, numbers_among
from inkdigits.reading.judged import Candidate, Classify, judge
from inkdigits.reading.slashes import doubting_slashes
from inkdigits.reading.spotted import Cut, cut_out
from inkdigits.reading.standing import Standing
from inkdigits.reading.words import Word, find_words
from inkdigits.spots import Spots
from inkdigits.spotter import Spotter
from inkdigits.vision.marks import Place, is_within, led
from inkdigits.vision.rows import reading_order

if TYPE_CHECKING:
    from inkdigits.model import Classified

PERHAPS = -2.5  # log odds of a digit: what is less likely to be one is none in any company
MOST = 40e6  # pixels: when so many have been looked at, none but the last look begins
SPOT = 4000  # pixels that are looked at while one spot is judged


@dataclass(frozen=True, kw_only=True)
class Attempt:
    """What could be read of a page as it stood."""

    standing: Standing
    spots: Spots
    cuts: tuple[Cut | None, ...]  # the ink of each
    every: tuple[Candidate, ...]  # all that may be digits, likely ones and others
    rows: tuple[tuple[Candidate, ...], ...]  # those that are likely enough
    words: list[list[Word]]  # the numbers of each row

    @property
    def turns(self) -> NDArray[np.float64]:
        """(4,), log odds of all digits that seem to lie turned clockwise by quarters."""
        return self.spots.turns

    @property
    def sure(self) -> float:
        """The mean log odds of those that seem to stand upright."""
        likely = self.spots.odds[self.spots.odds > 0]
        return float(likely.mean()) if likely.size else 0.0

    @property
    def places(self) -> Sequence[Sequence[Place]]:
        """Of its digits, row by row."""
        return [[one.place for one in row] for row in self.rows]

    @property
    def boxes(self) -> NDArray[np.float64]:
        """(n, 4), of all that may be digits, in its page's pixels."""
        return np.array([one.place for one in self.every], np.float64).reshape(-1, 4)

    @property
    def digits(self) -> list[Candidate]:
        """Of its numbers."""
        return [one for row in self.words for word in row for one in word.digits]

    @property
    def read(self) -> Sequence[Place]:
        """The places of its numbers' digits."""
        return [one.place for one in self.digits]

    @property
    def worth(self) -> tuple[float, int]:
        """The log odds that its numbers are numbers, all together; how many digits it may have."""
        evidence = sum(word.evidence for row in self.words for word in row)
        return evidence, len(list(chain(*self.rows)))

    def joined_by(self, found: Sequence[Candidate]) -> "Attempt":
        """The same with digits that were found otherwise; as it is, if one of them is a slash.

        What was read within their places was read of a part of them, and is left out.
        """
        every = [
            one
            for one in chain(*self.rows)
            if not any(is_within(one.place, new.place) for new in found)
        ] + list(found)
        order = reading_order(np.array([one.place for one in every]))
        rows = tuple(tuple(every[at] for at in row) for row in order)
        numbers = [*self.digits, *found]
        digits = [[one for one in row if one in numbers] for row in rows]
        if any(doubting_slashes(row) != row for row in digits):
            return self
        words = iter(find_words([row for row in digits if row]))
        return replace(
            self,
            every=(*self.every, *found),
            rows=rows,
            words=[list(next(words)) if row else [] for row in digits],
        )


class Looks:
    """Looks at a page again and again, but not for ever."""

    def __init__(self, spotter: Spotter, classify: Classify, *, least: float) -> None:
        """Look with a spotter and a classifier; from ``least`` log odds on something is a digit."""
        self._spotter, self._classify, self._least = spotter, classify, least
        self._answers: dict[bytes, Classified] = {}
        self._left = MOST

    def __call__(self, standing: Standing, near: Attempt | None = None) -> Attempt | None:
        """Read a page that stands in some way; None if enough has been looked at.

        Args:
            standing: The page.
            near: What was read of it before: only near what may be digits is looked then.
        """
        return self.once(standing, near) if self._left > 0 else None

    def once(self, standing: Standing, near: Attempt | None = None) -> Attempt:
        """Read it however much has been looked at."""
        page = standing.page
        boxes = led(near.boxes, near.standing.way_to(standing)) if near else None
        spots = self._spotter.spot(page, boxes)
        self._left -= page.size + SPOT * len(spots)
        return self._read(standing, spots, tuple(cut_out(page, spots)))

    def again(self, attempt: Attempt) -> Attempt:
        """Read a page as it was read, by what it shows in other sizes as well."""
        if not attempt.every:
            return attempt
        spots = self._spotter.spot_again(attempt.standing.page, attempt.spots, attempt.boxes)
        return self._read(attempt.standing, spots, attempt.cuts)

    def _read(self, standing: Standing, spots: Spots, cuts: tuple[Cut | None, ...]) -> Attempt:
        """Read what was spotted on a page, each spot with its ink."""
        found = [one for one in judge(spots, cuts, self._asked) if one.odds > PERHAPS]
        order = reading_order(np.array([one.place for one in found]).reshape(-1, 4))
        known = [doubting_slashes(in_company([found[at] for at in row])) for row in order]
        rows = tuple(tuple(one for one in row if one.odds > self._least) for row in known)
        rows = tuple(row for row in rows if row)
        return Attempt(
            standing=standing,
            spots=spots,
            cuts=cuts,
            every=tuple(chain(*known)),
            rows=rows,
            words=numbers_among(find_words(rows)),
        )

    def _asked(self, frames: NDArray[np.uint8]) -> "Classified":
        """What frames are, asked once: those of the last look are those of one before it."""
        key = frames.tobytes()
        if key not in self._answers:
            self._answers[key] = self._classify(frames)
        return self._answers[key]

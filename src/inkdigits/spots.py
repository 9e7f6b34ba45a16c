"""What looks at the copies of a page show in; one spot for each digit that may be there out."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

SAME = 0.4  # share of two boxes that they share: then they are around one digit
WITHIN = 0.75  # share of the smaller box that lies in the other: the same
COARSER = 1.0  # log odds that a digit may be less likely on a larger copy, and count there
UNSEEN = -2.0  # log odds, at most, of a digit on copies that do not show it
FAINTEST = 1e-4  # no share is taken to be less


@dataclass(frozen=True, kw_only=True)
class Inks:
    """What a copy of the page shows of ink; all in pixels of that copy over ``sight.FINE``."""

    scale: float  # pixels of the copy for one of the page
    share: NDArray[np.float32]  # (h, w), how probable a digit's ink is
    across: NDArray[np.float32]  # (h, w), how far to the right its digit's middle is, page's pixels
    down: NDArray[np.float32]  # (h, w), how far down


@dataclass(frozen=True, kw_only=True)
class Look:
    """What one copy of a page shows; one digit perhaps several times."""

    boxes: NDArray[np.float64]  # (n, 4), x, y, width, height in the page's pixels
    odds: NDArray[np.float64]  # (n,), log odds of being a digit
    shares: NDArray[np.float64]  # (n, 10), which it would be
    inks: Inks
    turns: NDArray[np.float64]  # (4,), log odds of all digits that lie turned clockwise by quarters


@dataclass(frozen=True, kw_only=True)
class Spots:
    """The digits that may be on a page, each of them once."""

    boxes: NDArray[np.float64]  # (n, 4), x, y, width, height in the page's pixels
    odds: NDArray[np.float64]  # (n,), log odds of being a digit
    shares: NDArray[np.float64]  # (n, 10), which it would be
    copies: NDArray[np.int64]  # (n,), on which copy of the page it was found
    inks: tuple[Inks, ...]  # of each copy, the largest first
    turns: NDArray[np.float64]  # (4,), log odds of all digits that lie turned clockwise by quarters

    def __len__(self) -> int:
        return len(self.odds)


def gathered(looks: Sequence[Look]) -> Spots:
    """What looks at copies of a page show, the largest copy first.

    Of several views of a digit it is the likeliest, or that on the largest copy which is nearly as
    likely: more is seen there of its ink.
    """
    boxes, odds, shares = (
        np.concatenate([getattr(look, name) for look in looks])
        for name in ("boxes", "odds", "shares")
    )
    copies = np.repeat(np.arange(len(looks)), [len(look.odds) for look in looks])
    kept = _distinct(boxes, odds, copies)
    return Spots(
        boxes=boxes[kept],
        odds=odds[kept],
        shares=shares[kept],
        copies=copies[kept],
        inks=tuple(look.inks for look in looks),
        turns=np.sum([look.turns for look in looks], axis=0),
    )


def agreed(spots: Spots, again: Spots, *, shown: tuple[int, int]) -> Spots:
    """Spots as likely, and as likely each digit, as two looks at a page say in the mean.

    Their ink and what takes it from whom is that of the first look.

    Args:
        spots: Of a page.
        again: Of the same page, on copies of other sizes.
        shown: Pixels of a copy: the lowest and the highest digits that the spotter sees. What is
            lower on the largest copy of ``again``, or higher on the smallest, stays as it is.
    """
    odds, shares = spots.odds.copy(), spots.shares.copy()
    lowest, highest = shown[0] / again.inks[0].scale, shown[1] / again.inks[-1].scale
    for at in np.flatnonzero((spots.boxes[:, 3] >= lowest) & (spots.boxes[:, 3] <= highest)):
        shared, _ = _shared(again.boxes, spots.boxes[at])
        best = int(shared.argmax()) if len(again) else -1
        if best >= 0 and shared[best] > SAME:
            odds[at] = (odds[at] + again.odds[best]) / 2
            both = np.maximum(shares[at], FAINTEST) * np.maximum(again.shares[best], FAINTEST)
            shares[at] = np.sqrt(both) / np.sqrt(both).sum()
        else:
            odds[at] = (odds[at] + min(UNSEEN, odds[at])) / 2
    return replace(spots, odds=odds, shares=shares)


def _distinct(
    boxes: NDArray[np.float64], odds: NDArray[np.float64], copies: NDArray[np.int64]
) -> NDArray[np.int64]:
    """The places of boxes, (n, 4), each around a digit of its own."""
    free = np.ones(len(boxes), np.bool_)
    kept = []
    for at in np.argsort(-odds):
        if not free[at]:
            continue
        shared, within = _shared(boxes, boxes[at])
        same = shared > SAME
        alike = np.flatnonzero(free & same & (odds >= odds[at] - COARSER))
        best = alike[np.lexsort((-odds[alike], copies[alike]))[0]]
        kept.append(best)
        free &= ~(same | (within > WITHIN))
    return np.array(kept, np.int64)


def _shared(
    boxes: NDArray[np.float64], one: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """What boxes, (n, 4), share with one, of both together, and of the smaller of the two."""
    left, top, w, h = boxes.T
    across = np.minimum(left + w, one[0] + one[2]) - np.maximum(left, one[0])
    down = np.minimum(top + h, one[1] + one[3]) - np.maximum(top, one[1])
    both = across.clip(0) * down.clip(0)
    area, other = w * h, one[2] * one[3]
    return both / (area + other - both), both / np.minimum(area, other)

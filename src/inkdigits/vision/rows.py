"""Boxes of marks in, anywhere on a page; out comes their reading order, as rows of numbers.

No grid and no level lines are assumed: a mark is followed by the nearest one to its right that is
about as high on the page, so that rows may slope, and a number may run down a diagonal.
"""

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

ALIGNED = 0.35  # share of the lower mark's height that neighbours in a row overlap by
STEP = -0.25  # the same for neighbours on a diagonal, which may miss each other a little
REACH = 1.5  # heights: how far to the right a diagonal goes on
STRAY = 0.75  # heights that a row may miss its continuation by
DESCENT = 2.0  # a step up or down counts this many times as much as one to the right


def reading_order(boxes: NDArray[np.int64]) -> list[list[int]]:
    """Sort marks into rows, top to bottom, each left to right.

    Args:
        boxes: (n, 4) x, y, width, height of each mark.

    Returns:
        The indices of the boxes, row after row; each index once.
    """
    rows = [[index] for index in range(len(boxes))]
    rows = _join(rows, boxes, overlap=ALIGNED, reach=np.inf)
    rows = _join(rows, boxes, overlap=STEP, reach=REACH)
    x, y, w, h = boxes.T.astype(np.float64).reshape(4, -1)
    across, down = x + w / 2, y + h / 2
    steps = [(down[b] - down[a]) / (across[b] - across[a]) for r in rows for a, b in pairwise(r)]
    slope = float(np.median(steps)) if steps else 0.0
    return sorted(rows, key=lambda row: float(np.mean(down[row] - slope * across[row])))


def _join(
    rows: list[list[int]], boxes: NDArray[np.int64], *, overlap: float, reach: float
) -> list[list[int]]:
    """Append to each row the one that follows it, where each is the other's nearest."""
    while len(rows) > 1:
        cost = _cost(rows, boxes, overlap=overlap, reach=reach)
        after, before = cost.argmin(axis=1), cost.argmin(axis=0)
        nearest = cost.min(axis=1)
        links = [
            (i, int(j)) for i, j in enumerate(after) if np.isfinite(nearest[i]) and before[j] == i
        ]
        if not links:
            break
        follower = dict(links)
        heads = set(range(len(rows))) - set(follower.values())
        joined = []
        for head in sorted(heads):
            row, at = list(rows[head]), head
            while at in follower:
                at = follower[at]
                row += rows[at]
            joined.append(row)
        rows = joined
    return rows


def _cost(
    rows: list[list[int]], boxes: NDArray[np.int64], *, overlap: float, reach: float
) -> NDArray[np.float64]:
    """How far row j is from going on where row i ends, in heights, (rows, rows); inf: it is not."""
    x, y, w, h = boxes.T.astype(np.float64)
    last, first = np.array([r[-1] for r in rows])[:, None], np.array([r[0] for r in rows])[None]
    height = np.maximum(h[last], h[first])
    shared = np.minimum(y[last] + h[last], y[first] + h[first]) - np.maximum(y[last], y[first])
    gap = x[first] - (x[last] + w[last])
    fall = np.minimum(
        np.abs(y[first] - y[last]), np.abs(y[first] + h[first] - y[last] - h[last])
    )  # tops or feet may be level
    cost = np.maximum(gap, 0) / height + DESCENT * fall / height
    follows = gap > -0.5 * np.minimum(w[last], w[first])
    follows &= x[first] + w[first] / 2 > x[last] + w[last] / 2
    follows &= shared >= overlap * np.minimum(h[last], h[first])
    follows &= gap <= reach * height
    if np.isfinite(reach):
        follows &= _straight(rows, boxes, height)
    return np.where(follows, cost, np.inf)


def _straight(
    rows: list[list[int]], boxes: NDArray[np.int64], height: NDArray[np.float64]
) -> NDArray[np.bool_]:
    """Whether row j starts about where row i leads, and the reverse, (rows, rows)."""
    centres = boxes[:, :2] + boxes[:, 2:] / 2
    last, first = np.array([centres[r[-1]] for r in rows]), np.array([centres[r[0]] for r in rows])
    step = first[None] - last[:, None]  # (rows, rows, 2), x and y
    agrees = np.ones((len(rows), len(rows)), np.bool_)
    for index, row in enumerate(rows):
        if len(row) > 1:
            run = centres[row[-1]] - centres[row[0]]
            slope = run[1] / max(run[0], 1)
            agrees[index] &= np.abs(step[index, :, 1] - slope * step[index, :, 0]) < (
                STRAY * height[index]
            )
            agrees[:, index] &= np.abs(step[:, index, 1] - slope * step[:, index, 0]) < (
                STRAY * height[:, index]
            )
    return agrees

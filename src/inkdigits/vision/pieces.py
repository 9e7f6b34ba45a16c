"""A mark of a page in; the pieces that it can be cut into, where digits may touch, out.

Digits that touch hang together by little ink. A seam goes down through a mark where it meets the
least, round curves and through strokes if it must. There are rather too many cuts than too few.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from inkdigits.vision.marks import Mark, Place, where

HEIGHT = 40  # pixels: the height at which seams are looked for
REACH = 12  # of those pixels: how far a seam strays to either side
ACROSS = 0.06  # ink pixels that a step aside costs: a straight seam, unless there is a reason
WEDGE = 2  # of those pixels: how deep a valley is at the least
FAVOUR = 0.2  # what ink counts that a way between two valleys meets
APART = 3  # of those pixels, at the least, between two seams
DENSE = 5.5  # seams at the most for each height that a mark is wide
THIN = 0.02  # share of a mark's ink: a piece is no less


def cut_into_pieces(mark: Mark, labels: NDArray[np.int32]) -> list[Mark]:
    """Cut a mark.

    Args:
        mark: Of any width.
        labels: (h, w) of its page; the pieces' pixels get numbers of their own in it.

    Returns:
        The pieces, left to right, each of one part with the next number; the mark itself where
        nothing can be cut.

    References:
        LeCun, Bottou, Bengio and Haffner, "Gradient-based learning applied to document
        recognition", 1998, section V ("heuristic over-segmentation"); Avidan and Shamir, "Seam
        carving for content-aware image resizing", 2007.
    """
    first = int(labels.max()) + 1
    x, y, w, h = mark.place
    area = labels[y : y + h, x : x + w]
    own = where(area, mark.parts)
    seams = find_seams(own)
    columns = np.arange(w)[None, :]
    index = np.zeros((h, w), np.int32)
    for seam in seams:
        index += columns >= seam[:, None]
    sizes = np.bincount(index[own], minlength=len(seams) + 1)
    number = np.cumsum(sizes >= max(1.0, THIN * own.sum()))  # what is too little joins its left
    index = (number.clip(1) - 1)[index]
    if index.max() == 0:
        return [mark]
    area[own] = first + index[own]
    return [
        Mark(parts=(first + at,), place=_around(own & (index == at), x, y))
        for at in range(int(index.max()) + 1)
    ]


def find_seams(own: NDArray[np.bool_]) -> list[NDArray[np.int64]]:
    """Where to cut a mark's pixels, (h, w): for each seam (h,) the column to the right of it."""
    h, w = own.shape
    scale = HEIGHT / h
    width = max(round(w * scale), 1)
    if width < 2 * APART + 1:
        return []
    shrunk = cv2.resize(own.astype(np.float32), (width, HEIGHT), interpolation=cv2.INTER_AREA)
    ink = np.asarray(shrunk, np.float32)
    paths, costs = _cheapest(ink)
    straight = _between_valleys(ink)
    crossed = [FAVOUR * ink[np.arange(HEIGHT), way.clip(0, width - 1)].sum() for way in straight]
    paths, costs = np.array([*paths, *straight]), np.array([*costs, *crossed])
    taken: list[NDArray[np.int64]] = []
    for at in np.argsort(costs, kind="stable"):
        path = paths[at]
        if len(taken) >= DENSE * width / HEIGHT:
            break
        if path.mean() < APART or path.mean() > width - APART:
            continue
        if any(np.abs(path - other).mean() < APART for other in taken):
            continue
        taken.append(path)
    rows = np.minimum((np.arange(h) * scale).astype(np.int64), HEIGHT - 1)
    ordered = sorted(taken, key=lambda one: float(one.mean()))
    return [np.rint(path[rows] / scale).astype(np.int64) for path in ordered]


def _cheapest(ink: NDArray[np.float32]) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """For each column the way down near it that meets the least ink: (w, h) columns, and (w,)."""
    h, w = ink.shape
    padded = np.pad(ink, ((0, 0), (REACH, REACH)), constant_values=1)
    bands = np.lib.stride_tricks.sliding_window_view(padded, 2 * REACH + 1, axis=1)  # (h, w, band)
    side = np.full((w, 2 * REACH + 3), np.inf, np.float32)  # a column more at either end
    total = side[:, 1:-1]
    total[:] = bands[0]
    came = np.empty((h, *total.shape), np.int8)  # -1, 0 or 1 column aside, in the row above
    for row in range(1, h):
        best, step = total.copy(), came[row]
        step[:] = 0
        for way, other in ((-1, side[:, :-2]), (1, side[:, 2:])):
            better = other + ACROSS < best
            best[better] = other[better] + np.float32(ACROSS)
            step[better] = way
        np.add(best, bands[row], out=total)
    at = total.argmin(axis=1)  # (w,), within the band
    costs = total.min(axis=1)
    paths = np.empty((w, h), np.int64)
    middles, every = np.arange(w) - REACH, np.arange(w)
    for row in range(h - 1, -1, -1):
        paths[:, row] = middles + at
        at = at + came[row, every, at] if row else at
    return paths.clip(0, w), costs


def _between_valleys(ink: NDArray[np.float32]) -> list[NDArray[np.int64]]:
    """Straight ways from each valley in the ink's upper edge down to the nearest in its lower one.

    Round digits touch along their sides, where the least ink is not: what shows their contact is
    the wedge above it, and the one below.
    """
    h, _ = ink.shape
    written = np.pad(ink > 0.5, ((0, 0), (1, 1)))  # noqa: PLR2004 - half a pixel
    lower = np.where(written.any(axis=0), written.argmax(axis=0), h)[1:-1]  # of free columns: h
    upper = np.where(written.any(axis=0), written[::-1].argmax(axis=0), h)[1:-1]
    tops, feet = _valleys(lower), _valleys(upper)
    rows = np.arange(h)
    ways = []
    pairs = [(top, _nearest(feet, top)) for top in tops]
    pairs += [(foot, foot) for foot in feet if _nearest(tops, foot) == foot]
    for top, foot in pairs:
        ends = sorted((int(lower[top]), max(h - int(upper[foot]), int(lower[top]) + 1)))
        ways.append(np.rint(np.interp(rows, ends, (top, foot))).astype(np.int64))
    return ways


def _nearest(places: NDArray[np.int64], place: int) -> int:
    """The one of some places that is nearest to a place; itself if none is within REACH."""
    near = places[np.abs(places - place) <= REACH]
    return int(near[np.abs(near - place).argmin()]) if len(near) else place


def _valleys(depth: NDArray[np.int64]) -> NDArray[np.int64]:
    """Where an edge, (w,), lies deepest between two hills that are higher, the middle of each."""
    found, start = [], 0
    for at in range(1, len(depth)):
        if depth[at] > depth[at - 1]:
            start = at
        elif depth[at] < depth[at - 1] and start:
            floor = depth[start]
            hills = depth[:start].min(initial=floor), depth[at:].min(initial=floor)
            if floor - max(hills) >= WEDGE:
                found.append((start + at - 1) // 2)
            start = 0
    return np.array(found, np.int64)


def _around(own: NDArray[np.bool_], x: int, y: int) -> Place:
    """The place of some pixels, (h, w), whose corner lies at ``x``, ``y``."""
    left, top, w, h = cv2.boundingRect(own.view(np.uint8))
    return x + left, y + top, w, h

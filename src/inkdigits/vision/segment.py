"""The ink of a page in; out come its marks, one for each digit, in rows in reading order.

A mark is what hangs together, with the stroke that clearly belongs to it. Specks, rules, frames
around digits and what the picture's rim cuts off stay out. Digits that touch make one mark.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from inkdigits.vision.height import typical_height
from inkdigits.vision.ink import LOWEST, Ink
from inkdigits.vision.marks import Mark, Marks, place_of
from inkdigits.vision.rows import reading_order

MANY = 2000  # strokes: no page has more digits, and noise has no end
SMALL = 0.3  # share of the typical height: specks and commas are smaller, in both directions
FLAT = 3.5  # times as wide as high: a dash, not a digit
DASH = 0.6  # typical heights: what is flat and higher is a row of digits that touch
LONG = 0.5  # share of the picture's width or height that only a rule is as long as
SINGLE = 1.6  # times its length that a line's stroke is long: a row of digits has more
HAIR = 0.02  # share of its length that a long line is wide: a digit's is wider
THICK = 0.5  # share of a mark's shorter side: strokes are narrower, blots are not
LEAST = 0.5  # share of the ink: when less is clear of the rim, what touches it counts too
SPECK, PART = 0.12, 0.6  # typical heights: what may be part of a digit
BESIDE = 0.3  # share of the narrower part's width that parts of one digit share
NEAR = 0.25  # typical heights: parts of one digit are nearer than this
HELD = 0.5  # share of a frame's height that a digit alone in it has
TALL = 1.35  # typical heights: no digit of two parts is taller


def segment(ink: Ink) -> Marks:
    """Find the marks of a page.

    Args:
        ink: Of the page.

    Returns:
        Its marks; no rows where there is no ink.
    """
    found = cv2.connectedComponentsWithStats(ink.mask.view(np.uint8), connectivity=8)
    labels, stats = np.asarray(found[1], np.int32), np.asarray(found[2], np.int32)
    strokes = _strokes(labels, stats)
    if not strokes.size:
        return Marks(labels=labels, rows=())
    typical = typical_height(stats[strokes])
    parts = _without_frames(strokes, stats)
    marks = _joined(parts, stats, typical)
    boxes = np.array([_around(mark, stats) for mark in marks]).reshape(-1, 4)
    digits = np.flatnonzero(_digit_like(boxes, typical))
    rows = [[digits[i] for i in row] for row in reading_order(boxes[digits])]
    return Marks(
        labels=labels,
        rows=tuple(
            tuple(Mark(parts=tuple(marks[i]), place=place_of(boxes[i])) for i in row)
            for row in rows
        ),
    )


def _strokes(labels: NDArray[np.int32], stats: NDArray[np.int32]) -> NDArray[np.int64]:
    """The numbers of the components that may be digits or parts of them."""
    page_height, page_width = labels.shape
    x, y, w, h, area = stats.T.astype(np.float64)
    kept = np.maximum(w, h) >= LOWEST / 2
    depth = cv2.distanceTransform((labels > 0).view(np.uint8), cv2.DIST_L2, 3)
    width = 4 * np.bincount(labels.ravel(), depth.ravel(), len(stats)) / area
    line = area < SINGLE * np.maximum(w, h) * width
    kept &= ~((w > LONG * page_width) & (w > FLAT * h) & line)  # rules
    kept &= ~((h > 0.9 * page_height) & (h > FLAT * w))
    kept &= (width < THICK * np.maximum(w, h)) | (np.maximum(w, h) < 2 * LOWEST)
    kept &= ~((np.maximum(w, h) > LONG * min(labels.shape)) & (width < HAIR * np.maximum(w, h)))
    kept[0] = False
    rim = (x == 0) | (y == 0) | (x + w == page_width) | (y + h == page_height)
    inner = kept & ~rim
    if area[inner & (h >= LOWEST)].sum() < LEAST * area[kept & (h >= LOWEST)].sum():
        contact = _contact(labels, len(stats))
        inner = kept & (contact < LONG * np.maximum(w, h))  # a number cut out tightly
    found = np.flatnonzero(inner)
    return found[np.argsort(-area[found])][:MANY]


def _contact(labels: NDArray[np.int32], count: int) -> NDArray[np.int64]:
    """How many pixels of the picture's rim each component covers, (count,)."""
    rim = np.concatenate((labels[0], labels[-1], labels[:, 0], labels[:, -1]))
    return np.bincount(rim, minlength=count)


def _without_frames(strokes: NDArray[np.int64], stats: NDArray[np.int32]) -> NDArray[np.int64]:
    """The strokes that are not drawn around others: a cell, a circle, a squared page's grid."""
    x, y, w, h = stats[strokes, :4].T.astype(np.float64)
    inside = (x[:, None] < x) & (y[:, None] < y)
    inside &= (x[:, None] + w[:, None] > x + w) & (y[:, None] + h[:, None] > y + h)
    several = (inside & (h > SMALL * h[:, None])).sum(axis=1) > 1
    large = (inside & (h > HELD * h[:, None])).any(axis=1)
    free: NDArray[np.int64] = strokes[~several & ~large]
    return free


def _joined(
    strokes: NDArray[np.int64], stats: NDArray[np.int32], typical: float
) -> list[list[int]]:
    """Strokes that clearly make one digit together: a 5 and its bar above or within."""
    left, top, w, h, _ = stats[strokes].T.astype(np.float64)
    right, bottom, wide = left + w, top + h, w.copy()
    small = (np.maximum(w, h) >= SPECK * typical) & (h <= PART * typical)
    hosts = np.zeros(len(strokes), np.bool_)  # whose places hold a whole mark from here on
    marks: dict[int, list[int]] = {}
    for i in np.argsort(-w * h):
        if small[i]:
            shared = np.minimum(right[i], right) - np.maximum(left[i], left)
            gap = np.maximum(np.maximum(top[i] - bottom, top - bottom[i]), 0)
            tall = np.maximum(bottom[i], bottom) - np.minimum(top[i], top)
            fits = hosts & (shared >= BESIDE * np.minimum(wide[i], wide)) & (tall < TALL * typical)
            host = int(np.where(fits, gap, np.inf).argmin())
            if fits[host] and gap[host] < NEAR * typical:
                marks[host].append(int(strokes[i]))
                left[host], top[host] = min(left[host], left[i]), min(top[host], top[i])
                right[host] = max(right[host], right[i])
                bottom[host] = max(bottom[host], bottom[i])
                wide[host] = right[host] - left[host]
                continue
        hosts[i] = True
        marks[int(i)] = [int(strokes[i])]
    return list(marks.values())


def _around(numbers: list[int], stats: NDArray[np.int32]) -> tuple[int, int, int, int]:
    """The box around some components: x, y, width, height."""
    x, y, w, h = stats[numbers, :4].T
    left, top = int(x.min()), int(y.min())
    return left, top, int((x + w).max()) - left, int((y + h).max()) - top


def _digit_like(boxes: NDArray[np.int64], typical: float) -> NDArray[np.bool_]:
    """Which boxes, (n, 4), are neither specks nor dashes."""
    w, h = boxes[:, 2], boxes[:, 3]
    flat = (w > FLAT * h) & (h < DASH * typical)
    return (h >= LOWEST) & (h >= SMALL * typical) & ~flat

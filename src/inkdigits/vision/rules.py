"""The mask of a page's ink in; the same without the rules that its paper was printed with, out.

A rule is a thin straight line longer than any stroke. It is taken out where it is all that there
is; where a stroke crosses it, more ink stands across the line than the rule has, and stays.
"""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

THICKEST = 0.012  # of the page's long side: no rule is thicker
LENGTH = 0.16  # of the page's long side: strokes are shorter
GAP = 0.018  # of the long side: what may be missing of a rule, where strokes cross it
STEEP = 25  # degrees that a rule is off the page's edges at most
COVERED = 0.6  # share of its length that a rule is there by itself
DARKER = 1.5  # times a rule's darkness: what is darker is a stroke
RIM = 0.04  # of the page's width: how near to its edges rules end
SEVERAL = 6  # rules that do not reach it make squared paper that lies on a desk
APART = 6  # pixels between two rules, at the least
MANY = 400  # rules: no page has more, and texture has no end


def without_rules(mask: NDArray[np.bool_], darkness: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Take the rules of ruled and squared paper out of a page's ink.

    Args:
        mask: (h, w), where there is ink.
        darkness: (h, w), how much darker than the paper each pixel is: strokes that are darker
            than a rule stay, though they be as thin.

    Returns:
        (h, w), a new mask, or the same one where there are no rules.

    References:
        Matas, Galambos and Kittler, "Robust detection of lines using the progressive
        probabilistic Hough transform", 2000; Dalitz, Droettboom, Pranzas and Fujinaga, "A
        comparative study of staff removal algorithms", 2008 (removal by the length of runs).
    """
    clean = _without_level_rules(mask, darkness)
    return np.asarray(_without_level_rules(clean.T, darkness.T).T, np.bool_)


def _without_level_rules(
    mask: NDArray[np.bool_], darkness: NDArray[np.float32]
) -> NDArray[np.bool_]:
    """The mask without those rules that run across the page, (h, w)."""
    ink = np.ascontiguousarray(mask).view(np.uint8)
    side = max(mask.shape)
    thickest = max(round(THICKEST * side), 3)  # pixels
    thin = ink & ~_tall(ink, thickest + 1)
    found = cv2.HoughLinesP(
        thin,
        rho=1,
        theta=np.pi / 360,
        threshold=round(0.5 * LENGTH * side),
        minLineLength=LENGTH * side,
        maxLineGap=GAP * side,
    )
    if found is None or len(found) > MANY:
        return mask
    lines = np.asarray(found, np.int32).reshape(-1, 4)
    rules = [line for line in lines if _is_rule(line, thin)]
    if not any(_reaches_rim(rule, thin) for rule in rules) and _different(rules) < SEVERAL:
        return mask  # the strokes of a few large digits
    band = np.zeros_like(ink)
    for x0, y0, x1, y1 in np.array(rules).tolist():
        slope, right = (y1 - y0) / (x1 - x0), mask.shape[1] - 1
        first, last = (round(y0 + slope * (x - x0)) for x in (0, right))  # rules cross the page
        cv2.line(band, (0, first), (right, last), 1, 1)
    near = _widened(band, thickest)
    depth = cv2.distanceTransform(thin, cv2.DIST_L2, 3)
    lone = (near & thin).view(np.bool_)
    thickness = 4 * float(depth[lone].mean())  # a band is four times as thick as its mean depth
    darkest = DARKER * float(np.median(darkness[lone]))
    rule = min(round(1.5 * thickness) + 1, thickest + 1)
    near = _widened(band, 2 * round(thickness / 2 + 1) + 1)
    taken = (near & ink & ~_tall(ink, rule)).view(np.bool_) & (darkness < darkest)
    return np.asarray(mask & ~taken, np.bool_)


def _widened(band: NDArray[np.uint8], pixels: int) -> NDArray[np.uint8]:
    """A band of lines, (h, w), so many pixels high."""
    return np.asarray(cv2.dilate(band, np.ones((pixels, 1), np.uint8)), np.uint8)


def _tall(ink: NDArray[np.uint8], pixels: int) -> NDArray[np.uint8]:
    """Where at least so many pixels of ink stand one above another, (h, w)."""
    return np.asarray(
        cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((pixels, 1), np.uint8)), np.uint8
    )


def _reaches_rim(line: NDArray[np.int32], thin: NDArray[np.uint8]) -> bool:
    """Whether a line comes near the left or the right rim of the page."""
    width = thin.shape[1]
    return bool(min(line[0], line[2]) < RIM * width or max(line[0], line[2]) > (1 - RIM) * width)


def _different(lines: Sequence[NDArray[np.int32]]) -> int:
    """How many lines there are, those that are parts of one counted once."""
    middles = np.sort([(line[1] + line[3]) / 2 for line in lines])
    return int((np.diff(middles, prepend=-np.inf) > APART).sum())


def _is_rule(line: NDArray[np.int32], thin: NDArray[np.uint8]) -> bool:
    """Whether a line, x0, y0, x1, y1, is level, and there is little but thin ink along it."""
    x0, y0, x1, y1 = (int(value) for value in line)
    if x0 == x1 or abs(y1 - y0) > np.tan(np.radians(STEEP)) * abs(x1 - x0):
        return False
    x = np.linspace(x0, x1, abs(x1 - x0) + 1)
    y = np.interp(x, *((x0, x1), (y0, y1)) if x0 < x1 else ((x1, x0), (y1, y0)))
    columns, rows = np.rint(x).astype(np.int64), np.rint(y).astype(np.int64)
    near = [thin[(rows + off).clip(0, thin.shape[0] - 1), columns] for off in (-1, 0, 1)]
    return float(np.max(near, axis=0).mean()) > COVERED

"""A page and the digits that were spotted on it in; the ink of each, cut out, out.

Ink belongs to the digit whose middle the spotter says it is nearest to. So digits that touch or
overlap come apart, and what is no digit's, rules and frames and smudges, stays out. How strong ink
is, is told against the paper around it, as it is lit there.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from inkdigits.sight import FINE
from inkdigits.spots import Inks, Spots
from inkdigits.vision.ink import even_contrast
from inkdigits.vision.marks import Place, place_of

INK, RIM, PAPER = 0.4, 0.15, 0.15  # how probable a digit's ink is: there, at its rim, on paper
DARK = 0.3  # times as dark as a digit's ink: what is less is none,
FULL = 90  # percentile of what is seen as its ink, coarsely: thin strokes are little of that
AROUND = 0.45  # heights around a digit's box that are looked at
ASTRAY = 0.6  # sizes of a digit that its ink may say its middle is off
NEAR = 1.5  # heights: digits whose middles are nearer may have its ink
RIVAL = 0.0  # log odds of being a digit: what is less likely one takes no ink from others
LIT = 0.25  # heights over which paper is lit alike
BLUR = 8.0  # pixels: as wide a blur is enough of a smaller copy
SPECK = 0.06  # share of a digit's ink that a part of it has at the least
LEAST = 6  # pixels of ink that make a digit


@dataclass(frozen=True, kw_only=True, eq=False)
class Cut:
    """A digit's ink."""

    ink: NDArray[np.uint8]  # (h, w), 0 paper to 255 full ink, nothing but the digit's own
    corner: tuple[int, int]  # x, y on the page of the ink's upper left pixel
    place: Place  # around the digit's ink, in the page's pixels


def cut_out(page: NDArray[np.uint8], spots: Spots) -> list[Cut | None]:
    """The ink of each spot of a page, (h, w) gray; None where there is none."""
    middles = spots.boxes[:, :2] + spots.boxes[:, 2:] / 2
    return [_cut_out(page, spots, middles, at) for at in range(len(spots))]


def _cut_out(
    page: NDArray[np.uint8], spots: Spots, middles: NDArray[np.float64], at: int
) -> Cut | None:
    x, y, w, h = spots.boxes[at]
    rim = AROUND * h + 1
    left, top = max(int(x - rim), 0), max(int(y - rim), 0)
    right = min(int(np.ceil(x + w + rim)), page.shape[1])
    bottom = min(int(np.ceil(y + h + rim)), page.shape[0])
    if right <= left or bottom <= top:
        return None
    share, across, down = _seen(spots.inks[spots.copies[at]], left, top, right, bottom)
    to_right = np.arange(left, right) + 0.5 + across - middles[at, 0]
    to_bottom = np.arange(top, bottom)[:, None] + 0.5 + down - middles[at, 1]
    near = (np.hypot(to_right, to_bottom) < ASTRAY * max(w, h)) & (share > RIM)
    reach = NEAR * np.maximum(spots.boxes[:, 3], h)
    rivals = (np.abs(middles - middles[at]).max(axis=1) < reach) & (spots.odds > RIVAL)
    rivals[at] = False
    own_right, own_down = to_right[near], to_bottom[near]  # of a few pixels
    nearest = np.ones(len(own_right), np.bool_)
    for x_there, y_there in middles[rivals] - middles[at]:  # on this side of half way to a rival
        nearest &= own_right * x_there + own_down * y_there <= (x_there**2 + y_there**2) / 2
    near[near] = nearest
    sure = near & (share > INK)
    if sure.sum() < LEAST:
        return None
    levels = _levels(page[top:bottom, left:right], share, sure, LIT * h)
    own = _without_specks(near & (levels > DARK * np.percentile(levels[sure], FULL)))
    if own.sum() < LEAST:
        return None
    soft = cv2.dilate(own.view(np.uint8), np.ones((3, 3), np.uint8)).view(np.bool_)
    even = even_contrast(np.where(soft & near, levels, 0), own)
    box = np.array(cv2.boundingRect(own.view(np.uint8)))
    return Cut(
        ink=np.asarray(np.rint(even * 255), np.uint8),
        corner=(left, top),
        place=place_of(box + np.array([left, top, 0, 0])),
    )


def _without_specks(own: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Some ink, (h, w), without those of its parts that are hardly any of it."""
    found = cv2.connectedComponentsWithStats(own.view(np.uint8), connectivity=8)
    area = np.asarray(found[2])[:, cv2.CC_STAT_AREA]
    area[0] = 0
    kept = area >= SPECK * area.sum()
    return np.asarray(kept[np.asarray(found[1])] & own, np.bool_)


def _levels(
    page: NDArray[np.uint8], share: NDArray[np.float32], own: NDArray[np.bool_], lit: float
) -> NDArray[np.float32]:
    """How much a part of a page differs from its paper as its ink does, (h, w), at least 0."""
    gray = page.astype(np.float32)
    paper = (share < PAPER).astype(np.float32) + np.float32(1e-4)
    step = max(int(lit / BLUR), 1)  # for a wide blur of many pixels takes long
    h, w = gray.shape
    size = (max(w // step, 1), max(h // step, 1))
    ink, bare = (
        cv2.GaussianBlur(
            cv2.resize(part, size, interpolation=cv2.INTER_AREA), (0, 0), max(lit / step, 1.0)
        )
        for part in (gray * paper, paper)
    )
    darker = np.asarray(cv2.resize(np.asarray(ink / bare), (w, h)), np.float32) - gray
    if float(darker[own].mean()) < 0:
        darker = -darker
    return np.asarray(darker.clip(0), np.float32)


def _seen(
    inks: Inks, left: int, top: int, right: int, bottom: int
) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]]:
    """What a copy of the page shows of a part of it, each (bottom - top, right - left)."""
    step = inks.scale / FINE
    way = np.array([[step, 0, step * (left + 0.5) - 0.5], [0, step, step * (top + 0.5) - 0.5]])
    share, across, down = (
        np.asarray(
            cv2.warpAffine(
                values,
                way,
                (right - left, bottom - top),
                flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
                borderMode=cv2.BORDER_REPLICATE,
            ),
            np.float32,
        )
        for values in (inks.share, inks.across, inks.down)
    )
    return share, across, down

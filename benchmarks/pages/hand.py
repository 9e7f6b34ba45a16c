"""A 28 by 28 digit in; the same out as a stroke that a pen of any width can write at any size.

The digit's outline is found between its pixels, and its middle line. Each place then has a level:
0 on the middle line, 1 on the outline, more outside. What is below 0.5 is the digit by a pen half
as wide. Levels change slowly, so that they are sampled at any scale without steps.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

DETAIL = 6  # pixels here for one of the digit image
SMOOTH = 0.3  # pixels of the digit image: the steps of its outline
OUTLINE = 0.3  # share of full ink where a stroke ends
SPECK, ASIDE = 0.04, 0.12  # share of the ink: what is less is dirt, beside the digit the latter
REACH = 3.0  # the highest level: no pen is so much wider
BEND = 0.25  # pixels of the digit image that a place is bent by


@dataclass(frozen=True, kw_only=True)
class Stroked:
    """A digit as levels around its middle line."""

    value: int
    levels: NDArray[np.float32]  # (h, w), below 1 within the outline
    width: float  # of its pen, pixels of the levels
    high: float  # pixels of the levels that a frame's 20 are


def stroked(image: NDArray[np.uint8], value: int, rng: np.random.Generator) -> Stroked:
    """Find the strokes of a digit, and bend them a little.

    Args:
        image: uint8 (28, 28), 0 paper to 255 ink.
        value: Which digit it is.
        rng: Bends it.
    """
    side = len(image) * DETAIL
    large = cv2.resize(image, (side, side), interpolation=cv2.INTER_CUBIC).astype(np.float32) / 255
    large = cv2.GaussianBlur(large, (0, 0), SMOOTH * DETAIL)
    large = cv2.remap(large, *_bent(side, rng), cv2.INTER_LINEAR)
    mask = _clean((large > OUTLINE * large.max()).astype(np.uint8))
    middle = thin(mask)
    inside = cv2.distanceTransform(mask, cv2.DIST_L2, 5)
    outside = cv2.distanceTransform(1 - mask, cv2.DIST_L2, 5)
    aside = cv2.distanceTransform(1 - middle, cv2.DIST_L2, 5)
    half = float(np.median(inside[middle > 0]))
    share = aside / np.maximum(aside + inside, 1e-3)
    within = np.minimum(share, 1 - inside / half)  # the latter, that filled loops stay filled
    levels = np.where(mask > 0, within, 1 + outside / half)
    levels = cv2.GaussianBlur(levels.astype(np.float32), (0, 0), 1.0)
    return Stroked(value=value, levels=levels, width=2 * half, high=20 * DETAIL)


def _bent(side: int, rng: np.random.Generator) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Where each place of a bent square comes from, x and y."""
    grid = rng.normal(0, BEND * DETAIL, (2, 4, 4)).astype(np.float32)
    x, y = (cv2.resize(axis, (side, side), interpolation=cv2.INTER_CUBIC) for axis in grid)
    along = np.arange(side, dtype=np.float32)
    return x + along, y + along[:, None]


def _clean(mask: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The mask of a digit without specks and what is left of its form's lines beside it."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    left, width, area = stats[:, 0], stats[:, 2], stats[:, 4] / mask.sum()
    main = 1 + int(area[1:].argmax())
    apart = np.maximum(left, left[main]) > np.minimum(left + width, (left + width)[main])
    kept = area >= np.where(apart, ASIDE, SPECK)
    kept[0] = False
    return kept[labels].astype(np.uint8) if count > 2 else mask  # noqa: PLR2004 - paper and digit


def thin(mask: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The middle lines of a mask of 0 and 1, one pixel wide.

    References:
        Zhang and Suen, "A fast parallel algorithm for thinning digital patterns", 1984.
    """
    left = mask.copy()
    while True:
        before = np.count_nonzero(left)
        for table in _TABLES:
            codes = cv2.filter2D(left, -1, _NEIGHBOURS, borderType=cv2.BORDER_CONSTANT)
            left &= cv2.LUT(codes, table)
        if np.count_nonzero(left) == before:
            return left


_NEIGHBOURS = np.array([[128, 1, 2], [64, 0, 4], [32, 16, 8]], np.float32)  # clockwise from above


def _kept(first: bool) -> NDArray[np.uint8]:
    """1 for each code of eight neighbours by which a pixel stays in a step, else 0."""
    table = np.ones(256, np.uint8)
    for code in range(256):
        p = [code >> place & 1 for place in range(8)]  # above, then clockwise
        turns = sum(a < b for a, b in zip(p, p[1:] + p[:1], strict=True))
        above, right, below, left = p[0], p[2], p[4], p[6]
        ends = (
            not (above and right and below) and not (right and below and left)
            if first
            else not (above and right and left) and not (above and below and left)
        )
        if sum(p) in range(2, 7) and turns == 1 and ends:
            table[code] = 0
    return table


_TABLES = (_kept(first=True), _kept(first=False))


def outline(digit: Stroked, pen: float) -> NDArray[np.float64]:
    """The points around the ink of a digit written with ``pen`` of its own width: (n, 2) x, y."""
    ink = (digit.levels < max(pen, 0.15)).astype(np.uint8)
    contours, _ = cv2.findContours(ink, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    return np.concatenate([contour[:, 0] for contour in contours]).astype(np.float64)


def draw(ink: NDArray[np.float32], digit: Stroked, matrix: NDArray[np.float64], pen: float) -> None:
    """Write a digit into a picture's ink.

    Args:
        ink: (h, w) share of the picture's light that the ink takes; what is written adds to it.
        digit: The digit.
        matrix: (3, 3) from pixels of its levels to the picture's.
        pen: How wide, of the digit's own pen.
    """
    h, w = digit.levels.shape
    corners = np.array([[[0, 0]], [[w, 0]], [[w, h]], [[0, h]]], np.float64)
    seen = cv2.perspectiveTransform(corners, matrix)[:, 0]
    left, top = np.floor(seen.min(0)).astype(int)
    right, bottom = np.ceil(seen.max(0)).astype(int) + 1
    left, top = max(left, 0), max(top, 0)
    right, bottom = min(right, ink.shape[1]), min(bottom, ink.shape[0])
    if right <= left or bottom <= top:
        return
    moved = np.array([[1, 0, -left], [0, 1, -top], [0, 0, 1]]) @ matrix
    levels = cv2.warpPerspective(
        digit.levels,
        moved,
        (right - left, bottom - top),
        flags=cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=REACH,
    )
    scale = np.sqrt(abs(np.linalg.det(moved[:2, :2])))
    cover = ((pen - levels) * (digit.width / 2 * scale) + 0.5).clip(0, 1)
    area = ink[top:bottom, left:right]
    np.maximum(area, cover, out=area)

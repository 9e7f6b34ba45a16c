"""Gray pixels of a page in; out comes its ink: paper, light and shadow taken away, either polarity.

A closing wider than the pen paints the strokes over with the paper around them and follows the
edges of shadows, so that what it darkens least is the paper. Ink is what is darker than that by a
share of the paper's own lightness: as much in the shade as in the light.
"""

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from inkdigits.vision.polarity import COARSE_SIDE, light_on_dark, shrink
from inkdigits.vision.rules import without_rules

LONG_SIDE = 1600  # pixels: a larger photo is shrunk to this, averaging its noise away
WIDEST = 0.2  # of the long side: the widest stroke there is
FAINTEST = 0.07  # of the paper's lightness: no pencil is fainter
CERTAIN, POSSIBLE = 6.0, 3.0  # standard deviations of the noise: ink begins, and goes on
PENS = 5  # pen widths: how far paper is looked for once the pen is known
FAINT = 0.25  # share of the page's pen: what is fainter is no stroke
HALO = 0.015  # of the long side: how far the blur around a stroke reaches
BLOT = 0.28  # share of its length that a mark's strokes are wide: a digit's are narrower
TIGHT = 0.05  # share of the picture: ink that only touches its rim is a digit if it is more
SURE = 0.2  # share of a stroke that must be certain: noise hangs together by chance only
CLEAR, KNOWN = 12, 9  # standard deviations of the noise: ink so dark is no noise; so a known pen
DENSE = 0.005  # share of the page: where so much is so dark, it is writing
QUIET = 0.1  # share of the page that is quiet even where it is full of writing
PLAIN = 0.5  # share of a clear pen's darkness that is certain wherever it is
RIM = 0.3  # share of a stroke's darkness: what is less beside it is blur, not ink
LOWEST = 8  # pixels: no digit that we can read is lower
BLOCK = 32  # pixels: where noise is taken to be the same
NARROW, NARROW_SHARE = 1.5, 0.605  # blurs; share of white noise's deviation seen so near
EMPTY = 0.3  # share of the page: as much is not written on
QUARTER = 0.3186  # standard deviations: a quarter of normal noise stays within
NARROWEST = 7  # pixels of the coarse page that the closing's kernel needs at least
FULL = 75  # percentile of a digit's levels that counts as full ink
FLOOR = 0.15  # share of full ink that counts as none
DARKEST = 40  # levels: black paper's lightness is taken as this, that its noise be not magnified


@dataclass(frozen=True, kw_only=True)
class Ink:
    """The ink of a page, on paper that is even."""

    levels: NDArray[np.uint8]  # (h, w), 0 paper to 255: the share of the paper's light it takes
    mask: NDArray[np.bool_]  # (h, w), where there is ink
    scale: float  # pixels here for one of the photo; at most 1

    @property
    def back(self) -> NDArray[np.float64]:
        """(2, 3), from its pixels to the photo's."""
        return np.array([[1 / self.scale, 0, 0], [0, 1 / self.scale, 0]])


@dataclass(frozen=True, kw_only=True)
class _Pen:
    """What a page was written with; both 0 while that is unknown."""

    width: float  # pixels
    contrast: float  # share of the paper's light that its stroke takes


_UNKNOWN = _Pen(width=0, contrast=0)


def find_ink(gray: NDArray[np.uint8], *, light: bool | None = None) -> Ink:
    """Tell ink from paper.

    Args:
        gray: (h, w) lightness of an upright page: dark ink on light paper or the reverse.
        light: Whether the ink is lighter than the paper; None finds out.

    Returns:
        The ink. On blank paper the mask is empty.

    References:
        Meyer, "Contrast features extraction" (the black top hat), 1979; Canny, "A computational
        approach to edge detection" (hysteresis), 1986.
    """
    scale = min(1.0, LONG_SIDE / max(gray.shape))
    page = shrink(gray, scale)
    if light_on_dark(page) if light is None else light:
        page = np.asarray(255 - page, np.uint8)
    darkness = _darkness(page, kernel=WIDEST * max(page.shape))
    mask = _hysteresis(darkness, _UNKNOWN) & _core(darkness, HALO * max(page.shape))
    pen = _pen(mask, darkness)
    if pen == _UNKNOWN:
        mask = np.zeros_like(mask)
    else:
        darkness = _darkness(page, kernel=PENS * pen.width)
        mask = _hysteresis(darkness, pen) & _core(darkness, pen.width)
        mask = without_rules(mask, darkness)  # dark rules are thinner now than what may be ink
    levels = np.rint(darkness.clip(0, 1) * 255).astype(np.uint8)
    return Ink(levels=levels, mask=mask, scale=scale)


def even_contrast(levels: NDArray[Any], mask: NDArray[np.bool_]) -> NDArray[np.float32]:
    """A digit's levels, (h, w), 0 paper to 1 full ink, however faint its strokes, ``mask``, are."""
    full = max(float(np.percentile(levels[mask], FULL)), 1)
    return np.asarray(((levels / full - FLOOR) / (1 - FLOOR)).clip(0, 1), np.float32)


def _darkness(page: NDArray[np.uint8], *, kernel: float) -> NDArray[np.float32]:
    """How much darker each pixel is than its paper, as a share of the paper's lightness, (h, w).

    Args:
        page: (h, w) with dark ink.
        kernel: Pixels: what is narrower and darker than its surroundings is not paper.
    """
    scale = min(1.0, max(COARSE_SIDE / max(page.shape), NARROWEST / kernel))
    coarse = cv2.medianBlur(shrink(page, scale), 3)
    side = 2 * round(kernel * scale / 2) + 1
    rim = min(side, *(length - 1 for length in coarse.shape))
    wide = np.pad(coarse.astype(np.float32), rim, mode="reflect", reflect_type="odd")
    closed = cv2.morphologyEx(wide, cv2.MORPH_CLOSE, np.ones((side, side), np.uint8))
    closed = cv2.blur(closed, (side // 3 + 1,) * 2)[rim:-rim, rim:-rim] if rim else closed
    h, w = page.shape
    paper = cv2.resize(closed, (w, h), interpolation=cv2.INTER_LINEAR)
    darkness = (paper - page) / np.maximum(paper, DARKEST)
    return np.asarray(darkness - np.median(darkness), np.float32)


def _hysteresis(darkness: NDArray[np.float32], pen: _Pen) -> NDArray[np.bool_]:
    """Where there certainly is ink, and what possibly is and hangs together with it, (h, w)."""
    blur = float(np.clip(pen.width / 4, 0.6, 3)) if pen.width else 1.0
    smooth = np.asarray(cv2.GaussianBlur(darkness, (0, 0), blur), np.float32)
    noise = _noise(smooth, blur)
    contrast = pen.contrast or float(np.quantile(smooth, 1 - DENSE))
    darkest = KNOWN * np.median(noise) if pen.contrast else CLEAR * np.quantile(noise, QUIET)
    if contrast > darkest:
        noise = np.minimum(noise, PLAIN * contrast / CERTAIN)  # what seems noise is writing
    least = max(FAINTEST, FAINT * pen.contrast)
    certain = smooth > np.maximum(CERTAIN * noise, least)
    possible = without_rules(smooth > np.maximum(POSSIBLE * noise, least / 2), smooth)
    count, labels = cv2.connectedComponents(possible.view(np.uint8), connectivity=8)
    flat = labels.ravel()
    sure, area = np.bincount(flat, certain.ravel(), count), np.bincount(flat, minlength=count)
    kept = sure > SURE * area
    kept[0] = False
    return np.asarray(kept[labels], np.bool_)


def _noise(smooth: NDArray[np.float32], blur: float) -> NDArray[np.float32]:
    """The standard deviation of the paper around each pixel, (h, w), whatever is written there.

    Coarse grain shows only against a wide mean, which dense writing disturbs as well. So the wide
    one is trusted where the page is empty, and elsewhere no further than the narrow one.
    """
    wide = _quiet(smooth, 3 + 2 * blur)
    narrow = _quiet(smooth, NARROW * blur) / NARROW_SHARE
    blocks = np.minimum(wide, np.maximum(narrow, np.quantile(wide, EMPTY)))
    h, w = smooth.shape
    noise = cv2.resize(blocks, (w, h), interpolation=cv2.INTER_LINEAR)
    return np.asarray(noise, np.float32)


def _quiet(smooth: NDArray[np.float32], reach: float) -> NDArray[np.float32]:
    """The standard deviation about the mean within a reach, of each block of the page."""
    fine = np.abs(smooth - cv2.GaussianBlur(smooth, (0, 0), reach))
    h, w = fine.shape
    rows, columns = -(-h // BLOCK), -(-w // BLOCK)
    bottom, right = rows * BLOCK - h, columns * BLOCK - w
    padded = cv2.copyMakeBorder(fine, 0, bottom, 0, right, cv2.BORDER_REFLECT)[::2, ::2]
    blocks = padded.reshape(rows, BLOCK // 2, columns, BLOCK // 2).swapaxes(1, 2)
    rank = BLOCK * BLOCK // 16  # a quarter of the pixels sampled: writing disturbs the others
    quarter = np.partition(blocks.reshape(rows, columns, -1), rank, axis=2)[:, :, rank]
    return np.asarray(cv2.medianBlur(quarter, 5) / QUARTER, np.float32)


def _pen(mask: NDArray[np.bool_], darkness: NDArray[np.float32]) -> _Pen:
    """The pen that most of the strokes were written with, those at the picture's rim left aside."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask.view(np.uint8), connectivity=8)
    rim = np.concatenate((labels[0], labels[-1], labels[:, 0], labels[:, -1]))
    depth = cv2.distanceTransform(mask.view(np.uint8), cv2.DIST_L2, 3)
    flat = labels.ravel()
    area = np.bincount(flat, minlength=count).clip(1)
    width = 4 * np.bincount(flat, depth.ravel(), count) / area
    contrast = np.bincount(flat, darkness.ravel() * mask.ravel(), count) / area
    weight = area / width.clip(1) * contrast**2  # length, and what is dark counts more
    length = stats[:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]].max(axis=1)
    weight[length < LOWEST] = 0  # specks
    weight[0] = 0
    blots = width > BLOT * length  # shadows: written pages have strokes as well
    if weight[~blots].any():
        weight[blots] = 0
    inner = np.isin(np.arange(count), rim, invert=True)
    if weight[inner].any() or area[1:].sum() < TIGHT * mask.size:
        weight[~inner] = 0
    if not weight.any():
        return _UNKNOWN
    return _Pen(width=_middle(width, weight), contrast=_middle(contrast, weight))


def _middle(values: NDArray[np.float64], weight: NDArray[np.float64]) -> float:
    """The weighted median."""
    order = np.argsort(values)
    sums = np.cumsum(weight[order])
    return float(values[order][np.searchsorted(sums, sums[-1] / 2)])


def _core(darkness: NDArray[np.float32], reach: float) -> NDArray[np.bool_]:
    """Which pixels are nearly as dark as the darkest within reach, pixels, and no halo, (h, w)."""
    side = 2 * max(1, round(reach)) + 1
    peaks = cv2.dilate(darkness, np.ones((side, side), np.uint8))
    return np.asarray(darkness > RIM * peaks, np.bool_)

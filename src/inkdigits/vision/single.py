"""A photo of one digit in; out comes its 28 by 28 frame, all of its ink taken together."""

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from inkdigits.digits import SIDE, Box
from inkdigits.vision.frame import BOX, CENTRE, EDGE, frame
from inkdigits.vision.ink import even_contrast, find_ink
from inkdigits.vision.paper import is_ink_light, spots
from inkdigits.vision.photo import Photo
from inkdigits.vision.polarity import COARSE_SIDE, ODDS, shrink, votes

SMALL = 64  # pixels: a picture no longer than this is one digit cut out, evenly lit
FAINTEST = 20  # levels, of 255, between the ink and the paper of a picture so small
TIGHT, LOOSE = 0.1, 0.6  # share of a picture cut out closely that is ink
MOST = 0.85  # share of its ink that is the digit
SPAN = 0.7  # of the picture's width, and of its height: such a digit reaches across
EXPLAINED = 0.8  # share of its variance that its two levels make
LEAST = 0.15  # share of the picture's side: a photo's one digit is longer
MOST_INK = 0.5  # share of a picture of the size of a frame: patterns have more than a digit
PARTS = 3  # that a digit's strokes may fall apart into
CLEAN = 0.97  # share of its ink that is the digit's, where that is all there is
WIDEST = 1.1  # width to height: few digits are wider
SLACK = 1.5  # pixels that a framed digit's size and place may be off
PART = 0.25  # of the largest stroke's length: what is shorter is a speck
ALONG = 0.5  # share of its length that a shadow or a desk runs along the picture's rim


def single_frame(photo: Photo) -> NDArray[np.uint8]:
    """Frame the one digit of a photo.

    A picture of 28 by 28 pixels is taken for a frame: its paper and polarity are put right, and its
    one digit is framed if it is not. Where there is more than one digit's strokes, such as noise,
    a pattern or a line across, all is left in its place for the network to make out.

    Returns:
        uint8 (28, 28), 0 paper to 255 ink; all 0 where the photo is blank.
    """
    return frame_and_box(photo)[0]


def frame_and_box(photo: Photo) -> tuple[NDArray[np.uint8], Box]:
    """The frame of a photo's one digit, (28, 28), and where in the photo its ink lies."""
    if is_frame(photo):
        whole = _as_frame(photo.gray)
        box = _box(whole > 0, 1)
        return (frame(whole) if _is_to_be_framed(whole) else whole), box
    if max(photo.gray.shape) <= SMALL or _cut_out(photo.gray):
        levels, scale = _small(photo.gray), 1.0
        mask = levels > 255 * PART
    else:
        ink = find_ink(photo.gray, light=_light(photo.gray))
        levels, mask, scale = ink.levels, ink.mask, ink.scale
    mask = _without_specks(mask)
    if not mask.any():
        return np.zeros((SIDE, SIDE), np.uint8), _box(mask, scale)
    near = cv2.dilate(mask.view(np.uint8), np.ones((3, 3), np.uint8)) > 0
    return frame(even_contrast(levels, mask) * near), _box(mask, scale)


def is_frame(photo: Photo) -> bool:
    """Whether a photo is a frame already, as MNIST's images are: 28 by 28 pixels."""
    return photo.gray.shape == (SIDE, SIDE)


def _as_frame(gray: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """A picture the size of a frame with its paper at 0 and its ink up to 255."""
    if not is_ink_light(gray):
        gray = np.asarray(255 - gray, np.uint8)
    paper, peak = spots(gray)[0], float(gray.max())
    if peak - paper < FAINTEST:
        return np.zeros((SIDE, SIDE), np.uint8)
    if paper == 0:
        return gray
    stretched = (gray.astype(np.float32) - paper) * (255 / (peak - paper))
    return np.asarray(np.rint(stretched.clip(0, 255)), np.uint8)


def _is_to_be_framed(whole: NDArray[np.uint8]) -> bool:
    """Whether a picture the size of a frame holds one digit and nothing else, out of its place."""
    mask = whole > 255 * EDGE
    count, _ = cv2.connectedComponents(mask.view(np.uint8), connectivity=8)
    if not mask.any() or mask.mean() > MOST_INK or count - 1 > PARTS:
        return False
    if _without_specks(mask).sum() < CLEAN * mask.sum():
        return False
    box = _box(mask, 1)
    if box.width > max(WIDEST * box.height, BOX):
        return False  # a line across
    moments = cv2.moments(whole)
    away = max(abs(moments[along] / moments["m00"] - CENTRE) for along in ("m10", "m01"))
    return abs(max(box.width, box.height) - BOX) > SLACK or away > SLACK


def _rim(picture: NDArray[Any]) -> NDArray[Any]:
    return np.concatenate((picture[0], picture[-1], picture[1:-1, 0], picture[1:-1, -1]))


def _light(gray: NDArray[np.uint8]) -> bool:
    """Whether a photo's one digit is lighter than its paper.

    Where edges do not decide, the digit is the smaller part of the picture and of its rim.
    """
    light, dark = votes(gray)
    if max(light, dark) > ODDS * min(light, dark):
        return light > dark
    level, _ = cv2.threshold(gray, 0, 255, cv2.THRESH_OTSU)
    return float((gray > level).mean() + (_rim(gray) > level).mean()) < 1


def _cut_out(gray: NDArray[np.uint8]) -> bool:
    """Whether a picture is one digit cut out closely: two levels only, and much of it ink."""
    gray = shrink(gray, min(1.0, COARSE_SIDE / max(gray.shape)))
    levels = _small(gray)
    ink = levels > 127  # noqa: PLR2004 - half
    share = float(ink.mean())
    box = _box(ink, 1)
    if box.width < SPAN * gray.shape[1] or box.height < SPAN * gray.shape[0]:
        return False  # a desk beside blank paper
    if not TIGHT < share < LOOSE or _without_specks(ink).sum() < MOST * ink.sum():
        return False
    between = share * (1 - share) * float(gray[ink].mean() - gray[~ink].mean()) ** 2
    return between > EXPLAINED * float(gray.var())


def _small(gray: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The ink of a small, evenly lit picture, 0 paper to 255."""
    level, _ = cv2.threshold(gray, 0, 255, cv2.THRESH_OTSU)
    light, dark = gray[gray > level], gray[gray <= level]
    if not light.size or not dark.size or np.median(light) - np.median(dark) < FAINTEST:
        return np.zeros_like(gray)
    low, high = float(np.median(dark)), float(np.median(light))
    share = (gray.astype(np.float32) - low) / (high - low)
    if not _light(gray):
        share = 1 - share
    return np.asarray(np.rint(share.clip(0, 1) * 255), np.uint8)


def _without_specks(mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The digit's strokes alone: no specks, and nothing that runs along the rim."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask.view(np.uint8), connectivity=8)
    length = stats[:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]].max(axis=1).astype(np.float64)
    along = np.bincount(_rim(labels).astype(np.int64), minlength=count)
    kept = along < ALONG * length
    kept[0] = False
    if not (kept & (length > LEAST * min(mask.shape))).any():
        kept[1:] = True  # it is the digit itself, cut out closely
    kept &= length >= PART * length[kept].max(initial=0)
    return np.asarray(kept[labels], np.bool_)


def _box(mask: NDArray[np.bool_], scale: float) -> Box:
    """The box around a mask, in the photo's pixels."""
    x, y, w, h = cv2.boundingRect(mask.view(np.uint8))
    left, top = round(x / scale), round(y / scale)
    return Box(
        x=left, y=top, width=round((x + w) / scale) - left, height=round((y + h) / scale) - top
    )

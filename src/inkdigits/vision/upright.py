"""Pixels as a file stores them in; upright ones out, with paper behind what is transparent."""

import cv2
import numpy as np

from inkdigits.vision.pixels import BAND, Pixels

SIDEWAYS = {5, 6, 7, 8}  # of EXIF's orientations, those that swap width and height
SOLID = 128  # alpha from which a pixel belongs to what was drawn, of 255
MOST = 0.5  # share of the picture: a drawing that covers more may have paper of its own
UNIFORM = 60  # lightness levels, of 255: what was drawn varies less when it is ink alone


def turn_upright(pixels: Pixels, held: int) -> Pixels:
    """Turn and mirror as EXIF's orientation, 1 to 8, asks for."""
    if held in SIDEWAYS:
        pixels = pixels.swapaxes(0, 1)
    if held in {2, 3, 6, 7}:
        pixels = pixels[:, ::-1]
    if held in {3, 4, 7, 8}:
        pixels = pixels[::-1]
    return np.ascontiguousarray(pixels)


def lay_on_paper(rgba: Pixels) -> Pixels:
    """Lay (h, w, 4) on a backdrop that its ink stands out from: (h, w, 3)."""
    alpha = rgba[:, :, 3]
    rgb = np.ascontiguousarray(rgba[:, :, :3])
    if alpha.min() == 255:  # noqa: PLR2004 - nothing is transparent
        return rgb
    solid = alpha >= SOLID
    lightness = cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY)[solid]
    backdrop = 255 if lightness.size == 0 or np.median(lightness) < SOLID else 0
    if solid.mean() > MOST and np.ptp(np.percentile(lightness, (2, 98))) > UNIFORM:
        backdrop = int(np.median(lightness))  # the paper itself was drawn; go on with it
    step = max(1, BAND // rgba.shape[1])  # rows at a time, for products take twice the memory
    for top in range(0, len(rgba), step):
        band = rgba[top : top + step]
        share = band[:, :, 3:].astype(np.uint16)
        mixed = band[:, :, :3] * share + np.uint16(backdrop) * (255 - share)
        rgb[top : top + step] = (mixed + 127) // 255
    return rgb

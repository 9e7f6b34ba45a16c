"""A sheet's ink in; a photo of the sheet, in some light, by some camera, out."""

import cv2
import numpy as np
from numpy.typing import NDArray

from inkdigits.learn.spotting.chance import about, between, near, perhaps
from inkdigits.learn.spotting.things import draw_veins, put_things

INVERTED = 0.15  # share of photos that are light on dark
BLUR = 1.5  # pixels, one standard deviation, at most
STREWN, STREWN_IF_ROUGH = 0.05, 0.5  # share of photos with things that lie about
VEINED = 0.2  # share of rough ones that are veined


def photograph(
    ink: NDArray[np.float32], rng: np.random.Generator, *, blur: float = BLUR, rough: bool = False
) -> NDArray[np.uint8]:
    """Take a picture.

    Args:
        ink: (h, w), the share of the paper's light that ink takes away.
        rng: Where everything comes from.
        blur: Pixels, one standard deviation, at most.
        rough: The sheet may be anything: wood, cloth, a wall.

    Returns:
        (h, w) gray.
    """
    h, w = ink.shape
    paper = np.full((h, w), between(0.3, 1, rng), np.float32)
    if rough or perhaps(0.25, rng):
        paper *= 1 + (2 if rough else 1) * _grain(h, w, rng)
    if rough and perhaps(VEINED, rng):
        draw_veins(paper, rng)
    if perhaps(0.15, rng):
        _lay_on_desk(paper, rng)
    if perhaps(STREWN_IF_ROUGH if rough else STREWN, rng):
        put_things(paper, rng)
    page = paper * _light(h, w, rng) * (1 - ink)
    if perhaps(0.3, rng):
        _stain(page, rng)
    if perhaps(INVERTED, rng):
        page = np.maximum(1.02 - page, 0.02) * np.float32(between(0.6, 1, rng))
    return _expose(page, blur, rng)


def _light(h: int, w: int, rng: np.random.Generator) -> NDArray[np.float32]:
    """How light falls on the sheet, with the shadows' edges, (h, w)."""
    rows, columns = _across(h, w)
    light = 1 + near(0, 0.15, rng) * rows + near(0, 0.15, rng) * columns
    for _ in range(int(rng.integers(0, 3)) if perhaps(0.35, rng) else 0):
        turn, at = between(0, 2 * np.pi, rng), near(0, 0.3, rng)
        far = np.cos(turn) * rows + np.sin(turn) * columns - at
        if perhaps(0.3, rng):  # a band
            far = np.abs(far) - between(0.05, 0.25, rng)
        edge = np.exp((far / about(0.004, 0.2, rng)).clip(-30, 30))
        light *= 1 - between(0.1, 0.6, rng) / (1 + edge)
    return np.asarray(light, np.float32)


def _across(h: int, w: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """How far down and to the right of the middle each pixel is, shares of the longer side."""
    rows, columns = np.mgrid[0:h, 0:w] / max(h, w) - 0.5
    return rows, columns


def _grain(h: int, w: int, rng: np.random.Generator) -> NDArray[np.float32]:
    """Fibres, folds, cloth or wood, about 0, (h, w)."""
    grain = np.zeros((h, w), np.float32)
    for _ in range(rng.integers(1, 4)):
        size = (round(about(3, w, rng)), round(about(3, h, rng)))
        noise = rng.standard_normal(size[::-1], np.float32)
        wide = np.asarray(cv2.resize(noise, (w, h), interpolation=cv2.INTER_CUBIC), np.float32)
        if perhaps(0.3, rng):  # rings
            wide = np.sin(wide * np.float32(between(2, 9, rng)))
        grain += wide * np.float32(about(0.01, 0.12, rng))
    if perhaps(0.3, rng):
        turn = cv2.getRotationMatrix2D((w / 2, h / 2), between(-90, 90, rng), 1.45)
        grain[:] = cv2.warpAffine(grain, turn, (w, h), borderMode=cv2.BORDER_REFLECT)
    return grain.clip(-0.5, 0.5)


def _lay_on_desk(paper: NDArray[np.float32], rng: np.random.Generator) -> None:
    """Put what lies beyond the sheet's edge into ``paper``."""
    h, w = paper.shape
    rows, columns = _across(h, w)
    turn = between(0, 2 * np.pi, rng)
    beyond = np.cos(turn) * rows + np.sin(turn) * columns > between(0, 0.5, rng)
    desk = between(0.05, 0.9, rng) * (1 + 2 * _grain(h, w, rng))
    paper[beyond] = desk[beyond]


def _stain(page: NDArray[np.float32], rng: np.random.Generator) -> None:
    """Put blots and specks onto ``page``."""
    for _ in range(rng.integers(1, 8)):
        x, y = rng.integers(0, page.shape[0], 2).tolist()
        size = (round(about(1, 16, rng)), round(about(1, 16, rng)))
        layer = np.zeros(page.shape, np.float32)
        cv2.ellipse(layer, (x, y), size, between(0, 180, rng), 0, 360, 1, -1, cv2.LINE_AA)
        page *= 1 - layer * np.float32(between(0.1, 0.9, rng))


def _expose(page: NDArray[np.float32], blur: float, rng: np.random.Generator) -> NDArray[np.uint8]:
    """Blur, noise, tone and JPEG, as cameras have them."""
    h, w = page.shape
    if perhaps(0.7, rng):
        page = _float(cv2.GaussianBlur(page, (0, 0), between(0.3, blur, rng)))
    if perhaps(0.08, rng):  # a hand that shook
        shaken = np.full((1, int(rng.integers(2, 5))), 1, np.float32)
        kernel = shaken / shaken.size
        page = _float(cv2.filter2D(page, -1, kernel if perhaps(0.5, rng) else kernel.T))
    if perhaps(0.15, rng):  # a small picture, enlarged
        small = between(0.5, 0.9, rng)
        less = cv2.resize(page, None, fx=small, fy=small, interpolation=cv2.INTER_AREA)
        page = _float(cv2.resize(less, (w, h)))
    noise = about(0.002, 0.06, rng)
    page = page + np.float32(noise) * rng.standard_normal((h, w), np.float32)
    if perhaps(0.3, rng):
        coarse = np.float32(0.7 * noise) * rng.standard_normal((h // 2, w // 2), np.float32)
        page = page + _float(cv2.resize(coarse, (w, h)))
    page = _float((page * between(0.75, 1.15, rng)).clip(0, 1) ** between(0.7, 1.4, rng))
    gray = np.asarray(np.rint(page * 255), np.uint8)
    if perhaps(0.6, rng):
        quality = [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(25, 95))]
        code = cv2.imencode(".jpg", gray, quality)[1]
        gray = np.asarray(cv2.imdecode(code, cv2.IMREAD_GRAYSCALE), np.uint8)
    return gray


def _float(values: object) -> NDArray[np.float32]:
    return np.asarray(values, np.float32)

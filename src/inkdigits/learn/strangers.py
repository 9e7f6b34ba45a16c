"""Training digits and a number in; so many framed things that are not digits out.

Letters and signs in OpenCV's own stroke fonts, signs of no alphabet, scribbles, digits on their
side, two digits at once, texture, and nothing at all: what a photo holds beside its digits. What
looks like a digit is left out: O, I, l, S, B...
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from inkdigits.data import Examples
from inkdigits.digits import SIDE
from inkdigits.learn.strokes import curve, draw_digit
from inkdigits.vision.frame import frame

STRANGER = -1  # the label of what is no digit, within training alone
LYING = (2, 3, 4, 5, 7)  # digits that on their side look like none
LETTERS = "ACDEFHJKLMNPQRTUVWXYacdefhkmnprtuvwxy#$%&*+=?@<>{}^~"  # unlike any digit
FONTS = (
    cv2.FONT_HERSHEY_SIMPLEX,
    cv2.FONT_HERSHEY_DUPLEX,
    cv2.FONT_HERSHEY_TRIPLEX,
    cv2.FONT_HERSHEY_SCRIPT_SIMPLEX,
    cv2.FONT_HERSHEY_SCRIPT_COMPLEX,
)
CANVAS = 96  # pixels a side that strangers are drawn on
PENS = (2, 13)  # of those pixels
LEAN, TURN = 0.3, 0.35  # shear, and radians: letters may stand that crooked


def make_strangers(examples: Examples, count: int, rng: np.random.Generator) -> NDArray[np.uint8]:
    """Make things that are not digits.

    Args:
        examples: Training digits, which pairs are made of.
        count: How many.
        rng: Where everything comes from.

    Returns:
        uint8 (count, 28, 28), framed as digits are.
    """
    kinds = rng.choice(len(SHARES), count, p=SHARES)
    frames = np.zeros((count, SIDE, SIDE), np.uint8)
    for index, kind in enumerate(kinds):
        ink = MAKERS[kind](examples, rng)
        frames[index] = frame(ink) if ink.any() else 0
    return frames


def with_strangers(examples: Examples, share: float, seed: int) -> Examples:
    """The digits, and after them ``share`` as many strangers, labelled STRANGER."""
    count = round(share * len(examples))
    strangers = make_strangers(examples, count, np.random.default_rng([seed, count]))
    return Examples(
        images=np.concatenate([examples.images, strangers]),
        labels=np.concatenate([examples.labels, np.full(count, STRANGER)]),
    )


def letter(_: Examples, rng: np.random.Generator) -> NDArray[np.uint8]:
    """One letter or sign, leaning, written with any pen."""
    canvas = np.zeros((CANVAS, CANVAS), np.uint8)
    sign, font = LETTERS[rng.integers(len(LETTERS))], FONTS[rng.integers(len(FONTS))]
    scale, pen = rng.uniform(1.2, 2), int(rng.integers(*PENS))
    (width, height), _base = cv2.getTextSize(sign, font, scale, pen)
    corner = ((CANVAS - width) // 2, (CANVAS + height) // 2)
    cv2.putText(canvas, sign, corner, font, scale, 255, pen, cv2.LINE_AA)
    turn, lean, wide = rng.uniform(-TURN, TURN), rng.uniform(-LEAN, LEAN), rng.uniform(0.6, 1.3)
    cos, sin = np.cos(turn), np.sin(turn)
    turned = np.array([[cos, -sin], [sin, cos]]) @ np.array([[wide, lean], [0, 1]])
    middle = np.full(2, CANVAS / 2)
    moved = np.column_stack([turned, middle - turned @ middle])
    return np.asarray(cv2.warpAffine(canvas, moved, (CANVAS, CANVAS)), np.uint8)


def sign(_: Examples, rng: np.random.Generator) -> NDArray[np.uint8]:
    """A sign as an alphabet might have it: bars, arcs, hooks and rings between points of a grid."""
    canvas = np.zeros((CANVAS, CANVAS), np.uint8)
    grid, pen = rng.uniform(-6, 6, (3, 3, 2)), int(rng.integers(*PENS))
    grid += 20 + 28 * np.stack(np.meshgrid(range(3), range(3)), 2)
    for _stroke in range(rng.integers(3, 6)):
        start, end = grid.reshape(-1, 2)[rng.choice(9, 2, replace=False)]
        way = end - start
        aside = np.array([-way[1], way[0]]) * rng.uniform(-0.6, 0.6)
        points = (
            [start, end],
            [start, (start + end) / 2 + aside, end],
            [start, end, end, end - 0.3 * way + aside],
            [start, start + way / 2 + aside, end, start + way / 2 - aside, start],
        )[rng.choice(4, p=(0.4, 0.3, 0.15, 0.15))]
        line = np.rint(curve(np.array(points))).astype(np.int32)
        cv2.polylines(canvas, [line], False, 255, pen, cv2.LINE_AA)
    return canvas


def lying(_: Examples, rng: np.random.Generator) -> NDArray[np.uint8]:
    """A digit on its side."""
    digit = LYING[rng.integers(len(LYING))]
    return np.rot90(draw_digit(digit, rng), rng.choice([1, 3])).copy()


def scribble(_: Examples, rng: np.random.Generator) -> NDArray[np.uint8]:
    """A line that wanders, or several."""
    canvas = np.zeros((CANVAS, CANVAS), np.uint8)
    for _stroke in range(rng.integers(1, 4)):
        points = int(rng.integers(4, 12))
        corners = rng.uniform(8, CANVAS - 8, (points, 2))
        if rng.integers(2):  # rounded: each point the mean of some neighbours
            fine = np.linspace(0, points - 1, 12 * points)
            corners = np.stack(
                [np.interp(fine, np.arange(points), corners[:, axis]) for axis in (0, 1)], 1
            )
            corners = np.asarray(cv2.blur(corners, (1, int(rng.integers(5, 25)))), np.float64)
        line = np.rint(corners).astype(np.int32)[:, None]
        cv2.polylines(canvas, [line], False, 255, int(rng.integers(*PENS)), cv2.LINE_AA)
    return canvas


def pair(examples: Examples, rng: np.random.Generator) -> NDArray[np.uint8]:
    """Two training digits, side by side or touching."""
    first, second = examples.images[rng.integers(len(examples), size=2)]
    apart = int(rng.integers(12, 24))
    canvas = np.zeros((SIDE + 8, SIDE + apart), np.uint8)
    low = int(rng.integers(0, 9))
    canvas[4 : 4 + SIDE, :SIDE] = first
    place = canvas[low : low + SIDE, apart:]
    np.maximum(place, second, out=place)
    return canvas


def texture(_: Examples, rng: np.random.Generator) -> NDArray[np.uint8]:
    """Grain, a grid, or dots."""
    kind = rng.integers(3)
    if kind == 0:
        grain = cv2.GaussianBlur(rng.normal(0, 1, (SIDE, SIDE)), (0, 0), rng.uniform(0.4, 3))
        return np.asarray(np.where(grain > rng.uniform(0, 1) * grain.max(), 255, 0), np.uint8)
    canvas = np.zeros((CANVAS, CANVAS), np.uint8)
    if kind == 1:
        pitch, pen = int(rng.integers(10, 40)), int(rng.integers(1, 6))
        for at in range(int(rng.integers(pitch)), CANVAS, pitch):
            cv2.line(canvas, (at, 0), (at, CANVAS), 255, pen)
            cv2.line(canvas, (0, at), (CANVAS, at), 255, pen)
        return canvas
    for x, y in rng.integers(0, CANVAS, (rng.integers(2, 15), 2)).tolist():
        cv2.circle(canvas, (x, y), int(rng.integers(3, 12)), 255, -1, cv2.LINE_AA)
    return canvas


def nothing(_: Examples, _rng: np.random.Generator) -> NDArray[np.uint8]:
    """Empty paper."""
    return np.zeros((SIDE, SIDE), np.uint8)


MAKERS = (letter, sign, scribble, pair, lying, texture, nothing)
SHARES = (0.3, 0.25, 0.17, 0.13, 0.05, 0.08, 0.02)

"""Training digits in; out come the same, some of their 1s with a flag, some 7s crossed."""

import cv2
import numpy as np
from numpy.typing import NDArray

from inkdigits.data import Examples

ZOOM = 8  # times larger while drawing, so that thin strokes stay smooth
FOOT = 0.3  # share of the flagged 1s that stand on a foot
INK = 128  # a pixel from this level on belongs to the stroke
SERIF = 0.3  # share of the crossed 7s whose roof has a stroke down at its left end
BAR = (0.45, 0.75)  # of a 7's height: where a stem is crossed
WIDE = (2.2, 0.35)  # pens, and heights: ink that is wider there than both is a bar
ROOF = 0.35  # of a 7's height: what is as far up is its roof, and the top of its stem


def flag_ones(examples: Examples, *, share: float, rng: np.random.Generator) -> Examples:
    """Give a share of the 1s a flag, and some of those a foot.

    MNIST's writers were taught a bare stroke. Much of the world writes its 1 with a flag that runs
    down to the left, often with a foot, and a network that never saw one takes it for a 7 or a 2.

    Args:
        examples: Training digits; left as they are.
        share: Of the 1s, 0 to 1.
        rng: Where the choices and the shapes come from.

    Returns:
        As many digits in the same order, with the same labels.
    """
    ones = np.flatnonzero(examples.labels == 1)
    chosen = ones[rng.random(len(ones)) < share]
    images = examples.images.copy()
    for index in chosen:
        images[index] = flagged(images[index], rng)
    return Examples(images=images, labels=examples.labels)


def flagged(one: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:
    """Draw a flag onto one 1, and now and then a foot.

    The stem stays as it is, pixel for pixel: framed anew, our 1s would have a finer grain, and a
    network would learn to know them by that, not by their shape. But the whole is moved, by whole
    pixels, to where its centre of mass belongs: a flag sets a framed 1 lower, as its bar does a 7.

    Args:
        one: (28, 28), 0 paper to 255 ink.
        rng: Where length and angle come from.

    Returns:
        (28, 28) of the same kind; what reaches over the edge is lost.
    """
    rows = np.flatnonzero((one >= INK).any(1))
    if not len(rows):
        return one
    top, bottom = (_middle_of_row(one, row) for row in (rows[0], rows[-1]))
    height = np.hypot(*(bottom - top)) + 1
    pen = np.count_nonzero(one >= INK) / height  # thickness, in pixels
    canvas = np.zeros((ZOOM * 28, ZOOM * 28), np.uint8)
    start = top + rng.choice([0, rng.uniform(0, 0.25)]) * (bottom - top)  # at the top, or below it
    # Measured from the level: a flag nearer to it, on a stem that leans, would make a true 7.
    angle = np.radians(rng.uniform(25, 70))
    longest = (bottom - start)[1] / np.sin(angle)  # down to the line that the 1 stands on
    length = min((0.15 + 0.75 * rng.random() ** 2) * height, longest)  # short ones prevail
    _draw(canvas, start, start + length * _leftwards(angle), pen)
    if rng.random() < FOOT:
        foot = _leftwards(np.radians(rng.uniform(-8, 8)))
        left, right = rng.uniform(0.15, 0.35, 2) * height
        _draw(canvas, bottom + left * foot, bottom - right * foot, pen)
    drawn = np.maximum(one, _inked(canvas))
    return _moved(drawn, _centre_of_mass(one) - _centre_of_mass(drawn))


def crossed(seven: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:
    """Draw a bar through the stem of one 7, and now and then a serif onto its roof's left end.

    So it is written where a 1 has a flag, that nobody takes one for the other.

    Args:
        seven: (28, 28), 0 paper to 255 ink.
        rng: Where length, height and angle come from.

    Returns:
        (28, 28) of the same kind, everything else where it was; what reaches over the edge is lost,
        where the stem has a gap there is no bar, and no second one where it is crossed already.
    """
    ink = seven >= INK
    rows, columns = np.flatnonzero(ink.any(1)), np.flatnonzero(ink.any(0))
    if not len(rows):
        return seven
    height, width = np.ptp(rows) + 1, np.ptp(columns) + 1
    pen = np.count_nonzero(ink) / (height + 0.7 * width)  # thickness: a stem and most of a roof
    row = rows[0] + round(rng.uniform(0.45, 0.68) * (height - 1))
    canvas = np.zeros((ZOOM * 28, ZOOM * 28), np.uint8)
    whole = bool(ink[row].any())  # in a broken stem there may be a gap
    if whole and not _is_crossed(ink, int(rows[0]), int(height), pen):
        stem = np.array([np.flatnonzero(ink[row])[-1] - pen / 2, row])
        way = _leftwards(np.radians(rng.uniform(-10, 30)))
        left, right = rng.uniform(0.12, 0.4, 2) * height
        _draw(canvas, stem + left * way, stem - right * way, pen)
    if rng.random() < SERIF:
        upper = ink[: rows[0] + max(round(ROOF * height), 1)]
        column = np.flatnonzero(upper.any(0))[0]
        roof = np.array([column + pen / 2, np.flatnonzero(upper[:, column]).mean()])
        _draw(canvas, roof, roof + rng.uniform(0.08, 0.17) * height * _serif(rng), pen)
    return np.maximum(seven, _inked(canvas))


def _is_crossed(ink: NDArray[np.bool_], top: int, height: int, pen: float) -> bool:
    """Whether a 7 has a bar through its stem already: a long run of ink in a row that high."""
    first, last = (top + round(share * height) for share in BAR)
    rows = np.pad(ink[first:last], ((0, 0), (1, 1))).astype(np.int8)
    ends = [np.flatnonzero(np.diff(row)) for row in rows]
    runs = [run for end in ends for run in (end[1::2] - end[::2]).tolist()]
    return max(runs, default=0) > max(WIDE[0] * pen, WIDE[1] * height)


def _serif(rng: np.random.Generator) -> NDArray[np.float64]:
    """A step of length one down from a roof's left end, as x, y; more or less upright."""
    angle = np.radians(rng.uniform(60, 110))
    return np.array([np.cos(angle), np.sin(angle)])


def _inked(canvas: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """What was drawn, as a frame, (28, 28), with edges as soft as a training digit's own."""
    soft = cv2.GaussianBlur(canvas, (0, 0), ZOOM / 4)
    return cv2.resize(soft, (28, 28), interpolation=cv2.INTER_AREA).astype(np.uint8)


def _middle_of_row(one: NDArray[np.uint8], row: int) -> NDArray[np.float64]:
    """The middle of the ink in a row, as x, y."""
    return np.array([np.flatnonzero(one[row] >= INK).mean(), row], np.float64)


def _centre_of_mass(image: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Where the ink balances, as row, column."""
    places = np.indices(image.shape)  # (2, 28, 28)
    return np.array((places * image).sum((1, 2)) / image.sum(dtype=np.float64))


def _moved(image: NDArray[np.uint8], by: NDArray[np.float64]) -> NDArray[np.uint8]:
    """The image moved by the nearest whole rows and columns."""
    rows, columns = np.rint(by).astype(int).tolist()
    moved = cv2.warpAffine(image, np.array([[1.0, 0, columns], [0, 1, rows]]), (28, 28))
    return moved.astype(np.uint8)


def _leftwards(angle: float) -> NDArray[np.float64]:
    """A step of length one to the left and down by ``angle``, in radians, as x, y."""
    return np.array([-np.cos(angle), np.sin(angle)])


def _draw(
    canvas: NDArray[np.uint8], start: NDArray[np.float64], end: NDArray[np.float64], pen: float
) -> None:
    """A line between two points of the frame, ``pen`` of its pixels wide."""
    points = [np.rint((point + 0.5) * ZOOM).astype(int).tolist() for point in (start, end)]
    cv2.line(canvas, points[0], points[1], 255, max(1, round(pen * ZOOM)), cv2.LINE_AA)

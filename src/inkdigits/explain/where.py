"""A model and a frame in; which parts the answer hangs on, and what would tip it, out."""

from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from inkdigits.digits import SIDE
from inkdigits.model import Model

COVER = 5  # pixels: the side of the paper that is laid over the frame
SIZES = (3, 5, 7, 9)  # pixels: sides of the pieces that are rubbed out
LENGTHS = (5, 8, 11)  # pixels: of the strokes that are added
TURNS = np.deg2rad(np.arange(0, 180, 30))  # their directions
STEP = 2  # pixels between one trial and the next
PEN = 2  # pixels: how wide an added stroke is, before its soft rim
SURE = 1e-7  # float32 cannot tell a probability this close to 1 from 1
INK = 128  # levels, of 255, from which a pixel counts as ink


@dataclass(frozen=True, kw_only=True)
class Change:
    """A small change of a frame, and what the model says then."""

    frame: NDArray[np.uint8]  # (28, 28), changed
    changed: int  # how much ink came or went, in pixels' worth
    value: int  # the answer, 0 to 9
    probability: float  # of that answer
    runner_up: float  # the probability, now, of the digit that was the runner-up before


def occlusion(model: Model, frame: NDArray[np.uint8], digit: int) -> NDArray[np.float32]:
    """How much certainty of a digit is lost when paper covers each part of the frame.

    A square of 5 by 5 pixels of paper is laid on every place, and a pixel's value is the mean over
    the squares that cover it. Certainty is counted in log odds, for a network that is sure at
    99.99 % loses next to no probability over what it would miss the most.

    Args:
        model: That answers.
        frame: uint8 (28, 28), 0 paper to 255 ink.
        digit: Whose probability is asked for, 0 to 9.

    Returns:
        float32 (28, 28), in nats: positive where the ink speaks for the digit, negative where it
        speaks against it, 0 where there is none.

    References:
        Zeiler and Fergus, "Visualizing and Understanding Convolutional Networks", 2014, section 4.
    """
    places = [(row, column) for row in range(1 - COVER, SIDE) for column in range(1 - COVER, SIDE)]
    areas = [_area(row, column, COVER) for row, column in places]
    covered = np.repeat(frame[None], len(areas), axis=0)
    for one, area in zip(covered, areas, strict=True):
        one[area] = 0
    changed = (covered != frame).any((1, 2))
    before = _log_odds(model, frame[None], digit)
    lost = np.zeros(len(areas), np.float32)
    if changed.any():
        lost[changed] = before - _log_odds(model, covered[changed], digit)
    total, times = np.zeros((2, SIDE, SIDE), np.float32)
    for loss, area in zip(lost, areas, strict=True):
        total[area] += loss
        times[area] += 1
    return total / times


def tip(model: Model, frame: NDArray[np.uint8]) -> tuple[Change | None, Change | None]:
    """The smallest piece to rub out, and the smallest stroke to add, that change the answer.

    Squares of four sizes are rubbed out, and straight strokes of three lengths in six directions
    added, at every other pixel.

    Args:
        model: That answers.
        frame: uint8 (28, 28), 0 paper to 255 ink.

    Returns:
        What to rub out, and what to add. Where none changes the answer, that which brings the
        runner-up furthest; None where there is nothing to rub out.
    """
    probabilities = model.probabilities(frame[None])[0]
    second, first = (int(digit) for digit in probabilities.argsort()[-2:])
    return tuple(  # type: ignore[return-value]
        _best(model, frame, trials, first=first, second=second)
        for trials in (_rubbed_out(frame), _added(frame))
    )


def _log_odds(model: Model, frames: NDArray[np.uint8], digit: int) -> NDArray[np.float32]:
    """(n,) float32, of one digit against all others."""
    probability = model.probabilities(frames)[:, digit].astype(np.float64)
    probability = probability.clip(SURE, 1 - SURE)
    return np.log(probability / (1 - probability)).astype(np.float32)


def _best(
    model: Model,
    frame: NDArray[np.uint8],
    trials: NDArray[np.uint8],
    *,
    first: int,
    second: int,
) -> Change | None:
    if not len(trials):
        return None
    answers = model.probabilities(trials)
    amounts = np.abs(trials.astype(np.int32) - frame).sum((1, 2)) / 255
    tipped = answers.argmax(1) != first
    score = np.where(tipped, -amounts, -1e6 + answers[:, second])
    at = int(score.argmax())
    value = int(answers[at].argmax())
    return Change(
        frame=trials[at],
        changed=round(float(amounts[at])),
        value=value,
        probability=float(answers[at, value]),
        runner_up=float(answers[at, second]),
    )


def _rubbed_out(frame: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Trials, (n, 28, 28), with a square of paper each; only those that still have ink."""
    trials = []
    for size in SIZES:
        for row in range(0, SIDE - size + 1, STEP):
            for column in range(0, SIDE - size + 1, STEP):
                one = frame.copy()
                one[_area(row, column, size)] = 0
                trials.append(one)
    return _changed(np.stack(trials), frame)


def _added(frame: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Trials, (n, 28, 28), with one more stroke each."""
    trials = np.maximum(frame, _strokes())
    return _changed(trials, frame)


@cache
def _strokes() -> NDArray[np.uint8]:
    """Frames, (n, 28, 28), with one straight stroke each."""
    strokes = []
    parts = 16  # of a pixel, that OpenCV is to count in
    for length in LENGTHS:
        for turn in TURNS:
            half = np.array([np.cos(turn), np.sin(turn)]) * (length - 1) / 2
            for y in range(4, SIDE - 4, STEP):
                for x in range(4, SIDE - 4, STEP):
                    ends = np.rint((np.array([x, y]) + np.stack([-half, half])) * parts)
                    start, end = ends.astype(int).tolist()
                    one = np.zeros((SIDE, SIDE), np.uint8)
                    strokes.append(cv2.line(one, start, end, 255, PEN, cv2.LINE_AA, 4))
    return np.stack(strokes).astype(np.uint8)


def _changed(trials: NDArray[np.uint8], frame: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The trials that are not the frame as it was, and have some ink."""
    kept = (trials != frame).any((1, 2)) & (trials >= INK).any((1, 2))
    return np.asarray(trials[kept], np.uint8)


def _area(row: int, column: int, size: int) -> tuple[slice, slice]:
    """The square with this corner, as far as it lies within the frame."""
    return (
        slice(max(row, 0), min(row + size, SIDE)),
        slice(max(column, 0), min(column + size, SIDE)),
    )

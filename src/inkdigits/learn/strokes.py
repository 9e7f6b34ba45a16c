"""A number in; so many digits out, drawn stroke by stroke in forms that MNIST's writers knew not.

MNIST has one country's hands. A 9 with a hook, a 1 with a long flag, a 4 in one stroke like
lightning, a crossed 7: half of the world writes them, and a network that never saw one misreads it.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from inkdigits.data import Examples
from inkdigits.data.dataset import CLASSES
from inkdigits.digits import SIDE
from inkdigits.learn.forms import FORMS, Form, Stroke
from inkdigits.vision.frame import frame

CANVAS = 144  # pixels a side that digits are drawn on
BOX = 72  # of those pixels: how high a digit is
WIDE = (0.4, 1.15)  # how wide it is against its height
PENS = (3, 15)  # of the canvas's pixels
UNSTEADY = 0.045  # of the box: how far each point goes astray, one standard deviation
LEAN, TURN = 0.35, 0.15  # shear, and radians, to either side
FREQUENCIES = [len(forms) / sum(map(len, FORMS)) for forms in FORMS]
STEPS = 12  # straight pieces that a curve between two points is drawn in


def draw_digits(count: int, rng: np.random.Generator) -> Examples:
    """Draw digits, each in a form, with a pen and by a hand of its own.

    Args:
        count: How many; each form is about equally frequent.
        rng: Where everything comes from.

    Returns:
        Framed as all digits are.
    """
    labels = rng.choice(CLASSES, count, p=FREQUENCIES)
    images = np.empty((count, SIDE, SIDE), np.uint8)
    for image, label in zip(images, labels, strict=True):
        image[:] = frame(draw_digit(int(label), rng))
    return Examples(images=images, labels=labels)


def with_drawn(examples: Examples, share: float, seed: int) -> Examples:
    """The digits, and after them ``share`` as many drawn ones."""
    drawn = draw_digits(round(share * len(examples)), np.random.default_rng([seed, 1]))
    return Examples(
        images=np.concatenate([examples.images, drawn.images]),
        labels=np.concatenate([examples.labels, drawn.labels]),
    )


def draw_digit(digit: int, rng: np.random.Generator) -> NDArray[np.uint8]:
    """One digit in some form, 255 ink on 0, uint8 (CANVAS, CANVAS)."""
    return draw_form(FORMS[digit][rng.integers(len(FORMS[digit]))], rng)


def draw_form(form: Form, rng: np.random.Generator, pen: int | None = None) -> NDArray[np.uint8]:
    """A digit's form by any hand, 255 ink on 0, uint8 (CANVAS, CANVAS).

    Args:
        form: Its strokes.
        rng: Where everything comes from.
        pen: The canvas's pixels that strokes are wide; None for as wide as any of ``PENS``.
    """
    canvas = np.zeros((CANVAS, CANVAS), np.uint8)
    turn, lean = rng.uniform(-TURN, TURN), rng.uniform(-LEAN, LEAN)
    cos, sin = np.cos(turn), np.sin(turn)
    hand = np.array([[cos, -sin], [sin, cos]]) @ np.array([[1, -lean], [0, 1]])
    hand = BOX * hand @ np.diag([rng.uniform(*WIDE), 1])
    pen = int(rng.integers(*PENS)) if pen is None else pen
    for stroke in form:
        line = (curve(unsteady(stroke, UNSTEADY, rng)) - 0.5) @ hand.T + CANVAS / 2
        cv2.polylines(canvas, [np.rint(line).astype(np.int32)], False, 255, pen, cv2.LINE_AA)
    return canvas


def unsteady(stroke: Stroke, astray: float, rng: np.random.Generator) -> NDArray[np.float64]:
    """A stroke's points, (n, 2), ``astray`` by one standard deviation; corners stay corners."""
    places = np.array(stroke) + rng.normal(0, astray, (len(stroke), 2))
    for twice in _corners(stroke):
        places[twice + 1] = places[twice]
    return places


def curve(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """A smooth line through points, (n, 2) -> (m, 2); a corner where a point is given twice.

    References:
        Catmull and Rom, "A class of local interpolating splines", 1974.
    """
    pieces = [points[:1]]
    ends = np.pad(points, ((1, 1), (0, 0)), mode="edge")
    along = np.linspace(0, 1, STEPS + 1)[1:, None]
    for before, start, end, after in zip(ends, ends[1:], ends[2:], ends[3:], strict=False):
        if np.array_equal(start, end):
            continue
        into, out = (end - before) / 2, (after - start) / 2
        pieces.append(
            start
            + along * into
            + along**2 * (3 * (end - start) - 2 * into - out)
            + along**3 * (2 * (start - end) + into + out)
        )
    return np.concatenate(pieces)


def _corners(stroke: Stroke) -> list[int]:
    """Where a point is followed by itself."""
    return [at for at in range(len(stroke) - 1) if stroke[at] == stroke[at + 1]]

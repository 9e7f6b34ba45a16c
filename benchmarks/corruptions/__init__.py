"""Digit frames, a kind, a severity and a Generator in; the same digits, harder to read, out.

Our own kinds, parameters and code, made to be like what pens, paper and cameras do. Mu and Gilmer,
"MNIST-C: A Robustness Benchmark for Computer Vision", 2019, gave the idea; no code and no figure is
theirs, so that their set stays one that nothing here was fitted to.

The strengths were chosen by looking at training digits, so that nearly every one can still be read
off a contact sheet at severity 5. No model's score had a say.
"""

import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from . import blur, clutter, geometry, light, noise, pen

SEEN, UNSEEN = True, False  # by training: unseen kinds are kept for judging alone
SEVERITIES = (1, 2, 3, 4, 5)  # weakest to strongest; 0 leaves the digits as they are

Ink = NDArray[np.float32]  # (n, h, w), 0 paper to 1 ink


@dataclass(frozen=True)
class Kind:
    """One way in which digits become hard to read."""

    name: str
    family: str
    seen: bool  # whether training may use it
    change: Callable[[Ink, Any, np.random.Generator], Ink]  # ink, strength, rng -> ink
    strengths: tuple[Any, ...]  # for severities 1 to 5, in the unit that ``change`` names


KINDS = (
    Kind("shot noise", "noise", SEEN, noise.shot, (40, 20, 11, 6.5, 4)),
    Kind("impulse noise", "noise", UNSEEN, noise.impulse, (0.03, 0.07, 0.11, 0.16, 0.22)),
    Kind("glass blur", "blur", UNSEEN, blur.glass, (0.3, 0.38, 0.46, 0.54, 0.62)),
    Kind("motion blur", "blur", SEEN, blur.motion, (2.5, 3.5, 4.5, 5.5, 6.5)),
    Kind("defocus blur", "blur", SEEN, blur.defocus, (1, 1.4, 1.75, 2.1, 2.4)),
    Kind("shear", "geometry", SEEN, geometry.shear, (0.2, 0.35, 0.5, 0.65, 0.8)),
    Kind("scale", "geometry", SEEN, geometry.scale, (24, 21, 18, 16, 14)),
    Kind("rotate", "geometry", SEEN, geometry.rotate, (10, 18, 26, 34, 42)),
    Kind("translate", "geometry", SEEN, geometry.translate, (2, 3, 4, 5, 6)),
    Kind("brightness", "light", SEEN, light.brightness, (0.15, 0.3, 0.45, 0.6, 0.72)),
    Kind("contrast", "light", SEEN, light.contrast, (0.7, 0.5, 0.35, 0.25, 0.16)),
    Kind("inversion", "light", UNSEEN, light.inversion, (1.0, 0.7, 0.5, 0.35, 0.25)),
    Kind("fog", "light", UNSEEN, light.fog, (0.4, 0.8, 1.1, 1.4, 1.7)),
    Kind("stripe", "light", SEEN, light.stripe, (0.25, 0.4, 0.52, 0.64, 0.75)),
    Kind("spatter", "clutter", UNSEEN, clutter.spatter, (5, 9, 13, 18, 23)),
    Kind(
        "dotted line",
        "clutter",
        UNSEEN,
        clutter.dotted_line,
        ((1, 0.5), (1, 0.7), (2, 0.7), (2, 0.85), (3, 0.85)),
    ),
    Kind(
        "zigzag",
        "clutter",
        UNSEEN,
        clutter.zigzag,
        ((0.5, 0.5), (0.5, 0.75), (0.5, 1), (0.75, 0.75), (0.75, 0.9)),
    ),
    Kind("thin pen", "pen", SEEN, pen.thin, (0.2, 0.35, 0.5, 0.6, 0.7)),
    Kind("thick pen", "pen", SEEN, pen.thick, (0.25, 0.5, 0.75, 1.0, 1.2)),
    Kind("outline", "pen", SEEN, pen.outline, (0.6, 0.4, 0.25, 0.1, 0)),
)


def corrupt(
    images: NDArray[np.uint8], kind: Kind, severity: int, rng: np.random.Generator
) -> NDArray[np.uint8]:
    """Make digits harder to read, each by its own draw.

    Args:
        images: uint8 (n, 28, 28), 0 paper to 255 ink; left as they are.
        kind: One of ``KINDS``.
        severity: 1 to 5; 0 gives the images back.
        rng: Where the draws come from; ``generator`` makes one that suits.

    Returns:
        uint8 (n, 28, 28) in the same order.

    Raises:
        ValueError: There is no such severity.
    """
    if severity not in {0, *SEVERITIES}:
        raise ValueError(f"severity is {severity}; it goes from 0, nothing, to {SEVERITIES[-1]}.")
    if severity == 0 or not len(images):
        return images.copy()
    ink = images.astype(np.float32) * np.float32(1 / 255)
    changed = kind.change(ink, kind.strengths[severity - 1], rng)
    return np.rint(changed.clip(0, 1) * 255).astype(np.uint8)


def generator(seed: int, kind: Kind, severity: int) -> np.random.Generator:
    """The random numbers of one kind and severity; no other kind has a say in them."""
    return np.random.default_rng([seed, zlib.crc32(kind.name.encode()), severity])

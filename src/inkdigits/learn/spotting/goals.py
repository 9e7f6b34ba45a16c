"""Scenes in; what the network should say of them, and how wrong it is, out."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from inkdigits.learn.spotting.scene import Scene
from inkdigits.learn.spotting.sheet import SIDE
from inkdigits.sight import FINE, STRIDE, TURNS

CELLS = SIDE // STRIDE
ROWS, COLUMNS = np.mgrid[0:CELLS, 0:CELLS] + 0.5  # cells, middles of cells
FINE_ROWS, FINE_COLUMNS = (np.mgrid[0 : SIDE // FINE, 0 : SIDE // FINE] + 0.5) * FINE / STRIDE
SAME = {1: (0, 8), 2: (0, 1, 8, 6, 9), 3: (0, 8)}  # digits that look like some, turned so
CLOSE = 0.16  # of a digit's height: cells so near its middle may answer for it
LEAST = 0.75  # cells that are near enough at the least
NARROWEST = 0.2  # cells: no side of a digit is nearer to its middle
FOCUS, FOCUS_OF_INK = 1.0, 0.5  # how much less what is nearly right counts
SMOOTH = 0.02  # share of a target that is spread over all ten digits
DENSE = 10  # times the mean over all pixels: what is wrong with ink counts as much
SHARES = {"middle": 1.0, "which": 1.0, "box": 0.5, "ink": 0.5, "owner": 0.15}


@dataclass(frozen=True, kw_only=True)
class Goals:
    """What the network should say of n scenes."""

    pictures: Tensor  # (n, 1, SIDE, SIDE) uint8
    middle: Tensor  # (n, 4, CELLS, CELLS) int8: 1 middle of a digit turned so, 0 none, -1 either
    which: Tensor  # (n, CELLS, CELLS) int64, the digit; -1 where none is
    box: Tensor  # (n, 4, CELLS, CELLS) float32: log of cells to its left, top, right and bottom
    ink: Tensor  # (n, SIDE / 2, SIDE / 2) int8: 1 a digit's ink, 0 none, -1 it does not matter
    owner: Tensor  # (n, 2, SIDE / 2, SIDE / 2) float32: cells to the middle of the ink's digit


def goals_of(scenes: Sequence[Scene]) -> Goals:
    """What the network should say of some scenes."""
    parts = [_goals(scene) for scene in scenes]
    return Goals(
        **{name: torch.from_numpy(np.stack([part[name] for part in parts])) for name in parts[0]}
    )


def _goals(scene: Scene) -> dict[str, NDArray[np.generic]]:
    middle = np.zeros((TURNS, CELLS, CELLS), np.int8)
    which = np.full((CELLS, CELLS), -1, np.int64)
    box = np.zeros((4, CELLS, CELLS), np.float32)
    nearest = np.full((CELLS, CELLS), np.inf)
    for digit in scene.digits:
        x, y, w, h = (side / STRIDE for side in digit.box)
        across, down, turn = x + w / 2, y + h / 2, digit.turn
        near = max(CLOSE * max(h, w if turn else 0), LEAST)
        wide, high = max(w / 2, 2 * near), max(h / 2, 2 * near)
        part = np.s_[
            max(int(down - high), 0) : max(int(down + high) + 1, 0),
            max(int(across - wide), 0) : max(int(across + wide) + 1, 0),
        ]
        rows, columns = ROWS[part], COLUMNS[part]
        here, first = middle[turn][part], middle[0][part]
        inside = (columns > x) & (columns < x + w) & (rows > y) & (rows < y + h)
        if turn and digit.label in SAME[turn]:
            first[inside] = -1
        if not digit.wanted:
            here[inside & (here == 0)] = -1
            continue
        far = np.hypot(columns - across, rows - down)
        here[(far <= 2 * near) & (here == 0)] = -1
        best = (far <= near) & (far < nearest[part])
        nearest[part][best] = far[best]
        here[best] = 1
        if turn:
            continue
        which[part][best] = digit.label
        sides = np.stack([columns - x, rows - y, x + w - columns, y + h - rows])
        box[:, *part][:, best] = np.log(np.maximum(sides, NARROWEST))[:, best]
    ink, way = _inks(scene)
    return {
        "pictures": scene.picture[None],
        "middle": middle,
        "which": which,
        "box": box,
        "ink": ink,
        "owner": way,
    }


def _inks(scene: Scene) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """What ``Goals`` says of the ink, and of its digits' middles."""
    owner = scene.owner[FINE // 2 :: FINE, FINE // 2 :: FINE]
    found = [1 if digit.wanted and not digit.turn else -1 for digit in scene.digits]
    ink = np.array([*found, 0], np.int8)[owner]  # nobody's is -1, the last
    boxes = np.array([*(digit.box for digit in scene.digits), (0, 0, 0, 0)]) / STRIDE
    middles = np.asarray(boxes[:, :2] + boxes[:, 2:] / 2, np.float32)[owner]
    way = (middles.transpose(2, 0, 1) - np.stack([FINE_COLUMNS, FINE_ROWS])) * (ink == 1)
    return ink, np.asarray(way, np.float32)


def how_wrong(answers: Tensor, inks: Tensor, goals: Goals) -> dict[str, Tensor]:
    """The loss, part by part; its sum is to be small."""
    answers, inks = answers.float(), inks.float()
    found = goals.which >= 0
    digits = (goals.middle == 1).sum().clamp_min(1)
    middle = _focal(answers[:, :TURNS], goals.middle).sum() / digits
    flat = answers.permute(0, 2, 3, 1)[found]
    which = box = flat.sum()  # nothing
    if len(flat):
        which = functional.cross_entropy(
            flat[:, TURNS:-4], goals.which[found], label_smoothing=SMOOTH
        )
        box = (flat[:, -4:] - goals.box.permute(0, 2, 3, 1)[found]).abs().mean()
    known = goals.ink >= 0
    ink = _focal(inks[:, 0], goals.ink, focus=FOCUS_OF_INK).sum() / known.sum() * DENSE
    own = (goals.ink == 1)[:, None]
    owner = ((inks[:, 1:] - goals.owner).abs() * own).sum() / (2 * own.sum().clamp_min(1))
    parts = {"middle": middle, "which": which, "box": box, "ink": ink, "owner": owner}
    return {name: SHARES[name] * part for name, part in parts.items()}


def _focal(logits: Tensor, wanted: Tensor, *, focus: float = FOCUS) -> Tensor:
    """Cross entropy in which what is nearly right counts less; 0 where ``wanted`` is -1.

    References:
        Lin, Goyal, Girshick, He and Dollar, "Focal loss for dense object detection", 2017.
    """
    target = (wanted == 1).float()
    plain = functional.binary_cross_entropy_with_logits(logits, target, reduction="none")
    miss = (1 - torch.exp(-plain)).clamp_min(1e-4)  # its root has no slope at 0
    return plain * miss**focus * (wanted >= 0)

"""What was explained of a network in; the same as JSON, with maps as levels in base64, out."""

import dataclasses
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from inkdigits.explain import Anatomy, Cell, Change, Step, occlusion
from inkdigits.model import Model
from inkdigits.web.frames import text_from

STRONGEST = 8  # parts of a sum that are told one by one


def seen_json(frame: NDArray[np.uint8], probabilities: NDArray[np.float32]) -> dict[str, Any]:
    """What a network got of a digit, (28, 28), and what it said, (10,)."""
    rows, columns = (np.flatnonzero(frame.any(axis)) for axis in (1, 0))
    ink = {"x": 0, "y": 0, "width": 0, "height": 0}
    if len(rows):
        x, y = int(columns[0]), int(rows[0])
        ink = {"x": x, "y": y, "width": int(columns[-1]) - x + 1, "height": int(rows[-1]) - y + 1}
    return {
        "frame": text_from(frame),
        "ink": ink,  # the box around its ink within the frame, as the digit's box is in the picture
        "probabilities": rounded(probabilities),
    }


def network_json(anatomy: Anatomy, frame: NDArray[np.uint8]) -> dict[str, Any]:
    """Every step of a network, with its maps of one frame."""
    values, filters = anatomy.values(frame), anatomy.filters()
    return {
        "networks": anatomy.networks,
        "temperature": anatomy.temperature,
        "filters": None if filters is None else _maps(_each_in_its_scale(filters)),
        "steps": [_step(anatomy, step, values) for step in anatomy.steps],
    }


def _step(
    anatomy: Anatomy, step: Step, values: Mapping[str, NDArray[np.float32]]
) -> dict[str, Any]:
    settings = step.nodes[0].settings if step.nodes else {}
    learned = [name for node in step.nodes for name in node.inputs[1:3]]  # no running statistics
    weights = sum(anatomy.graph.weights[name].size for name in learned if name)
    return {
        "kind": step.kind,
        "maps": _maps(values[step.gives]),
        "before_relu": _maps(values[step.uncut]) if step.uncut != step.gives else None,
        "kernel": settings.get("kernel_shape"),
        "stride": settings.get("strides"),
        "normalized": any(node.operator == "BatchNormalization" for node in step.nodes),
        "weights": weights if step.kind in ("convolution", "dense") else 0,
    }


def _each_in_its_scale(filters: NDArray[np.float32]) -> NDArray[np.float32]:
    largest = np.abs(filters).max((1, 2), keepdims=True)
    return np.asarray(filters / largest.clip(1e-12), np.float32)


def _maps(values: NDArray[np.float32]) -> dict[str, Any]:
    """Maps, (n, h, w), in 255 levels from ``low`` to ``high``, which 0 lies between."""
    low, high = min(float(values.min()), 0.0), max(float(values.max()), 0.0)
    levels = np.rint((values - low) * (255 / ((high - low) or 1))).astype(np.uint8)
    return {"shape": values.shape, "low": low, "high": high, "levels": text_from(levels)}


def cell_json(cell: Cell) -> dict[str, Any]:
    """How one cell came about, the strongest parts of its sum first."""
    order = sorted(cell.parts, key=lambda part: abs(part.sum), reverse=True)
    told = order[:STRONGEST]
    return {
        **{name: getattr(cell, name) for name in ("bias", "scale", "shift", "total", "value")},
        "parts": [
            {
                **dataclasses.asdict(part),
                "patch": [
                    [None if np.isnan(at) else float(at) for at in row] for row in part.patch
                ],
                "weights": None if part.weights is None else part.weights.tolist(),
                "sum": part.sum,
            }
            for part in told
        ],
        "others": {"parts": len(order) - len(told), "sum": sum(p.sum for p in order[STRONGEST:])},
    }


def where_json(model: Model, frame: NDArray[np.uint8], digit: int | None) -> dict[str, Any]:
    """How much certainty is lost when paper covers each part of a frame."""
    if digit is None:
        digit = int(model.probabilities(frame[None])[0].argmax())
    return {"digit": digit, "lost": [rounded(row) for row in occlusion(model, frame, digit)]}


def change_json(change: Change | None) -> dict[str, Any] | None:
    """A change of a frame, and what the model says then."""
    if change is None:
        return None
    return {**dataclasses.asdict(change), "frame": text_from(change.frame)}


def rounded(values: NDArray[np.float32]) -> list[float]:
    """Numbers with as many digits as anybody looks at."""
    return [round(float(value), 6) for value in values]

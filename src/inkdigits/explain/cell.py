"""The values inside a network and a cell's place in; the patch, the weights and the sum out."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from inkdigits.errors import UsageError
from inkdigits.explain.graph import Graph, Node
from inkdigits.explain.steps import Step

Values = NDArray[np.float32]
Place = tuple[int, int, int]  # map, row, column


@dataclass(frozen=True, kw_only=True)
class Part:
    """What one map of the step before gives to a cell; a number counts as a map of one cell."""

    map: int  # which one
    row: int  # of the patch's upper left corner in that map; negative above it
    column: int
    patch: Values  # (h, w), what lies there; beyond the rim 0, or NaN where a pool passes it over
    weights: Values | None  # (h, w), the filter; None where nothing is weighed

    @property
    def sum(self) -> float:
        """What this part gives to the sum; where nothing is weighed, the patch's largest value."""
        if self.weights is None:
            return float(np.nanmax(self.patch))
        return float((self.patch.astype(np.float64) * self.weights).sum())


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One cell of a step, and how its value came about."""

    parts: tuple[Part, ...]  # in the order of the maps before
    bias: float | None  # what is added to their sum
    scale: float | None  # of a normalization: (sum + bias) × scale + shift
    shift: float | None
    total: float  # all of that, computed here
    value: float  # what the network itself gives on: the total, or 0 where ReLU cuts it off


def find_cell(
    graph: Graph, steps: tuple[Step, ...], values: Mapping[str, Values], at: int, place: Place
) -> Cell:
    """How the value of one cell came about, computed again from what it was made of.

    Args:
        graph: The network.
        steps: Its steps.
        values: Float32 (channels, h, w) for every name that the steps have.
        at: Which of the steps; from 1, for the frame is made of nothing.
        place: Map, row and column of the cell.

    Raises:
        UsageError: There is no such step or cell.
    """
    if not 0 < at < len(steps):
        raise UsageError(f"there is no step {at} to look into; they are 1 to {len(steps) - 1}.")
    step = steps[at]
    made = values[step.gives]
    if not all(0 <= index < size for index, size in zip(place, made.shape, strict=True)):
        maps, rows, columns = made.shape
        raise UsageError(
            f"there is no cell {place} in step {at}: it has {maps} maps of {rows} rows and "
            f"{columns} columns, counted from 0."
        )
    value = float(made[place])
    match step.kind:
        case "convolution":
            parts = _convolved(graph, step.nodes[0], values[step.takes], place)
        case "dense":
            before = values[steps[at - 1].gives].shape  # as maps, before they were laid in a row
            parts = _weighed(graph, step.nodes[0], values[step.takes].reshape(before), place[0])
        case kind:
            parts = _taken(kind, step.nodes[0], values[step.takes], place, made.shape)
            return Cell(parts=parts, bias=None, scale=None, shift=None, total=value, value=value)
    bias = _bias(graph, step.nodes[0], place[0])
    scale, shift = _normalization(graph, step, place[0])
    total = sum(part.sum for part in parts) + (bias or 0)
    if scale is not None and shift is not None:
        total = total * scale + shift
    return Cell(parts=parts, bias=bias, scale=scale, shift=shift, total=total, value=value)


def _convolved(graph: Graph, node: Node, before: Values, place: Place) -> tuple[Part, ...]:
    channel, row, column = place
    kernels = graph.weights[node.inputs[1]]  # (maps, channels a group, h, w)
    weights = kernels[channel]
    groups = len(before) // len(weights)
    first = channel // (len(kernels) // groups) * len(weights)
    parts = []
    for index, kernel in enumerate(weights, first):
        corner, patch = _window(node, before[index], row, column, beyond=0)
        parts.append(_part(index, *corner, patch, kernel))
    return tuple(parts)


def _weighed(graph: Graph, node: Node, before: Values, channel: int) -> tuple[Part, ...]:
    """A dense layer is a convolution whose filters are as large as the maps before it."""
    weights = graph.weights[node.inputs[1]][channel].reshape(before.shape)
    return tuple(_part(index, 0, 0, one, weights[index]) for index, one in enumerate(before))


def _taken(
    kind: str, node: Node, before: Values, place: Place, shape: tuple[int, ...]
) -> tuple[Part, ...]:
    """Steps without weights: each cell is one value from before, or the largest of a patch."""
    channel, row, column = place
    if kind == "softmax":  # of all logits together
        return tuple(_part(index, 0, 0, logit, None) for index, logit in enumerate(before))
    if kind == "pool":
        corner, patch = _window(node, before[channel], row, column, beyond=np.nan)
        return (_part(channel, *corner, patch, None),)
    if kind == "fold":
        block = before.shape[1] // shape[1]
        down, right = divmod(channel, block)
        channel, row, column = 0, row * block + down, column * block + right
    return (_part(channel, row, column, before[channel, row : row + 1, column : column + 1], None),)


def _window(
    node: Node, map_: Values, row: int, column: int, *, beyond: float
) -> tuple[tuple[int, int], Values]:
    """The corner of what a kernel covers when it makes one cell, and what lies under it."""
    height, width = _pair(node, "kernel_shape", 1)
    down, right = _pair(node, "strides", 1)
    far, wide = _pair(node, "dilations", 1)
    above, beside = _pair(node, "pads", 0)
    top, left = row * down - above, column * right - beside
    patch = np.full((height, width), beyond, np.float32)
    for y in range(height):
        for x in range(width):
            at = top + y * far, left + x * wide
            if 0 <= at[0] < map_.shape[0] and 0 <= at[1] < map_.shape[1]:
                patch[y, x] = map_[at]
    return (top, left), patch


def _pair(node: Node, setting: str, usual: int) -> tuple[int, int]:
    value = node.settings.get(setting, (usual, usual))
    first, second, *_ = value
    return first, second


def _normalization(graph: Graph, step: Step, channel: int) -> tuple[float | None, float | None]:
    for node in step.nodes:
        if node.operator == "BatchNormalization":
            weight, bias, mean, variance = (
                float(graph.weights[name][channel]) for name in node.inputs[1:]
            )
            scale = weight / float(np.sqrt(variance + node.settings["epsilon"]))
            return scale, bias - mean * scale
    return None, None


def _bias(graph: Graph, node: Node, channel: int) -> float | None:
    return float(graph.weights[node.inputs[2]][channel]) if len(node.inputs) > 2 else None  # noqa: PLR2004 - x, weights, bias


def _part(map_: int, row: int, column: int, patch: Values, weights: Values | None) -> Part:
    return Part(map=map_, row=row, column=column, patch=patch, weights=weights)

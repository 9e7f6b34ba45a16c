"""The bytes of an ONNX file in; its nodes and weights out, or the same file with more outputs.

The ``onnx`` package would do this too, in 36 MB and a third of a second. What is asked here of its
format is four kinds of field, and a test holds the answers against that package's.

References:
    "Protocol Buffers: Encoding", protobuf.dev; onnx.proto, for the numbers of the fields.
"""

import struct
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

VARINT, EIGHT, COUNTED, FOUR = 0, 1, 2, 5  # protobuf's ways of writing a field
MODEL_GRAPH = 7
GRAPH_NODE, GRAPH_WEIGHT, GRAPH_OUTPUT = 1, 5, 12
VALUE_NAME = 1
KINDS: dict[int, Any] = {1: "<f4", 6: "<i4", 7: "<i8", 11: "<f8"}  # of TensorProto


@dataclass(frozen=True, kw_only=True)
class Node:
    """One operator of a graph."""

    operator: str  # as ONNX names it: "Conv"
    inputs: tuple[str, ...]  # names of values and weights
    outputs: tuple[str, ...]
    settings: Mapping[str, Any]  # a number, bytes, or a tuple of whole numbers


@dataclass(frozen=True, kw_only=True)
class Graph:
    """A network as it is written down."""

    nodes: tuple[Node, ...]  # each after those whose values it takes
    weights: Mapping[str, NDArray[Any]]

    def maker(self, value: str) -> Node | None:
        """The node that gives a value; None for a weight and for the network's own input."""
        return next((node for node in self.nodes if value in node.outputs), None)


def read_graph(data: bytes) -> Graph:
    """Read an ONNX file as ``inkdigits train`` writes it: with its weights, as raw bytes."""
    graph = b"".join(value for field, value in _fields(data) if field == MODEL_GRAPH)
    nodes, weights = [], {}
    for field, value in _fields(graph):
        if field == GRAPH_NODE:
            nodes.append(_node(value))
        elif field == GRAPH_WEIGHT:
            name, weight = _weight(value)
            weights[name] = weight
    return Graph(nodes=tuple(nodes), weights=weights)


def with_outputs(data: bytes, names: Iterable[str]) -> bytes:
    """The same file, whose graph also gives the values of these names.

    Two protobuf messages, one after the other, are one message with the fields of both: what is
    appended is a model with nothing but outputs.
    """
    outputs = (_counted(GRAPH_OUTPUT, _counted(VALUE_NAME, name.encode())) for name in names)
    return data + _counted(MODEL_GRAPH, b"".join(outputs))


def _node(data: bytes) -> Node:
    names: dict[int, list[str]] = {1: [], 2: []}
    operator, settings = "", {}
    for field, value in _fields(data):
        if field in names:
            names[field].append(_text(value))
        elif field == 4:  # noqa: PLR2004 - op_type
            operator = _text(value)
        elif field == 5:  # noqa: PLR2004 - attribute
            key, setting = _setting(value)
            settings[key] = setting
    return Node(
        operator=operator, inputs=tuple(names[1]), outputs=tuple(names[2]), settings=settings
    )


def _setting(data: bytes) -> tuple[str, Any]:
    name, whole = "", []
    setting: Any = 0
    for field, value in _fields(data):
        match field:
            case 1:
                name = _text(value)
            case 2:
                setting = struct.unpack("<f", value)[0]
            case 3 | 4:
                setting = value
            case 8:
                whole += [value] if isinstance(value, int) else list(_varints(value))
    return name, tuple(whole) or setting


def _weight(data: bytes) -> tuple[str, NDArray[Any]]:
    shape: list[int] = []
    kind, name, raw = 1, "", b""
    for field, value in _fields(data):
        match field:
            case 1:
                shape += [value] if isinstance(value, int) else list(_varints(value))
            case 2:
                kind = value
            case 8:
                name = _text(value)
            case 9:
                raw = value
    return name, np.frombuffer(raw, KINDS[kind]).reshape(shape)


def _fields(data: bytes) -> Iterator[tuple[int, Any]]:
    """Each field's number and value: a whole number, or the bytes of anything else."""
    at = 0
    while at < len(data):
        key, at = _varint(data, at)
        field, way = key >> 3, key & 7
        if way == VARINT:
            value, at = _varint(data, at)
            yield field, value
            continue
        if way == COUNTED:
            size, at = _varint(data, at)
        else:
            size = {EIGHT: 8, FOUR: 4}[way]
        yield field, data[at : at + size]
        at += size


def _varint(data: bytes, at: int) -> tuple[int, int]:
    """The number that starts at a place, seven bits a byte, and the place after it."""
    number = shift = 0
    while True:
        number |= (data[at] & 127) << shift
        shift += 7
        at += 1
        if data[at - 1] < 128:  # noqa: PLR2004 - the eighth bit says that there is more
            return number, at


def _varints(data: bytes) -> Iterator[int]:
    at = 0
    while at < len(data):
        number, at = _varint(data, at)
        yield number


def _counted(field: int, content: bytes) -> bytes:
    return _number(field << 3 | COUNTED) + _number(len(content)) + content


def _number(number: int) -> bytes:
    low, rest = number & 127, number >> 7
    return bytes([low | 128]) + _number(rest) if rest else bytes([low])


def _text(value: bytes) -> str:
    return value.decode()

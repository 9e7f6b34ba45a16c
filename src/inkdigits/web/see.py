"""Models in; routes that show what a network sees in a drawing, and why it answers so, out."""

import dataclasses
import json
from collections.abc import Mapping
from functools import partial
from threading import Lock
from typing import Any

import numpy as np
from fastapi import APIRouter, Request
from numpy.typing import NDArray
from pydantic import BaseModel, Field

from inkdigits.console import reading_json
from inkdigits.explain import Anatomy, Cell, Change, Step, occlusion, tip
from inkdigits.model import Model
from inkdigits.web.frames import Seen, find_model, frame_from, read_and_see, text_from
from inkdigits.web.inputs import PICTURES, read_picture

STRONGEST = 8  # parts of a sum that are told one by one
LARGEST = 10_000  # more than any step, map, row or column has as its number
BINARY = {"schema": {"type": "string", "format": "binary"}}
PICTURE = {"requestBody": {"required": True, "content": dict.fromkeys(PICTURES, BINARY)}}
FRAME = Field(
    description="base64 of 784 bytes: 28 rows of 28 pixels, 0 paper to 255 ink", max_length=1048
)


class FrameBody(BaseModel):
    """A frame, and the model that is to look at it."""

    frame: str = FRAME
    model: str | None = Field(None, description="its name; the first where there is none")


class CellBody(FrameBody):
    """A cell of one of a network's steps."""

    step: int = Field(ge=1, le=LARGEST, description="which step; the frame itself is step 0")
    map: int = Field(0, ge=0, le=LARGEST)
    row: int = Field(0, ge=0, le=LARGEST)
    column: int = Field(0, ge=0, le=LARGEST)


class WhereBody(FrameBody):
    """A digit to account for."""

    digit: int | None = Field(None, ge=0, le=9, description="the model's answer where it is none")


def see_routes(models: Mapping[str, Model]) -> APIRouter:
    """Routes of the explanations, around the models that can be asked for by name."""
    routes = APIRouter(prefix="/v1/see")
    opened: dict[str, Anatomy] = {}
    opening = Lock()

    def anatomy(name: str | None) -> Anatomy:
        name, model = find_model(models, name)
        with opening:
            if name not in opened:
                opened[name] = Anatomy(model)
        return opened[name]

    async def work(request: Request, function: partial[Any]) -> Any:
        return await request.app.state.work.run(request, function)

    @routes.post("/picture", openapi_extra=PICTURE)
    async def picture(request: Request, model: str | None = None) -> dict[str, Any]:
        """Read a picture as ``/v1/read`` does, with what the network got of each digit."""
        _, chosen = find_model(models, model)
        sent = await read_picture(request)
        reading, seen = await work(request, partial(read_and_see, chosen, sent.data))
        return {
            "reading": json.loads(reading_json(reading)),
            "digits": [_seen(one) for one in seen],
        }

    @routes.post("/network")
    async def network(request: Request, body: FrameBody) -> dict[str, Any]:
        """Every step from the frame to the answer, with all of its maps."""
        frame = frame_from(body.frame)
        return await work(request, partial(lambda: _network(anatomy(body.model), frame)))  # type: ignore[no-any-return]

    @routes.post("/cell")
    async def cell(request: Request, body: CellBody) -> dict[str, Any]:
        """How the value of one cell came about: patches, filters, and their sum."""
        frame, place = frame_from(body.frame), (body.map, body.row, body.column)
        made = await work(
            request, partial(lambda: anatomy(body.model).cell(frame, body.step, place))
        )
        return _cell(made)

    @routes.post("/where")
    async def where(request: Request, body: WhereBody) -> dict[str, Any]:
        """How much certainty is lost when paper covers each part of the frame, in nats."""
        frame, (_, model) = frame_from(body.frame), find_model(models, body.model)
        return await work(request, partial(_where, model, frame, body.digit))  # type: ignore[no-any-return]

    @routes.post("/tip")
    async def tip_(request: Request, body: FrameBody) -> dict[str, Any]:
        """The least to rub out, and the least to add, that makes it another digit."""
        frame, (_, model) = frame_from(body.frame), find_model(models, body.model)
        rubbed, added = await work(request, partial(tip, model, frame))
        return {"rubbed_out": _change(rubbed), "added": _change(added)}

    @routes.post("/compare")
    async def compare(request: Request, body: FrameBody) -> dict[str, Any]:
        """What every model says of one frame."""
        frame = frame_from(body.frame)[None]
        answers = await work(
            request, partial(lambda: {name: one.classify(frame) for name, one in models.items()})
        )
        return {
            "answers": [
                {
                    "model": name,
                    "probabilities": _rounded(answer.probabilities[0]),
                    "accepted": None if answer.accepted is None else bool(answer.accepted[0]),
                }
                for name, answer in answers.items()
            ]
        }

    return routes


def _seen(seen: Seen) -> dict[str, Any]:
    rows, columns = (np.flatnonzero(seen.frame.any(axis)) for axis in (1, 0))
    ink = {"x": 0, "y": 0, "width": 0, "height": 0}
    if len(rows):
        x, y = int(columns[0]), int(rows[0])
        ink = {"x": x, "y": y, "width": int(columns[-1]) - x + 1, "height": int(rows[-1]) - y + 1}
    return {
        "frame": text_from(seen.frame),
        "ink": ink,  # the box around its ink within the frame, as the digit's box is in the picture
        "probabilities": _rounded(seen.probabilities),
    }


def _network(anatomy: Anatomy, frame: NDArray[np.uint8]) -> dict[str, Any]:
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
    learned = [
        name for node in step.nodes for name in node.inputs[1:3]
    ]  # not what merely runs along
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


def _cell(cell: Cell) -> dict[str, Any]:
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


def _where(model: Model, frame: NDArray[np.uint8], digit: int | None) -> dict[str, Any]:
    if digit is None:
        digit = int(model.probabilities(frame[None])[0].argmax())
    return {"digit": digit, "lost": [_rounded(row) for row in occlusion(model, frame, digit)]}


def _change(change: Change | None) -> dict[str, Any] | None:
    if change is None:
        return None
    return {**dataclasses.asdict(change), "frame": text_from(change.frame)}


def _rounded(values: NDArray[np.float32]) -> list[float]:
    return [round(float(value), 6) for value in values]

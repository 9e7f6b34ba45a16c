"""Models in; routes that show what a network sees in a drawing, and why it answers so, out."""

from collections.abc import Mapping
from functools import partial
from threading import Lock
from typing import Any

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field

from inkdigits.explain import Anatomy, tip
from inkdigits.model import Model
from inkdigits.schema import describe_reading
from inkdigits.web.explained import (
    cell_json,
    change_json,
    network_json,
    rounded,
    seen_json,
    where_json,
)
from inkdigits.web.frames import find_model, frame_from, read_and_see
from inkdigits.web.inputs import PICTURES, read_picture

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
        photo, reading, frames, told = await work(request, partial(read_and_see, chosen, sent.data))
        return {
            "reading": describe_reading(reading, size=photo.size),
            "digits": [seen_json(*seen) for seen in zip(frames, told, strict=True)],
        }

    @routes.post("/network")
    async def network(request: Request, body: FrameBody) -> dict[str, Any]:
        """Every step from the frame to the answer, with all of its maps."""
        frame = frame_from(body.frame)
        return await work(request, partial(lambda: network_json(anatomy(body.model), frame)))  # type: ignore[no-any-return]

    @routes.post("/cell")
    async def cell(request: Request, body: CellBody) -> dict[str, Any]:
        """How the value of one cell came about: patches, filters, and their sum."""
        frame, place = frame_from(body.frame), (body.map, body.row, body.column)
        made = await work(
            request, partial(lambda: anatomy(body.model).cell(frame, body.step, place))
        )
        return cell_json(made)

    @routes.post("/where")
    async def where(request: Request, body: WhereBody) -> dict[str, Any]:
        """How much certainty is lost when paper covers each part of the frame, in nats."""
        frame, (_, model) = frame_from(body.frame), find_model(models, body.model)
        return await work(request, partial(where_json, model, frame, body.digit))  # type: ignore[no-any-return]

    @routes.post("/tip")
    async def tip_(request: Request, body: FrameBody) -> dict[str, Any]:
        """The least to rub out, and the least to add, that makes it another digit."""
        frame, (_, model) = frame_from(body.frame), find_model(models, body.model)
        rubbed, added = await work(request, partial(tip, model, frame))
        return {"rubbed_out": change_json(rubbed), "added": change_json(added)}

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
                    "probabilities": rounded(answer.probabilities[0]),
                    "accepted": None if answer.accepted is None else bool(answer.accepted[0]),
                }
                for name, answer in answers.items()
            ]
        }

    return routes

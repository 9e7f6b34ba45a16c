"""Readers by name in; the routes that read pictures, classify frames and list models out."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from inkdigits.console import to_json
from inkdigits.doubt import LEAST
from inkdigits.model import Model
from inkdigits.reader import Reader
from inkdigits.schema import describe_reading
from inkdigits.vision.photo import open_photo
from inkdigits.web import inputs
from inkdigits.web.description import CLASSIFY, MODELS, READ
from inkdigits.web.metrics import Metrics
from inkdigits.web.problems import UNREADABLE, Problem
from inkdigits.web.work import Work

ModelQuery = Annotated[
    str | None, Query(description="Name of a model, as /v1/models lists them; else the first.")
]


def api_routes(
    reader: Reader, models: Mapping[str, Model], *, work: Work, metrics: Metrics
) -> APIRouter:
    """The routes of reading, around the reader and the models that can be asked for by name."""
    routes = APIRouter(prefix="/v1")
    readers = {name: replace(reader, model=model) for name, model in models.items()}

    def choose(name: str | None) -> Reader:
        if name is None:
            return reader
        if name not in readers:
            raise Problem(UNREADABLE, f"There is no model {name!r}; there is {', '.join(readers)}.")
        return readers[name]

    @routes.post("/read", **READ)
    async def read(
        request: Request,
        *,
        single: Annotated[bool, Query(description="The whole picture is one digit.")] = False,
        upright: Annotated[bool, Query(description="It stands as it should.")] = False,
        crop: Annotated[
            str | None, Query(description="Read this part alone: x,y,width,height in pixels.")
        ] = None,
        expect: Annotated[
            str | None, Query(description="What a number looks like, # for a digit: ####-##.")
        ] = None,
        min_confidence: Annotated[
            float,
            Query(
                ge=0, le=1, description="A digit that was read less surely than this is doubtful."
            ),
        ] = LEAST,
        page: Annotated[
            int | None, Query(ge=1, le=100_000, description="Of a TIFF or PDF, from 1 on.")
        ] = None,
        model: ModelQuery = None,
    ) -> Response:
        """Read the digits of a picture."""
        chosen, part = choose(model), inputs.parse_crop(crop)
        work.check_places()
        picture = await inputs.read_picture(request)
        task = partial(
            _read,
            chosen,
            picture,
            page=page,
            least=min_confidence,
            single=single,
            upright=upright,
            crop=part,
            expect=expect,
        )
        data, digits = await work.run(request, task)
        metrics.digits.inc(digits)
        return Response(data, media_type=inputs.JSON)

    @routes.post("/classify", **CLASSIFY)
    async def classify(request: Request, *, model: ModelQuery = None) -> Response:
        """Say which digits frames of 28 by 28 pixels are, framed as MNIST's."""
        chosen = choose(model)
        work.check_places()
        body, kind = await inputs.read_frames(request)
        data, digits = await work.run(request, partial(_classify, chosen, body, kind))
        metrics.digits.inc(digits)
        return Response(data, media_type=inputs.JSON)

    @routes.get("/models", **MODELS)
    async def list_models() -> dict[str, Any]:
        """The models that can be asked for by name; where none is, the first answers."""
        return {"models": [_about(name, model) for name, model in models.items()]}

    return routes


def _read(
    reader: Reader, picture: inputs.Sent, *, page: int | None, least: float, **options: Any
) -> tuple[str, int]:
    """A picture's reading as JSON, and how many digits it has."""
    photo = open_photo(picture.data, name=picture.name, page=page)
    reading = reader.read(photo, **options)
    described = describe_reading(reading, size=photo.size, page=page or 1, least=least)
    return to_json(described), len(reading.digits)


def _classify(reader: Reader, body: bytes, kind: str) -> tuple[str, int]:
    """What frames are, as JSON, and how many they were."""
    frames = inputs.parse_frames(body, kind)
    answer = reader.model.classify(frames)
    content = {
        "probabilities": answer.probabilities.tolist(),
        "digitness": None if answer.digitness is None else answer.digitness.tolist(),
        "accepted": None if answer.accepted is None else answer.accepted.tolist(),
    }
    return to_json(content), len(frames)


def _about(name: str, model: Model) -> dict[str, Any]:
    card, measured = model.card, model.card.measured
    return {
        "name": name,
        "recipe": card.recipe,
        "created": card.created,
        "data": card.data.get("name"),
        "parameters": measured.get("parameters"),
        "test_right": measured.get("test_right"),
        "test_total": measured.get("test_total"),
        "tells_digits": "digitness" in card.thresholds,
        "sha256": model.digests.get("model.onnx"),
    }

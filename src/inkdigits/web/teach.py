"""A store of corrections in; routes that add to it, list it, change it and export it out."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, Field

from inkdigits.corrections import Correction, Corrections
from inkdigits.corrections.export import to_png, to_zip
from inkdigits.corrections.store import PAGE
from inkdigits.model import ONNX, Model
from inkdigits.web.description import refusals
from inkdigits.web.frames import find_model, frame_from, text_from
from inkdigits.web.problems import NOT_FOUND

PATH = "/v1/corrections"
MOST = 1000  # corrections on a page
R = TypeVar("R")
Digit = Annotated[int, Field(ge=0, le=9)]


class Taught(BaseModel):
    """What somebody said a digit was."""

    frame: str = Field(
        description="base64 of 784 bytes: 28 rows of 28 pixels, 0 paper to 255 ink",
        max_length=1048,
    )
    right: Digit = Field(description="what it is")
    answered: Digit = Field(description="what the model took it for")
    confidence: float = Field(ge=0, le=1, description="that the model had in its answer")
    model: str | None = Field(None, description="the model's name; the first where there is none")


class Change(BaseModel):
    """What a digit is, said anew."""

    right: Digit


class CorrectionAnswer(BaseModel):
    """A correction as it is kept."""

    id: int
    frame: str = Field(description="base64 of 784 bytes")
    right: int
    answered: int
    confidence: float
    model: str = Field(description="SHA-256 of its model.onnx")
    when: str = Field(description="ISO 8601, UTC")


class CorrectionsAnswer(BaseModel):
    """Some corrections, the newest first."""

    corrections: list[CorrectionAnswer]
    total: int = Field(description="how many there are in all")
    next: int | None = Field(description="what to give as before, for the page after this one")


def teach_routes(store: Corrections, models: Mapping[str, Model]) -> APIRouter:
    """Routes of what was taught, around its store and the models that are taught, by name."""
    routes = APIRouter(prefix=PATH, tags=["teach"])
    missing = {**refusals(NOT_FOUND)}

    async def work(request: Request, function: Callable[[], R]) -> R:
        answer: R = await request.app.state.work.run(request, function)
        return answer

    @routes.post("", status_code=201, response_model=CorrectionAnswer)
    async def add(request: Request, response: Response, taught: Taught) -> dict[str, Any]:
        """Keep a correction; once this is answered, it is on the disk."""
        _, model = find_model(models, taught.model)
        kept = await work(
            request,
            partial(
                store.add,
                frame_from(taught.frame),
                right=taught.right,
                answered=taught.answered,
                confidence=taught.confidence,
                model=model.digests[ONNX],
            ),
        )
        response.headers["Location"] = f"{PATH}/{kept.id}"
        return _answer(kept)

    @routes.get("", response_model=CorrectionsAnswer)
    async def page(
        request: Request,
        *,
        limit: Annotated[int, Query(ge=1, le=MOST, description="How many at most.")] = PAGE,
        before: Annotated[
            int | None, Query(ge=1, description="Only those with a smaller id.")
        ] = None,
    ) -> dict[str, Any]:
        """List what was taught, the newest first."""
        found, total = await work(
            request, lambda: (store.page(limit=limit + 1, before=before), store.count())
        )
        shown = found[:limit]
        return {
            "corrections": [_answer(one) for one in shown],
            "total": total,
            "next": shown[-1].id if len(found) > limit else None,
        }

    @routes.get("/export", response_class=Response, responses={**ZIP, **missing})
    async def export(request: Request) -> Response:
        """A zip file of all frames as pictures with a labels.csv, as --data FOLDER reads them."""
        data = await work(request, lambda: to_zip(store.all()))
        disposition = 'attachment; filename="corrections.zip"'
        return Response(
            data, media_type="application/zip", headers={"Content-Disposition": disposition}
        )

    @routes.get("/{id_}.png", response_class=Response, responses={**PNG, **missing})
    async def picture(request: Request, id_: int) -> Response:
        """The frame of a correction as a picture."""
        data = await work(request, lambda: to_png(store.get(id_).frame))
        return Response(data, media_type="image/png")

    @routes.get("/{id_}", response_model=CorrectionAnswer, responses=missing)
    async def get(request: Request, id_: int) -> dict[str, Any]:
        """One correction."""
        return _answer(await work(request, partial(store.get, id_)))

    @routes.patch("/{id_}", response_model=CorrectionAnswer, responses=missing)
    async def correct(request: Request, id_: int, change: Change) -> dict[str, Any]:
        """Say anew what a digit is."""
        return _answer(await work(request, partial(store.correct, id_, right=change.right)))

    @routes.delete("/{id_}", status_code=204, responses=missing)
    async def delete(request: Request, id_: int) -> None:
        """Forget a correction."""
        await work(request, partial(store.delete, id_))

    return routes


def _binary(kind: str) -> dict[int | str, dict[str, Any]]:
    return {200: {"content": {kind: {"schema": {"type": "string", "format": "binary"}}}}}


PNG, ZIP = _binary("image/png"), _binary("application/zip")


def _answer(one: Correction) -> dict[str, Any]:
    return {
        "id": one.id,
        "frame": text_from(one.frame),
        "right": one.right,
        "answered": one.answered,
        "confidence": one.confidence,
        "model": one.model,
        "when": one.taught,
    }

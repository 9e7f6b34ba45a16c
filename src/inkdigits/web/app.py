"""A reader and settings in; the web application around them out.

Everything under ``/v1/`` is the API. What computes there goes through ``request.app.state.work``:

    answer = await request.app.state.work.run(request, partial(compute, ...))

which bounds how much runs and waits, keeps the deadline, and lets go when the client hangs up.
A refusal is ``raise Problem(KIND, "what, why, and how to mend it")``; any ``InkdigitsError``
becomes one by itself. With a token set the API asks for it, ``Authorization: Bearer TOKEN``; the
page and its assets do not.
"""

from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.responses import FileResponse
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException

from inkdigits import __version__
from inkdigits.errors import InkdigitsError
from inkdigits.web import problems
from inkdigits.web.api import api_routes
from inkdigits.web.description import REFUSALS
from inkdigits.web.envelope import Envelope
from inkdigits.web.manual import manual_routes
from inkdigits.web.metrics import Metrics
from inkdigits.web.report import report_routes
from inkdigits.web.see import see_routes
from inkdigits.web.settings import Settings
from inkdigits.web.status import status_routes
from inkdigits.web.teach import teach_routes
from inkdigits.web.traffic import Traffic
from inkdigits.web.work import Work

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

    from starlette.requests import Request
    from starlette.responses import Response

    from inkdigits.corrections import Corrections
    from inkdigits.model import Model
    from inkdigits.reader import Reader

PAGE = Path(__file__).parent / "page"
FRESH = {"Cache-Control": "no-cache"}  # a browser may keep it, and asks each time if it may still


def create_app(
    reader: "Reader",
    settings: Settings,
    *,
    models: "Mapping[str, Model] | None" = None,
    corrections: "Corrections | None" = None,
) -> FastAPI:
    """The web application around one reader; tests make their own.

    Args:
        reader: Reads what is sent to ``/v1/read`` if no model is asked for by name.
        settings: What it allows and refuses.
        models: The models that can be asked for, by name; the first is the reader's.
        corrections: Where to keep what people teach; nothing can be taught where it is None.
    """
    named = models or {}
    traffic = Traffic()
    work = Work(workers=settings.workers, queue=settings.queue, deadline=settings.deadline)
    metrics = Metrics(taken=lambda: work.taken, held=lambda: traffic.held)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> "AsyncIterator[None]":
        yield
        work.close()

    app = FastAPI(
        title="inkdigits",
        summary="Reads handwritten digits.",
        version=__version__,
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
        exception_handlers={
            HTTPException: _refuse,
            InkdigitsError: _refuse,
            RequestValidationError: _refuse,
        },
    )
    app.state.work = work
    app.state.traffic = traffic
    app.add_middleware(Envelope, settings=settings, traffic=traffic, metrics=metrics)
    app.include_router(api_routes(reader, named, work=work, metrics=metrics), tags=["read"])
    app.include_router(see_routes(named), responses=REFUSALS)
    app.include_router(report_routes(named), responses=REFUSALS)
    if corrections is not None:
        app.include_router(teach_routes(corrections, named), responses=REFUSALS)
    app.include_router(status_routes(traffic, metrics), tags=["status"])
    app.include_router(manual_routes(app))

    @app.get("/", include_in_schema=False)
    async def page() -> FileResponse:
        return FileResponse(PAGE / "index.html", headers=FRESH)

    app.mount("/page", StaticFiles(directory=PAGE), name="page")
    return app


async def _refuse(request: "Request", error: Exception) -> "Response":
    """Any refusal as problem details."""
    match error:
        case problems.Problem():
            problem = error
        case HTTPException():
            problem = problems.of_status(
                error.status_code,
                f"{request.method} {request.url.path}: {error.detail}. See /docs.",
                error.headers,
            )
        case InkdigitsError():
            problem = problems.of_error(error)
        case _:
            problem = problems.of_validation(_errors(error))
    return problems.problem_response(problem, request_id=request.state.request_id)


def _errors(error: Any) -> Any:
    return error.errors()

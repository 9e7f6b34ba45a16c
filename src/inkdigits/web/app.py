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
from typing import TYPE_CHECKING

from fastapi import FastAPI
from fastapi.responses import FileResponse
from fastapi.staticfiles import StaticFiles

from inkdigits import __version__
from inkdigits.web.see import see_routes
from inkdigits.web.settings import Settings
from inkdigits.web.teach import teach_routes
from inkdigits.web.work import Work

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

    from inkdigits.corrections import Corrections
    from inkdigits.model import Model
    from inkdigits.reader import Reader

PAGE = Path(__file__).parent / "page"


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
    work = Work(workers=settings.workers, queue=settings.queue, deadline=settings.deadline)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> "AsyncIterator[None]":
        yield
        work.close()

    app = FastAPI(
        title="inkdigits", version=__version__, docs_url=None, redoc_url=None, lifespan=lifespan
    )
    app.state.work = work
    app.state.settings = settings
    app.state.reader = reader
    if models:
        app.include_router(see_routes(models))
    if corrections is not None:
        app.include_router(teach_routes(corrections))

    @app.get("/", include_in_schema=False)
    async def page() -> FileResponse:
        return FileResponse(PAGE / "index.html")

    app.mount("/page", StaticFiles(directory=PAGE), name="page")
    return app

"""What a person typed after ``inkdigits serve`` in; a service that runs until it is stopped out."""

from collections.abc import Iterable
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from inkdigits.console import say
from inkdigits.errors import SERVING, MissingExtraError, UsageError
from inkdigits.web.settings import Settings

if TYPE_CHECKING:
    from inkdigits.model import Model

USUAL = Settings()


def serve(
    *,
    model: Annotated[
        list[Path] | None,
        typer.Option(
            help="A Model folder that answers, beside the model that ships; again for more to "
            "compare, of which the first answers.",
            show_default="the model that ships alone",
            envvar="INKDIGITS_MODEL",
        ),
    ] = None,
    host: Annotated[
        str, typer.Option(help="Address to listen on.", envvar="INKDIGITS_HOST")
    ] = USUAL.host,
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="0 for any free one.", envvar="INKDIGITS_PORT")
    ] = USUAL.port,
    token: Annotated[
        str | None,
        typer.Option(
            help="That clients must send; the variable keeps it out of the list of processes.",
            envvar="INKDIGITS_TOKEN",
        ),
    ] = None,
    name: Annotated[
        list[str] | None,
        typer.Option(
            help="Host name that it is asked for by; again for more.", envvar="INKDIGITS_NAME"
        ),
    ] = None,
    teach: Annotated[
        bool,
        typer.Option("--teach/--no-teach", help="Keep corrections.", envvar="INKDIGITS_TEACH"),
    ] = True,
    corrections: Annotated[
        Path | None,
        typer.Option(
            help="SQLite file to keep corrections in.",
            show_default="in this user's data folder",
            envvar="INKDIGITS_CORRECTIONS",
        ),
    ] = None,
    workers: Annotated[
        int,
        typer.Option(
            min=1,
            max=1024,
            help="Requests computed at a time.",
            show_default="all cores",
            envvar="INKDIGITS_WORKERS",
        ),
    ] = USUAL.workers,
    queue: Annotated[
        int, typer.Option(min=0, help="Requests that may wait.", envvar="INKDIGITS_QUEUE")
    ] = USUAL.queue,
    deadline: Annotated[
        float, typer.Option(min=0.1, help="Seconds to an answer.", envvar="INKDIGITS_DEADLINE")
    ] = USUAL.deadline,
    body: Annotated[
        int, typer.Option(min=1, help="Bytes of a request at most.", envvar="INKDIGITS_BODY")
    ] = USUAL.body,
    bodies: Annotated[
        int,
        typer.Option(min=1, help="Bytes of all requests in hand.", envvar="INKDIGITS_BODIES"),
    ] = USUAL.bodies,
    upload: Annotated[
        float, typer.Option(min=0.1, help="Seconds for a body.", envvar="INKDIGITS_UPLOAD")
    ] = USUAL.upload,
    idle: Annotated[
        float,
        typer.Option(min=0.1, help="Seconds for headers, or of silence.", envvar="INKDIGITS_IDLE"),
    ] = USUAL.idle,
    drain: Annotated[
        float,
        typer.Option(
            min=0,
            help="Seconds after SIGTERM before the door closes.",
            envvar="INKDIGITS_DRAIN",
        ),
    ] = USUAL.drain,
    log_format: Annotated[
        str, typer.Option(help="lines or json.", envvar="INKDIGITS_LOG_FORMAT")
    ] = "lines",
) -> None:
    """Serve the page, and the API for other programs; see docs/service.md."""
    settings = Settings(
        host=host,
        port=port,
        token=check_token(token),
        names=tuple(name or ()),
        workers=workers,
        queue=queue,
        deadline=deadline,
        body=body,
        bodies=bodies,
        upload=upload,
        idle=idle,
        drain=drain,
    )
    try:
        run(
            settings,
            folders=[*(model or []), None],
            corrections=corrections,
            log_format=log_format,
            teach=teach,
        )
    except ModuleNotFoundError as error:
        if error.name in SERVING:
            raise MissingExtraError("inkdigits serve", "serve") from None
        raise


def run(
    settings: Settings,
    *,
    folders: Iterable[Path | None],
    teach: bool,
    corrections: Path | None,
    log_format: str,
) -> None:
    """Serve until a signal says to stop.

    Raises:
        ModuleNotFoundError: The extra is not installed.
        InkdigitsError: A model, the file of corrections or the address cannot be used.
    """
    from inkdigits.web.app import create_app
    from inkdigits.web.logs import FORMATS, log_to_standard_error
    from inkdigits.web.server import listen, make_server

    if log_format not in FORMATS:
        raise UsageError(f"--log-format is {log_format!r}; it is one of {', '.join(FORMATS)}.")
    import cv2

    from inkdigits.corrections import open_corrections
    from inkdigits.reader import Reader
    from inkdigits.spotter import load_spotter

    cv2.setNumThreads(1)  # the workers are the threads; OpenCV's own would get in their way
    threads = 1 if settings.workers > 1 else None
    models = load_models(folders, threads=threads)
    reader = Reader(next(iter(models.values())), load_spotter(threads=threads))
    warn(settings)
    log_to_standard_error(log_format)
    with open_corrections(corrections) if teach else nullcontext() as store:
        app = create_app(reader, settings, models=models, corrections=store)
        make_server(app, settings).run([listen(settings.host, settings.port)])


def load_models(folders: Iterable[Path | None], *, threads: int | None) -> "dict[str, Model]":
    """Models by the names of their folders, each once; None is the one that ships.

    Raises:
        UsageError: Two folders have the same name.
        ModelError: One of them is no model.
    """
    from inkdigits.model import load_model

    models: dict[str, Model] = {}
    for folder in folders:
        model = load_model(folder, threads=threads)
        name = model.folder.resolve().name
        if name in models and models[name].folder.resolve() == model.folder.resolve():
            continue
        if name in models:
            raise UsageError(f"two models are called {name}. Rename a folder, or name it once.")
        models[name] = model
    return models


def check_token(token: str | None) -> str | None:
    """A token that a header can carry.

    Raises:
        UsageError: It is empty, or has spaces or letters beyond ASCII.
    """
    if token is None or (token.isascii() and token.isprintable() and token.split() == [token]):
        return token
    raise UsageError("a token is letters, digits and signs of ASCII, without spaces, at least one.")


def warn(settings: Settings) -> None:
    """Say what it means to let others in."""
    if not settings.local and settings.token is None:
        say(
            f"inkdigits: {settings.host} lets in everybody who can reach this machine: without a "
            "--token anyone may use it, and see and change what was taught here."
        )

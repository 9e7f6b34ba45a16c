"""Names of pictures in; ``inkdigits read`` prints what is written in them."""

import os
import signal
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Annotated

import typer

from inkdigits import batch, console
from inkdigits.cli.options import JsonOption, ModelOption, ThreadsOption
from inkdigits.errors import ImageError, UsageError

EXAMPLE = Path(__file__).parents[1] / "examples" / "page.png"


def read(
    files: Annotated[
        list[str] | None, typer.Argument(metavar="FILE…", help="Pictures; - for standard input.")
    ] = None,
    *,
    model: ModelOption = None,
    annotate: Annotated[
        Path | None, typer.Option(help="Folder for copies with boxes and answers drawn in.")
    ] = None,
    single: Annotated[
        bool, typer.Option("--single", help="Each whole picture is one digit.")
    ] = False,
    example: Annotated[
        bool, typer.Option("--example", help="Read the page that comes with the package.")
    ] = False,
    jobs: Annotated[
        int | None,
        typer.Option(
            min=1, help="Pictures read at a time.", show_default="--threads, or all cores"
        ),
    ] = None,
    threads: ThreadsOption = None,
    json: JsonOption = False,
) -> None:
    """Read the digits in pictures: PNG, JPEG, WebP or BMP."""
    import inkdigits

    names = [*(files or []), *([str(EXAMPLE)] if example else [])]
    if not names:
        raise UsageError("no picture to read. Name one, or try inkdigits read --example.")
    jobs = 1 if len(names) == 1 else jobs or threads
    threads = threads if jobs == 1 else 1  # else there are workers, and each answers by itself
    with leaving_at_once():
        reader = inkdigits.Reader(inkdigits.load_model(model, threads=threads))
    answers = batch.read_all(reader, names, single=single, marked=annotate is not None, jobs=jobs)
    copies = batch.Copies(annotate, names) if annotate else None
    done = failed = 0
    try:
        with closing(answers):
            for name, answer in zip(names, answers, strict=True):
                done += 1
                if isinstance(answer, ImageError):
                    console.say(f"inkdigits: {answer}")
                    failed += 1
                    continue
                console.show_reading(answer.reading, name=name, of=len(names), json=json)
                if copies and answer.copy:
                    path = copies.write(answer.reading.file or name, answer.copy)
                    console.say(f"Boxes and answers: {path}")
    except KeyboardInterrupt:
        console.say(f"Stopped after {done:,} of {len(names):,} pictures.")
        os._exit(130)  # at once: a worker may be in the middle of a large picture
    if failed:
        raise typer.Exit(1)


@contextmanager
def leaving_at_once() -> Iterator[None]:
    """Let Ctrl-C end the process: C modules that are being imported make errors of it."""
    before = signal.getsignal(signal.SIGINT)
    if before is signal.default_int_handler:  # not where a caller has it ignored
        signal.signal(signal.SIGINT, lambda *_: os._exit(130))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)

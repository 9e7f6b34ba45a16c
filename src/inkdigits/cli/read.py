"""Names of pictures in; ``inkdigits read`` prints what is written in them."""

from functools import partial
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from inkdigits import batch
from inkdigits.cli.answers import print_answers
from inkdigits.cli.interrupt import leaving_at_once
from inkdigits.cli.options import JsonOption, ModelOption, ThreadsOption
from inkdigits.doubt import LEAST
from inkdigits.errors import UsageError
from inkdigits.notation import parse_crop, parse_pattern
from inkdigits.pictures import find_pictures
from inkdigits.readout import Manner

if TYPE_CHECKING:
    from inkdigits.reader import Reader

EXAMPLE = Path(__file__).parents[1] / "examples" / "page.png"


def read(
    files: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="FILE…", help="Pictures, folders of them, patterns; - for standard input."
        ),
    ] = None,
    *,
    model: ModelOption = None,
    single: Annotated[
        bool, typer.Option("--single", help="Each whole picture is one digit.")
    ] = False,
    upright: Annotated[
        bool, typer.Option("--upright", help="Pictures stand as they should: do not turn them.")
    ] = False,
    crop: Annotated[
        str | None, typer.Option(metavar="X,Y,W,H", help="Read this part of each picture alone.")
    ] = None,
    expect: Annotated[
        str | None,
        typer.Option(
            metavar="PATTERN", help="What a number looks like: a length, or a pattern '####-##'."
        ),
    ] = None,
    min_confidence: Annotated[
        float,
        typer.Option(
            min=0, max=1, metavar="P", help="Less sure digits are in doubt; at 0 nothing is."
        ),
    ] = LEAST,
    strict: Annotated[
        bool, typer.Option("--strict", help="Refuse rows with any doubt; end with 1.")
    ] = False,
    json: JsonOption = False,
    csv: Annotated[
        bool, typer.Option("--csv", help="For a spreadsheet, a line for each number.")
    ] = False,
    annotate: Annotated[
        Path | None, typer.Option(help="Folder for copies with boxes and answers drawn in.")
    ] = None,
    debug: Annotated[
        Path | None, typer.Option(help="Folder for pictures of each stage of the reading.")
    ] = None,
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
) -> None:
    """Read the digits in pictures: photos and scans, PNG, JPEG, TIFF, PDF and others."""
    names = [*(files or []), *([str(EXAMPLE)] if example else [])]
    if not names:
        raise UsageError("no picture to read. Name one, or try inkdigits read --example.")
    if json and csv:
        raise UsageError("--json and --csv are two forms of the same answer. Choose one.")
    if single and expect is not None:
        raise UsageError(
            "--single takes a picture as one digit, and --expect says what numbers look like. "
            "Choose one."
        )
    wishes: dict[str, Any] = {
        "single": single,
        "upright": upright,
        "crop": None if crop is None else parse_crop(crop),
        "expect": None if expect is None else parse_pattern(expect),
    }
    with leaving_at_once():
        pages = batch.Pages(find_pictures(names), copies=annotate)
        found = iter(pages)
        begin = list(islice(found, 2))  # one alone needs no workers, and all threads itself
        several = len(begin) > 1
        jobs = (jobs or threads) if several else 1
        reader = open_reader(model, threads=threads if jobs == 1 else 1)
    answers = batch.read_pages(
        partial(reader.read, **wishes),
        chain(begin, found),
        marked=None if annotate is None else min_confidence,
        debug=debug,
        jobs=jobs,
    )
    form = "json" if json else "csv" if csv else "text"
    manner = Manner(form=form, several=several, least=min_confidence, strict=strict)
    if not print_answers(answers, pages, manner, copies=annotate):
        raise typer.Exit(1)


def open_reader(model: Path | None, *, threads: int | None) -> "Reader":
    """A reader that uses so many threads for one picture; all cores where that is None."""
    import inkdigits

    reader = inkdigits.Reader(
        inkdigits.load_model(model, threads=threads), inkdigits.load_spotter(threads=threads)
    )
    if threads is not None:
        import cv2

        cv2.setNumThreads(threads)
    return reader

"""A command line in; the same calls that Python has, and their answers as text or JSON, out."""

import dataclasses
import gc
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Annotated

import typer

from inkdigits import batch, console
from inkdigits.display import display
from inkdigits.errors import ImageError, InkdigitsError, UsageError
from inkdigits.files import write_whole
from inkdigits.finetune_command import finetune
from inkdigits.web.command import serve

EXAMPLE = Path(__file__).parent / "examples" / "page.png"

app = typer.Typer(
    name="inkdigits",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Train convolutional networks on MNIST, and read handwritten digits with them.",
)
data_app = typer.Typer(help="What training data is on this machine; fetch it.")
app.add_typer(data_app, name="data", invoke_without_command=True)
app.command()(finetune)
app.command()(serve)

DataOption = Annotated[
    str, typer.Option(help="mnist, builtin, a folder, or auto: MNIST if it can be had.")
]
ThreadsOption = Annotated[
    int | None, typer.Option(min=1, help="CPU threads.", show_default="all cores")
]
ModelOption = Annotated[
    Path | None, typer.Option(help="A Model folder.", show_default="the model that ships")
]
JsonOption = Annotated[bool, typer.Option("--json", help="One JSON object a line.")]


def main() -> None:
    """Run the command line; a refusal is one line on standard error and an exit code."""
    try:
        app()
    except InkdigitsError as error:
        console.say(f"inkdigits: {error}")
        sys.exit(error.exit_code)
    except OSError as error:
        console.say(f"inkdigits: {error.filename or 'this machine'}: {error.strerror or error}.")
        sys.exit(1)
    finally:
        gc.freeze()  # else Python, ending, sifts what torch has made for 0.6 s (LOG.md, 2026-11-22)


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


def show_version(asked: bool) -> None:
    """Print the version and stop, if asked."""
    if asked:
        from inkdigits import __version__

        print(f"inkdigits {__version__}")
        raise typer.Exit


@app.callback()
def options(
    *,
    version: Annotated[
        bool, typer.Option("--version", help="Show the version.", callback=show_version)
    ] = False,
) -> None:
    """Train convolutional networks on MNIST, and read handwritten digits with them."""


@app.command()
def train(
    recipe: Annotated[str, typer.Argument(help="See inkdigits recipes.")] = "fast",
    *,
    data: DataOption = "auto",
    seed: Annotated[int, typer.Option(min=0, help="Of everything random.")] = 0,
    out: Annotated[
        Path | None,
        typer.Option(help="Model folder to write.", show_default="runs/RECIPE-seed-SEED"),
    ] = None,
    epochs: Annotated[
        int | None, typer.Option(min=1, help="Instead of the recipe's own length.")
    ] = None,
    validation: Annotated[
        float | None,
        typer.Option(
            help="Training digits set aside: a share below 1, or a number.", show_default="1/12"
        ),
    ] = None,
    threads: ThreadsOption = None,
    device: Annotated[str, typer.Option(help="auto, cpu or cuda.")] = "auto",
    resume: Annotated[bool, typer.Option("--resume", help="Go on from the checkpoint.")] = False,
    members: Annotated[
        int, typer.Option(min=1, help="Networks to train and to average in one model.")
    ] = 1,
    seeds: Annotated[
        int | None,
        typer.Option(min=1, help="Study so many seeds: into --out, a model each and study.json."),
    ] = None,
    distill_from: Annotated[
        Path | None, typer.Option(help="Model folder whose answers to learn from as well.")
    ] = None,
) -> None:
    """Train a recipe, judge it on the test set once, write a Model folder."""
    import inkdigits

    if seeds:
        given: dict[str, object] = {
            "--epochs": epochs,
            "--validation": validation,
            "--threads": threads,
            "--device": device,
            "--members": members,
            "--distill-from": distill_from,
        }
        told = {name: str(value) for name, value in given.items() if value is not None}
        options = [word for option in told.items() for word in option]
        each = range(seed, seed + seeds * members, members)  # no two networks of the same seed
        train_seeds(recipe, options, data=data, seeds=each, out=out, resume=resume)
        return
    try:
        with display() as shown:
            model = inkdigits.train(
                recipe,
                data=data,
                seed=seed,
                out=out,
                epochs=epochs,
                validation=validation,
                threads=threads,
                device=device,
                resume=resume,
                members=members,
                teacher=distill_from,
                notice=console.say,
                watch=shown.training,
                download=shown.download,
            )
    except KeyboardInterrupt as stop:
        console.say(str(stop) or "Stopped before training began.")
        raise typer.Exit(130) from None
    measured = model.card.measured
    print(console.score(measured["test_right"], measured["test_total"]))
    console.say(f"{measured['train_seconds']:.1f} s of training. Model folder: {model.folder}")


def train_seeds(
    recipe: str,
    options: list[str],
    *,
    data: str,
    seeds: range,
    out: Path | None,
    resume: bool,
) -> None:
    """Train a recipe with several seeds and print what they come to."""
    from inkdigits import study

    folder = out or Path("runs") / f"{recipe}-seeds"
    try:
        runs = study.study(
            recipe,
            options,
            data=data,
            seeds=seeds,
            out=folder,
            resume=resume,
            notice=console.say,
        )["runs"]
    except KeyboardInterrupt:
        console.say("Stopped. The same command with --resume goes on from there.")
        raise typer.Exit(130) from None
    print(console.study_text(study.summarize(runs)))
    console.say(f"All of it: {folder / study.FILE}")


@app.command()
def evaluate(
    model: Annotated[
        Path | None, typer.Argument(help="A Model folder.", show_default="the model that ships")
    ] = None,
    *,
    data: DataOption = "auto",
    report: Annotated[
        Path | None, typer.Option(help="HTML file to write: all of it in pictures, for people.")
    ] = None,
    compare: Annotated[
        Path | None, typer.Option(help="Another Model folder, judged on the same digits.")
    ] = None,
    threads: ThreadsOption = None,
    json: JsonOption = False,
) -> None:
    """Judge a model: accuracy, calibration, and which digits it mistakes for which."""
    import inkdigits
    from inkdigits import answers, evaluation

    if report:
        from inkdigits.report import check_place, make_report

        report = check_place(report)
    paths = [model, compare] if compare else [model]
    models = [inkdigits.load_model(path, threads=threads) for path in paths]
    with display() as shown:
        examples = inkdigits.load_data(data, notice=console.say, progress=shown.download)
    answered = answers.answer(examples, *models)
    for one in answered:
        console.show_evaluation(evaluation.judge_answers(one), one.model, json=json)
    if compare and not json:
        print(console.difference_text(answers.compare(*answered)))
    if report:
        write_whole(report, make_report(*answered).encode())
        console.say(f"Report: {report}")


@app.command()
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


@app.command()
def recipes(*, json: JsonOption = False) -> None:
    """List the recipes, with the accuracy and time that were measured."""
    from inkdigits.measured import read_measured

    for recipe in read_measured():
        if json:
            print(console.to_json(dataclasses.asdict(recipe)))
        else:
            print(console.recipe_text(recipe))


@data_app.callback()
def data(context: typer.Context, *, json: JsonOption = False) -> None:
    """Say what training data is on this machine, where from, and whether it is whole."""
    if context.invoked_subcommand:
        return
    from inkdigits.data import survey

    for source in survey():
        print(console.source_json(source) if json else console.source_text(source))


@data_app.command()
def fetch() -> None:
    """Download MNIST (11.6 MB) into this user's cache, checksums verified."""
    from inkdigits.data import fetch_mnist

    with display() as shown:
        folder = fetch_mnist(progress=shown.download)
    print(folder)


@app.command()
def doctor() -> None:
    """Say what this installation can do: versions, cores, extras, data."""
    from inkdigits.diagnosis import diagnose

    for line in diagnose():
        print(line)

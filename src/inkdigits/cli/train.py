"""A recipe's name and settings in; ``inkdigits train`` writes Model folders and prints scores."""

from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from inkdigits import console
from inkdigits.cli.options import DataOption, ThreadsOption
from inkdigits.display import display
from inkdigits.errors import UsageError
from inkdigits.trainer import SPOTTER


def train(
    recipe: Annotated[
        str, typer.Argument(help="See inkdigits recipes; or spotter, which finds digits on pages.")
    ] = "fast",
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
    start: Annotated[
        str | None,
        typer.Option(help="Spotter's folder to begin with and keep a share of, or shipped."),
    ] = None,
) -> None:
    """Train a recipe, judge it on the test set once, write a Model folder."""
    import inkdigits

    if recipe == SPOTTER and (seeds or members > 1 or distill_from):
        raise UsageError(
            "the spotter is trained alone, without --seeds, --members, --distill-from."
        )
    if recipe != SPOTTER and start:
        raise UsageError(
            "--start is for the spotter. inkdigits finetune goes on from another model."
        )
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
            train_it = (
                partial(inkdigits.train_spotter, start=start)
                if recipe == SPOTTER
                else partial(inkdigits.train, recipe, members=members, teacher=distill_from)
            )
            model = train_it(
                data=data,
                seed=seed,
                out=out,
                epochs=epochs,
                validation=validation,
                threads=threads,
                device=device,
                resume=resume,
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

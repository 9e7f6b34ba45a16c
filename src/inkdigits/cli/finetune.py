"""A model and a hand's digits in; ``inkdigits finetune`` writes a model, and says what it won."""

from pathlib import Path
from typing import Annotated

import typer

from inkdigits import console
from inkdigits.display import display
from inkdigits.finetuner import ALLOWED_LOSS


def finetune(
    model: Annotated[
        Path | None, typer.Argument(help="A Model folder.", show_default="the model that ships")
    ] = None,
    *,
    data: Annotated[
        str, typer.Option(help="Digits to learn: corrections, which people taught, or a folder.")
    ] = "corrections",
    remember: Annotated[
        str, typer.Option(help="What not to forget: mnist, builtin, a folder, or auto.")
    ] = "auto",
    allow_loss: Annotated[
        float, typer.Option(min=0, max=100, help="Points of accuracy on that it may lose.")
    ] = ALLOWED_LOSS,
    seed: Annotated[int, typer.Option(min=0, help="Of everything random.")] = 0,
    out: Annotated[
        Path | None,
        typer.Option(help="Model folder to write.", show_default="runs/RECIPE-finetuned"),
    ] = None,
    threads: Annotated[
        int | None, typer.Option(min=1, help="CPU threads.", show_default="all cores")
    ] = None,
    device: Annotated[str, typer.Option(help="auto, cpu or cuda.")] = "auto",
    resume: Annotated[bool, typer.Option("--resume", help="Go on from the checkpoint.")] = False,
) -> None:
    """Teach a model a hand: train on with its digits, and MNIST's that none is forgotten."""
    import inkdigits

    try:
        with display() as shown:
            tuned = inkdigits.finetune(
                model,
                data=data,
                remember=remember,
                allow_loss=allow_loss,
                seed=seed,
                out=out,
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
    console.show_finetuned(tuned)
    seconds = tuned.card.measured["train_seconds"]
    console.say(f"{seconds:.1f} s of training. Model folder: {tuned.folder}")

"""Nothing in; out comes what there is: recipes, training data, this installation."""

import dataclasses

import typer

from inkdigits import console
from inkdigits.cli.options import JsonOption
from inkdigits.display import display

data_app = typer.Typer(help="What training data is on this machine; fetch it.")


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


def doctor() -> None:
    """Say what this installation can do: versions, cores, extras, data."""
    from inkdigits.diagnosis import diagnose

    for line in diagnose():
        print(line)

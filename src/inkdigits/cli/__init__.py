"""A command line in; the same calls that Python has, and their answers as text or JSON, out.

Each command is a function in a module of its own; here they become one program.
"""

import gc
import sys
from io import TextIOWrapper
from typing import Annotated

import typer

from inkdigits import console
from inkdigits.cli import evaluate, finetune, inventory, read, train
from inkdigits.errors import InkdigitsError
from inkdigits.web.command import serve

app = typer.Typer(
    name="inkdigits",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Train convolutional networks on MNIST, and read handwritten digits with them.",
)
app.command()(train.train)
app.command()(finetune.finetune)
app.command()(evaluate.evaluate)
app.command()(read.read)
app.command()(serve)
app.command()(inventory.recipes)
app.add_typer(inventory.data_app, name="data", invoke_without_command=True)
app.command()(inventory.doctor)


def main() -> None:
    """Run the command line; a refusal is one line on standard error and an exit code."""
    if isinstance(sys.stdout, TextIOWrapper):  # names of files may be no text
        sys.stdout.reconfigure(errors="backslashreplace")
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

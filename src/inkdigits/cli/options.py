"""Nothing in; out come the options that several commands share, each described once."""

from pathlib import Path
from typing import Annotated

import typer

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

"""A Model folder and a data set's name in; ``inkdigits evaluate`` prints how good the model is."""

from pathlib import Path
from typing import Annotated

import typer

from inkdigits import console
from inkdigits.cli.options import DataOption, JsonOption, ThreadsOption
from inkdigits.display import display
from inkdigits.files import write_whole


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

"""A model, or two, and labelled digits in; one self-contained HTML file about them out."""

import os

from inkdigits.answers import answer
from inkdigits.data import Dataset
from inkdigits.evaluation import Evaluation, judge_answers
from inkdigits.files import write_whole
from inkdigits.model import Model
from inkdigits.report.page import make_report
from inkdigits.report.place import check_place

__all__ = ["check_place", "make_report", "write_report"]


def write_report(
    path: str | os.PathLike[str], data: Dataset, *models: Model
) -> tuple[Evaluation, ...]:
    """Judge one model, or two side by side, and write a report for people.

    Args:
        path: The HTML file. A report that is there is replaced, anything else is not.
        data: What to judge them on, as for ``evaluate``.
        models: One or two.

    Returns:
        An evaluation of each model.

    Raises:
        UsageError: The path is taken by something else, or there are not one or two models.
        OSError: The file cannot be written; nothing half-written is left.
    """
    place = check_place(path)
    answers = answer(data, *models)
    write_whole(place, make_report(*answers).encode())
    return tuple(judge_answers(one) for one in answers)

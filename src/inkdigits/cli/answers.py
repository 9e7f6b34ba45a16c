"""Answers of a batch in; they are printed as they come, with progress, and copies are written."""

import os
import sys
from collections.abc import Generator
from contextlib import closing
from pathlib import Path

from inkdigits.batch import Answer, Pages
from inkdigits.console import say
from inkdigits.display import display
from inkdigits.errors import ImageError
from inkdigits.files import write_whole
from inkdigits.outputs import copy_path
from inkdigits.readout import Manner, tell
from inkdigits.spreadsheet import head_line


def print_answers(
    answers: Generator[Answer | ImageError, None, None],
    pages: Pages,
    manner: Manner,
    *,
    copies: Path | None,
) -> bool:
    """Print answers in their order, each as soon as it is there; Ctrl-C ends the process.

    Args:
        answers: The answers.
        pages: What is read, for its number.
        manner: How to give them.
        copies: The folder for marked copies, if there are to be any.

    Returns:
        Whether all pictures could be read, and no row was refused.
    """
    done, well = 0, True
    mixed = manner.form != "text" and sys.stdout.isatty()  # a program's answers and a bar
    try:
        with closing(answers), display(quiet=not manner.several or mixed) as shown:
            if manner.form == "csv":
                print(head_line(), end="", flush=True)
            for answer in answers:
                done += 1
                with shown.aside():
                    well &= print_answer(answer, manner, copies=copies)
                shown.reading(done, pages.total)
    except KeyboardInterrupt:
        say(f"Stopped after {done:,} of {pages.total:,} pictures.")
        os._exit(130)  # at once: a worker may be in the middle of a large picture
    return well


def print_answer(answer: Answer | ImageError, manner: Manner, *, copies: Path | None) -> bool:
    """Print one answer and write its copy; say whether all of it could be read."""
    if isinstance(answer, ImageError):
        say(f"inkdigits: {answer}")
        return False
    told = tell(answer, manner)
    print(told.result, end="", flush=True)
    for remark in told.remarks:
        say(remark)
    if copies and answer.copy:
        path = copy_path(copies, answer.page.stem, answer.copy.suffix)
        write_whole(path, answer.copy.data)
        say(f"Boxes and answers: {path}")
    return not told.refused

"""Answers of one model or of two in; a self-contained HTML page about them out.

The page has no script, asks nothing of any other place, and says so to the browser: its own
Content-Security-Policy allows the one style sheet in it, by its hash, and pictures in addresses.
"""

import base64
import hashlib
from collections.abc import Callable
from importlib.resources import files

import numpy as np

from inkdigits import __version__
from inkdigits.answers import Answers
from inkdigits.data.doubtful import MNIST_TEST_DOUBTFUL
from inkdigits.errors import UsageError
from inkdigits.report.headline import headline
from inkdigits.report.markup import Html, element, join, typeset
from inkdigits.report.mistakes import BUDGET, apart, doubted, pairs, surest
from inkdigits.report.origin import origin
from inkdigits.report.place import MARK
from inkdigits.report.robustness import robustness
from inkdigits.report.subject import Subject, data_name, make_subjects
from inkdigits.report.sureness import sureness
from inkdigits.report.tables import digit_table, matrix

Part = Callable[[Subject], Html]
Section = tuple[str, str, str, Html]  # anchor, title, how to read it, content

DOUBTED = (
    f"Of {len(MNIST_TEST_DOUBTFUL)} of MNIST’s test digits fewer than three of five people upheld "
    "the label. The corrected score takes what at least three of them saw, and leaves out the "
    "digits on which they did not agree (?). Votes: Northcutt, Athalye and Mueller, “Pervasive "
    "Label Errors in Test Sets Destabilize Machine Learning Benchmarks”, 2021, "
    "cleanlab/label-errors."
)
TITLES = {  # anchor -> title, and how to read it; in the order of the page
    "apart": (
        "Where they differ",
        "Under each model the digits that it alone has right, with what the other took them for.",
    ),
    "confusion": (
        "What is taken for what",
        "A row for each digit, a column for each answer. Mistakes lead to their pictures.",
    ),
    "digits": (
        "Digit by digit",
        "Recall: of the digits, the share found. Precision: of the answers, the share right.",
    ),
    "surest": (
        "The surest mistakes",
        "Where the model was most convinced and yet wrong: a strange hand, or a wrong label.",
    ),
    "pairs": (
        "All mistakes, by pair",
        "The most frequent pair first; in each, the surest mistake first.",
    ),
    "doubtful": (
        "Doubtful labels",
        DOUBTED,
    ),
    "sureness": (
        "How sure, how right",
        "A confidence is a promise: of the answers that are 90 % sure, nine in ten are right.",
    ),
    "robustness": (
        "On spoilt digits",
        "As the model’s card has it: the share read right as the damage grows from 1 on.",
    ),
    "origin": ("Where it comes from", "What the model’s card says."),
}


def make_report(*answers: Answers) -> str:
    """The page.

    Args:
        answers: Of one model, or of two to the same digits; see ``inkdigits.answers.answer``.

    Returns:
        HTML, whole, of at most a few megabytes.

    Raises:
        UsageError: There are more than two models, or they answered different digits.
    """
    if len(answers) not in (1, 2):
        raise UsageError(f"a report is about one model or two, not {len(answers)}.")
    if not all(np.array_equal(one.examples.labels, answers[0].examples.labels) for one in answers):
        raise UsageError("two models can be compared on the same digits only.")
    subjects = make_subjects(answers)
    sections = _sections(subjects)
    kind = "alone" if len(subjects) == 1 else "two"
    links = [element("a", title, href=f"#{anchor}") for anchor, title, _, _ in sections]
    body = [
        headline(subjects),
        element("nav", *links, aria_label="Contents"),
        element("main", *[_section(*section) for section in sections], class_=kind),
        element("footer", element("p", f"Made by inkdigits {__version__}. No script, no request.")),
    ]
    title = f"{' and '.join(one.name for one in subjects)}, on {data_name(subjects[0])}"
    return f"<!doctype html>\n{element('html', _head(title), element('body', *body), lang='en')}\n"


def _sections(subjects: tuple[Subject, ...]) -> list[Section]:
    """The sections that have something to say, in the order of the page."""
    level = 2 + len(subjects)  # of the headings within what is said of one model
    budget = BUDGET // len(subjects)
    top = max(1 - one.evaluation.accuracy for one in subjects)
    parts: list[tuple[str, Part]] = [
        ("confusion", matrix),
        ("digits", digit_table),
        ("surest", surest),
        ("pairs", lambda one: pairs(one, level=level, budget=budget)),
        ("sureness", lambda one: sureness(one, top=top)),
        ("robustness", lambda one: robustness(one) or element("p", "Not measured.", class_="note")),
        ("origin", origin),
    ]
    contents = {anchor: _each(subjects, part) for anchor, part in parts}
    if len(subjects) > 1:
        contents["apart"] = _each(subjects, lambda one: apart(one, _other(one, subjects)))
    if subjects[0].answers.doubtful:
        contents["doubtful"] = doubted(subjects[0], subjects[1:])
    if not any(robustness(one) for one in subjects):
        del contents["robustness"]
    return [
        (anchor, title, words, contents[anchor])
        for anchor, (title, words) in TITLES.items()
        if anchor in contents
    ]


def _each(subjects: tuple[Subject, ...], part: Part) -> Html:
    """A part of the report for each model, side by side where there are two."""
    if len(subjects) == 1:
        return part(subjects[0])
    columns = [element("div", element("h3", one.name), part(one)) for one in subjects]
    return element("div", *columns, class_="columns")


def _other(subject: Subject, subjects: tuple[Subject, ...]) -> Subject:
    return next(one for one in subjects if one is not subject)


def _section(anchor: str, title: str, words: str, content: Html) -> Html:
    how = element("p", typeset(words), class_="how")
    return element("section", element("h2", title), how, content, id=anchor)


def _head(title: str) -> Html:
    style = files("inkdigits.report").joinpath("style.css").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; "
        "form-action 'none'"
    )
    return element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=policy),
        Html(f'{MARK}{__version__}">'),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("link", rel="icon", href="data:,"),
        element("title", title),
        join(Html("<style>"), Html(style), Html("</style>")),
    )

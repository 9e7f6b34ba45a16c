"""A confusion matrix in; the tables of answers and of digits, as HTML, out."""

import math

from inkdigits.report.markup import Html, element, join, percent
from inkdigits.report.subject import Subject

TINTS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05)  # shares of a digit; each from the last on darker


def tint(share: float) -> int:
    """How dark a share of mistakes is drawn: 0, for less than a thousandth, to 6."""
    return sum(share >= bound for bound in TINTS)


def matrix(subject: Subject) -> Html:
    """Which digits were answered how often with which; mistakes link to their pictures."""
    head = element(
        "tr",
        element("td", element("span", "digit ↓ answer →", class_="corner")),
        *[element("th", str(digit), scope="col") for digit in range(10)],
    )
    rows = []
    for digit, counts in enumerate(subject.evaluation.confusion):
        cells = [
            _cell(subject, digit, answer, number, sum(counts))
            for answer, number in enumerate(counts)
        ]
        rows.append(element("tr", element("th", str(digit), scope="row"), *cells))
    table = element(
        "table",
        element("caption", "Digits by what they are and what they were read as"),
        element("thead", head),
        element("tbody", *rows),
        class_="matrix",
    )
    return join(_scrolled(table, "Confusion matrix"), _legend())


def _cell(subject: Subject, digit: int, answer: int, number: int, total: int) -> Html:
    if digit == answer:
        return element("td", f"{number:,}" if number else "–", class_="right")
    if not number:
        return element("td", "·", class_="none")
    words = f"{number} of the {digit}s read as {answer}"
    link = element(
        "a", f"{number:,}", href=f"#{pair_anchor(subject, digit, answer)}", aria_label=words
    )
    return element("td", link, class_=f"wrong tint-{tint(number / total)}")


def pair_anchor(subject: Subject, digit: int, answer: int) -> str:
    """The name of the place where the pictures of a pair are."""
    return f"{subject.prefix}{digit}-read-as-{answer}"


def _legend() -> Html:
    bounds = ["less", *(f"{100 * bound:g} %" for bound in TINTS)]
    keys = [element("span", name, class_=f"tint-{at}") for at, name in enumerate(bounds)]
    return element("p", "Share of the digit: ", *keys, class_="legend")


def digit_table(subject: Subject) -> Html:
    """How well each digit is found, and how far its answer can be trusted."""
    evaluation = subject.evaluation
    titles = ("digit", "there are", "recall", "precision", "F1")
    rows = []
    for digit, counts in enumerate(evaluation.confusion):
        recall, precision = evaluation.recall[digit], evaluation.precision[digit]
        answered = sum(row[digit] for row in evaluation.confusion)
        both = sum(counts) + answered
        harmonic = 2 * counts[digit] / both if both else math.nan
        values = (f"{sum(counts):,}", percent(recall), percent(precision), percent(harmonic))
        cells = [element("td", value) for value in values]
        rows.append(element("tr", element("th", str(digit), scope="row"), *cells))
    head = element("tr", *[element("th", title, scope="col") for title in titles])
    table = element(
        "table",
        element("caption", "Each digit by itself"),
        element("thead", head),
        element("tbody", *rows),
        class_="digits",
    )
    return _scrolled(table, "Each digit by itself")


def _scrolled(table: Html, name: str) -> Html:
    """A table that scrolls by itself where the page is too narrow for it, by keyboard too."""
    return element("div", table, class_="scrolled", tabindex="0", role="region", aria_label=name)

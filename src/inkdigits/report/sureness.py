"""A model's confidences in; the plots that say how far they can be trusted, with words, out."""

import numpy as np

from inkdigits.confidence import error_without, spans
from inkdigits.report.markup import Html, element, percent, typeset
from inkdigits.report.plots import histograms, reliability, risk_coverage
from inkdigits.report.subject import Subject

ASIDE = np.linspace(0, 0.2, 201)  # shares of the answers


def sureness(subject: Subject, *, top: float) -> Html:
    """Three plots, each with a sentence that says how to read it.

    Args:
        subject: Whose confidences.
        top: The highest error on the axis, the same for all models of a report.
    """
    evaluation = subject.evaluation
    one, five = evaluation.error_without_1_percent, evaluation.error_without_5_percent
    marked = [(0.01, one), (0.05, five)]
    errors = error_without(ASIDE, subject.confidence, subject.right)
    return element(
        "div",
        _plot(
            reliability(spans(subject.confidence, subject.right)),
            "On the line, of the answers that are 80 % sure 80 % are right; below it the model is "
            "too sure of itself, above it too modest. Bigger dots are more answers, whiskers 95 % "
            f"intervals. Calibration error: {percent(evaluation.calibration_error)}.",
        ),
        _plot(
            risk_coverage(ASIDE, errors, marked=marked, top=top),
            f"Of all answers {percent(1 - evaluation.accuracy)} are wrong. Give the least sure "
            f"1 % to a person, and {percent(one)} of the others are; give 5 %, and it is "
            f"{percent(five)}.",
        ),
        _plot(
            histograms(subject.confidence, subject.right),
            "A model that knows what it does not know has its right answers on the right and its "
            "wrong ones further left. Each row has its own scale.",
        ),
        class_="plots",
    )


def _plot(drawing: Html, words: str) -> Html:
    return element("figure", drawing, element("figcaption", typeset(words)), class_="plot")

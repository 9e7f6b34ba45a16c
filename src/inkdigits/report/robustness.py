"""A card in; the table of how a model holds up on spoilt digits out, if that was measured.

It is read from the card, ``measured.robustness``, in this form; a card without it has no table:

    {"digits": 10000, "kinds": {"shot noise": {"seen": false, "accuracy": [0.99, ..., 0.95]}, ...}}

``accuracy`` are the shares right at rising severity, ``seen`` is whether training used that kind.
"""

from statistics import mean
from typing import Any

from inkdigits.report.markup import Html, element, percent
from inkdigits.report.subject import Subject, number


def robustness(subject: Subject) -> Html | None:
    """The table; None where nothing that can be shown was measured."""
    measured = subject.answers.model.card.measured.get("robustness")
    kinds = measured.get("kinds") if isinstance(measured, dict) else None
    if not isinstance(kinds, dict):
        return None
    found = {str(name): _accuracies(kind) for name, kind in kinds.items()}
    severities = max((len(accuracies) for accuracies in found.values()), default=0)
    if not severities:
        return None
    rows = [
        _row(name, kinds[name], accuracies, severities)
        for name, accuracies in found.items()
        if accuracies
    ]
    everything = mean(mean(accuracies) for accuracies in found.values() if accuracies)
    cells = ["", percent(everything), *[""] * severities]
    last = [element("th", "all kinds", scope="row"), *[element("td", cell) for cell in cells]]
    titles = ["kind", "in training", "mean", *(f"{at}" for at in range(1, severities + 1))]
    head = element("tr", *[element("th", title, scope="col") for title in titles])
    table = element(
        "table",
        element("caption", "Digits read right, by kind of damage and by severity"),
        element("thead", head),
        element("tbody", *rows),
        element("tfoot", element("tr", *last)),
        class_="kinds",
    )
    return element(
        "div", table, class_="scrolled", tabindex="0", role="region", aria_label="Spoilt digits"
    )


def _accuracies(kind: Any) -> list[float]:
    """The shares of a kind; none if they are not shares."""
    values = kind.get("accuracy") if isinstance(kind, dict) else None
    numbers = [number(value) for value in values] if isinstance(values, list) else []
    shares = [value for value in numbers if value is not None and 0 <= value <= 1]
    return shares if len(shares) == len(numbers) else []


def _row(name: str, kind: dict[str, Any], accuracies: list[float], severities: int) -> Html:
    seen = kind.get("seen")
    known = ("no", "yes")[seen] if isinstance(seen, bool) else ""
    values = [known, percent(mean(accuracies)), *map(percent, accuracies)]
    values += [""] * (severities - len(accuracies))
    return element(
        "tr", element("th", name, scope="row"), *[element("td", value) for value in values]
    )

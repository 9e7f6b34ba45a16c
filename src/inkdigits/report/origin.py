"""A model's card in; how it came about, for people, out."""

from collections.abc import Iterator, Mapping
from typing import Any

from inkdigits.report.markup import Html, element, join
from inkdigits.report.plots import history
from inkdigits.report.subject import Subject, number

ELSEWHERE = {
    "epochs",
    "members",
    "robustness",
    "test_right",
    "test_total",
}  # shown in a form of their own


def origin(subject: Subject) -> Html:
    """The training's epochs as a plot, and all that the card says."""
    model = subject.answers.model
    card = model.card
    facts = {
        "recipe": card.recipe,
        "seed": str(card.seed),
        "command": element("code", card.command),
        "trained": card.created,
        "data": _line(card.data),
        "test digits right": _line(
            {
                name: card.measured[f"test_{name}"]
                for name in ("right", "total")
                if f"test_{name}" in card.measured
            }
        ),
        "networks averaged": _members(card.measured.get("members")),
        "measured": _line(
            {name: value for name, value in card.measured.items() if name not in ELSEWHERE}
        ),
        "machine": _line(card.machine),
        "versions": _line(card.versions),
        "thresholds": _line(card.thresholds),
        **{f"SHA-256 of {name}": element("code", digest) for name, digest in model.digests.items()},
    }
    settings = [
        element("div", element("dt", name), element("dd", _value(value)))
        for name, value in _flat(card.settings)
    ]
    return element(
        "div",
        element(
            "dl",
            *[
                element("div", element("dt", name), element("dd", value))
                for name, value in facts.items()
                if value
            ],
            class_="card",
        ),
        _epochs(card.measured.get("epochs")),
        element(
            "details",
            element("summary", "All settings of the recipe"),
            element("dl", *settings, class_="card"),
        ),
        class_="origin",
    )


def _members(members: Any) -> Html | None:
    """The networks that a model averages: each one's seed, and what it reaches by itself."""
    listed = members if isinstance(members, list) else []
    known = [member for member in listed if isinstance(member, dict)]
    lines = [
        f"seed {member.get('seed')}: {member.get('test_right')} of the test digits right alone"
        for member in known
    ]
    return element("span", "; ".join(lines)) if lines else None


def _epochs(epochs: Any) -> Html:
    """Validation errors by epoch, or the loss where none were validated; nothing for one epoch."""
    listed = epochs if isinstance(epochs, list) else []
    known = [epoch for epoch in listed if isinstance(epoch, dict)]
    errors, losses = [], []
    for epoch in known:
        right, total = number(epoch.get("validation_right")), number(epoch.get("validation_total"))
        loss = number(epoch.get("loss"))
        if right is not None and total and 0 <= right <= total:
            errors.append(1 - right / total)
        if loss is not None and loss >= 0:
            losses.append(float(loss))
    if len(known) < 2:  # noqa: PLR2004 - a line has two ends
        return Html()
    if len(errors) == len(known):
        drawing = history(errors, title="validation digits read wrong", shares=True)
        words = "How the training went, judged on digits that were set aside from it."
    elif len(losses) == len(known):
        drawing = history(losses, title="training loss", shares=False)
        words = "How the training went: the loss on the digits it learned from."
    else:
        return Html()
    return element("figure", drawing, element("figcaption", words), class_="plot")


def _line(values: Mapping[str, Any]) -> Html:
    """Names and values on one line."""
    parts = [
        join(element("span", name, class_="name"), " ", _value(value))
        for name, value in _flat(values)
    ]
    return join(*[element("span", part, class_="item") for part in parts])


def _flat(values: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, Any]]:
    """Names and values, those of mappings in mappings as ``outer.inner``."""
    for key, value in values.items():
        name = f"{before}{key}".replace("_", " ")
        if isinstance(value, dict) and value:
            yield from _flat(value, f"{name}.")
        else:
            yield name, value


def _value(value: Any) -> str:
    if isinstance(value, bool) or value is None:
        return {True: "yes", False: "no", None: "–"}[value]
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, float):
        return f"{value:.5g}"
    if isinstance(value, list):
        return ", ".join(map(_value, value)) or "–"
    return str(value) or "–"

"""What benchmarks/robustness.py measured of one model or of several in; Markdown tables out.

Of several models, such as one recipe's seeds, a cell is their mean; where there is room for it, the
standard deviation follows.
"""

import statistics
from collections.abc import Iterable
from typing import Any

from tabular import Row, table

Measured = dict[str, Any]  # one file of benchmarks/results/robustness
GROUPS = {"all kinds": "mean", "open to training": "seen", "kept from training": "unseen"}


def corruption_table(models: list[Measured]) -> str:
    """Each kind of corruption at each severity, and what they come to."""
    rows: list[Row] = []
    for place, kind in enumerate(models[0]["kinds"]):
        shares = [share(model["kinds"][place]) for model in models]
        severities = [mean(one) for one in zip(*shares, strict=True)]
        whole = both(statistics.mean(one) for one in shares)
        reader = mean(by_reader([model["kinds"][place]]) for model in models)
        rows.append((kind["name"], "" if kind["seen"] else "kept", *severities, whole, reader))
    for name, which in GROUPS.items():
        whole = both(model["means"][which] for model in models)
        reader = mean(by_reader(group(model, which)) for model in models)
        rows.append((f"**{name}**", "", *[""] * 5, f"**{whole}**", reader))
    heads = ("right, %, at severity", "training", "1", "2", "3", "4", "5", "mean", "by the reader")
    return table(heads, rows)


def hands_table(models: list[Measured]) -> str:
    """Other people's digits, and each digit by itself where that is known."""
    rows: list[Row] = []
    for name, found in models[0]["hands"].items():
        hands = [model["hands"][name] for model in models]
        digits = zip(*(one.get("digits", []) for one in hands), strict=True)
        cells = [mean(map(ratio, digit), places=0) for digit in digits]
        whole = both(map(ratio, hands))
        rows.append((name, f"{found['total']:,}", whole, *cells, *[""] * (10 - len(cells))))
    return table(("digits", "of", "right, %", *map(str, range(10))), rows)


def others_table(models: list[Measured]) -> str:
    """Things that are not digits."""
    rows: list[Row] = []
    for name, found in models[0]["not_digits"]["sets"].items():
        sets = [model["not_digits"]["sets"][name] for model in models]
        area = statistics.mean(one["auroc"] for one in sets)
        refused = both(one["refused"] for one in sets)
        rows.append((name, f"{found['total']:,}", f"{area:.4f}", refused))
    accepted = both((model["not_digits"]["accepted"] for model in models), places=2)
    rows.append(("digits", f"{models[0]['not_digits']['digits']:,}", "", f"{accepted} accepted"))
    return table(("no digits", "of", "AUROC", "refused by the card's threshold, %"), rows)


def trust_table(models: list[Measured]) -> str:
    """Calibration, and the mistakes left when the least sure answers are set aside."""
    aside = [f"wrong, {one['aside']:.0%} set aside" for one in models[0]["clean"]["set_aside"][1:]]
    rows: list[Row] = []
    for name, part in (("as they are", "clean"), ("corrupted", "means")):
        parts = [model[part] for model in models]
        error = both((one["calibration_error"] for one in parts), places=2)
        left = [[kept["wrong"] / kept["left"] for kept in one["set_aside"]] for one in parts]
        wrong = [mean(shares, places=2) for shares in zip(*left, strict=True)]
        rows.append((name, error, *wrong))
    return table(("digits, %", "calibration error", "wrong", *aside), rows)


def tables(models: list[Measured]) -> str:
    """All of them, one after the other."""
    makers = (corruption_table, trust_table, others_table, hands_table)
    return "\n".join(make(models) for make in makers)


def share(kind: dict[str, Any]) -> list[float]:
    """What is read right of a kind, at each severity."""
    return [right / kind["total"] for right in kind["right"]]


def group(model: Measured, which: str) -> list[dict[str, Any]]:
    """The kinds that a mean is over."""
    return [kind for kind in model["kinds"] if which == "mean" or kind["seen"] == (which == "seen")]


def by_reader(kinds: list[dict[str, Any]]) -> float:
    """What the reader reads right of these kinds."""
    ways = [kind["ways"] for kind in kinds]
    return float(sum(way["reader"] for way in ways) / sum(way["total"] for way in ways))


def ratio(found: dict[str, Any]) -> float:
    """The share that is right."""
    return float(found["right"] / found["total"])


def mean(shares: Iterable[float], *, places: int = 1) -> str:
    """The mean of shares, in percent."""
    return f"{100 * statistics.mean(shares):.{places}f}"


def both(shares: Iterable[float], *, places: int = 1) -> str:
    """The same, and the standard deviation where there is more than one."""
    values = list(shares)
    text = mean(values, places=places)
    return f"{text} ± {100 * statistics.stdev(values):.{places}f}" if len(values) > 1 else text

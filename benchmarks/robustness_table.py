"""What benchmarks/robustness.py measured in; Markdown tables for the docs out."""

from typing import Any

MEANS = {"mean": "all kinds", "seen": "open to training", "unseen": "kept from training"}

Measured = dict[str, Any]  # one file of benchmarks/results/robustness


def corruption_table(measured: Measured) -> str:
    """Each kind of corruption at each severity, and what they come to."""
    lines = [
        "| corruption | kept from training | 1 | 2 | 3 | 4 | 5 | mean | reader |",
        "|---|---|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for kind in measured["kinds"]:
        shares = [right / kind["total"] for right in kind["right"]]
        ways = kind["ways"]
        cells = [kind["name"], "" if kind["seen"] else "yes"]
        cells += [_percent(share, 1) for share in shares]
        cells += [_percent(sum(shares) / len(shares), 1)]
        cells += [_percent(ways["reader"] / ways["total"], 1)]
        lines.append(_row(cells))
    means = measured["means"]
    for name, which in (
        ("all kinds", "mean"),
        ("open to training", "seen"),
        ("kept from training", "unseen"),
    ):
        chosen = [
            kind["ways"]
            for kind in measured["kinds"]
            if which == "mean" or kind["seen"] == (which == "seen")
        ]
        if chosen:
            read = sum(way["reader"] for way in chosen) / sum(way["total"] for way in chosen)
            cells = [f"**{name}**", "", *[""] * 5, f"**{_percent(means[which], 1)}**"]
            lines.append(_row([*cells, _percent(read, 1)]))
    return "\n".join(lines) + "\n"


def hands_table(measured: Measured) -> str:
    """Other people's digits, and each digit by itself where that is known."""
    lines = [
        f"| digits | of | right | {' | '.join(map(str, range(10)))} |",
        "|---|---:|---:|" + "---:|" * 10,
    ]
    for name, found in measured["hands"].items():
        cells = [name, f"{found['total']:,}", _percent(found["right"] / found["total"], 1) + " %"]
        digits = found.get("digits", [])
        cells += [
            _percent(one["right"] / one["total"], 0) if one["total"] else "" for one in digits
        ]
        lines.append(_row(cells + [""] * (10 - len(digits))))
    return "\n".join(lines) + "\n"


def others_table(measured: Measured) -> str:
    """Things that are not digits."""
    others = measured["not_digits"]
    lines = [
        f"| not digits, by {others['score']} | of | AUROC | refused where 99.5 % of digits pass |",
        "|---|---:|---:|---:|",
    ]
    for name, found in others["sets"].items():
        refused = _percent(found["refused"], 1) + " %"
        lines.append(_row([name, f"{found['total']:,}", f"{found['auroc']:.4f}", refused]))
    return "\n".join(lines) + "\n"


def trust_table(measured: Measured) -> str:
    """Calibration, and the mistakes left when the least sure answers are set aside."""
    clean, means = measured["clean"], measured["means"]
    shares = [f"wrong, {_percent(one['aside'], 0)} % set aside" for one in clean["set_aside"][1:]]
    lines = [
        _row(["digits", "calibration error", "wrong", *shares]),
        "|---|---:|---:|" + "---:|" * len(shares),
    ]
    for name, found in (("as they are", clean), ("corrupted", means)):
        wrong = [f"{_percent(one['wrong'] / one['left'], 2)} %" for one in found["set_aside"]]
        lines.append(_row([name, f"{_percent(found['calibration_error'], 2)} %", *wrong]))
    return "\n".join(lines) + "\n"


def tables(measured: Measured) -> str:
    """All of them, one after the other."""
    makers = (corruption_table, trust_table, others_table, hands_table)
    return "\n".join(make(measured) for make in makers)


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _percent(share: float, places: int) -> str:
    return f"{100 * share:.{places}f}"

"""The results of studies and of robustness.py in; docs/accuracy.md's tables out."""

import json
import statistics
from collections.abc import Callable
from typing import Any

import robustness_table
from inkdigits import load_model
from inkdigits.study import accuracy, summarize
from tabular import RESULTS, Row, table

NOTHING = "–"


def study(name: str) -> list[dict[str, Any]]:
    """The runs of a study, none where there was none."""
    path = RESULTS / "recipes" / f"{name}.json"
    return list(json.loads(path.read_text())["runs"]) if path.exists() else []


def single_runs(recipe: str) -> list[dict[str, Any]]:
    """A recipe's runs of one network; where several were trained to be averaged, each of those."""
    if runs := study(recipe):
        return runs
    return [
        single_run(run, member)
        for run in study(f"{recipe}-members")
        for member in run["card"]["measured"]["members"]
    ]


def single_run(run: dict[str, Any], member: dict[str, Any]) -> dict[str, Any]:
    """What is known of one network of those that a run trained."""
    measured = run["card"]["measured"]
    parameters = measured["parameters"] // len(measured["members"])
    card = {**run["card"], "measured": {**measured, **member, "parameters": parameters}}
    unknown = dict.fromkeys(("cold_seconds", "evaluation", "peak_megabytes"))
    return {**run, **unknown, "card": card}


def recipes() -> str:
    """Every recipe over its seeds, by both sets of labels."""
    rows: list[Row] = []
    for name in ("fast", "accurate", "accurate-members", "robust"):
        runs = single_runs(name) if name != "accurate-members" else study(name)
        if not runs:
            continue
        total = summarize(runs)
        told = [run["evaluation"] for run in runs if run.get("evaluation")]
        called = "`accurate --members 5`" if name == "accurate-members" else f"`{name}`"
        rows.append(
            (
                called,
                total["runs"],
                percent([accuracy(run) for run in runs]),
                percent([one["accuracy_corrected"] for one in told]),
                percent([one["calibration_error"] for one in told]),
                percent([1 - accuracy(run) for run in runs]),
                percent([one["error_without_1_percent"] for one in told]),
                percent([one["error_without_5_percent"] for one in told]),
                f"{total['train_seconds']:,.0f}",
                max(run["peak_megabytes"] or 0 for run in runs) or NOTHING,
                f"{runs[0]['card']['measured']['parameters'] * 4 / 1e6:.2f}",
            )
        )
    heads = ("recipe", "runs", "right, labels as given", "labels corrected", "calibration error")
    heads += ("wrong", "wrong, 1 % set aside", "5 % set aside", "training, s", "peak MB")
    return table((*heads, "weights, MB"), rows)


def percent(shares: list[float]) -> str:
    """Mean and standard deviation in percent."""
    return robustness_table.both(shares, places=2) if shares else NOTHING


def robust() -> list[dict[str, Any]]:
    """What robustness.py found of each of the robust recipe's seeds."""
    paths = sorted((RESULTS / "robustness").glob("robust-seed-*.json"))
    return [json.loads(path.read_text()) for path in paths]


def goals() -> str:
    """What all corruptions, and the weakest, come to."""
    found = robust()
    weakest = statistics.mean(one["means"]["weakest_accuracy"] for one in found)
    names = sorted({one["means"]["weakest"] for one in found})
    whole = robustness_table.both(one["means"]["mean"] for one in found)
    kept = robustness_table.both(one["means"]["unseen"] for one in found)
    seeds = "one seed"
    if len(found) > 1:
        seeds = f"mean and standard deviation of {len(found)} seeds"
    return (
        f"Of {found[0]['clean']['total']:,} test digits in {len(found[0]['kinds'])} kinds of "
        f"corruption at five severities each, `robust` reads {whole} %\nright, {seeds}; "
        f"{kept} % of the kinds that training never uses; of the "
        f"kind that is\nhardest for it ({', '.join(names)}), {100 * weakest:.1f} %.\n"
    )


def shipped() -> str:
    """What the network that ships has of MNIST."""
    measured = load_model().card.measured
    right, total = measured["test_right"], measured["test_total"]
    return (
        f"The network that ships has {right:,} of the {total:,} test digits right, "
        f"{100 * right / total:.2f} %.\n"
    )


TABLES: dict[str, Callable[[], str]] = {
    "recipes": recipes,
    "shipped": shipped,
    "goals": goals,
    "corruptions": lambda: robustness_table.corruption_table(robust()),
    "trust": lambda: robustness_table.trust_table(robust()),
    "others": lambda: robustness_table.others_table(robust()),
    "hands": lambda: robustness_table.hands_table(robust()),
}

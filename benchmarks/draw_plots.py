"""The results of ``make bench`` in; docs/race.svg, docs/answer.svg and docs/growth.svg out."""

from io import StringIO
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from tabular import results

DOCS = Path(__file__).parent.parent / "docs"
mpl.rcParams["svg.hashsalt"] = "inkdigits"  # the same picture, the same bytes
mpl.rcParams["svg.fonttype"] = "none"  # letters stay letters
OURS, OTHERS = "#0a5c9e", ("#c4572a", "#5b7f3a", "#7a5aa6", "#a8802b", "#5f6b73", "#b0466f")


def race() -> Figure:
    """Error against seconds of training, all contenders."""
    figure = Figure(figsize=(8, 4.6), layout="constrained")
    axes = figure.subplots()
    runs = results("train")["runs"]
    names = list(dict.fromkeys(run["contender"] for run in runs))
    colours = dict(zip([name for name in names if "inkdigits" not in name], OTHERS, strict=False))
    for name in names:
        curves = [run["curve"] for run in runs if run["contender"] == name]
        for index, curve in enumerate(curves):
            axes.plot(
                [point["seconds"] for point in curve],
                [100 - point["test_right"] / 100 for point in curve],
                marker="o",
                markersize=7 if name not in colours else 4,
                linewidth=1.2,
                color=colours.get(name, OURS),
                label=name if index == 0 else None,
            )
    axes.set(xscale="log", yscale="log", xlabel="seconds of training, two cores")
    axes.set_ylabel("test digits read wrong, %")
    axes.set_yticks([0.8, 1, 2, 5, 10, 20], ["0.8", "1", "2", "5", "10", "20"], minor=False)
    axes.set_yticks([], minor=True)
    axes.set_xticks([1, 10, 100, 1000], ["1", "10", "100", "1,000"])
    finish(axes)
    return figure


def answer() -> Figure:
    """Digits a second against the batch, all engines."""
    figure = Figure(figsize=(8, 4.6), layout="constrained")
    axes = figure.subplots()
    engines = results("answer")["engines"]
    others = iter((*OTHERS, "#333333", "#999999"))
    for name, entry in engines.items():
        if "one thread" in name:
            continue
        speed = {int(batch): spread["median"] for batch, spread in entry["digits_a_second"].items()}
        ours = name.startswith("inkdigits")
        axes.plot(
            list(speed),
            list(speed.values()),
            marker="o" if "fast" in name else "s",
            markersize=5,
            linewidth=2 if ours else 1.2,
            color=OURS if ours else next(others),
            label=name,
        )
    axes.set(xscale="log", yscale="log", xlabel="digits in one call", ylabel="digits a second")
    finish(axes)
    return figure


def growth() -> Figure:
    """Seconds and memory against the size of the work."""
    figure = Figure(figsize=(8, 5.2), layout="constrained")
    found = results("growth")
    panels = (
        ("training", "digits", "seconds_an_epoch", "training digits, one epoch"),
        ("page_that_grows", "digits", "seconds", "digits on a page that grows"),
        ("photo", "megapixels", "seconds", "megapixels of a photo"),
    )
    for column, (series, size, cost, label) in enumerate(panels):
        points = found[series]
        for row, (key, unit) in enumerate(((cost, "seconds"), ("megabytes", "peak MB"))):
            axes = figure.add_subplot(2, 3, 3 * row + column + 1)
            draw_growth(axes, points, size, key)
            axes.set_ylabel(unit if column == 0 else "")
            axes.set_xlabel(label if row else "")
            finish(axes, legend=False)
    return figure


def draw_growth(axes: Axes, points: list[dict[str, Any]], size: str, key: str) -> None:
    """One series, and the straight line that linear growth from its largest point would be."""
    x = [point[size] for point in points]
    y = [point[key] for point in points]
    axes.plot(x, y, marker="o", markersize=4, linewidth=1.4, color=OURS)
    if key != "megabytes":
        axes.plot(x, [y[-1] * each / x[-1] for each in x], color="#9aa4ab", linewidth=1, ls=":")
    axes.set(xscale="log", yscale="log")


def finish(axes: Axes, *, legend: bool = True) -> None:
    """Quiet axes."""
    axes.grid(visible=True, which="major", color="#e3e6e8", linewidth=0.8)
    axes.spines[["top", "right"]].set_visible(False)
    axes.tick_params(which="both", length=0)
    if legend:
        axes.legend(frameon=False, fontsize=8)


def svg(figure: Figure) -> bytes:
    """The figure as text, without the date."""
    buffer = StringIO()
    figure.savefig(buffer, format="svg", metadata={"Date": None}, facecolor="white")
    return "".join(line.rstrip() + "\n" for line in buffer.getvalue().splitlines()).encode()


PLOTS = {"race": race, "answer": answer, "growth": growth}

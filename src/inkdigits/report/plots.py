"""Confidences, intervals and epochs in; the report's plots, as inline SVG, out."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from inkdigits.confidence import Span
from inkdigits.evaluation import wilson_interval
from inkdigits.report.chart import (
    LEFT,
    RIGHT,
    WIDTH,
    Axis,
    bar,
    chart,
    curve,
    dot,
    line,
    percent_ticks,
    place,
    steps,
    svg,
    text,
    x_axis,
    y_axis,
)
from inkdigits.report.markup import Html, count, percent

TENTHS = 10  # bars of a histogram
BAR, GAP = 80, 3  # height of the highest bar, and between two
LEAST_TOP = 0.001  # a share; an axis that ended at nothing could not be drawn


def reliability(spans: Sequence[Span]) -> Html:
    """Accuracy against confidence, a dot for each span, with its 95 % interval."""
    ticks = [(at / 5, f"{20 * at} %") for at in range(6)]
    x = x_axis("confidence of the answer", ticks, 0, 1)
    y = y_axis("answers that are right", ticks, 0, 1)
    marks = [curve(x, y, [(0, 0), (1, 1)], "ideal")]
    most = max(span.total for span in spans)
    for span in spans:
        at, share = place(x, span.confidence), span.right / span.total
        low, high = (place(y, bound) for bound in wilson_interval(span.right, span.total))
        radius = 2.5 + 4 * (span.total / most) ** 0.5
        marks += [line(at, low, at, high, "whisker"), dot(at, place(y, share), "dot", radius)]
    told = "; ".join(
        f"at {percent(span.confidence)}, {span.right:,} of {span.total:,}" for span in spans
    )
    return chart(x, y, *marks, label=f"Right answers by confidence: {told}.")


def risk_coverage(
    shares: NDArray[np.float64],
    errors: NDArray[np.float64],
    *,
    marked: Sequence[tuple[float, float]],
    top: float,
) -> Html:
    """The error that is left against the share of answers set aside.

    Args:
        shares: (m,), from 0, rising.
        errors: (m,), the error at each.
        marked: Shares and errors to set a dot at.
        top: The highest error that the axis has to hold.
    """
    top = max(top, LEAST_TOP) * 1.08
    last = float(shares[-1])
    x = x_axis("least sure answers set aside", percent_ticks(last), 0, last)
    y = y_axis("errors among the rest", percent_ticks(top), 0, top)
    points = [(float(a), float(b)) for a, b in zip(shares, errors, strict=True)]
    marks = [curve(x, y, points, "curve")]
    marks += [dot(place(x, a), place(y, b), "dot") for a, b in marked]
    marks += [text(place(x, a) + 7, place(y, b) - 7, _short(b), "value") for a, b in marked]
    told = "; ".join(f"{percent(a)} set aside, {percent(b)} wrong" for a, b in marked)
    return chart(x, y, *marks, label=f"Error that is left: {told}.")


def histograms(confidence: NDArray[np.float32], right: NDArray[np.bool_]) -> Html:
    """Two rows of bars: how sure the right answers were, and the wrong ones."""
    x = x_axis("confidence of the answer", [(at / 5, f"{20 * at} %") for at in range(6)], 0, 1)
    marks, foot, told = [], -12, []
    for name, some in (("right", right), ("wrong", ~right)):
        counts = np.histogram(confidence[some], bins=TENTHS, range=(0, 1))[0]
        head, foot = foot + 24, foot + 128
        marks.append(text(0, head, count(int(counts.sum()), f"{name} answer"), "title"))
        marks += _bars(x, counts, foot, name)
        told.append(f"{name}: " + ", ".join(f"{number:,}" for number in counts))
    marks += [text(place(x, v), foot + 17, words, "tick", "middle") for v, words in x.ticks]
    marks.append(text(RIGHT, foot + 36, x.title, "title", "end"))
    label = f"Answers by tenths of confidence; {'; '.join(told)}."
    return svg(*marks, width=WIDTH, height=foot + 42, label=label)


def _bars(x: Axis, counts: NDArray[np.int64], foot: float, kind: str) -> list[Html]:
    """A bar and its number for each tenth that has any, above a line at ``foot``."""
    width = (RIGHT - LEFT) / TENTHS
    marks = [line(LEFT, foot, RIGHT, foot, "axis")]
    for at in np.flatnonzero(counts):
        height = max(1.0, BAR * float(counts[at] / counts.max()))
        left = place(x, at / TENTHS)
        marks.append(bar(left + GAP / 2, foot - height, width - GAP, height, kind))
        words = f"{counts[at]:,}"
        marks.append(text(left + width / 2, foot - height - 4, words, "number", "middle"))
    return marks


def intervals(rows: Sequence[tuple[str, float, tuple[float, float]]]) -> Html:
    """A dot with a whisker for each accuracy, on one scale.

    Args:
        rows: What each is, the accuracy, and its 95 % interval.
    """
    low = min(bounds[0] for _, _, bounds in rows)
    high = max(bounds[1] for _, _, bounds in rows)
    margin = 0.08 * (high - low) + LEAST_TOP / 10
    low, high = max(0.0, low - margin), min(1.0, high + margin)
    ticks = percent_ticks(high, low=low)
    x = Axis(low=low, high=high, start=12, end=WIDTH - 24, title="", ticks=tuple(ticks))
    foot = 42.0 * len(rows) + 6
    marks = [line(place(x, v), 0, place(x, v), foot, "grid") for v, _ in x.ticks]
    for index, (name, share, bounds) in enumerate(rows):
        level = 42.0 * index + 30
        marks.append(text(12, level - 14, f"{name}: {percent(share)}", "value halo"))
        marks.append(line(place(x, bounds[0]), level, place(x, bounds[1]), level, "whisker"))
        marks.append(dot(place(x, share), level, "dot", 4.5))
    marks += [text(place(x, v), foot + 16, words, "tick", "middle") for v, words in x.ticks]
    told = "; ".join(
        f"{name}: {percent(share)}, between {percent(bounds[0])} and {percent(bounds[1])}"
        for name, share, bounds in rows
    )
    return svg(*marks, width=WIDTH, height=foot + 22, label=f"Accuracy with interval. {told}.")


def history(values: Sequence[float], *, title: str, shares: bool) -> Html:
    """One value for each epoch of a training, the last one written out.

    Args:
        values: At least two.
        title: What they are.
        shares: Whether they are shares, to be written as percentages.
    """
    top = max(*values, LEAST_TOP) * 1.05
    ticks = percent_ticks(top) if shares else [(v, f"{v:.4g}") for v in steps(top)]
    n = len(values)
    x = x_axis("epoch", [(v, f"{v:.0f}") for v in _whole(n)], 1, n)
    y = y_axis(title, ticks, 0, top)
    points = [(float(epoch), value) for epoch, value in enumerate(values, 1)]
    last = percent(values[-1]) if shares else f"{values[-1]:.3g}"
    end = (place(x, n), place(y, values[-1]))
    return chart(
        x,
        y,
        curve(x, y, points, "curve"),
        dot(*end, "dot"),
        text(end[0], end[1] - 9, last, "value", "end"),
        label=f"{title}, by epoch, from {values[0]:.4g} to {values[-1]:.4g}.",
    )


def _short(share: float) -> str:
    """A percentage that stays narrow beside its neighbour."""
    return percent(share) if share < 1 / TENTHS else f"{100 * share:.0f} %"


def _whole(n: int) -> list[float]:
    """Whole epochs to write at the axis: the first, and round ones after it."""
    return [1.0, *(value for value in steps(n) if value > 1 and value == int(value))]

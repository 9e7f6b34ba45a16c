"""Axes and marks, in the units of what was measured, in; inline SVG out, coloured by the page."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from inkdigits.report.markup import Html, element

WIDTH, HEIGHT = 360, 250  # of a chart, in its own units: about pixels
LEFT, RIGHT, TOP, BOTTOM = 44, 346, 30, 208  # of the area inside its axes


@dataclass(frozen=True, kw_only=True)
class Axis:
    """A straight scale."""

    low: float  # values at its two ends
    high: float
    start: float  # where these are, in the chart's units
    end: float
    title: str
    ticks: tuple[tuple[float, str], ...]  # values and what is written there


def place(axis: Axis, value: float) -> float:
    """Where a value lies on an axis, in the chart's units."""
    share = (value - axis.low) / (axis.high - axis.low)
    return axis.start + share * (axis.end - axis.start)


def x_axis(title: str, ticks: Sequence[tuple[float, str]], low: float, high: float) -> Axis:
    """An axis along the foot of a chart."""
    return Axis(low=low, high=high, start=LEFT, end=RIGHT, title=title, ticks=tuple(ticks))


def y_axis(title: str, ticks: Sequence[tuple[float, str]], low: float, high: float) -> Axis:
    """An axis up the left side of a chart."""
    return Axis(low=low, high=high, start=BOTTOM, end=TOP, title=title, ticks=tuple(ticks))


def steps(high: float, *, low: float = 0.0, most: int = 5) -> list[float]:
    """Round values from ``low`` to ``high``, at most ``most`` spans apart."""
    span = high - low
    size = 10.0 ** math.floor(math.log10(span / most))
    step = next(size * by for by in (1, 2, 5, 10) if span / (size * by) <= most)
    first = math.ceil(low / step - 1e-9)
    return [step * at for at in range(first, math.floor(high / step + 1e-9) + 1)]


def percent_ticks(high: float, *, low: float = 0.0) -> list[tuple[float, str]]:
    """Round shares with their percentages written out."""
    values = steps(high, low=low)
    step = 100 * (values[1] - values[0]) if len(values) > 1 else 1
    decimals = max(0, -math.floor(math.log10(step) + 1e-9))
    return [(value, f"{100 * value:.{decimals}f} %") for value in values]


def chart(x: Axis, y: Axis, *marks: Html, label: str) -> Html:
    """A chart: a grid, two axes and the marks in front of them.

    Args:
        x: From ``x_axis``.
        y: From ``y_axis``.
        marks: SVG elements, placed with ``place``.
        label: What a person is told who does not see it.
    """
    lines = [line(LEFT, place(y, v), RIGHT, place(y, v), "grid") for v, _ in y.ticks]
    names = [text(LEFT - 7, place(y, v) + 4, name, "tick", "end") for v, name in y.ticks]
    names += [text(place(x, v), BOTTOM + 17, name, "tick", "middle") for v, name in x.ticks]
    titles = [text(0, 12, y.title, "title"), text(RIGHT, BOTTOM + 36, x.title, "title", "end")]
    foot = line(LEFT, BOTTOM, RIGHT, BOTTOM, "axis")
    return svg(*lines, foot, *names, *titles, *marks, width=WIDTH, height=HEIGHT, label=label)


def svg(*marks: Html, width: float, height: float, label: str) -> Html:
    """A drawing that fits the place it is given."""
    return element("svg", *marks, viewBox=f"0 0 {width} {height}", role="img", aria_label=label)


def line(x1: float, y1: float, x2: float, y2: float, kind: str) -> Html:
    """A straight line; ``kind`` is what the style sheet calls it."""
    return element("line", x1=x1, y1=y1, x2=x2, y2=y2, class_=kind)


def text(x: float, y: float, words: str, kind: str, anchor: str | None = None) -> Html:
    """Words whose start, middle or end (``anchor``) is at a point."""
    return element("text", words, x=x, y=y, class_=kind, text_anchor=anchor)


def dot(x: float, y: float, kind: str, radius: float = 3.5) -> Html:
    """A filled circle."""
    return element("circle", cx=x, cy=y, r=radius, class_=kind)


def bar(x: float, y: float, width: float, height: float, kind: str) -> Html:
    """A filled rectangle, from its upper left corner."""
    return element("rect", x=x, y=y, width=width, height=height, class_=kind)


def curve(x: Axis, y: Axis, points: Sequence[tuple[float, float]], kind: str) -> Html:
    """A line through points that are given in the axes' values."""
    path = " ".join(f"{place(x, a):.2f},{place(y, b):.2f}" for a, b in points)
    return element("polyline", points=path, class_=kind)

"""A results file's name, or rows of figures, in; its contents, or a Markdown table, out."""

import json
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).parent / "results"
Row = tuple[str | float, ...]


def results(name: str) -> dict[str, Any]:
    """One results file."""
    return dict(json.loads((RESULTS / f"{name}.json").read_text()))


def table(heads: tuple[str, ...], rows: list[Row]) -> str:
    """A Markdown table; the first column is words, the others are numbers."""
    lines = [heads, ("---", *("---:",) * (len(heads) - 1)), *rows]
    return "".join(f"| {' | '.join(map(str, line))} |\n" for line in lines)


def number(value: float | None) -> str:
    """Three figures: 0.064, 6.43, 64.3, 643, 6,430; a dash for what there is none of."""
    if not value:
        return "–" if value is None else "0"
    whole = len(str(int(abs(value)))) if abs(value) >= 1 else 0
    places = max(0, 3 - whole)
    return f"{value:,.{places}f}"

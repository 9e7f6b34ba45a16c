"""What benchmarks/read_pages.py measured in; Markdown tables for docs/pages.md out."""

import statistics
from collections.abc import Callable
from functools import partial
from typing import Any

from pages.figures import percent
from tabular import Row, results, table

Measured = dict[str, Any]  # one file of benchmarks/results/pages
OURS = "inkdigits"


def whole_table(measured: Measured) -> str:
    """Of each grade's numbers of five digits, how many each contender reads whole."""
    grades = groups(measured, "grade")
    names = contenders(grades)
    rows: list[Row] = []
    for grade, found in grades.items():
        five = found[OURS]["five"]
        cells = [_share(found[name]["five"], name) for name in names]
        rows.append((grade, five["total"], five["legible"], *cells))
    heads = ("grade", "numbers", "legible", *(f"{name}, %" for name in names))
    return table(heads, rows)


def error_table(measured: Measured) -> str:
    """Digit errors, and digits invented a page, of each grade and contender."""
    grades = groups(measured, "grade")
    names = contenders(grades)
    rows: list[Row] = []
    for grade, found in grades.items():
        cells: list[str] = []
        for name in names:
            one = found[name]
            cells.append(percent(one["digit_errors"], one["digits"], places=2).removesuffix(" %"))
            cells.append(f"{one['invented'] / one['pages']:.2f}")
        rows.append((grade, found[OURS]["pages"], *cells))
    columns = [f"{name}, {what}" for name in names for what in ("errors, %", "invented")]
    return table(("grade", "pages", *columns), rows)


def group_table(measured: Measured, group: str, what: str) -> str:
    """Of a group's numbers, how many each contender reads whole, and what it invents."""
    found = measured["figures"][group]
    rows: list[Row] = []
    for name, one in found.items():
        every = one["all"]
        share = percent(every["whole"], every["total"]).removesuffix(" %")
        wrong = percent(one["digit_errors"], one["digits"], places=2).removesuffix(" %")
        invented = f"{one['invented'] / one['pages']:.2f}"
        rows.append(
            (name, every["total"], f"**{share}**" if name == OURS else share, wrong, invented)
        )
    heads = (what, "numbers", "whole, %", "errors, %", "invented a page")
    return table(heads, rows)


def empty_table(measured: Measured) -> str:
    """Digits invented a page where there are none, by what there is instead."""
    kinds = groups(measured, "empty")
    names = contenders(kinds)
    rows: list[Row] = []
    for kind, found in kinds.items():
        cells = [f"{found[name]['invented'] / found[name]['pages']:.2f}" for name in names]
        rows.append((kind, found[OURS]["pages"], *cells))
    totals = [
        sum(found[name]["invented"] for found in kinds.values())
        / sum(found[name]["pages"] for found in kinds.values())
        for name in names
    ]
    pages = sum(found[OURS]["pages"] for found in kinds.values())
    rows.append(("**all**", pages, *(f"**{total:.3f}**" for total in totals)))
    return table(("no digits", "pages", *names), rows)


def photo_table(measured: Measured) -> str:
    """Rows read whole and digit errors on other people's photos."""
    kinds = groups(measured, "photos")
    names = contenders(kinds)
    rows: list[Row] = []
    for kind, found in kinds.items():
        ours = found[OURS]
        cells: list[str] = []
        for name in names:
            one = found[name]
            cells.append(str(one["all"]["whole"]))
            cells.append(percent(one["digit_errors"], one["digits"]).removesuffix(" %"))
        rows.append((kind, ours["pages"], ours["all"]["total"], ours["digits"], *cells))
    columns = [f"{name}, {what}" for name in names for what in ("rows whole", "errors, %")]
    return table(("photos", "pictures", "rows", "digits", *columns), rows)


def claim_table(measured: Measured) -> str:
    """How often the numbers of all grades are right that are read as surely."""
    grades = groups(measured, "grade").values()
    rows: list[Row] = []
    for alike in zip(*(found[OURS]["claims"] for found in grades), strict=True):
        count, right, expected = (
            sum(one[name] for one in alike) for name in ("numbers", "right", "expected")
        )
        shares = [percent(part, count).removesuffix(" %") for part in (expected, right)]
        rows.append((f"{alike[0]['from']:g}", count, *shares))
    return table(("confidence from", "numbers", "mean confidence, %", "right, %"), rows)


def doubt_table(measured: Measured) -> str:
    """How many of the numbers that are read wrong, and of the others, are said to be in doubt."""
    named = ("amounts", "other hands")
    kinds = {f"grade {grade}": found for grade, found in groups(measured, "grade").items()}
    kinds |= {name: measured["figures"][name] for name in named if name in measured["figures"]}
    rows: list[Row] = []
    for kind, found in kinds.items():
        doubts = found[OURS]["doubts"]
        cells: list[int | str] = []
        for which in ("wrong", "right"):
            every, some = doubts[which], doubts[f"{which}_doubted"]
            cells += [every, some, percent(some, every).removesuffix(" %")]
        rows.append((kind, *cells))
    doubted = ("of those in doubt", "%")
    columns = ("wrong", *doubted, "right", *doubted)
    return table(("numbers read", *columns), rows)


def large_table(measured: Measured) -> str:
    """How long a warm reader takes for a large photo, by grade."""
    rows: list[Row] = []
    for grade, found in measured["grades"].items():
        seconds = found["seconds"]
        median, most = statistics.median(seconds), max(seconds)
        digits = f"{min(found['digits'])} to {max(found['digits'])}"
        rows.append((grade, len(seconds), digits, f"{median:.2f}", f"{most:.2f}"))
    heads = ("grade", "photos", "digits", "seconds, median", "the slowest")
    return table(heads, rows) + (
        f"\n{measured['megapixels']} megapixels each, JPEG; a photo's time is the median of "
        f"{measured['runs']} runs.\nMeasured by `{measured['command']}`\non "
        f"{measured['machine']}; the load average was {measured['load_average']:.1f} at the end.\n"
    )


def note(measured: Measured) -> str:
    """How it was measured."""
    machine, versions = measured["machine"], measured["versions"]
    seconds = [
        f"{found[OURS]['seconds_median']:.2f} s at grade {grade}"
        for grade, found in groups(measured, "grade").items()
    ]
    return (
        f"Measured by\n`{measured['command']}`\non an {machine['processor']}, "
        + ", ".join(f"{name} {version}" for name, version in versions.items())
        + f".\nBehind a share, between what it is 95 % of the time, were other pages drawn.\n"
        f"inkdigits takes {', '.join(seconds)} a page, median, on one core;\n"
        f"the load average of the two cores was {measured['load_average']:.1f} at the end.\n"
    )


def groups(measured: Measured, kind: str) -> dict[str, dict[str, Any]]:
    """The figures of the groups of a kind, by what follows it in their names."""
    return {
        group.removeprefix(f"{kind} "): found
        for group, found in measured["figures"].items()
        if group.startswith(f"{kind} ")
    }


def contenders(found: dict[str, dict[str, Any]]) -> list[str]:
    """Who was measured on some groups."""
    return list(next(iter(found.values())))


def _share(five: dict[str, Any], name: str) -> str:
    """A share and its interval; ours stands out."""
    share = percent(five["whole"], five["total"]).removesuffix(" %")
    low, high = (100 * end for end in five["interval"])
    return (f"**{share}**" if name == OURS else share) + f" ({low:.0f}–{high:.0f})"


def _filled(make: Callable[[Measured], str], name: str = "pages/test") -> Callable[[], str]:
    return lambda: make(results(name))


TABLES = {
    "pages-whole": _filled(whole_table),
    "pages-errors": _filled(error_table),
    "pages-amounts": _filled(partial(group_table, group="amounts", what="dates and amounts")),
    "pages-hands": _filled(partial(group_table, group="other hands", what="Semeion's digits")),
    "pages-empty": _filled(empty_table, "pages/empty"),
    "pages-photos": _filled(photo_table),
    "pages-claims": _filled(claim_table),
    "pages-doubts": _filled(doubt_table),
    "pages-large": _filled(large_table, "pages/large"),
    "pages-note": _filled(note),
}

"""The results of serving in; docs/service.md's and docs/page.md's tables of them out."""

import statistics
from collections.abc import Callable

from tabular import Row, number, results, table


def load() -> str:
    """Throughput and latency."""
    found = results("serve/load")
    rows: list[Row] = [
        (
            entry["what"],
            entry["clients"],
            number(entry["answers_a_second"]),
            *(number(entry[f"milliseconds_{level}"]) for level in ("p50", "p95", "p99")),
            number(entry["cpu_milliseconds"]),
            f"{entry['answers']:,}",
        )
        for entry in found["results"]
    ]
    heads = ("asked", "clients", "answers/s", "p50, ms", "p95, ms", "p99, ms")
    machine = found["machine"]
    return table((*heads, "processor time, ms each", "answers"), rows) + (
        f"\n`inkdigits serve {found['options']}` on {machine['cores']} cores of an "
        f"{machine['processor']}, which\nthe clients shared, and other programs: the load average "
        f"was {machine['load_average']:.1f} at the end. "
        f"{found['results'][0]['seconds']:.0f} seconds each.\n"
    )


def overload() -> str:
    """What becomes of too many clients."""
    found = results("serve/overload")
    rows: list[Row] = [
        (
            entry["what"],
            entry["clients"],
            number(entry["calm_answers_a_second"]),
            number(entry["answers_a_second"]),
            f"{entry['answers']:,}",
            f"{entry['refusals']:,}",
            entry["other_answers"] + entry["lost"],
        )
        for entry in found["results"]
    ]
    heads = ("asked", "clients", "answers/s to a quarter of them", "answers/s", "200", "503")
    return table((*heads, "others, lost"), rows) + (
        f"\n`{found['options']}`: four clients for each place, which ask again at once when they "
        "are refused.\n"
    )


def soak() -> str:
    """What memory does in the long run."""
    found = results("serve/soak")
    looks = found["megabytes"]
    part = len(looks) // 5
    early, late = (statistics.median(some) for some in (looks[4 : 4 + part], looks[-part:]))
    return (
        f"{found['seconds'] // 60} minutes of all three in turns by {found['clients']} clients, "
        f"{found['answers']:,} answers, {found['lost'] or 'none'} lost: {early:.0f} MB of "
        f"resident\nmemory in the first fifth, {late:.0f} MB in the last, medians; "
        f"{max(looks):.0f} MB at most.\n"
    )


def pen_up() -> str:
    """How long the page takes to answer a drawing."""
    found = results("serve/page")
    rows: list[Row] = [
        (drawn, one["n"], *(number(one[level]) for level in ("median", "p95", "longest")))
        for drawn, one in found["pen_up_to_answer_ms"].items()
    ]
    machine = found["machine"]
    heads = ("drawn", "drawings", "median, ms", "p95, ms", "longest, ms")
    return table(heads, rows) + (
        f"\n`python benchmarks/measure_page.py`, Chromium and the service on the same "
        f"{machine['cores']} cores of an {machine['processor']}.\n"
    )


PAGE_TABLES: dict[str, Callable[[], str]] = {"pen-up": pen_up}
TABLES: dict[str, Callable[[], str]] = {"load": load, "overload": overload, "soak": soak}

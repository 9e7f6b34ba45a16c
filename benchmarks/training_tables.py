"""The results of races, steps and phases in; docs/benchmarks.md's tables of training out."""

from collections.abc import Callable

from tabular import Row, number, results, table


def machine() -> str:
    """What the figures hold for."""
    about = results("train")["machine"]
    versions = ", ".join(f"{name} {version}" for name, version in about["versions"].items())
    units = "with" if about["bfloat16_units"] else "without"
    return (
        f"{about['cores']} cores of an {about['processor']}, {units} units for bfloat16; Python "
        f"{about['python']},\n{versions}.\n"
    )


def race() -> str:
    """Seconds to the accuracy that each contender reaches."""
    rows: list[Row] = []
    for name, entry in results("train")["summary"].items():
        spread = entry["accuracy_spread"]
        accuracy = f"{100 * entry['accuracy_mean']:.2f}"
        accuracy += f" ± {100 * spread:.2f}" if spread is not None else ""
        train, cold = (f"{entry[f'{clock}_seconds']:,.1f}" for clock in ("train", "cold"))
        times = (f"{entry[f'times_{clock}']:,.1f}" for clock in ("train", "cold"))
        first, second = times
        rows.append(
            (name, entry["runs"], f"{accuracy} %", train, first, cold, second, entry["megabytes"])
        )
    heads = ("contender", "runs", "test accuracy", "training, s", "times ours")
    return table((*heads, "cold process, s", "times ours", "peak MB"), rows)


def pace() -> str:
    """Milliseconds a step of the tutorials."""
    found = results("pace")
    rows: list[Row] = []
    for tutorial in ("deepnn", "dropout"):
        ours = found[tutorial]["inkdigits"]["milliseconds"]["median"]
        for name, entry in found[tutorial].items():
            time = entry["milliseconds"]
            rows.append(
                (
                    f"{tutorial}, {name}",
                    time["n"],
                    number(time["median"]),
                    f"{number(time['least'])} to {number(time['most'])}",
                    f"{time['median'] / ours:.2f}",
                )
            )
    return table(("program", "runs", "ms a step", "least to most", "times ours"), rows)


def limit() -> str:
    """How near the processor's own limit training and answering come."""
    found = results("limit")
    peaks = [
        (f"{peak['product']}, {peak['precision']}", peak["threads"], number(peak["gflops"]))
        for peak in found["peaks"]
    ]
    work = [
        (
            f"a training step of {entry['recipe']}, {entry['precision']}",
            number(entry["mflop_a_digit"]),
            number(entry["gflops"]),
            f"{100 * entry['share_of_peak']:.0f} %",
        )
        for entry in found["training"]
    ] + [
        (
            f"answering with {entry['recipe']}, {entry['precision']}",
            number(entry["mflop_a_digit"]),
            number(entry["gflops"]),
            f"{100 * entry['share_of_peak']:.0f} %",
        )
        for entry in found["answering"]
    ]
    heads = ("work", "MFLOP a digit", "GFLOP/s", "of the peak at that precision")
    return (
        table(("the processor's peak", "threads", "GFLOP/s"), list(peaks))
        + "\n"
        + table(heads, list(work))
    )


def operators() -> str:
    """Where a training step's time goes."""
    rows: list[Row] = [
        (f"`{entry['operator']}`", f"{100 * entry['share']:.1f} %")
        for entry in results("limit")["operators_of_fast"]
    ]
    return table(("operator", "share of a step of `fast`"), rows)


def phases() -> str:
    """What cold commands spend their time on."""
    found = results("phases")
    parts = []
    for key in ("train", "read"):
        command = found[key]["command"]
        rows: list[Row] = [
            (each["phase"], number(each["took"]), number(each["ended"]))
            for each in found[key]["phases"]
        ]
        parts.append(table((f"`{command}`", "took, ms", "ended, ms"), rows))
    return "\n".join(parts)


TABLES: dict[str, Callable[[], str]] = {
    "machine": machine,
    "race": race,
    "pace": pace,
    "limit": limit,
    "operators": operators,
    "phases": phases,
}

"""The results of answering, reading and growth in; docs/benchmarks.md's tables of them out."""

from collections.abc import Callable

from tabular import Row, number, results, table


def answer() -> str:
    """Throughput, latency and memory of answering."""
    rows: list[Row] = []
    for name, entry in results("answer")["engines"].items():
        speed = entry["digits_a_second"]
        rows.append(
            (
                name,
                number(entry["milliseconds_p50"]["median"]),
                number(entry["milliseconds_p99"]["median"]),
                *(number(speed[batch]["median"]) for batch in ("1", "64", "1024", "10000")),
                number(entry["seconds_for_10000"]["median"]),
                number(entry["seconds_to_first_answer"]["median"]),
                round(entry["megabytes"]["median"]),
            )
        )
    heads = ("engine, network", "p50, ms", "p99, ms", "digits/s at batch 1", "64", "1,024")
    return table((*heads, "10,000", "10,000 digits, s", "first answer, s", "peak MB"), rows)


def answer_operators() -> str:
    """Where answering spends its time, how its threads share it, and a photo from a cold start."""
    found = results("answer")
    rows: list[Row] = []
    for model, entry in found["operators"].items():
        shares = list(entry["share_of_time"].items())[:4]
        told = ", ".join(f"{operator} {100 * share:.0f} %" for operator, share in shares)
        best = f"{100 * entry['share_of_best_matrix_product']:.0f} %"
        rows.append((model, told, number(entry["gigaflops"]), best))
    threads, read = found["threads"], found["read_one_megapixel"]
    shares = " and ".join(f"{100 * share:.0f} %" for share in threads["share_of_each_thread"])
    return (
        table(("model, batch 1,024", "operators", "GFLOP/s", "of the best matrix product"), rows)
        + f"\nThe two threads of the shipped model do {shares} of the work; loaded and idle it\n"
        f"uses {1000 * threads['idle_cpu_seconds'] / threads['idle_seconds']:.2f} ms of processor "
        f"time a second. A cold `inkdigits read` of a photo of one megapixel takes\n"
        f"{read['seconds']['median']:.2f} s, median of {read['seconds']['n']} "
        f"({read['seconds']['least']:.2f} to {read['seconds']['most']:.2f}), and "
        f"{read['megabytes']['most']:.0f} MB.\n"
    )


def int8() -> str:
    """What quantising would give, and change."""
    rows: list[Row] = []
    for model, ways in results("answer")["quantize"].items():
        for way, entry in ways.items():
            if "bytes" in entry:
                rows.append(
                    (
                        f"{model}, {way}",
                        number(entry["digits_a_second"]["1024"]),
                        round(entry["bytes"] / 1000),
                        entry["changed_of_10000_training"],
                        entry["changed_of_10000_test"],
                    )
                )
    heads = ("model", "digits/s at batch 1,024", "kB", "answers changed, training digits")
    return table((*heads, "test digits"), rows)


def growth() -> str:
    """What one and two threads make of the same work, and where growth is steeper than the size."""
    found = results("growth")
    names = {
        "training": ("training `fast` on 60,000 digits, one epoch", "seconds_an_epoch"),
        "answering": ("answering 10,000 digits", "seconds"),
        "photo_of_1_megapixel": ("reading a photo of 1 megapixel, warm", "seconds"),
    }
    rows: list[Row] = []
    for key, (what, cost) in names.items():
        values = [point[cost] for point in found["threads"][key]]
        one, two = (each["median"] if isinstance(each, dict) else each for each in values)
        rows.append((what, number(one), number(two), f"{one / two:.2f}"))
    steepest = {name: max(values) for name, values in found["exponents"].items()}
    lines: list[Row] = [(name, f"{exponent:.2f}") for name, exponent in steepest.items()]
    bends = "".join(
        f"\n{bend['series']}, from {bend['from']:,} to {bend['to']:,}: {bend['exponent']:.2f}. "
        f"{bend['explanation']}\n"
        for bend in found["bends"]
    )
    return (
        table(("work", "one thread, s", "two, s", "times as fast"), rows)
        + "\n"
        + table(("cost", "steepest exponent between neighbours; 1 is linear"), lines)
        + bends
    )


TABLES: dict[str, Callable[[], str]] = {
    "answer": answer,
    "answer operators": answer_operators,
    "int8": int8,
    "growth": growth,
}

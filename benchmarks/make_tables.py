"""Committed measurements in; out come the docs' figures, plots and picture, and recipes.json.

python benchmarks/make_tables.py            writes them
python benchmarks/make_tables.py --check    fails where one is not what the measurements say
"""

import json
import sys
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image
from torch import nn

import accuracy_tables
import answering_tables
import inkdigits
import page_tables
import serve_tables
import training_tables
from draw_plots import PLOTS, svg
from inkdigits import study
from inkdigits.annotate import annotate
from inkdigits.cli.read import EXAMPLE
from inkdigits.learn.recipes import RECIPES
from inkdigits.vision.photo import open_photo

ROOT = Path(__file__).parent.parent
RESULTS = ROOT / "benchmarks" / "results"
README = ROOT / "README.md"
SHIPPED = ROOT / "src" / "inkdigits" / "recipes.json"
CLOSE = 2  # levels of 256 that two renderings of a picture may be apart
FEW = 0.005  # share of the pixels: a few letters of a label, but no box
PICTURE = ROOT / "docs" / "page.read.png"
ACCURACY = ROOT / "docs" / "accuracy.md"
BENCHMARKS = ROOT / "docs" / "benchmarks.md"
SERVICE = ROOT / "docs" / "service.md"
PAGE = ROOT / "docs" / "page.md"
PAGES = ROOT / "docs" / "pages.md"


def summarize(name: str, summary: str, network: nn.Module) -> dict[str, Any]:
    """One recipe's runs as ``inkdigits.measured.Measured`` has them."""
    parameters = sum(value.numel() for value in network.parameters())
    about = {"name": name, "summary": summary, "parameters": parameters}
    runs = accuracy_tables.single_runs(name)
    if not runs:
        return about | {"runs": 0}
    machine = runs[0]["card"]["machine"]
    where = f"{machine['threads']} threads of an {machine['processor']}"
    return about | study.summarize(runs) | {"machine": where}


def recipes_table(recipes: list[dict[str, Any]]) -> str:
    """What each recipe reaches, and in which time."""
    lines = [
        "| recipe | what | parameters | of 10,000 test digits | runs | training | command |",
        "|---|---|---:|---:|---:|---:|---:|",
    ]
    for entry in recipes:
        if not entry["runs"]:
            about = f"| `{entry['name']}` | {entry['summary']} | {entry['parameters']:,} |"
            lines.append(f"{about} not measured | 0 | | |")
            continue
        cold = entry["cold_seconds"]
        spread = f" ± {100 * entry['accuracy_spread']:.2f}" if entry["accuracy_spread"] else ""
        lines.append(
            f"| `{entry['name']}` | {entry['summary']} | {entry['parameters']:,} "
            f"| {100 * entry['accuracy_mean']:.2f}{spread} % | {entry['runs']} "
            f"| {entry['train_seconds']:,.1f} s | {f'{cold:,.1f} s' if cold else ''} |"
        )
    machines = ", ".join(sorted({entry["machine"] for entry in recipes if entry["runs"]}))
    return "\n".join(lines) + (
        f"\n\nMeasured on {machines}: mean and standard deviation over runs that differ in their\n"
        "seed, and median seconds, of the training steps alone and of the whole command, cold.\n"
    )


def read_line() -> str:
    """What a cold read costs."""
    read = json.loads((RESULTS / "read.json").read_text())
    return (
        f"`{read['command']}` ({read['picture']}) takes {read['seconds_median']:.2f} s as a cold\n"
        f"process, median of {read['runs']}, and {read['megabytes_most']} MB at most, on "
        f"{read['machine']}.\n"
    )


def batch_line() -> str:
    """What reading many pictures at a time gains."""
    batch = json.loads((RESULTS / "batch.json").read_text())
    one, two = (batch["seconds_median"][jobs] for jobs in ("1", "2"))
    few, many = batch["memory"]
    return (
        f"{batch['photos']:,} photos ({batch['picture']}) take {two:.0f} s with `--jobs 2` and\n"
        f"{one:.0f} s with `--jobs 1`, medians of {batch['rounds']} cold processes each that took "
        f"turns, on {batch['machine']}.\nPeak memory with two jobs: {few['megabytes']} MB for "
        f"{few['files']:,} files, {many['megabytes']} MB for {many['files']:,}.\n"
    )


def photos_table() -> str:
    """How many digits of other people's photos are read right."""
    photos = json.loads((RESULTS / "photos.json").read_text())
    lines = ["| photos | pictures | digits | read right |", "|---|---:|---:|---:|"]
    for kind, result in photos["kinds"].items():
        right = result["digits"] - result["errors"]
        lines.append(f"| {kind} | {result['photos']} | {result['digits']} | {right} |")
    return "\n".join(lines) + "\n"


def fill(text: str, name: str, content: str) -> str:
    """Put content between the two marks of that name."""
    begin, end = f"<!-- {name}: made by benchmarks/make_tables.py -->\n", f"<!-- end of {name} -->"
    before, found, rest = text.partition(begin)
    _, closed, after = rest.partition(end)
    if not found or not closed:
        raise SystemExit(f"there are no marks for {name}")
    return before + begin + content + end + after


def fill_all(path: Path, contents: dict[str, str]) -> bytes:
    """A document with all its marks filled."""
    text = path.read_text()
    for name, content in contents.items():
        text = fill(text, name, content)
    return text.encode()


def picture() -> Image.Image:
    """The page with its reading drawn in."""
    photo = open_photo(EXAMPLE)
    return annotate(photo, inkdigits.read(photo))


def same_picture(path: Path, wanted: Image.Image) -> bool:
    """Whether a file shows that picture; on another processor a confidence may round otherwise."""
    if not path.exists():
        return False
    with Image.open(path) as image:
        if image.size != wanted.size:
            return False
        apart = np.abs(np.asarray(image.convert("RGB"), int) - np.asarray(wanted)).max(axis=2)
    return bool((apart > CLOSE).mean() < FEW)


def main() -> None:
    recipes = [summarize(recipe.name, recipe.summary, recipe.network()) for recipe in RECIPES]
    readme = {
        "recipes": recipes_table(recipes),
        "read": read_line(),
        "batch": batch_line(),
        "race": training_tables.race(),
        "photos": photos_table(),
        "goals": accuracy_tables.goals(),
    }
    tables = training_tables.TABLES | answering_tables.TABLES
    wanted = {
        README: fill_all(README, readme),
        BENCHMARKS: fill_all(BENCHMARKS, {name: make() for name, make in tables.items()}),
        ACCURACY: fill_all(
            ACCURACY, {name: make() for name, make in accuracy_tables.TABLES.items()}
        ),
        SERVICE: fill_all(SERVICE, {name: make() for name, make in serve_tables.TABLES.items()}),
        PAGE: fill_all(PAGE, {name: make() for name, make in serve_tables.PAGE_TABLES.items()}),
        PAGES: fill_all(PAGES, {name: make() for name, make in page_tables.TABLES.items()}),
        **{ROOT / "docs" / f"{name}.svg": svg(draw()) for name, draw in PLOTS.items()},
        SHIPPED: json.dumps(recipes, indent=1, ensure_ascii=False).encode() + b"\n",
    }
    page = picture()
    if not same_picture(PICTURE, page):
        buffer = BytesIO()
        page.save(buffer, "png", optimize=True)
        wanted[PICTURE] = buffer.getvalue()
    stale = [
        path for path, data in wanted.items() if not path.exists() or path.read_bytes() != data
    ]
    if "--check" in sys.argv[1:]:
        if stale:
            raise SystemExit(f"{', '.join(map(str, stale))}: run benchmarks/make_tables.py")
        return
    for path in stale:
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(wanted[path])
        print(f"wrote {path}")


if __name__ == "__main__":
    main()

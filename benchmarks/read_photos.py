"""A folder of photos with labels.csv in; how many digits are read right out.

    python benchmarks/read_photos.py FOLDER [--kinds guerrantif …] [--least 0.9] [--out FILE.json]

labels.csv has the columns file and digits (all digits in reading order). A photo's errors are the
edit distance between what it holds and what was read, so that invented digits count too.
"""

import argparse
import csv
import json
from collections import Counter
from pathlib import Path

import inkdigits
from pages.score import edit_distance


def read_photos(
    folder: Path, reader: inkdigits.Reader, *, kinds: list[str] | None = None
) -> dict[str, dict[str, int]]:
    """Read a folder's photos, and say which are misread.

    Args:
        folder: It has a labels.csv and a subfolder for each kind of photo.
        reader: What reads them.
        kinds: Subfolders to read; all where it is None.

    Returns:
        For each kind: photos, digits, errors.
    """
    photos: Counter[str] = Counter()
    digits: Counter[str] = Counter()
    errors: Counter[str] = Counter()
    with (folder / "labels.csv").open(newline="", encoding="utf-8") as file:
        for line in csv.DictReader(file):
            kind = Path(line["file"]).parts[0]
            if kinds and kind not in kinds:
                continue
            text = "".join(reader.read(folder / line["file"]).text.split())
            wrong = edit_distance(line["digits"], text)
            if wrong:
                print(f"{line['file']}: {line['digits']} read as {text}")
            photos[kind] += 1
            digits[kind] += len(line["digits"])
            errors[kind] += wrong
    return {
        kind: {"photos": photos[kind], "digits": digits[kind], "errors": errors[kind]}
        for kind in photos
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--kinds", nargs="+", help="subfolders to read; all where it is left out")
    parser.add_argument("--least", type=float, default=0.0, help="share right that each kind needs")
    parser.add_argument("--model", type=Path)
    parser.add_argument("--out", type=Path, help="where to keep the figures")
    arguments = parser.parse_args()
    reader = inkdigits.Reader(inkdigits.load_model(arguments.model))
    results = read_photos(arguments.folder, reader, kinds=arguments.kinds)
    for kind, result in results.items():
        right = result["digits"] - result["errors"]
        print(f"{kind}: {right} of {result['digits']} digits right, {result['photos']} photos")
        if right < arguments.least * result["digits"]:
            raise SystemExit(f"{kind}: fewer than {arguments.least:.0%} right")
    if arguments.out:
        card = inkdigits.load_model(arguments.model).card
        content = {"model": card.command, "kinds": results}
        arguments.out.write_text(json.dumps(content, indent=1) + "\n")


if __name__ == "__main__":
    main()

"""A Model folder, and what was measured of it, in; the model that comes with the package out.

python benchmarks/ship_model.py runs/robust-seeds/seed-0 --robustness robust-seed-0

Copies the folder to src/inkdigits/models/default. Its card gets what benchmarks/robustness.py
found, so that a report on the model can show it. Run make_tables.py afterwards.
"""

import argparse
import dataclasses
import json
from pathlib import Path
from typing import Any

from inkdigits.card import write_card
from inkdigits.files import write_whole_folder
from inkdigits.model import CARD, ONNX, SHIPPED, WEIGHTS, load_model

RESULTS = Path(__file__).parent / "results" / "robustness"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("model", type=Path)
    parser.add_argument("--robustness", required=True, help="name of a file of results/robustness")
    arguments = parser.parse_args()
    card = load_model(arguments.model).card
    found = json.loads((RESULTS / f"{arguments.robustness}.json").read_text())
    if found["model"]["created"] != card.created:
        raise SystemExit(f"{arguments.robustness} was measured of another model")
    measured = card.measured | {"robustness": for_report(found)}
    files = {name: (arguments.model / name).read_bytes() for name in (ONNX, WEIGHTS)}
    card = dataclasses.replace(card, measured=measured)
    write_whole_folder(SHIPPED, {**files, CARD: write_card(card, files)})
    print(SHIPPED)


def for_report(found: dict[str, Any]) -> dict[str, Any]:
    """What a card keeps of it: for each kind its accuracy at each severity."""
    return {
        "digits": found["clean"]["total"],
        "kinds": {
            kind["name"]: {
                "seen": kind["seen"],
                "accuracy": [right / kind["total"] for right in kind["right"]],
            }
            for kind in found["kinds"]
        },
    }


if __name__ == "__main__":
    main()

"""All that is recorded of a training in; the JSON card of a Model folder out, and back."""

import dataclasses
import hashlib
import json
from dataclasses import dataclass
from typing import Any

from inkdigits.errors import ModelError

FORMAT = 1  # of the Model folder; a change that old versions cannot read raises it


@dataclass(frozen=True, kw_only=True)
class Card:
    """What a Model folder says of itself; with it, the training can be repeated."""

    recipe: str
    seed: int
    command: str  # that trained it
    created: str  # ISO 8601, UTC
    settings: dict[str, Any]  # of the recipe, all of them
    data: dict[str, Any]  # name, fingerprint, counts of training, validation and test digits
    measured: dict[str, Any]  # parameters, train_seconds, test_right, test_total, epochs
    machine: dict[str, Any]  # processor, threads, device
    versions: dict[str, str]  # of python and the libraries that matter
    thresholds: dict[str, float] = dataclasses.field(default_factory=dict)


def write_card(card: Card, files: dict[str, bytes]) -> bytes:
    """The card as a JSON file that also vouches for the folder's other files."""
    digests = {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}
    content = {"format": FORMAT, **dataclasses.asdict(card), "files": digests}
    return json.dumps(content, indent=2, ensure_ascii=False).encode() + b"\n"


def parse_card(data: bytes, *, name: str) -> tuple[Card, dict[str, str]]:
    """Read a card.

    Args:
        data: The whole file.
        name: What to call the file in errors.

    Returns:
        The card, and the SHA-256 in hex of each other file of the folder.

    Raises:
        ModelError: It is not a card, or was written by another version of this package.
    """
    try:
        content = json.loads(data)
        version = content.pop("format")
    except (ValueError, AttributeError, KeyError, TypeError, RecursionError) as error:
        raise ModelError(
            f"{name} is not a model card: it is not JSON with a format. Train or copy it again."
        ) from error
    if version != FORMAT:
        raise ModelError(
            f"{name} is of format {version!r}; this version reads {FORMAT}. "
            "Upgrade inkdigits, or train the model again."
        )
    digests = content.pop("files", None)
    names = {field.name for field in dataclasses.fields(Card)}
    if content.keys() != names or not isinstance(digests, dict):
        wrong = ", ".join(sorted(content.keys() ^ names)) or "files"
        raise ModelError(
            f"{name} is not a whole model card; see its {wrong}. Train or copy it again."
        )
    for field in dataclasses.fields(Card):
        kind = dict if "dict" in str(field.type) else field.type
        if not isinstance(content[field.name], kind):  # type: ignore[arg-type]
            raise ModelError(
                f"{name}: {field.name} is {content[field.name]!r}; that is not of its kind. "
                "Train or copy the model again."
            )
    return Card(**content), digests

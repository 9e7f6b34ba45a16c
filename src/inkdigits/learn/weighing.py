"""A model before and after finetuning in; what it won and what it lost, for its card, out."""

from typing import Any

from inkdigits.data import Dataset, Examples
from inkdigits.learn.record import which
from inkdigits.model import WEIGHTS, Model, Network


def weigh(
    start: Model, exported: bytes, hand: Dataset, remembered: Dataset, validation: Examples
) -> dict[str, Any]:
    """What the model read before and what it reads now, for the card."""
    after = Network(exported, name="the finetuned graph")
    return {
        "from": which(start) | {WEIGHTS: start.digests[WEIGHTS]},
        "taught": {
            "name": hand.name,
            "fingerprint": hand.fingerprint,
            "training_digits": len(hand.train),
        },
        "held_out": {
            "total": len(hand.test),
            "right_before": count_right(start, hand.test),
            "right_after": count_right(after, hand.test),
        },
        "remembered": {
            "name": remembered.name,
            "total": len(validation),
            "right_before": count_right(start, validation),
            "right_after": count_right(after, validation),
        },
    }


def count_right(model: Model | Network, examples: Examples) -> int:
    """How many of the examples a model reads right."""
    return int((model.probabilities(examples.images).argmax(1) == examples.labels).sum())


def points_lost(weighed: dict[str, Any]) -> float:
    """Points of accuracy that were lost on the remembered validation digits."""
    kept = weighed["remembered"]
    return float(100 * (kept["right_before"] - kept["right_after"]) / kept["total"])


def refusal(weighed: dict[str, Any], allow_loss: float) -> str:
    """Why a model is not written, and what to do."""
    kept, held = weighed["remembered"], weighed["held_out"]
    return (
        f"the finetuned model lost {points_lost(weighed):.2f} points on {kept['total']:,} "
        f"validation digits of {kept['name']}, {kept['right_before']:,} right before and "
        f"{kept['right_after']:,} after; allowed are {allow_loss:g}. Of the hand's "
        f"{held['total']:,} held-out digits it has {held['right_after']:,} right, before "
        f"{held['right_before']:,}. Nothing was written. See that the taught digits are labelled "
        f"right; or write it all the same, with --allow-loss {points_lost(weighed):.2g}."
    )

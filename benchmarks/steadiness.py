"""A model and labelled digits in; how many it still reads right when they are corrupted, out."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

import inkdigits
from corruptions import KINDS, SEVERITIES, Kind, corrupt, generator
from inkdigits.data import Examples
from inkdigits.evaluation import calibration_error, judge
from inkdigits.model import Model

ASIDE = (0.01, 0.05)  # shares of the least sure answers that are set aside


def judge_clean(model: Model, digits: Examples) -> dict[str, Any]:
    """How the model does on the digits as they are."""
    probabilities = model.probabilities(digits.images)
    found = judge(probabilities, digits.labels, data="clean digits")
    right = probabilities.argmax(1) == digits.labels
    return {
        "right": found.right,
        "total": found.total,
        "calibration_error": found.calibration_error,
        "set_aside": set_aside(probabilities.max(1), right),
    }


def judge_kinds(
    model: Model, digits: Examples, *, seed: int, sample: int, kinds: tuple[Kind, ...] = KINDS
) -> Iterator[tuple[dict[str, Any], NDArray[np.float32], NDArray[np.bool_]]]:
    """Corrupt the digits in every way, and have them read.

    Args:
        model: The model.
        digits: All of them are read at every severity of every kind.
        seed: Of the corruptions.
        sample: Digits of each kind, the severities together, that are read in other ways too:
            as ``Reader.read(…, single=True)`` does, and framed anew by ``inkdigits.frame``.
        kinds: Which to try.

    Yields:
        For each kind its figures; and of all its answers, (5 n,), how sure each was and whether it
        was right.
    """
    reader = inkdigits.Reader(model)
    few = np.linspace(0, len(digits) - 1, max(1, sample // len(SEVERITIES))).astype(int)
    for kind in kinds:
        sure, right = [], []
        ways = {"total": 0, "network": 0, "reader": 0, "framed": 0}
        for severity in SEVERITIES:
            frames = corrupt(digits.images, kind, severity, generator(seed, kind, severity))
            probabilities = model.probabilities(frames)
            sure.append(probabilities.max(1))
            right.append(probabilities.argmax(1) == digits.labels)
            wanted = digits.labels[few]
            texts = [reader.read(one, single=True).text for one in frames[few]]
            again = np.stack([inkdigits.frame(one) for one in frames[few]])
            ways["total"] += len(few)
            ways["network"] += int(right[-1][few].sum())
            ways["reader"] += sum(
                text == str(label) for text, label in zip(texts, wanted, strict=True)
            )
            ways["framed"] += int((model.probabilities(again).argmax(1) == wanted).sum())
        figures = {
            "name": kind.name,
            "family": kind.family,
            "seen": kind.seen,
            "strengths": kind.strengths,
            "right": [int(one.sum()) for one in right],
            "total": len(digits),
            "calibration_error": [calibration_error(*one) for one in zip(sure, right, strict=True)],
            "ways": ways,
        }
        yield figures, np.concatenate(sure), np.concatenate(right)


def summarize(
    kinds: list[dict[str, Any]], sure: NDArray[np.float32], right: NDArray[np.bool_]
) -> dict[str, Any]:
    """What all kinds come to; every kind and severity counts the same."""
    share = {kind["name"]: accuracy(kind) for kind in kinds}
    weakest = min(share, key=lambda name: share[name])
    return {
        "mean": _mean(share[kind["name"]] for kind in kinds),
        "seen": _mean(share[kind["name"]] for kind in kinds if kind["seen"]),
        "unseen": _mean(share[kind["name"]] for kind in kinds if not kind["seen"]),
        "weakest": weakest,
        "weakest_accuracy": share[weakest],
        "calibration_error": calibration_error(sure, right),
        "set_aside": set_aside(sure, right),
    }


def accuracy(kind: dict[str, Any]) -> float:
    """Of one kind, over its severities: a share."""
    return float(np.mean(kind["right"])) / float(kind["total"])


def set_aside(sure: NDArray[np.float32], right: NDArray[np.bool_]) -> list[dict[str, Any]]:
    """Mistakes that are left when the least sure answers are given to a person.

    Args:
        sure: (n,), how sure each answer is, on any scale.
        right: (n,), whether it is right.

    Returns:
        For none set aside and for each share of ``ASIDE``: the share, and how many of how many
        answers that are left are wrong.
    """
    best = right[np.argsort(-sure, kind="stable")]
    left = [(share, best[: len(best) - round(share * len(best))]) for share in (0.0, *ASIDE)]
    return [
        {"aside": share, "wrong": int((~kept).sum()), "left": len(kept)} for share, kept in left
    ]


def _mean(shares: Iterator[float]) -> float | None:
    found = list(shares)
    return sum(found) / len(found) if found else None

"""What readers made of pages in; shares and counts of a group of pages out, as plain data."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from .score import Claim, PageVerdict, Verdict

FIVE = 5  # digits of the numbers that the targets speak of
DRAWS = 2000  # of pages, with repetition, for an interval
SURENESS = (0.0, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99)  # confidences from which a group begins
NINETY_FIVE = (2.5, 97.5)  # percentiles that 95 % lie between


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What a contender made of one picture."""

    group: str  # such as "grade 1"
    contender: str
    verdict: PageVerdict
    legible: tuple[bool, ...]  # of each number: the network reads its digits in MNIST's own frames
    traits: tuple[str, ...]
    seconds: float  # to read it
    megapixels: float


def summarize(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """The figures of one contender on one group of pages.

    Returns:
        pages; numbers of five digits, and all: total, whole and ``digits_right``, which counts
        those too that were joined to others or cut; of those of five, what their ``interval``
        is, and how many are ``legible`` one digit at a time; digits and errors in them; claims, and
        how many that are right and wrong were said to be in doubt; invented digits, and on how
        many pages; seconds.
    """
    numbers = [number for one in outcomes for number in one.verdict.numbers]
    legible = [legible for one in outcomes for legible in one.legible]
    fives = [is_five(number) for number in numbers]
    claims = [claim for one in outcomes for claim in one.verdict.claims]
    return {
        "pages": len(outcomes),
        "five": {
            **_counts([number for number, five in zip(numbers, fives, strict=True) if five]),
            "legible": sum(both for both in map(min, legible, fives)),
            "interval": interval([one.verdict.numbers for one in outcomes]),
        },
        "all": _counts(numbers),
        "digits": sum(len(number.digits) for number in numbers),
        "digit_errors": sum(number.errors for number in numbers),
        "claims": _claims(claims),
        "doubts": _doubts(claims),
        **inventions(outcomes),
    }


def inventions(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """How many digits were invented, and how long it took."""
    return {
        "pages": len(outcomes),
        "invented": sum(one.verdict.invented for one in outcomes),
        "pages_with_invented": sum(one.verdict.invented > 0 for one in outcomes),
        "seconds_median": round(float(np.median([one.seconds for one in outcomes])), 3),
        "seconds_most": round(max(one.seconds for one in outcomes), 3),
    }


def is_five(number: Verdict) -> bool:
    """Whether it is of the numbers that the targets speak of."""
    return number.plain and len(number.digits) == FIVE


def _counts(numbers: Sequence[Verdict]) -> dict[str, int]:
    return {
        "total": len(numbers),
        "whole": sum(number.whole for number in numbers),
        "digits_right": sum(number.errors == 0 for number in numbers),
    }


def _claims(claims: Sequence[Claim]) -> list[dict[str, float]]:
    """How often numbers were right that were read as surely: their confidences' sum beside it."""
    found = []
    for low, high in pairwise((*SURENESS, np.inf)):
        some = [claim for claim in claims if low <= claim.confidence < high]
        found.append(
            {
                "from": low,
                "numbers": len(some),
                "right": sum(claim.right for claim in some),
                "expected": round(sum(claim.confidence for claim in some), 2),
            }
        )
    return found


def _doubts(claims: Sequence[Claim]) -> dict[str, int]:
    """Of the numbers that were read right and wrong, how many were said to be in doubt."""
    return {
        "right": sum(claim.right for claim in claims),
        "right_doubted": sum(claim.right and claim.doubted for claim in claims),
        "wrong": sum(not claim.right for claim in claims),
        "wrong_doubted": sum(not claim.right and claim.doubted for claim in claims),
    }


def interval(pages: Sequence[Sequence[Verdict]]) -> tuple[float, float]:
    """Between what the share of five-digit numbers read whole is 95 % of the time.

    Pages are drawn again, with repetition: numbers of one page are not independent.
    """
    fives = [[number.whole for number in page if is_five(number)] for page in pages]
    right = np.array([sum(page) for page in fives])
    total = np.array([len(page) for page in fives])
    draws = np.random.default_rng(0).integers(len(pages), size=(DRAWS, len(pages)))
    shares = right[draws].sum(1) / np.maximum(total[draws].sum(1), 1)
    low, high = np.percentile(shares, NINETY_FIVE)
    return round(float(low), 4), round(float(high), 4)


def line(group: str, contender: str, figures: dict[str, Any]) -> str:
    """A group's figures, for a person who waits for them."""
    invented = (
        f"invented {figures['invented']} on {figures['pages_with_invented']} of "
        f"{figures['pages']} pages, {figures['seconds_median']:.2f} s"
    )
    if "five" not in figures:
        return f"{group:>16} {contender:>14}: {invented}"
    five, every = figures["five"], figures["all"]
    low, high = (round(100 * share) for share in five["interval"])
    return (
        f"{group:>16} {contender:>14}: five {five['whole']} of {five['total']}, "
        f"{percent(five['whole'], five['total'])} [{low}–{high}], {five['digits_right']} but for "
        f"gaps, {five['legible']} legible; all {every['whole']} of {every['total']}; digit errors "
        f"{percent(figures['digit_errors'], figures['digits'], places=2)}; {invented}"
    )


def percent(part: int, whole: int, *, places: int = 1) -> str:
    """A share in percent; a dash where there is nothing to share."""
    return f"{100 * part / whole:.{places}f} %" if whole else "–"

"""What is written on a page and what was read in; numbers whole, errors, inventions out."""

from dataclasses import dataclass

import numpy as np

from inkdigits.digits import Box, Reading
from inkdigits.doubt import needs_a_look

from .page import Written

NEAR = 0.75  # sizes of a true digit: what is read as far from its middle is still meant for it
LARGE = 2.5  # sizes of a true digit: what is read in a larger box is not


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """How one number was read."""

    digits: str  # what is written
    plain: bool  # digits alone, without signs between them
    read: str  # the digits read in its place, in the reader's order
    errors: int  # edit distance between the two
    whole: bool  # the same digits, as a number by itself: nothing split off, nothing run in


@dataclass(frozen=True, kw_only=True)
class Claim:
    """How sure a reader was of a number that it read, and whether it was right."""

    confidence: float
    right: bool
    doubted: bool = False  # a digit of it, read or left out, was said to be in doubt


@dataclass(frozen=True, kw_only=True)
class PageVerdict:
    """How one page was read."""

    numbers: tuple[Verdict, ...]
    invented: int  # digits read where none is written
    claims: tuple[Claim, ...] = ()  # of the numbers that were read


def judge(numbers: tuple[Written, ...], reading: Reading) -> PageVerdict:
    """Compare a page's numbers with what was read of it, by place.

    A digit that was read is meant for the true digit whose middle is nearest to its own, if that
    is within ``NEAR`` of that digit's size; else it is invented. A number's digits, in the order
    in which the reader gave them, are then compared with what is written. Where it is written with
    signs, such as 1.250,00, a reader may give it in parts, between the signs.

    Args:
        numbers: The truth.
        reading: What was read, boxes in the same picture's pixels.
    """
    owners = [number for number, one in enumerate(numbers) for _ in one.boxes]
    truth = np.array([_place_and_size(box) for one in numbers for box in one.boxes])
    texts = [""] * len(numbers)
    parts: list[list[tuple[str, int]]] = [[] for _ in numbers]  # digits; of how many that it has
    meanings: list[set[int | None]] = []  # whose digits each number has; None of what is invented
    invented = 0
    for number in reading.numbers:
        meant: dict[int, str] = {}
        meanings.append({_owner(digit.box, truth, owners) for digit in number.digits})
        for digit in number.digits:
            owner = _owner(digit.box, truth, owners)
            if owner is None:
                invented += 1
            else:
                meant[owner] = meant.get(owner, "") + str(digit.value)
        for owner, text in meant.items():
            texts[owner] += text
            parts[owner].append((text, len(number.digits)))
    verdicts = tuple(
        Verdict(
            digits=number.digits,
            plain=number.text.isdigit(),
            read=text,
            errors=edit_distance(number.digits, text),
            whole=_is_whole(number, pieces),
        )
        for number, text, pieces in zip(numbers, texts, parts, strict=True)
    )
    claims = tuple(
        Claim(
            confidence=number.confidence,
            right=_is_right(whose, verdicts),
            doubted=needs_a_look(number),
        )
        for number, whose in zip(reading.numbers, meanings, strict=True)
    )
    return PageVerdict(numbers=verdicts, invented=invented, claims=claims)


def judge_text(rows: str, reading: Reading) -> PageVerdict:
    """Compare a photo's digits with what was read of it, where no places are known.

    Each row stands for a number: it is whole where one of the rows that were read has the same
    digits. Errors are counted over all digits in reading order, the invented ones among them, and
    given to the first row.

    Args:
        rows: The truth: the digits of each row, ``|`` between rows.
        reading: What was read.
    """
    found = ["".join(number.text for number in row) for row in reading.rows]
    errors = edit_distance(rows.replace("|", ""), "".join(found))
    verdicts = []
    for row in rows.split("|"):
        whole = row in found
        if whole:
            found.remove(row)
        read = row if whole else ""
        verdicts.append(Verdict(digits=row, plain=True, read=read, errors=errors, whole=whole))
        errors = 0
    return PageVerdict(numbers=tuple(verdicts), invented=0)


def _place_and_size(box: Box) -> tuple[float, float, float]:
    """Where a box's middle is, x and y, and its longer side."""
    return box.x + box.width / 2, box.y + box.height / 2, max(box.width, box.height)


def _owner(box: Box, truth: np.ndarray, owners: list[int]) -> int | None:
    """The number that a digit in that box is meant for; None if none."""
    if not owners:
        return None
    x, y, size = _place_and_size(box)
    distance = np.hypot(truth[:, 0] - x, truth[:, 1] - y) / truth[:, 2]
    nearest = int(distance.argmin())
    if distance[nearest] > NEAR or size > LARGE * truth[nearest, 2]:
        return None
    return owners[nearest]


def _is_whole(number: Written, pieces: list[tuple[str, int]]) -> bool:
    """Whether the pieces are that number and nothing else, cut at its signs at most."""
    if "".join(text for text, _ in pieces) != number.digits:
        return False
    if any(len(text) != count for text, count in pieces):
        return False  # a number that was read has digits of another, or invented ones
    groups = "".join(sign if sign.isdigit() else " " for sign in number.text).split()
    allowed = set(np.cumsum([len(group) for group in groups]).tolist())
    return set(np.cumsum([len(text) for text, _ in pieces]).tolist()) <= allowed


def _is_right(whose: set[int | None], verdicts: tuple[Verdict, ...]) -> bool:
    """Whether what was read as a number is one, or all that is between two signs of one."""
    return len(whose) == 1 and all(one is not None and verdicts[one].whole for one in whose)


def edit_distance(wanted: str, found: str) -> int:
    """Insertions, deletions and replacements that turn one text into the other (Levenshtein)."""
    row = list(range(len(found) + 1))
    for i, a in enumerate(wanted, 1):
        diagonal, row[0] = row[0], i
        for j, b in enumerate(found, 1):
            diagonal, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, diagonal + (a != b))
    return row[-1]

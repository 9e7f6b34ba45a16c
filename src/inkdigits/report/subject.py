"""One model's Answers in; what every part of the report needs of them, worked out once, out."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from inkdigits.answers import Answers
from inkdigits.evaluation import Evaluation, judge_answers
from inkdigits.model import SHIPPED


@dataclass(frozen=True, kw_only=True)
class Subject:
    """A model that is reported on."""

    prefix: str  # of its anchors in the page
    name: str  # for people
    answers: Answers
    evaluation: Evaluation
    given: NDArray[np.int64]  # (n,), the answers
    confidence: NDArray[np.float32]  # (n,), of the answers
    right: NDArray[np.bool_]  # (n,)
    wrong: NDArray[np.int64]  # positions of the mistakes, the surest first


def make_subjects(answers: tuple[Answers, ...]) -> tuple[Subject, ...]:
    """The models of a report, named apart."""
    letters = ("",) if len(answers) == 1 else ("A", "B")
    return tuple(_make_subject(one, letter) for one, letter in zip(answers, letters, strict=True))


def _make_subject(answers: Answers, letter: str) -> Subject:
    card = answers.model.card
    name = f"{card.recipe}, seed {card.seed}"
    given = answers.probabilities.argmax(1)
    confidence = answers.probabilities.max(1)
    right = given == answers.examples.labels
    wrong = np.flatnonzero(~right)
    return Subject(
        prefix=f"{letter.lower()}-" if letter else "",
        name=f"{letter}: {name}" if letter else name,
        answers=answers,
        evaluation=judge_answers(answers),
        given=given,
        confidence=confidence,
        right=right,
        wrong=wrong[np.argsort(-confidence[wrong], kind="stable")],
    )


def folder_sentence(subject: Subject) -> str:
    """Which model it is: its folder's name, and nothing of the machine that it lies on."""
    folder = subject.answers.model.folder
    if folder == SHIPPED:
        return "This is the model that ships with inkdigits."
    return f"Model folder: {folder.resolve().name}."


def data_name(subject: Subject) -> str:
    """The digits for people."""
    if subject.answers.doubtful:
        return f"MNIST’s {len(subject.right):,} test digits"
    return subject.answers.data


def number(value: Any) -> float | None:
    """A number of a card, which anybody may have written; None for anything else."""
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None

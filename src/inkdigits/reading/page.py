"""A photo and a classifier in; the numbers on its page out, row by row."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from inkdigits.digits import DIGIT, Number, Row
from inkdigits.errors import UsageError
from inkdigits.reading.candidates import RowOfPieces, find_candidates
from inkdigits.reading.closer import look_closer
from inkdigits.reading.company import numbers_among
from inkdigits.reading.judged import LARGEST, Classify, how_likely
from inkdigits.reading.numbers import read_expected, read_whole, read_word
from inkdigits.reading.standing import Standing, as_it_lies, stand_up
from inkdigits.reading.views import frames_view, ink_view, marks_view
from inkdigits.reading.words import Word, find_words
from inkdigits.vision.ink import find_ink
from inkdigits.vision.marks import Marks
from inkdigits.vision.photo import Photo
from inkdigits.vision.segment import segment

Stages = Callable[[str, NDArray[np.uint8]], None]


def read_page(
    photo: Photo,
    classify: Classify,
    *,
    upright: bool = False,
    expect: str | None = None,
    stages: Stages | None = None,
) -> tuple[tuple[Row, ...], float]:
    """Read a page.

    Args:
        photo: Of it.
        classify: What frames, uint8 (n, 28, 28), are.
        upright: The page stands as it should; else it is found out how it lies.
        expect: What each number looks like, ``#`` for a digit.
        stages: Told the name and the picture, uint8 (h, w) or (h, w, 3) RGB, of each stage.

    Returns:
        Its rows of numbers, top to bottom, none of them empty; and the degrees clockwise that the
        photo had to be turned by.

    Raises:
        UsageError: ``expect`` has no ``#``.
    """
    check_pattern(expect)
    attempt = partial(_attempt, classify=classify)
    look = attempt if upright else partial(stand_up, attempt=attempt)
    page = look(as_it_lies(find_ink(photo.gray)))
    closer = look_closer(photo.gray, page.standing, page.marks)
    if closer:
        page = max(look(closer), page, key=lambda one: one.worth)
    standing = page.standing
    if stages:
        stages("page", photo.rgb)
        stages("ink", ink_view(standing.ink))
        stages("marks", marks_view(standing.ink, page.rows))
        stages("frames", frames_view(page.rows))
    if expect:
        read = (read_expected(row, expect, back=standing.back) for row in page.rows)
        return tuple(row for row in read if row), standing.turned
    numbers = (tuple(read_word(word, back=standing.back) for word in row) for row in page.words)
    return tuple(row for row in numbers if row), standing.turned


def read_strip(photo: Photo, classify: Classify, *, expect: str | None = None) -> Number | None:
    """Read a strip that is known to hold one number, upright; None where it is blank.

    Raises:
        UsageError: ``expect`` has no ``#``.
    """
    check_pattern(expect)
    standing = as_it_lies(find_ink(photo.gray))
    marks = segment(standing.ink, partial(how_likely, ink=standing.ink, classify=classify))
    every = sorted(
        (mark for row in marks.rows for mark in row),
        key=lambda one: one.place[0] + one.place[2] / 2,
    )
    if not every:
        return None
    (row,) = find_candidates(replace(marks, rows=(tuple(every),)), standing.ink, classify)
    if expect:
        numbers = read_expected(row, expect, back=standing.back)
    else:
        numbers = read_whole(row, back=standing.back)
    return numbers[0] if numbers else None


def check_pattern(expect: str | None) -> None:
    """Refuse a pattern that no number can have.

    Raises:
        UsageError: It has no ``#``, which stands for a digit.
    """
    if expect is not None and DIGIT not in expect:
        raise UsageError(
            f"the expected pattern {expect!r} has no {DIGIT}, which stands for a digit. "
            f"Write {DIGIT * 4}-{DIGIT * 2}, for instance."
        )


@dataclass(frozen=True, kw_only=True)
class _Attempt:
    """What could be read of a page as it stood."""

    standing: Standing
    marks: Marks
    rows: tuple[RowOfPieces, ...]
    words: list[list[Word]]  # the numbers of each row

    @property
    def worth(self) -> float:
        """The log odds that its numbers are numbers, all together."""
        return sum(word.evidence() for row in self.words for word in row)

    @property
    def share(self) -> float:
        """How much of all that its marks could be worth that is; 1 if the model cannot tell."""
        if not any(one.digitness is not None for row in self.rows for one in row.candidates):
            return 1.0
        return self.worth / (LARGEST * sum(map(len, self.marks.rows)))


def _attempt(standing: Standing, *, classify: Classify) -> _Attempt:
    """Read a page that stands in some way."""
    marks = segment(standing.ink, partial(how_likely, ink=standing.ink, classify=classify))
    to_cut = replace(marks, labels=marks.labels.copy())
    rows = find_candidates(to_cut, standing.ink, classify)
    words = numbers_among(find_words(rows))
    return _Attempt(standing=standing, marks=marks, rows=rows, words=words)

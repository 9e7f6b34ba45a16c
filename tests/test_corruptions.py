"""Each kind of corruption keeps its promises: same digits, same draws, harder as it goes up."""

import numpy as np
import pytest

import inkdigits
from corruptions import KINDS, SEVERITIES, corrupt, generator

every_kind = pytest.mark.parametrize("kind", KINDS, ids=[kind.name for kind in KINDS])
PENS = ("thin", "thick")
FAINTER = {"contrast", "inversion"}  # about any gray: further from the digit is not harder


@pytest.fixture(scope="module")
def builtin():
    pytest.importorskip("sklearn")
    return inkdigits.load_data("builtin").test


@pytest.fixture(scope="module")
def digits(builtin):
    return builtin.images[:60]


def height(image):
    return np.ptp(np.flatnonzero((image > 60).any(1))) + 1


def corrupted(digits, kind, severity, seed=0):
    return corrupt(digits, kind, severity, generator(seed, kind, severity))


def test_there_are_fifteen_kinds_and_more_and_at_least_six_are_kept_from_training():
    assert len({kind.name for kind in KINDS}) == len(KINDS) >= 15
    assert sum(not kind.seen for kind in KINDS) >= 6
    assert all(len(kind.strengths) == len(SEVERITIES) for kind in KINDS)


@every_kind
def test_frames_stay_frames_and_those_given_stay_as_they_were(kind, digits):
    before = digits.copy()
    for severity in (0, *SEVERITIES):
        after = corrupted(digits, kind, severity)
        assert after.shape == digits.shape
        assert after.dtype == np.uint8
        assert after is not digits
    np.testing.assert_array_equal(digits, before)


@every_kind
def test_severity_0_changes_nothing_and_every_other_changes_every_digit(kind, digits):
    np.testing.assert_array_equal(corrupted(digits, kind, 0), digits)
    for severity in SEVERITIES:
        assert (corrupted(digits, kind, severity) != digits).any((1, 2)).all()


@every_kind
def test_the_same_seed_gives_the_same_bits_and_another_seed_others(kind, digits):
    once, again = corrupted(digits, kind, 3), corrupted(digits, kind, 3)
    np.testing.assert_array_equal(once, again)
    settled = {"defocus blur", "brightness", "thin pen", "thick pen", "outline"}  # nothing drawn
    assert (corrupted(digits, kind, 3, seed=1) == once).all() == (kind.name in settled)


@every_kind
def test_digits_are_changed_more_as_severity_grows(kind, digits):
    if kind.name in FAINTER:
        left = [np.std(corrupted(digits, kind, severity), (1, 2)).mean() for severity in SEVERITIES]
        assert left == sorted(left, reverse=True)
        return
    changes = [
        np.abs(corrupted(digits, kind, severity).astype(int) - digits).mean()
        for severity in SEVERITIES
    ]
    assert changes == sorted(changes)


@every_kind
def test_blank_frames_and_no_frames_at_all_are_taken(kind, digits):
    assert corrupted(np.zeros_like(digits), kind, 5).shape == digits.shape
    assert corrupted(digits[:0], kind, 5).shape == (0, 28, 28)


def test_a_severity_beyond_5_is_refused(digits):
    with pytest.raises(ValueError, match="severity is 6"):
        corrupt(digits, KINDS[0], 6, np.random.default_rng(0))


def test_moving_a_digit_never_cuts_its_ink_off(digits):
    translate = next(kind for kind in KINDS if kind.name == "translate")
    ink = digits.sum((1, 2), dtype=np.float64)
    moved = corrupted(digits, translate, 5).sum((1, 2), dtype=np.float64)
    np.testing.assert_allclose(moved, ink, rtol=0.02)


def test_a_thick_pen_leaves_more_ink_and_a_thin_one_less_but_some_of_every_stroke(digits):
    thin, thick = (next(kind for kind in KINDS if kind.name == f"{pen} pen") for pen in PENS)
    ink = digits.sum((1, 2), dtype=np.float64)
    assert (corrupted(digits, thick, 5).sum((1, 2)) > 1.2 * ink).all()
    thinnest = corrupted(digits, thin, 5)
    assert (thinnest.sum((1, 2)) < 0.8 * ink).all()
    for before, after in zip(digits, thinnest, strict=True):
        assert height(after) >= 0.7 * height(before)  # tips draw back by half the pen


def test_an_inverted_digit_is_dark_ink_on_light_paper(digits):
    inversion = next(kind for kind in KINDS if kind.name == "inversion")
    np.testing.assert_array_equal(corrupted(digits, inversion, 1), 255 - digits)


def test_the_shipped_model_reads_fewer_as_severity_grows(builtin):
    model = inkdigits.load_model()
    right = [
        sum(
            (model.probabilities(frames).argmax(1) == builtin.labels[:100]).sum()
            for frames in (corrupted(builtin.images[:100], kind, severity) for kind in KINDS)
        )
        for severity in (0, 1, 5)
    ]
    assert right[0] > right[1] > right[2]

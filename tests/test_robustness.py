"""The judge of robustness: its sums by hand, its files as they are, its tables in full."""

from types import SimpleNamespace

import numpy as np
import pytest

import inkdigits
import not_digits
from corruptions import KINDS
from inkdigits.data import split_validation
from inkdigits.digits import SIDE
from inkdigits.model import Classified
from not_digits import draw_blanks, draw_letters, draw_noise, draw_scribbles, judge_others, score
from other_hands import read_semeion, semeion_to_write_with
from robustness import choose_digits
from robustness_table import tables
from steadiness import judge_clean, judge_kinds, set_aside, summarize


class Threes:
    """Takes everything for a 3, and is surer the darker the frame is."""

    def probabilities(self, frames):
        sure = 0.2 + 0.7 * frames.mean((1, 2)) / 255
        rest = np.repeat((1 - sure)[:, None] / 9, 10, axis=1)
        rest[:, 3] = sure
        return rest.astype(np.float32)

    def classify(self, frames):
        return Classified(probabilities=self.probabilities(frames), digitness=None, accepted=None)

    card = SimpleNamespace(thresholds={})


class Doubter(Threes):
    """Has a score of its own, and a threshold."""

    card = SimpleNamespace(thresholds={"digitness": 0.6})

    def digitness(self, frames):
        return 1 - frames.mean((1, 2)).astype(np.float32) / 255


@pytest.fixture(autouse=True)
def few(monkeypatch):
    monkeypatch.setattr(not_digits, "EACH", 12)


class Learned:
    """A model's card alone."""

    folder = "here"

    def __init__(self, validation, seed):
        data = {"name": "mnist", "validation_digits": validation}
        self.card = type("Card", (), {"data": data, "seed": seed})


def test_a_model_is_chosen_by_digits_that_its_own_training_set_aside(bars, monkeypatch):
    monkeypatch.setattr(inkdigits, "load_data", lambda _: bars)
    digits, called = choose_digits(Learned(50, 7), validation=True)
    _, wanted = split_validation(bars.train, size=50, seed=7)
    np.testing.assert_array_equal(digits.images, wanted.images)
    assert called == "50 of MNIST's validation digits of seed 7"
    with pytest.raises(SystemExit, match="no validation part"):
        choose_digits(Learned(0, 7), validation=True)
    digits, _ = choose_digits(Learned(0, 7), validation=False, most=30)
    np.testing.assert_array_equal(digits.labels, bars.test.labels[:30])


def test_the_least_sure_answers_are_set_aside():
    sure = np.arange(200, dtype=np.float32)
    right = np.ones(200, bool)
    right[[0, 1, 5, 150]] = False
    assert set_aside(sure, right) == [
        {"aside": 0.0, "wrong": 4, "left": 200},
        {"aside": 0.01, "wrong": 2, "left": 198},
        {"aside": 0.05, "wrong": 1, "left": 190},
    ]


def test_every_digit_is_read_at_every_severity_of_every_kind(bars):
    for figures, sure, right in judge_kinds(
        Threes(), bars.test, seed=0, sample=50, kinds=KINDS[:2]
    ):
        assert figures["right"] == [10] * 5  # of the 100 bars, ten are 3s
        assert figures["ways"]["total"] == 50
        assert figures["ways"]["network"] == figures["ways"]["framed"] == 5
        assert len(sure) == len(right) == 500


def test_kinds_seen_and_unseen_have_means_of_their_own():
    kinds = [
        {"name": "a", "seen": True, "right": [9, 7], "total": 10},
        {"name": "b", "seen": False, "right": [4, 2], "total": 10},
    ]
    means = summarize(kinds, np.ones(4, np.float32), np.ones(4, bool))
    assert (means["seen"], means["unseen"]) == (0.8, 0.3)
    assert means["mean"] == pytest.approx(0.55)
    assert (means["weakest"], means["weakest_accuracy"]) == ("b", 0.3)


def test_a_models_own_score_goes_before_its_probabilities():
    frames = np.zeros((2, SIDE, SIDE), np.uint8)
    name, scores = score(Threes(), frames)
    assert (name, scores.tolist()) == ("probability of the answer", pytest.approx([0.2, 0.2]))
    name, scores = score(Doubter(), frames)
    assert (name, scores.tolist()) == ("digitness", [1, 1])


def test_things_that_score_below_all_digits_are_told_apart_wholly(tmp_path):
    pytest.importorskip("sklearn")
    dark = np.full((50, SIDE, SIDE), 255, np.uint8)
    found = judge_others(Threes(), dark, seed=0, notmnist=None, fonts=tmp_path)
    assert set(found["sets"]) == {"scribbles", "noise", "blanks"}  # no fonts, no letters
    assert found["sets"]["scribbles"] == {"total": 12, "auroc": 1.0, "refused": 1.0}
    assert found["accepted"] == 1


def test_a_models_own_threshold_is_the_one_that_judges(tmp_path):
    pytest.importorskip("sklearn")
    half = np.repeat(np.array([0, 255], np.uint8), 25)[:, None, None] * np.ones((1, SIDE, SIDE))
    found = judge_others(Doubter(), half.astype(np.uint8), seed=0, notmnist=None, fonts=tmp_path)
    assert found["threshold"] == 0.6
    assert found["accepted"] == 0.5


@pytest.mark.parametrize("draw", [draw_scribbles, draw_noise, draw_blanks])
def test_what_is_drawn_is_frames_and_the_same_by_seed(draw):
    once, again = draw(np.random.default_rng(3)), draw(np.random.default_rng(3))
    assert once.shape[1:] == (SIDE, SIDE)
    assert once.dtype == np.uint8
    np.testing.assert_array_equal(once, again)


def test_letters_need_fonts(tmp_path):
    assert draw_letters(tmp_path, np.random.default_rng(0)).shape == (0, SIDE, SIDE)


def test_semeion_is_read_from_its_file_or_its_folder(tmp_path):
    pixels = np.zeros((2, 256), int)
    pixels[1, 17] = 1
    table = np.hstack([pixels, np.eye(10, dtype=int)[[4, 7]]])
    np.savetxt(tmp_path / "semeion.data", table, fmt="%.4f")
    for path in (tmp_path, tmp_path / "semeion.data"):
        ink, labels = read_semeion(path)
        assert labels.tolist() == [4, 7]
        assert np.argwhere(ink).tolist() == [[1, 1, 1]]


def test_semeions_digits_are_narrowed_again_and_ones_most(tmp_path):
    square = np.ones((2, 256), int)
    table = np.hstack([square, np.eye(10, dtype=int)[[0, 1]]])
    np.savetxt(tmp_path / "semeion.data", table, fmt="%.4f")
    written = semeion_to_write_with(tmp_path)
    assert written.labels.tolist() == [0, 1]
    sizes = [
        (np.ptp(rows) + 1, np.ptp(columns) + 1)
        for rows, columns in map(np.nonzero, written.images > 127)
    ]
    assert sizes[0] == (20, 14)
    assert sizes[1] == (20, 9)
    middles = [np.argwhere(image > 127).mean(axis=0) for image in written.images]
    np.testing.assert_allclose(middles, 13.5, atol=0.6)


def test_the_tables_have_a_row_for_all_that_was_measured(bars):
    judged = list(judge_kinds(Threes(), bars.test, seed=0, sample=5, kinds=KINDS[:3]))
    kinds = [figures for figures, _, _ in judged]
    measured = {
        "clean": judge_clean(Threes(), bars.test),
        "means": summarize(kinds, judged[0][1], judged[0][2]),
        "kinds": kinds,
        "hands": {"somebody's": {"right": 9, "total": 10}},
        "not_digits": {
            "score": "digitness",
            "digits": 100,
            "accepted": 0.995,
            "sets": {"ghosts": {"total": 3, "auroc": 0.97, "refused": 0.5}},
        },
    }
    text = tables([measured])
    for kind in KINDS[:3]:
        assert f"| {kind.name} |" in text
    for cell in (
        "| as they are |",
        "| corrupted |",
        "| ghosts | 3 | 0.9700 | 50.0 |",
        "| digits | 100 |  | 99.50 accepted |",
        "| somebody's | 10 | 90.0 |",
    ):
        assert cell in text

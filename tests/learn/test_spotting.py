"""Scenes that a spotter learns from, what it should say of them, and its training."""

import subprocess
import sys

import cv2
import numpy as np
import pytest
import torch

import inkdigits
from inkdigits.data import load
from inkdigits.data.dataset import make_examples
from inkdigits.errors import DataError, ExportError, UsageError
from inkdigits.learn.spotting import glyphs as glyphs_module
from inkdigits.learn.spotting import pipeline, training
from inkdigits.learn.spotting import scene as scene_module
from inkdigits.learn.spotting.export import check_export, round_kernels, to_onnx
from inkdigits.learn.spotting.glyphs import Glyphs, Pen
from inkdigits.learn.spotting.goals import goals_of, how_wrong
from inkdigits.learn.spotting.hand import any_hand
from inkdigits.learn.spotting.joined import LETTERS, joined_word
from inkdigits.learn.spotting.judging import count_found
from inkdigits.learn.spotting.lines import draw_lines
from inkdigits.learn.spotting.network import Spotter
from inkdigits.learn.spotting.scene import make_scene
from inkdigits.learn.spotting.sheet import SIDE
from inkdigits.learn.spotting.thin import thin
from inkdigits.spotter import STRIDE


@pytest.fixture(scope="module", autouse=True)
def few_drawings():
    """Drawing thousands of letters takes seconds."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(glyphs_module, "KEPT", 60)
        yield


@pytest.fixture(scope="module")
def digits():
    return load("builtin").train


@pytest.fixture(scope="module")
def glyphs(digits):
    return Glyphs(digits, 0)


@pytest.fixture(scope="module")
def scenes(glyphs):
    return [make_scene(glyphs, np.random.default_rng(seed)) for seed in range(60)]


def test_a_scene_is_a_picture_with_digits_where_it_says(scenes):
    for scene in scenes:
        assert scene.picture.shape == scene.owner.shape == (SIDE, SIDE)
        assert scene.picture.dtype == np.uint8
        assert scene.owner.max() < len(scene.digits)
        for at, digit in enumerate(scene.digits):
            rows, columns = np.nonzero(scene.owner == at)
            x, y, w, h = digit.box
            assert 0 <= digit.label < 10
            assert ((columns >= x) & (columns < x + w) & (rows >= y) & (rows < y + h)).all()
    assert sum(digit.wanted for scene in scenes for digit in scene.digits) > 200
    assert any(digit.turn for scene in scenes for digit in scene.digits)
    assert any(not scene.digits for scene in scenes)


def test_boxes_that_nobody_wrote_in_hold_no_digits(glyphs, monkeypatch):
    monkeypatch.setattr(scene_module, "KINDS", {"form": 1.0})
    made = [make_scene(glyphs, np.random.default_rng(seed)) for seed in range(20)]
    assert not any(scene.digits for scene in made)
    drawn = [
        draw_lines(any_hand(30, 0, rng), rng, "boxes")
        for rng in map(np.random.default_rng, range(20))
    ]
    assert sum(lines.max() > 0 for lines in drawn) > 15


def test_the_ink_of_digits_is_seen_on_their_paper(scenes):
    """Digits differ from what is around them: by the median scene, a good deal."""
    contrast = []
    for scene in scenes:
        own = scene.owner >= 0
        if own.sum() > 200:
            contrast.append(abs(scene.picture[own].mean() - np.median(scene.picture[~own])))
    assert np.median(contrast) > 25


def test_thinned_strokes_are_one_pixel_wide_and_hang_together_as_before(digits):
    inks = digits.images[:200] > 127
    lines = thin(inks)
    assert not (lines & ~inks).any()
    square = lines[:, 1:, 1:] & lines[:, :-1, 1:] & lines[:, 1:, :-1] & lines[:, :-1, :-1]
    assert square.sum() < 0.01 * lines.sum()
    assert 0.2 < lines.sum() / inks.sum() < 0.6
    for ink, line in zip(inks, lines, strict=True):
        count, same = (cv2.connectedComponents(one.view(np.uint8))[0] for one in (ink, line))
        assert count == same


def test_a_joined_word_runs_on_from_letter_to_letter():
    rng = np.random.default_rng(3)
    words = [joined_word(6, rng) for _ in range(100)]
    longest = [max(np.ptp(line[:, 0]) for line in word) for word in words]
    whole = [max(line[:, 0].max() for line in word) for word in words]
    assert np.median(np.divide(longest, whole)) > 0.4
    for word in words:
        y = np.concatenate(word)[:, 1]
        assert -3 < y.min() < -0.8  # letters stand on their foot,
        assert -0.3 < y.max() < 1.4  # but some go below it
    assert all(letter[0][0] == 0 for letter in LETTERS)


def test_the_same_seed_makes_the_same_scene(digits, glyphs):
    again = make_scene(Glyphs(digits, 0), np.random.default_rng(7))
    np.testing.assert_array_equal(
        again.picture, make_scene(glyphs, np.random.default_rng(7)).picture
    )


def test_goals_lead_back_to_the_digits(scenes):
    goals = goals_of(scenes)
    for at, scene in enumerate(scenes):
        for number, digit in enumerate(scene.digits):
            if not digit.wanted or digit.turn:
                continue
            x, y, w, h = digit.box
            row, column = int((y + h / 2) / STRIDE), int((x + w / 2) / STRIDE)
            if goals.middle[at, 0, row, column] != 1:
                continue  # another lies over it
            left, top, right, bottom = goals.box[at, :, row, column].exp().numpy() * STRIDE
            corner = np.array([column + 0.5, row + 0.5]) * STRIDE - (left, top)
            told = np.array([*corner, left + right, top + bottom])
            label = goals.which[at, row, column]
            alike = [other.box for other in scene.digits if other.label == label]
            assert np.abs(np.array(alike) - told).max(axis=1).min() < 1  # it, or one over it
            rows, columns = np.nonzero(scene.owner[1::2, 1::2] == number)
            if not len(rows):
                continue
            way = goals.owner[at, :, rows[0], columns[0]].numpy() * STRIDE
            there = np.array([columns[0] + 0.5, rows[0] + 0.5]) * 2 + way
            np.testing.assert_allclose(there, [x + w / 2, y + h / 2], atol=0.01)
    assert (goals.which[goals.middle[:, 0] == 1] >= 0).all()


def test_turned_digits_are_none_that_stand_upright(scenes):
    goals = goals_of(scenes)
    for at, scene in enumerate(scenes):
        if any(digit.turn for digit in scene.digits):
            assert (goals.which[at] == -1).all()
            assert not (goals.middle[at, 0] == 1).any()
            assert not (goals.ink[at] == 1).any()


def test_the_right_answer_is_less_wrong_than_others(scenes):
    goals = goals_of(scenes[:20])
    torch.manual_seed(0)
    answers, inks = Spotter()(goals.pictures / 255)
    wrong = sum(part.item() for part in how_wrong(answers, inks, goals).values())
    right = torch.zeros_like(answers)
    right[:, :4] = 12.0 * (goals.middle == 1) - 6
    which = torch.nn.functional.one_hot(goals.which.clamp_min(0), 10).permute(0, 3, 1, 2)
    right[:, 4:14] = 10.0 * which
    right[:, 14:] = goals.box
    ink = torch.cat([12.0 * (goals.ink == 1)[:, None] - 6, goals.owner], 1)
    less = sum(part.item() for part in how_wrong(right, ink, goals).values())
    assert less < wrong / 5


def test_the_exported_graph_answers_as_the_network_does(scenes):
    torch.manual_seed(1)
    network = Spotter().eval()
    state = round_kernels(network)
    pictures = np.stack([scene.picture for scene in scenes[:3]])
    exported = to_onnx(network)
    assert check_export(exported, network, pictures) < 1e-4
    kernels = sum(value.numel() for value in state.values() if value.dtype == torch.float16)
    assert 2 * kernels < len(exported) < 2.1 * kernels + 50_000  # two bytes each
    again = Spotter().eval()
    again.load_state_dict(state)
    assert check_export(exported, again, pictures) < 1e-4
    other = Spotter().eval()
    with pytest.raises(ExportError, match="is not the trained network"):
        check_export(to_onnx(network), other, pictures)


def test_without_digits_nothing_is_counted():
    assert count_found(Spotter(), None, scenes=20, seed=0) == (0, 0)


def test_blank_digits_are_left_out_and_nothing_else_is_refused(digits):
    blank = np.zeros_like(digits.images[:3])
    mixed = make_examples(
        np.concatenate([blank, digits.images]),
        np.concatenate([[0, 1, 2], digits.labels]),
        name="mixed",
    )
    rng = [np.random.default_rng(9), np.random.default_rng(9)]
    pen = Pen(level=170, grown=-3, line=0)
    for _ in range(50):
        same, label = Glyphs(digits, 0).digit(pen, rng[0])
        other, other_label = Glyphs(mixed, 0).digit(pen, rng[1])
        assert label == other_label
        np.testing.assert_array_equal(same, other)
    with pytest.raises(DataError, match="blank"):
        Glyphs(make_examples(blank, np.arange(3), name="blank"), 0)


@pytest.fixture
def short(monkeypatch):
    """Epochs of two steps, judged by few scenes."""
    monkeypatch.setattr(training, "SCENES", 48)
    monkeypatch.setattr(training, "JUDGED", 20)
    monkeypatch.setattr(pipeline, "JUDGED", 20)


@pytest.mark.usefixtures("short")
def test_a_spotter_is_trained_written_and_taken_up_again_to_the_same_bits(tmp_path):
    given = {"data": "builtin", "epochs": 2, "threads": 1, "device": "cpu"}
    whole = inkdigits.train_spotter(out=tmp_path / "whole", **given)
    assert whole.card.recipe == "spotter"
    assert whole.card.measured["test_total"] > 50
    assert whole.card.command.startswith("inkdigits train spotter --data builtin --seed 0")

    def stop(progress):
        if progress.finished:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt, match="--resume goes on"):
        inkdigits.train_spotter(out=tmp_path / "halves", watch=stop, **given)
    inkdigits.train_spotter(out=tmp_path / "halves", resume=True, **given)
    for name in ("model.onnx", "weights.safetensors"):
        assert (tmp_path / "halves" / name).read_bytes() == (tmp_path / "whole" / name).read_bytes()


def test_the_spotter_is_no_classifier():
    with pytest.raises(UsageError, match="train_spotter"):
        inkdigits.train("spotter", data="builtin")


@pytest.mark.parametrize("option", [["--members", "2"], ["--seeds", "2"]])
def test_the_spotter_is_trained_alone(option):
    words = [sys.executable, "-m", "inkdigits", "train", "spotter", "--data", "builtin", *option]
    run = subprocess.run(words, capture_output=True, text=True, check=False)
    assert run.returncode == 2
    assert "trained alone" in run.stderr

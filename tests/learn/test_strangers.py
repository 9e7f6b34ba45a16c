"""What is no digit is made by seed, framed as digits are, and told by an eleventh logit."""

import dataclasses

import numpy as np
import pytest
import torch
from torch import nn

import inkdigits
from inkdigits.errors import ExportError, UsageError
from inkdigits.learn.calibration import find_thresholds
from inkdigits.learn.export import check_export, to_onnx
from inkdigits.learn.inference import logits
from inkdigits.learn.recipe import check_recipe
from inkdigits.learn.step import find_loss
from inkdigits.learn.strangers import MAKERS, SHARES, STRANGER, make_strangers, with_strangers
from inkdigits.model import Network


def eleven() -> nn.Sequential:
    torch.manual_seed(0)
    return nn.Sequential(nn.Flatten(), nn.Linear(784, 11))


@pytest.fixture
def images():
    return np.random.default_rng(0).integers(0, 256, (20, 28, 28)).astype(np.uint8)


def test_strangers_are_the_same_for_the_same_seed_and_framed_as_digits_are(bars):
    first, again, other = (
        make_strangers(bars.train, 200, np.random.default_rng(seed)) for seed in (1, 1, 2)
    )
    np.testing.assert_array_equal(first, again)
    assert (first != other).any()
    assert first.shape == (200, 28, 28)
    assert first.dtype == np.uint8
    written = first[first.any((1, 2))]
    assert len(written) > 180
    rows, columns = (written.any(axis).sum(1) for axis in (2, 1))
    assert np.maximum(rows, columns).max() <= 24  # 20 pixels of ink, and what scaling blurs


def test_every_kind_of_stranger_is_made(bars):
    assert sum(SHARES) == pytest.approx(1)
    for make in MAKERS[:-1]:
        ink = make(bars.train, np.random.default_rng(0))
        assert ink.dtype == np.uint8
        assert ink.any()
    assert not MAKERS[-1](bars.train, np.random.default_rng(0)).any()


def test_the_digits_stay_and_the_strangers_follow(bars):
    both = with_strangers(bars.train, 0.25, seed=3)
    assert len(both) == 500
    np.testing.assert_array_equal(both.images[:400], bars.train.images)
    np.testing.assert_array_equal(both.labels[:400], bars.train.labels)
    assert (both.labels[400:] == STRANGER).all()


def test_the_loss_asks_which_digit_of_digits_alone_and_whether_one_of_all(quick):
    recipe = dataclasses.replace(quick, strangers=0.2)
    answers = torch.zeros(4, 11)
    labels = torch.tensor([3, STRANGER, STRANGER, 7])
    flat = torch.log(torch.tensor(10.0)) + torch.log(torch.tensor(2.0))
    torch.testing.assert_close(find_loss(recipe, answers, labels), flat)
    wrong_digit_of_a_stranger = answers.clone()
    wrong_digit_of_a_stranger[1, 5] = 9
    torch.testing.assert_close(find_loss(recipe, wrong_digit_of_a_stranger, labels), flat)
    answers[:, 10] = torch.tensor([9.0, -9, -9, 9])
    assert find_loss(recipe, answers, labels) < flat - 0.69


def test_a_teachers_answers_have_nine_tenths_of_the_loss_and_none_of_a_strangers(quick):
    recipe = dataclasses.replace(quick, strangers=0.2)
    rng = torch.Generator().manual_seed(0)
    answers, taught = torch.randn(3, 11, generator=rng), torch.rand(3, 10, generator=rng)
    taught = taught / taught.sum(1, keepdim=True)
    labels = torch.tensor([3, STRANGER, 7])
    logs = answers[:, :10].log_softmax(1)
    by_labels = -(logs[0, 3] + logs[2, 7]) / 2
    by_teacher = -(taught * logs).sum(1)[[0, 2]].mean()
    is_digit = -answers[:, 10].mul(torch.tensor([1.0, -1, 1])).sigmoid().log().mean()
    wanted = 0.1 * by_labels + 0.9 * by_teacher + is_digit
    torch.testing.assert_close(find_loss(recipe, answers, labels, taught), wanted)


def test_a_batch_of_strangers_alone_has_a_loss_and_a_slope(quick):
    answers = torch.zeros(2, 11, requires_grad=True)
    recipe = dataclasses.replace(quick, strangers=0.2)
    find_loss(recipe, answers, torch.tensor([STRANGER, STRANGER])).backward()
    assert torch.isfinite(answers.grad).all()


def test_the_graph_says_how_much_a_frame_looks_like_a_digit(images):
    network = eleven()
    graph = Network(to_onnx(network), name="test")
    images[0] = 0
    images[1] = 200
    images[2] = 0
    images[2, 5:9, 5:9] = 26  # just enough contrast
    wanted = logits(network, images)[:, 10].sigmoid().numpy()
    wanted[:2] = 0  # blank frames
    np.testing.assert_allclose(graph.digitness(images), wanted, atol=1e-6)
    assert graph.digitness(images[:0]).shape == (0,)
    ten = Network(to_onnx(nn.Sequential(nn.Flatten(), nn.Linear(784, 10))), name="test")
    assert ten.digitness(images) is None


def test_a_graph_with_another_digitness_is_refused(images):
    network = eleven()
    exported, answers = to_onnx(network), logits(network, images).clone()
    check_export(exported, images, answers)
    answers[:, 10] += 0.01
    with pytest.raises(ExportError, match="probabilities by up to"):
        check_export(exported, images, answers)


def test_the_threshold_lets_nearly_all_digits_pass():
    answers = torch.randn(4000, 11, generator=torch.Generator().manual_seed(0))
    threshold = find_thresholds(answers)["digitness"]
    passed = (answers[:, 10].sigmoid() >= threshold).float().mean()
    assert passed == pytest.approx(0.995, abs=5e-4)
    assert find_thresholds(answers[:, :10]) == {}


def test_more_strangers_than_digits_are_refused(quick):
    with pytest.raises(UsageError, match=r"strangers is 1\.5"):
        check_recipe(dataclasses.replace(quick, strangers=1.5))


def test_a_trained_model_tells_bars_from_strangers(quick, bars, monkeypatch, tmp_path):
    def network():
        return nn.Sequential(*list(quick.network())[:-1], nn.Linear(256, 11))

    recipe = dataclasses.replace(quick, network=network, strangers=0.5, epochs=8)
    monkeypatch.setattr("inkdigits.trainer.load", lambda _source, **_: bars)
    monkeypatch.setattr("inkdigits.trainer.load_here", lambda _source: None)
    model = inkdigits.train(recipe, threads=1, out=tmp_path / "model")
    strangers = make_strangers(bars.train, 200, np.random.default_rng(99))
    passed, refused = model.digitness(bars.test.images), model.digitness(strangers)
    assert model.card.thresholds["digitness"] > 0
    assert np.median(passed) > 0.9
    assert np.median(refused) < 0.1
    assert model.card.measured["test_right"] > 90
    frames = np.concatenate([bars.test.images, np.full((3, 28, 28), 99, np.uint8)])
    said = model.classify(frames)
    np.testing.assert_array_equal(said.probabilities, model.probabilities(frames))
    np.testing.assert_array_equal(said.digitness, model.digitness(frames))
    assert said.accepted[:100].mean() > 0.8
    assert not said.accepted[100:].any()  # blank paper
    read = inkdigits.Reader(model).read(bars.test.images[0])
    assert [digit.digitness is not None for digit in read.digits] == [True] * len(read.digits)

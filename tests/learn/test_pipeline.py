"""From a request to a Model folder: whole, repeatable, and nothing half-written on the way."""

import dataclasses
import json

import numpy as np
import pytest
from torch import nn

import inkdigits
from inkdigits import trainer
from inkdigits.data import Examples
from inkdigits.data.dataset import make_dataset, no_examples
from inkdigits.errors import CheckpointError, DataError, ExportError, UsageError
from inkdigits.learn import pipeline
from inkdigits.learn.job import make_job
from inkdigits.model import load_model


@pytest.fixture
def train(monkeypatch, bars, quick, tmp_path):
    """``inkdigits.train`` on bars, 2 epochs, into tmp_path/model."""
    monkeypatch.setattr(trainer, "load", lambda _source, **_: bars)
    monkeypatch.setattr(trainer, "load_here", lambda _source: None)

    def call(recipe=quick, **settings):
        return inkdigits.train(recipe, threads=1, **{"out": tmp_path / "model", **settings})

    return call


def test_a_trained_model_is_a_whole_folder_with_the_truth_on_its_card(train, bars, tmp_path):
    model = train(seed=3)
    folder = tmp_path / "model"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["model"]
    assert sorted(path.name for path in folder.iterdir()) == [
        "model.json",
        "model.onnx",
        "weights.safetensors",
    ]
    answers = load_model(folder).probabilities(bars.test.images).argmax(1)
    measured = model.card.measured
    assert measured["test_right"] == (answers == bars.test.labels).sum() > 90
    assert measured["test_total"] == 100
    assert [epoch["validation_total"] for epoch in measured["epochs"]] == [33, 33]
    assert model.card.data["training_digits"] == 367
    assert model.card.data["fingerprint"] == bars.fingerprint
    assert model.card.seed == 3


def test_the_same_request_gives_the_same_weights(train, tmp_path):
    train(out=tmp_path / "a")
    train(out=tmp_path / "b")
    for name in ("model.onnx", "weights.safetensors"):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


def test_a_stopped_run_keeps_its_last_epoch_says_so_and_goes_on_to_the_same_end(train, tmp_path):
    def stop_in_epoch_two(progress):
        if progress.epoch == 2:
            raise KeyboardInterrupt

    whole = train(out=tmp_path / "whole")
    with pytest.raises(KeyboardInterrupt, match=r"Kept: .*model.checkpoint, after epoch 1\."):
        train(watch=stop_in_epoch_two)
    assert not (tmp_path / "model").exists()
    resumed = train(resume=True)
    assert not (tmp_path / "model.checkpoint").exists()
    assert (resumed.folder / "weights.safetensors").read_bytes() == (
        whole.folder / "weights.safetensors"
    ).read_bytes()


def test_a_run_stopped_in_its_first_epoch_says_that_nothing_was_kept(train, tmp_path):
    def stop(_progress):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt, match="Nothing was kept"):
        train(notice=stop)
    assert list(tmp_path.iterdir()) == []


def test_a_stop_after_training_says_that_the_last_epoch_is_kept(train, tmp_path, monkeypatch):
    def stop(*_, **__):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(pipeline, "make_card", stop)
        with pytest.raises(KeyboardInterrupt, match=r"Kept: .*model.checkpoint, after epoch 2\."):
            train()
    assert train(resume=True).card.measured["test_right"] > 90
    assert [path.name for path in tmp_path.iterdir()] == ["model"]


def test_a_stop_before_the_checkpoint_is_read_says_that_it_is_still_there(train):
    def stop_in_epoch_two(progress):
        if progress.epoch == 2:
            raise KeyboardInterrupt

    def stop(_line):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        train(watch=stop_in_epoch_two)
    with pytest.raises(KeyboardInterrupt, match=r"Kept: .*after epoch 1\."):
        train(resume=True, notice=stop)


def test_an_unfinished_training_is_not_lost_by_forgetting_to_resume(train):
    def stop_in_epoch_two(progress):
        if progress.epoch == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        train(watch=stop_in_epoch_two)
    with pytest.raises(CheckpointError, match=r"keeps an unfinished training. Go on with --resume"):
        train()


def test_a_network_that_cannot_be_exported_is_refused_before_it_is_trained(train, quick):
    unknown = dataclasses.replace(
        quick,
        network=lambda: nn.Sequential(nn.Flatten(), nn.Linear(784, 10), nn.GELU()),
        prepare=None,
    )
    seen = []
    with pytest.raises(ExportError, match="a GELU layer has no ONNX form"):
        train(unknown, watch=seen.append)
    assert not seen


def test_a_set_too_small_for_a_twelfth_is_trained_on_whole(train, bars, monkeypatch):
    few = make_dataset(
        name="few",
        source="a few bars",
        train=Examples(images=bars.train.images[:60], labels=bars.train.labels[:60]),
        test=bars.test,
    )
    monkeypatch.setattr(trainer, "load", lambda _source, **_: few)
    data = train().card.data
    assert (data["training_digits"], data["validation_digits"]) == (60, 0)


def test_training_again_replaces_the_model_only_once_the_new_one_is_whole(train, tmp_path):
    train(seed=1)
    before = (tmp_path / "model" / "model.json").read_bytes()

    def stop(_line):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        train(seed=2, notice=stop)
    assert (tmp_path / "model" / "model.json").read_bytes() == before
    train(seed=2)
    assert json.loads((tmp_path / "model" / "model.json").read_text())["seed"] == 2
    assert [path.name for path in tmp_path.iterdir()] == ["model"]


def test_a_folder_of_something_else_is_never_replaced(train, tmp_path):
    (tmp_path / "model").mkdir()
    (tmp_path / "model" / "thesis.txt").write_text("years of work")
    with pytest.raises(UsageError, match="is there and is not a Model folder"):
        train()
    assert (tmp_path / "model" / "thesis.txt").read_text() == "years of work"


def test_training_without_validation_learns_from_every_digit(train):
    model = train(validation=0)
    assert model.card.data["training_digits"] == 400
    assert model.card.measured["epochs"][0]["validation_total"] == 0


def test_the_network_gets_to_see_no_test_digit(train, bars, monkeypatch):
    """Other test digits change the score and nothing else."""
    first = train()
    other = make_dataset(
        name="bars",
        source="bars",
        train=bars.train,
        test=Examples(
            images=np.ascontiguousarray(bars.test.images[:, ::-1]),
            labels=(bars.test.labels + 1) % 10,
        ),
    )
    monkeypatch.setattr(trainer, "load", lambda _source, **_: other)
    weights = (first.folder / "weights.safetensors").read_bytes()
    second = train()
    assert (second.folder / "weights.safetensors").read_bytes() == weights
    assert second.card.measured["test_right"] < 50 < first.card.measured["test_right"]


@pytest.mark.parametrize("name", ["model.json", "notes.txt"])
def test_a_folder_that_only_looks_like_a_model_is_never_replaced(train, tmp_path, name):
    (tmp_path / "model").mkdir()
    (tmp_path / "model" / name).write_text("{}")
    with pytest.raises(UsageError, match="is not a Model folder"):
        train()
    assert (tmp_path / "model" / name).read_text() == "{}"


@pytest.mark.parametrize("out", [".", "/dev/null", "/dev/null/model"])
def test_a_place_where_no_folder_can_be_made_is_refused(train, tmp_path, monkeypatch, out):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError):
        train(out=out)
    assert list(tmp_path.iterdir()) == []


def test_a_link_to_a_model_stays_a_link(train, tmp_path):
    train(out=tmp_path / "real", seed=1)
    (tmp_path / "link").symlink_to(tmp_path / "real")
    train(out=tmp_path / "link", seed=2)
    assert (tmp_path / "link").is_symlink()
    assert json.loads((tmp_path / "real" / "model.json").read_text())["seed"] == 2


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"seed": -1}, "seed is -1"),
        ({"threads": 0}, "threads is 0"),
        ({"threads": 10**10}, "threads is 10000000000"),
        ({"validation": -0.5}, "validation is -0.5"),
        ({"validation": float("nan")}, "validation is nan"),
        ({"epochs": 0}, "epochs is 0"),
        ({"device": "tpu"}, "device is 'tpu'; it must be auto, cpu or cuda"),
        ({"recipe": "slow"}, "no recipe 'slow'"),
    ],
)
def test_a_request_that_cannot_be_met_is_refused_before_anything_starts(
    quick, tmp_path, settings, words
):
    request = {
        "recipe": quick,
        "data": "builtin",
        "seed": 0,
        "out": tmp_path / "model",
        "epochs": None,
        "validation": 0.1,
        "threads": 1,
        "device": "cpu",
        "resume": False,
    }
    with pytest.raises(UsageError, match=words):
        make_job(**(request | settings))
    assert not list(tmp_path.iterdir())


def test_a_set_without_training_digits_is_refused(train, bars, monkeypatch):
    only_test = make_dataset(name="t", source="a set", train=no_examples(), test=bars.test)
    monkeypatch.setattr(trainer, "load", lambda _source, **_: only_test)
    with pytest.raises(DataError, match="no training digits"):
        train()


def test_the_card_names_the_command_that_trains_it_again(train):
    command = train("fast", seed=7, data="builtin", epochs=1, validation=40).card.command
    assert command == (
        "inkdigits train fast --data builtin --seed 7 --threads 1 --device cpu --epochs 1 "
        "--validation 40"
    )


def test_the_card_claims_no_command_for_a_recipe_that_was_varied(train, quick):
    assert train(quick).card.command.startswith("inkdigits.train(...)")

"""A run that was killed after any epoch ends with the same bits as one that was not."""

import dataclasses

import numpy as np
import pytest
import torch

from inkdigits.errors import CheckpointError
from inkdigits.learn.checkpoint import read_checkpoint, resume, save_checkpoint
from inkdigits.learn.recipes import find_recipe
from inkdigits.learn.run import begin, torch_settings
from inkdigits.learn.training import fit

IDENTITY = {"seed": 0, "threads": 1}


class KilledError(Exception):
    """Stands for a process that dies."""


@pytest.fixture(params=["fast", "robust", "tutorial-dropout", "tutorial-deepnn"])
def recipe(request):
    return dataclasses.replace(find_recipe(request.param), epochs=3, steps=None, least_steps=0)


def run_to_the_end(recipe, bars, path, *, die_after=None, go_on=False):
    def save(run):
        save_checkpoint(path, run, IDENTITY)
        if len(run.history) == die_after:
            raise KilledError

    with torch_settings(threads=1, seed=0):
        run = begin(recipe, torch.device("cpu"), bars.train.images)
        if go_on:
            resume(path, run, IDENTITY)
        fit(recipe, run, bars.train, bars.test, seed=0, watch=lambda _: None, save=save)
    return run


def test_a_run_that_goes_on_ends_with_the_same_bits(recipe, bars, tmp_path):
    whole = run_to_the_end(recipe, bars, tmp_path / "whole")
    with pytest.raises(KilledError):
        run_to_the_end(recipe, bars, tmp_path / "cut", die_after=2)
    resumed = run_to_the_end(recipe, bars, tmp_path / "cut", go_on=True)
    assert resumed.history == whole.history
    for name, value in whole.network.state_dict().items():
        assert torch.equal(resumed.network.state_dict()[name], value), name


def test_a_checkpoint_of_a_finished_run_has_nothing_left_to_train(quick, bars, tmp_path):
    path = tmp_path / "checkpoint"
    run_to_the_end(quick, bars, path)
    again = run_to_the_end(quick, bars, path, go_on=True)
    assert len(again.history) == quick.epochs


@pytest.fixture
def saved(quick, bars, tmp_path):
    path = tmp_path / "run.checkpoint"
    run_to_the_end(dataclasses.replace(quick, epochs=1), bars, path)
    return path


def fresh(recipe):
    with torch_settings(threads=1, seed=0):
        return begin(recipe, torch.device("cpu"), np.zeros((10, 28, 28), np.uint8))


def test_other_settings_than_the_checkpoints_are_refused_by_name(quick, saved):
    with pytest.raises(CheckpointError, match=r"cannot go on: seed was 0, is 7\."):
        resume(saved, fresh(quick), {"seed": 7, "threads": 1})


@pytest.mark.parametrize("size", [0, 7, 100, -1])
def test_a_checkpoint_cut_short_is_refused(quick, saved, size):
    saved.write_bytes(saved.read_bytes()[:size])
    with pytest.raises(CheckpointError, match="not a whole checkpoint"):
        resume(saved, fresh(quick), IDENTITY)


def test_a_checkpoint_of_another_network_is_refused(saved):
    with pytest.raises(CheckpointError, match="does not fit the network"):
        resume(saved, fresh(find_recipe("robust")), IDENTITY)


def test_a_failed_write_leaves_the_checkpoint_before_it(quick, saved, monkeypatch):
    before = saved.read_bytes()

    def full_disk(_descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full_disk)
    with pytest.raises(OSError, match="No space left"):
        save_checkpoint(saved, fresh(quick), IDENTITY)
    assert saved.read_bytes() == before
    assert list(saved.parent.iterdir()) == [saved]
    assert read_checkpoint(saved)[0]["identity"] == IDENTITY

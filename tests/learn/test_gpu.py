"""A GPU trains as a CPU does, as far as rounding lets it; skipped where there is none."""

import dataclasses

import pytest
import torch

from inkdigits.learn import step
from inkdigits.learn.export import check_export, to_onnx
from inkdigits.learn.graph import capture
from inkdigits.learn.inference import logits, to_pixels
from inkdigits.learn.recipes import find_recipe
from inkdigits.learn.run import begin, torch_settings
from inkdigits.learn.step import train_step
from inkdigits.learn.training import fit

pytestmark = pytest.mark.gpu


@pytest.mark.parametrize("name", ["fast", "robust", "tutorial-deepnn"])
def test_the_same_steps_come_to_the_same_losses(name, bars):
    recipe = find_recipe(name)
    images = to_pixels(torch.tensor(bars.train.images[:100])[:, None])
    labels = torch.tensor(bars.train.labels[:100])
    losses = {}
    with torch_settings(threads=1, seed=0):
        start = begin(recipe, torch.device("cpu"), bars.train.images).network.state_dict()
        for device in ("cpu", "cuda"):
            run = begin(recipe, torch.device(device), bars.train.images)
            run.network.load_state_dict(start)
            losses[device] = [
                train_step(recipe, run, images.to(device), labels.to(device), 1e-3).item()
                for _ in range(3)
            ]
    assert losses["cuda"] == pytest.approx(losses["cpu"], rel=1e-2)


@pytest.mark.parametrize("name", ["fast", "robust", "tutorial-dropout"])
def test_a_network_that_a_gpu_trained_is_exported(name, bars):
    recipe = dataclasses.replace(find_recipe(name), epochs=1, steps=20)
    with torch_settings(threads=1, seed=0):
        run = begin(recipe, torch.device("cuda"), bars.train.images)
        ends = {"watch": lambda _: None, "save": lambda _: None}
        fit(recipe, run, bars.train, bars.test, seed=0, **ends)
    network, images = run.network.cpu(), bars.test.images
    closeness = check_export(to_onnx(network), images, logits(network, images))
    assert closeness.digits == len(bars.test)


@pytest.mark.parametrize("name", ["fast", "robust", "tutorial-dropout", "tutorial-deepnn"])
def test_a_cuda_graph_trains_as_step_by_step_does(name, bars, monkeypatch):
    recipe = dataclasses.replace(find_recipe(name), epochs=2, steps=None, least_steps=0)
    ends = {"watch": lambda _: None, "save": lambda _: None}
    states, graphs = [], []

    def watched(*arguments, **settings):
        graphs.append(capture(*arguments, **settings))
        return graphs[-1]

    def refused(*_, **__):
        raise RuntimeError

    for way in (watched, refused):
        monkeypatch.setattr(step, "capture", way)
        with torch_settings(threads=1, seed=0):
            run = begin(recipe, torch.device("cuda"), bars.train.images)
            fit(recipe, run, bars.train, bars.test, seed=0, **ends)
        states.append(run.network.state_dict())
    assert len(graphs) == 1
    for key, value in states[0].items():
        torch.testing.assert_close(value, states[1][key], rtol=1e-2, atol=1e-3, msg=key)

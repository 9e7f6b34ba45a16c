"""Promises that every recipe keeps, and what the two tutorials' networks must compute."""

import dataclasses
import json

import numpy as np
import pytest
import torch
from numpy.lib.stride_tricks import sliding_window_view

import inkdigits
from inkdigits.errors import UsageError
from inkdigits.learn.recipe import check_recipe, learning_rate, settings
from inkdigits.learn.recipes import RECIPES, find_recipe

every_recipe = pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: recipe.name)


@every_recipe
def test_a_network_gives_ten_logits_for_each_image_and_one_if_it_learns_from_strangers(recipe):
    network = recipe.network().eval()
    with torch.inference_mode():
        assert network(torch.rand(3, 1, 28, 28)).shape == (3, 11 if recipe.strangers else 10)


@every_recipe
def test_two_steps_train_a_network_that_is_exported(recipe, bars_folder, tmp_path):
    short = dataclasses.replace(recipe, steps=2, batch_size=8)
    model = inkdigits.train(short, data=bars_folder, out=tmp_path / "model", device="cpu")
    assert model.card.measured["test_total"] == 100
    assert model.card.measured["export"]["apart"] <= model.card.measured["export"]["allowed"]


@every_recipe
def test_a_network_depends_on_nothing_but_torchs_seed(recipe):
    def weights(seed):
        torch.manual_seed(seed)
        return torch.cat([value.flatten() for value in recipe.network().parameters()])

    assert torch.equal(weights(1), weights(1))
    assert not torch.equal(weights(1), weights(2))


@every_recipe
def test_a_recipe_is_sound_and_its_settings_fit_on_a_card(recipe):
    check_recipe(recipe)
    assert json.loads(json.dumps(settings(recipe))) == settings(recipe)


def test_an_unknown_recipe_is_refused_with_those_there_are():
    with pytest.raises(UsageError, match=r"no recipe 'fats'.*tutorial-deepnn.*Did you mean fast"):
        find_recipe("fats")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"epochs": 0}, "epochs is 0"),
        ({"batch_size": -1}, "batch_size is -1"),
        ({"warm_up": 1.0}, "warm_up is 1.0"),
        ({"peak_learning_rate": 0.0}, "peak_learning_rate is 0.0"),
    ],
)
def test_settings_that_cannot_train_are_refused(change, words):
    with pytest.raises(UsageError, match=words):
        check_recipe(dataclasses.replace(find_recipe("fast"), **change))


def test_one_cycle_climbs_to_the_peak_and_comes_down_to_nothing():
    recipe = dataclasses.replace(
        find_recipe("fast"), schedule="one-cycle", warm_up=0.2, peak_learning_rate=8.0
    )
    rates = [learning_rate(recipe, progress) for progress in (0, 0.1, 0.2, 0.6, 1)]
    np.testing.assert_allclose(rates, [0, 4, 8, 4, 0])


@pytest.mark.parametrize(
    ("name", "dense", "parameters"),
    [("tutorial-dropout", 1024, 3_274_634), ("tutorial-deepnn", 500, 1_625_606)],
)
def test_a_tutorials_network_computes_what_its_text_describes(name, dense, parameters):
    """SAME padding, bias, ReLU, pooling, flatten order and dropout that is off, by NumPy alone."""
    torch.manual_seed(3)
    network = find_recipe(name).network().eval()
    state = {name: value.double().numpy() for name, value in network.state_dict().items()}
    kernels = [value for value in state.values() if value.ndim == 4]
    matrices = [value for value in state.values() if value.ndim == 2]
    biases = [value for value in state.values() if value.ndim == 1]
    images = np.random.default_rng(3).random((4, 1, 28, 28))

    x = images
    for kernel, bias in zip(kernels, biases[:2], strict=True):
        x = pool(relu(same_convolution(x, kernel) + bias[:, None, None]))
    x = x.reshape(4, 64 * 7 * 7)
    x = relu(x @ matrices[0].T + biases[2])
    wanted = x @ matrices[1].T + biases[3]

    with torch.inference_mode():
        logits = network.double()(torch.from_numpy(images)).numpy()
        single = network.float()(torch.from_numpy(images).float()).numpy()
    assert [kernel.shape for kernel in kernels] == [(32, 1, 5, 5), (64, 32, 5, 5)]
    assert matrices[0].shape == (dense, 3136)
    assert sum(value.size for value in state.values()) == parameters
    np.testing.assert_allclose(logits, wanted, rtol=1e-9)
    np.testing.assert_allclose(single, wanted, rtol=1e-4, atol=1e-4 * np.abs(wanted).max())


def same_convolution(x, kernel):
    """(n, i, h, w) with (o, i, 5, 5) -> (n, o, h, w)."""
    padded = np.pad(x, ((0, 0), (0, 0), (2, 2), (2, 2)))
    windows = sliding_window_view(padded, (5, 5), axis=(2, 3))  # (n, i, h, w, 5, 5)
    return np.einsum("nihwyx,oiyx->nohw", windows, kernel, optimize=True)


def relu(x):
    return np.maximum(x, 0)


def pool(x):
    n, c, h, w = x.shape
    return x.reshape(n, c, h // 2, 2, w // 2, 2).max(axis=(3, 5))


def test_the_dropout_tutorials_values_start_with_a_standard_deviation_of_one():
    torch.manual_seed(0)
    values = torch.cat(
        [value.flatten() for value in find_recipe("tutorial-dropout").network().parameters()]
    )
    assert abs(values.std().item() - 1) < 0.01
    assert values.abs().max() > 4  # not cut off


def test_the_deepnn_tutorials_values_are_cut_off_and_its_biases_alike():
    torch.manual_seed(0)
    for name, value in find_recipe("tutorial-deepnn").network().named_parameters():
        if name.endswith("bias"):
            assert (value == 0.1).all()
        else:
            assert value.abs().max() <= 0.2
            assert 0.07 < value.std() < 0.1  # a normal of 0.1 keeps 0.088 when cut off at two


def test_dropout_is_on_when_training_and_off_when_judging():
    network = find_recipe("tutorial-dropout").network()
    images = torch.rand(2, 1, 28, 28)
    assert not torch.equal(network(images), network(images))
    network.eval()
    assert torch.equal(network(images), network(images))

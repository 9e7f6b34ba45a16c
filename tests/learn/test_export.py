"""The exported graph answers as the trained network does, or is not written."""

import numpy as np
import onnx
import pytest
import torch
from onnx.reference import ReferenceEvaluator
from torch import nn

from inkdigits.errors import ExportError
from inkdigits.learn.export import check_export, to_onnx
from inkdigits.learn.inference import logits
from inkdigits.learn.recipes import RECIPES
from inkdigits.model import Network


@pytest.fixture
def images():
    return np.random.default_rng(0).integers(0, 256, (20, 28, 28)).astype(np.uint8)


def settled(network: nn.Module) -> nn.Module:
    """Give BatchNorm statistics of its own, so that leaving them out would show."""
    for layer in network.modules():
        if isinstance(layer, nn.BatchNorm2d):
            layer.running_mean.uniform_(-0.1, 0.1)
            layer.running_var.uniform_(0.5, 2)
            layer.weight.data.uniform_(0.5, 2)
            layer.bias.data.uniform_(-0.1, 0.1)
    return network.eval()


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: recipe.name)
def test_three_programs_agree_on_every_recipes_network(recipe, images):
    """torch, onnxruntime, and ONNX's own reference evaluator, which shares code with neither."""
    torch.manual_seed(1)
    network = settled(recipe.network())
    exported = to_onnx(network)
    check_export(exported, images, logits(network, images))
    reference = ReferenceEvaluator(onnx.load_from_string(exported))
    (probabilities,) = reference.run(["probabilities"], {"frames": images[:4]})
    wanted = logits(network, images[:4])[:, :10].double()
    rounding = max(1e-5, 2e-6 * wanted.abs().max().item())
    np.testing.assert_allclose(probabilities, wanted.softmax(1).numpy(), atol=rounding)


def test_the_graph_takes_bytes_and_any_number_of_them(images):
    network = Network(to_onnx(RECIPES[0].network()), name="test")
    for n in (0, 1, 7, 20):
        answers = network.probabilities(images[:n])
        assert answers.shape == (n, 10)
        assert answers.dtype == np.float32
        np.testing.assert_allclose(answers.sum(1), 1, rtol=1e-5)


def test_a_graph_of_other_weights_is_refused(images):
    torch.manual_seed(1)
    network, other = RECIPES[0].network(), RECIPES[0].network()
    with pytest.raises(ExportError, match=r"not the trained network.*Nothing was written"):
        check_export(to_onnx(other), images, logits(network, images))


def test_a_graph_that_forgot_a_bias_is_refused(images):
    network = RECIPES[0].network()
    exported = to_onnx(network)
    with torch.no_grad():
        network[0].bias += 0.01
    with pytest.raises(ExportError, match="probabilities by up to"):
        check_export(exported, images, logits(network, images))


@pytest.mark.parametrize(
    ("network", "words"),
    [
        (nn.Sequential(nn.GELU()), "a GELU layer has no ONNX form"),
        (nn.Conv2d(1, 2, 3, padding="same"), "no ONNX form"),
        (nn.Sequential(nn.Conv2d(1, 2, 3), nn.PixelUnshuffle(2)), "as the first layer only"),
    ],
)
def test_a_layer_without_an_onnx_form_is_refused_by_name(network, words):
    with pytest.raises(ExportError, match=words):
        to_onnx(network)

"""A network sees the same light ink, whatever paper it is on."""

import numpy as np
import pytest
import torch
from scipy import ndimage
from torch import nn

from inkdigits.learn.even import EvenPaper, means
from inkdigits.learn.export import check_export, to_onnx
from inkdigits.learn.inference import logits


@pytest.fixture(scope="module")
def digits():
    """20 strokes of light ink on black paper, (20, 1, 28, 28)."""
    rng = np.random.default_rng(3)
    images = np.zeros((20, 28, 28), np.float32)
    for image in images:
        row, column, length = rng.integers(5, 12, 3)
        image[row : row + 3, column : column + length + 4] = 1
        image[row : row + length + 4, column : column + 3] = 1
    return torch.from_numpy(images)[:, None]


def test_ink_on_black_paper_stays_as_it_is(digits):
    torch.testing.assert_close(EvenPaper()(digits), digits)


@pytest.mark.parametrize(
    "change",
    [
        lambda x: 1 - x,
        lambda x: 0.3 + 0.7 * x,
        lambda x: 0.2 * x,
        lambda x: 0.9 - 0.4 * x,
    ],
    ids=["inverted", "grey paper", "faint", "faint, dark on light"],
)
def test_lightness_contrast_and_polarity_do_not_matter(digits, change):
    torch.testing.assert_close(EvenPaper()(change(digits)), digits)


@pytest.mark.parametrize("dark", [False, True], ids=["light ink", "dark ink"])
def test_a_shadow_does_not_turn_ink_into_paper(digits, dark):
    shadow = torch.linspace(0, 0.8, 28).expand(28, 28)
    images = shadow + (1 - shadow) * digits * 0.9
    images = 1 - images if dark else images
    seen = EvenPaper()(images)
    ink, paper = seen[digits > 0], seen[digits == 0]
    assert ink.mean() > paper.mean() + 0.3
    torch.testing.assert_close(seen, EvenPaper()(1 - images))


def test_a_blank_image_stays_blank_and_noise_is_not_made_into_ink():
    assert EvenPaper()(torch.full((3, 1, 28, 28), 0.6)).abs().max() < 1e-5
    noise = 0.5 + 0.01 * torch.randn(3, 1, 28, 28, generator=torch.Generator().manual_seed(0))
    assert EvenPaper()(noise).max() < 0.7


@pytest.mark.parametrize(("side", "inside"), [(17, False), (3, True)])
def test_means_are_scipys(side, inside):
    image = torch.rand(28, 28, generator=torch.Generator().manual_seed(1))
    matrix = means(side, inside=inside)
    wanted = ndimage.uniform_filter(image.numpy(), side, mode="nearest")
    wanted = wanted[1:-1, 1:-1] if inside else wanted
    np.testing.assert_allclose((matrix @ image @ matrix.T).numpy(), wanted, atol=1e-5)


def test_onnx_makes_paper_even_alike():
    torch.manual_seed(0)
    network = nn.Sequential(EvenPaper(), nn.Flatten(), nn.Linear(784, 10))
    images = np.random.default_rng(0).integers(0, 256, (20, 28, 28)).astype(np.uint8)
    closeness = check_export(to_onnx(network), images, logits(network, images))
    assert closeness.digits == 20

"""A whitened convolution answers the patches that it was made of with evenly large responses."""

import numpy as np
import torch
from torch import nn

from inkdigits.learn.layers import whiten_patches


def test_responses_to_the_patches_are_uncorrelated_and_of_about_unit_size(bars):
    images = torch.tensor(bars.train.images[:200])[:, None] / 255
    convolution = nn.Conv2d(1, 8, 5, stride=2)
    whiten_patches(convolution, images)
    with torch.inference_mode():
        responses = convolution(images)[:, :4].transpose(0, 1).flatten(1).double()  # (4, m)
    moments = (responses @ responses.T / responses.shape[1]).numpy()
    np.testing.assert_allclose(moments, np.diag(np.diag(moments)), atol=1e-4)
    assert (np.diag(moments) > 0.3).all()
    assert (np.diag(moments) <= 1).all()


def test_the_second_half_is_the_first_ones_negative(bars):
    images = torch.tensor(bars.train.images[:50])[:, None] / 255
    convolution = nn.Conv2d(1, 8, 5, stride=2)
    whiten_patches(convolution, images)
    assert torch.equal(convolution.weight[4:], -convolution.weight[:4])
    assert (convolution.bias == 0).all()

"""Sizes in; out come the layers, and the initial values, that recipes share."""

import torch
from torch import nn


def convolution(channels_in: int, channels_out: int, size: int, *, stride: int = 1) -> nn.Conv2d:
    """A square convolution that keeps height and width at stride 1: TensorFlow's SAME padding."""
    return nn.Conv2d(channels_in, channels_out, size, stride=stride, padding=size // 2)


def normalized_convolution(channels_in: int, channels_out: int, size: int) -> nn.Sequential:
    """Convolution, BatchNorm, ReLU; the norm's offset stands in for the convolution's bias.

    References:
        Ioffe and Szegedy, "Batch Normalization", 2015.
    """
    return nn.Sequential(
        nn.Conv2d(channels_in, channels_out, size, padding=size // 2, bias=False),
        nn.BatchNorm2d(channels_out),
        nn.ReLU(),
    )


@torch.no_grad()
def set_normal(network: nn.Module, *, weights: float, biases: float) -> nn.Module:
    """Draw all weights and biases from normal distributions of these standard deviations."""
    for name, parameter in network.named_parameters():
        parameter.normal_(std=biases if name.endswith("bias") else weights)
    return network


@torch.no_grad()
def set_truncated_normal(network: nn.Module, *, weights: float, biases: float) -> nn.Module:
    """Draw weights from a normal cut off at two standard deviations; set all biases alike."""
    for name, parameter in network.named_parameters():
        if name.endswith("bias"):
            parameter.fill_(biases)
        else:
            nn.init.trunc_normal_(parameter, std=weights, a=-2 * weights, b=2 * weights)
    return network

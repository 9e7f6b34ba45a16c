"""The robust recipe: the network that ships, for digits on paper that it has never seen.

Ours. Four convolutions with BatchNorm, 3.9 million multiply-adds a digit, trained on digits turned,
shifted, zoomed, sheared, bent and written with other pens, and on 1s with flag and foot.
``inkdigits recipes`` has the figures; LOG.md, 2026-11-21, has what each part gave.
"""

from torch import nn

from inkdigits.learn.augment import Augmentation
from inkdigits.learn.layers import normalized_convolution
from inkdigits.learn.recipe import Recipe


def network() -> nn.Module:
    """(n, 1, 28, 28) float32 pixels -> (n, 10) logits."""
    return nn.Sequential(
        nn.PixelUnshuffle(2),  # (n, 4, 14, 14)
        normalized_convolution(4, 24, 3),
        normalized_convolution(24, 32, 3),
        nn.MaxPool2d(2),  # (n, 32, 7, 7)
        normalized_convolution(32, 56, 3),
        normalized_convolution(56, 64, 3),
        nn.MaxPool2d(2),  # (n, 64, 3, 3)
        nn.Flatten(),
        nn.Linear(64 * 3 * 3, 10),
    )


RECIPE = Recipe(
    name="robust",
    summary="the network that ships: trained for other hands, pens and papers",
    network=network,
    epochs=15,
    least_steps=1000,
    batch_size=256,  # images a step
    peak_learning_rate=1e-2,  # per step, at the top of one cycle
    weight_decay=0.01,
    schedule="one-cycle",
    flagged_ones=0.5,
    augmentation=Augmentation(degrees=20, shift=2, zoom=0.25, shear=0.4, bend=2, pen=0.7),
    channels_last=True,
)

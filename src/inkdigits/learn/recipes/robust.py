"""The robust recipe: the network that ships, for digits of any hand, and what is none.

Ours. Six convolutions with BatchNorm behind a layer that makes paper even, 4 million multiply-adds
a digit, and an eleventh logit for whether it is a digit at all. It learns from MNIST's digits,
turned, bent, written with other pens and laid on other papers; from others drawn in the forms of
other countries; and from things that are no digits. LOG.md, 2026-11-22, has what each part gave.
"""

from torch import nn

from inkdigits.learn.augment import Augmentation
from inkdigits.learn.even import EvenPaper
from inkdigits.learn.layers import normalized_convolution
from inkdigits.learn.paper import Paper
from inkdigits.learn.recipe import Recipe


def network() -> nn.Module:
    """(n, 1, 28, 28) float32 pixels -> (n, 11) logits."""
    return nn.Sequential(
        EvenPaper(),
        nn.PixelUnshuffle(2),  # (n, 4, 14, 14)
        normalized_convolution(4, 24, 3),
        normalized_convolution(24, 24, 3),
        nn.MaxPool2d(2),  # (n, 24, 7, 7)
        normalized_convolution(24, 40, 3),
        normalized_convolution(40, 48, 3),
        nn.MaxPool2d(2, padding=1),  # (n, 48, 4, 4)
        normalized_convolution(48, 80, 3),
        normalized_convolution(80, 80, 3),
        nn.Flatten(),
        nn.Linear(80 * 4 * 4, 11),
    )


PAPER = Paper(faint=0.7, ground=0.8, ramp=0.7, band=0.7, blur=2, noise=0.5, hole=5)
RECIPE = Recipe(
    name="robust",
    summary="the network that ships: for other hands, pens and papers, and for what is no digit",
    network=network,
    epochs=40,
    least_steps=1000,
    batch_size=256,  # images a step
    peak_learning_rate=1e-2,  # per step, at the top of one cycle
    weight_decay=0.01,
    schedule="one-cycle",
    flagged_ones=0.5,
    drawn=0.2,
    strangers=0.2,
    neighbours=0.3,
    augmentation=Augmentation(
        share=0.9,
        degrees=15,
        shift=2.5,
        zoom=0.2,
        shrink=0.3,
        shear=0.25,
        bend=1.5,
        wave=0.4,
        pen=0.7,
        hollow=0.05,
        paper=PAPER,
    ),
    channels_last=True,
    bfloat16=True,
)

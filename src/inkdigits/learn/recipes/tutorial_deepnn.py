"""The deepnn tutorial's program: the same two convolutions, plain gradient descent, 20,000 steps.

From "A Convolutional Neural Network in Python" (2018), after an example of TensorFlow's own. It
says of itself: about half an hour, approximately 97 %. The part of the program that its page no
longer shows is a dense layer of 500 units without dropout, and gradient descent at 5e-4.

Where this departs from the program, and why:

- 5,000 of the 60,000 digits are set aside for validation, as ``read_data_sets`` did, but drawn by
  seed and evenly over the ten digits, not taken from the front.
- A batch never spans two epochs: the last 88 digits of each shuffled epoch are left out of it.
- The dense layer's rows are ordered channel first, not channel last. All rows are drawn alike, so
  that the two networks are the same in distribution.
- Products are computed in bfloat16, sums in float32, where the processor has units for it: less
  than half the time, the same accuracy (LOG.md, 2026-11-22). Elsewhere all is float32.
"""

from torch import nn

from inkdigits.learn.layers import convolution, set_truncated_normal
from inkdigits.learn.recipe import Recipe


def network() -> nn.Module:
    """(n, 1, 28, 28) float32 pixels -> (n, 10) logits; 1,625,606 parameters."""
    layers = nn.Sequential(
        convolution(1, 32, 5),
        nn.ReLU(),
        nn.MaxPool2d(2),  # (n, 32, 14, 14)
        convolution(32, 64, 5),
        nn.ReLU(),
        nn.MaxPool2d(2),  # (n, 64, 7, 7)
        nn.Flatten(),
        nn.Linear(64 * 7 * 7, 500),
        nn.ReLU(),
        nn.Linear(500, 10),
    )
    return set_truncated_normal(layers, weights=0.1, biases=0.1)


RECIPE = Recipe(
    name="tutorial-deepnn",
    summary="the deepnn tutorial's program: plain gradient descent, 20,000 steps",
    network=network,
    epochs=47,  # enough for 20,000 steps of 128 out of 55,000 digits
    steps=20_000,
    batch_size=128,  # images a step
    optimizer="sgd",
    peak_learning_rate=5e-4,
    channels_last=True,
    bfloat16=True,
)

"""The dropout tutorial's program, as it meant to be: its network and settings, its bugs mended.

From "Implementing CNN in Python with Tensorflow for MNIST digit recognition" (reading time: 30
minutes): two 5×5 convolutions, a dense layer of 1,024, every initial value drawn with σ = 1, Adam.

Where this departs from the printed program, and why:

- Dropout is off when judging. The program fed its constant 0.8 into the graph, so that a fifth of
  the dense layer was missing from its test score too.
- The logits are defined. ``prediction`` was used outside the function that made it, and the loss
  took logits and labels by position, in the wrong order.
- Labels are numbers, not one-hot rows; the text had it both ways. The loss is the same.
- The bias of the last layer, one of two dictionary entries named ``out``, is kept.
- 5,000 of the 60,000 digits are set aside for validation, as ``read_data_sets`` did, but drawn by
  seed and evenly over the ten digits, not taken from the front.
- A batch never spans two epochs: the last 88 digits of each shuffled epoch are left out of it.
- The dense layer's rows are ordered channel first, not channel last. All rows are drawn alike, so
  that the two networks are the same in distribution.
- Products are computed in bfloat16, sums in float32, where the processor has units for it: less
  than half the time, the same accuracy (LOG.md, 2026-11-22). Elsewhere all is float32.
"""

from torch import nn

from inkdigits.learn.layers import convolution, set_normal
from inkdigits.learn.recipe import Recipe


def network() -> nn.Module:
    """(n, 1, 28, 28) float32 pixels -> (n, 10) logits; 3,274,634 parameters."""
    layers = nn.Sequential(
        convolution(1, 32, 5),
        nn.ReLU(),
        nn.MaxPool2d(2),  # (n, 32, 14, 14)
        convolution(32, 64, 5),
        nn.ReLU(),
        nn.MaxPool2d(2),  # (n, 64, 7, 7)
        nn.Flatten(),
        nn.Linear(64 * 7 * 7, 1024),
        nn.ReLU(),
        nn.Dropout(0.2),  # keeps 0.8
        nn.Linear(1024, 10),
    )
    return set_normal(layers, weights=1.0, biases=1.0)


RECIPE = Recipe(
    name="tutorial-dropout",
    summary="the dropout tutorial's program: σ = 1 initial values, dropout, Adam",
    network=network,
    epochs=10,
    batch_size=128,  # images a step
    peak_learning_rate=1e-3,  # Adam's default, as the program left it
    channels_last=True,
    bfloat16=True,
    summed_loss=True,  # as the program printed it
)

"""Images on any paper in; light ink of full strength on black paper out: a network's first layer.

It has nothing to learn. It stands inside the network, and so inside the exported graph, that nobody
who uses a model can forget it.
"""

import torch
from torch import Tensor, nn

REACH = 5  # pixels to either side: wider than half of any stroke, so that strokes are no paper
LEAST = 0.1  # of the range from black to white: fainter ink than this is not made stronger


class EvenPaper(nn.Module):
    """Take the paper's own lightness away, turn dark ink light, and bring ink to full strength.

    (n, 1, h, w) float32, 0 to 1 -> the same. Ink is what there is less of: where the pixels' third
    central moment is below zero, dark pixels are the rarer ones, and the image is inverted. Paper
    is what an opening by a square wider than any stroke leaves over; it is smoothed and subtracted.
    Ink is full where it is strongest in the mean of 3 by 3 pixels.

    References:
        Meyer, "Contrast features extraction" (the white top hat), 1979.
    """

    def forward(self, images: Tensor) -> Tensor:
        """(n, 1, h, w) float32, 0 to 1 -> (n, 1, h, w) float32, 0 paper to 1 ink."""
        apart = images - images.mean((1, 2, 3), keepdim=True)
        light = apart.pow(3).mean((1, 2, 3), keepdim=True) >= 0
        ink = torch.where(light, images, 1 - images)
        ink = (ink - opening(ink)).clamp_min(0)
        means = torch.nn.functional.avg_pool2d(ink, 3, stride=1)
        full = means.amax((1, 2, 3), keepdim=True).clamp_min(LEAST)
        return (ink / full).clamp_max(1)


def opening(images: Tensor) -> Tensor:
    """What is left of light shapes where a square of 2 × REACH + 1 pixels fits in, (n, 1, h, w)."""
    return largest_around(-largest_around(-images))


def largest_around(images: Tensor) -> Tensor:
    """The largest value within REACH pixels of each, as a square, (n, 1, h, w).

    By doubling: windows of 2, 4 and 8 pixels, then two of 8 for one of 11. Pooling does the same,
    several times slower on a CPU.
    """
    for axis in (2, 3):
        length = images.shape[axis]
        size = [0, 0, 0, 0]
        size[2 * (3 - axis)] = size[2 * (3 - axis) + 1] = REACH
        images = torch.nn.functional.pad(images, size, value=-torch.inf)
        width, window = 1, 2 * REACH + 1
        while width < window:
            step = min(width, window - width)
            count = images.shape[axis] - step
            images = torch.maximum(images.narrow(axis, 0, count), images.narrow(axis, step, count))
            width += step
        images = images.narrow(axis, 0, length)
    return images

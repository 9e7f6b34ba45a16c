"""A network's kernels and their gradients in; out come the kernels a step further, in place.

Plain descent moves a kernel mostly along the few directions in which its gradients are large. Here
each step is made orthogonal, so that the kernel moves by as much in every direction. The spotter
learns as much so in some 60 % of the steps that Adam takes (LOG.md, 2026-11-22).

References:
    Jordan et al., "Muon: An optimizer for hidden layers in neural networks", 2024; Liu et al.,
    "Muon is Scalable for LLM Training", 2025, for the length of a step.
"""

from collections.abc import Iterable

import torch
from torch import Tensor

from inkdigits.learn.optimizer import Adam, gradients

MOMENTUM = 0.95  # share of the running mean that is kept in a step
LENGTH = 0.2  # of the mean element of a step, as Adam's are about
SMALL = 1e-7  # keeps a gradient of nothing from being divided by it
ROUNDS = 5  # of the iteration that makes a matrix orthogonal
KERNEL = 4  # dimensions: channels out and in, height, width
CUBIC = (3.4445, -4.7750, 2.0315)  # its coefficients, Jordan's


class Muon:
    """Orthogonal steps for kernels of several channels and pixels, Adam's for all else."""

    def __init__(
        self,
        parameters: Iterable[Tensor],
        *,
        betas: tuple[float, float],
        weight_decay: float,
        faster: float,
        bfloat16: bool = False,
    ) -> None:
        """Take the parameters to move.

        Args:
            parameters: Of a network.
            betas: Adam's decay of mean and variance.
            weight_decay: Decoupled from the gradient, of both kinds.
            faster: How many times the rate that Adam is given the kernels are given.
            bfloat16: Make steps orthogonal in 16 bits: they need not be more exact.
        """
        self.parameters = [parameter for parameter in parameters if parameter.requires_grad]
        self.kernels = [parameter for parameter in self.parameters if _is_kernel(parameter)]
        rest = [parameter for parameter in self.parameters if not _is_kernel(parameter)]
        self.adam = Adam(rest, betas=betas, weight_decay=weight_decay)
        self.means = [torch.zeros_like(kernel) for kernel in self.kernels]
        self.weight_decay, self.faster = weight_decay, faster
        self.precision = torch.bfloat16 if bfloat16 else torch.float32

    @torch.no_grad()
    def step(self, rate: float | Tensor) -> None:
        """Move every parameter."""
        if self.adam.parameters:
            self.adam.step(rate)
        rate = rate * self.faster
        for kernel, slope, mean in zip(
            self.kernels, gradients(self.kernels), self.means, strict=True
        ):
            mean.lerp_(slope, 1 - MOMENTUM)
            way = orthogonal(slope.lerp(mean, MOMENTUM).flatten(1).to(self.precision))
            length = LENGTH * max(way.shape) ** 0.5
            kernel.mul_(1 - rate * self.weight_decay)
            kernel.sub_(way.float().view_as(kernel) * (rate * length))

    def state(self) -> dict[str, Tensor]:
        """Adam's own, and the kernels' running means by their number."""
        return self.adam.state() | {
            f"kernel.{number}": mean for number, mean in enumerate(self.means)
        }


def orthogonal(matrix: Tensor) -> Tensor:
    """The matrix, (m, n), with most of its singular values brought to about 1.

    From 0.7 to 1.2 that is; those that are far smaller than the largest stay smaller, and 0 stays
    0. In the matrix's own type, which may be bfloat16.
    """
    tall = matrix.shape[0] > matrix.shape[1]
    x: Tensor = matrix.T if tall else matrix
    x = x / (x.norm() + SMALL)
    a, b, c = CUBIC
    for _ in range(ROUNDS):
        square = x @ x.T
        x = a * x + (b * square + c * square @ square) @ x
    return x.T if tall else x


def _is_kernel(parameter: Tensor) -> bool:
    """Whether it mixes several channels and pixels."""
    return parameter.ndim == KERNEL and parameter.shape[1] > 1 and parameter[0, 0].numel() > 1

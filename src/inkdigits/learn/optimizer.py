"""A network's parameters and their gradients in; out come the parameters a step further, in place.

torch.optim would do, but the first optimiser that it makes imports torch's compiler: 1.0 s of
every cold start (LOG.md, 2026-11-22). The arithmetic is torch's own all the same.
"""

from collections.abc import Iterable
from typing import Protocol

import torch
from torch import Tensor

from inkdigits.errors import TrainingError

EPSILON = 1e-8  # keeps Adam from dividing by nothing


class Optimizer(Protocol):
    """What training asks of an optimiser."""

    parameters: list[Tensor]

    def step(self, rate: float | Tensor) -> None:
        """Move every parameter by its gradient; a CUDA graph has its rate in a tensor, ()."""

    def state(self) -> dict[str, Tensor]:
        """All that it remembers, by name; the tensors themselves, not copies."""


def gradients(parameters: list[Tensor]) -> list[Tensor]:
    """What the last backward pass has left with each parameter, in their order.

    Raises:
        TrainingError: It left nothing with one of them: the network does not use it.
    """
    found = [parameter.grad for parameter in parameters if parameter.grad is not None]
    if len(found) < len(parameters):
        shapes = [tuple(each.shape) for each in parameters if each.grad is None]
        raise TrainingError(
            f"the loss does not depend on the parameters of the shapes {shapes}. Take them out of "
            "the network, or set requires_grad to False."
        )
    return found


class GradientDescent:
    """Plain gradient descent: it remembers nothing."""

    def __init__(self, parameters: Iterable[Tensor]) -> None:
        self.parameters = [parameter for parameter in parameters if parameter.requires_grad]

    @torch.no_grad()
    def step(self, rate: float | Tensor) -> None:
        """Move every parameter against its gradient."""
        moves = gradients(self.parameters)
        if isinstance(rate, Tensor):  # which torch takes as a factor only
            moves, rate = [move * rate for move in moves], 1.0
        torch._foreach_add_(self.parameters, moves, alpha=-rate)

    def state(self) -> dict[str, Tensor]:
        """Nothing."""
        return {}


class Adam:
    """Adam with weight decay apart from the gradient, all parameters in one fused pass.

    References:
        Kingma and Ba, "Adam", 2015; Loshchilov and Hutter, "Decoupled Weight Decay
        Regularization", 2019.
    """

    def __init__(
        self, parameters: Iterable[Tensor], *, betas: tuple[float, float], weight_decay: float
    ) -> None:
        self.parameters = [parameter for parameter in parameters if parameter.requires_grad]
        self.betas, self.weight_decay = betas, weight_decay
        # Like their parameters in memory order too: the fused pass takes that for granted.
        self.means = [torch.zeros_like(parameter) for parameter in self.parameters]
        self.squares = [torch.zeros_like(parameter) for parameter in self.parameters]
        self.steps = [torch.zeros((), device=each.device) for each in self.parameters]

    @torch.no_grad()
    def step(self, rate: float | Tensor) -> None:
        """Move every parameter by its gradient's running mean over its running deviation."""
        torch._foreach_add_(self.steps, 1)
        torch._fused_adamw_(
            self.parameters,
            gradients(self.parameters),
            self.means,
            self.squares,
            [],
            self.steps,
            lr=rate,
            beta1=self.betas[0],
            beta2=self.betas[1],
            weight_decay=self.weight_decay,
            eps=EPSILON,
            amsgrad=False,
            maximize=False,
        )

    def state(self) -> dict[str, Tensor]:
        """Running means, running squares and step counts, by their parameter's number."""
        kinds = {"mean": self.means, "square": self.squares, "steps": self.steps}
        return {
            f"{kind}.{number}": value
            for kind, values in kinds.items()
            for number, value in enumerate(values)
        }

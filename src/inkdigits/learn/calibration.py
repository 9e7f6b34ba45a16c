"""Logits and labels in; out comes the temperature that makes their probabilities honest."""

import torch
import torch.nn.functional as F
from torch import Tensor

from inkdigits.data.dataset import CLASSES

ENOUGH = 1000  # digits: fewer have too few mistakes to tell a temperature by
COLDEST, HOTTEST = 1e-2, 1e5  # σ = 1 initial values make logits of tens of thousands
HALVINGS = 60
ACCEPTED = 0.995  # share of digits that must not be refused


def find_temperature(logits: Tensor, labels: Tensor, *, otherwise: float = 1.0) -> float:
    """The number to divide logits by so that the labels' likelihood is greatest.

    The likelihood's slope in 1/temperature only ever falls, so halving an interval finds its zero.

    Args:
        logits: (n, 10), of digits that the network did not learn from.
        labels: int64 (n,), 0 to 9.
        otherwise: What to answer where there are fewer than 1,000 digits.

    Returns:
        The temperature.

    References:
        Guo et al., "On Calibration of Modern Neural Networks", 2017.
    """
    if len(labels) < ENOUGH:
        return otherwise
    exact = logits.double()
    given = exact.gather(1, labels[:, None])[:, 0].mean()
    low, high = torch.tensor([1 / HOTTEST, 1 / COLDEST]).log().tolist()
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        expected = (F.softmax(exact * torch.tensor(middle).exp(), 1) * exact).sum(1).mean()
        low, high = (middle, high) if expected < given else (low, middle)
    return float(torch.tensor(-middle).exp())


def find_thresholds(logits: Tensor) -> dict[str, float]:
    """What a frame must reach to be taken for a digit, for the card.

    Args:
        logits: (n, 10) or (n, 11), of digits that the network did not learn from.

    Returns:
        ``digitness``: what ``ACCEPTED`` of these digits reach; nothing for a network of ten logits,
        or where there are no such digits.
    """
    if logits.shape[1] <= CLASSES or not len(logits):
        return {}
    digitness = logits[:, CLASSES].double().sigmoid()
    return {"digitness": float(digitness.quantile(1 - ACCEPTED))}

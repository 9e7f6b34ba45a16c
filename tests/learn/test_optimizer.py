"""Our optimisers take the very steps that torch's own take."""

import pytest
import torch

from inkdigits.errors import TrainingError
from inkdigits.learn.muon import Muon, orthogonal
from inkdigits.learn.optimizer import Adam, GradientDescent


def trained(make, *, steps=5):
    """Train a small network on noise; give its weights at the end."""
    torch.manual_seed(0)
    network = torch.nn.Sequential(
        torch.nn.Conv2d(3, 8, 3), torch.nn.Flatten(), torch.nn.Linear(8 * 16, 4)
    ).to(memory_format=torch.channels_last)
    x, y = torch.randn(16, 3, 6, 6), torch.arange(16) % 4
    step = make(list(network.parameters()))
    for _ in range(steps):
        network.zero_grad()
        torch.nn.functional.cross_entropy(network(x), y).backward()
        step()
    return torch.cat([parameter.detach().flatten() for parameter in network.parameters()])


@pytest.mark.parametrize("weight_decay", [0.0, 0.1])
def test_adam_is_torchs_adamw_to_the_bit(weight_decay):
    def ours(parameters):
        adam = Adam(parameters, betas=(0.7, 0.9), weight_decay=weight_decay)
        return lambda: adam.step(0.01)

    def torchs(parameters):
        settings = {"lr": 0.01, "betas": (0.7, 0.9), "weight_decay": weight_decay, "fused": True}
        return torch.optim.AdamW(parameters, **settings).step

    assert torch.equal(trained(ours), trained(torchs))


def test_gradient_descent_is_torchs_sgd():
    def ours(parameters):
        descent = GradientDescent(parameters)
        return lambda: descent.step(0.1)

    def torchs(parameters):
        return torch.optim.SGD(parameters, lr=0.1).step

    torch.testing.assert_close(trained(ours), trained(torchs))


@pytest.mark.skipif(not hasattr(torch.optim, "Muon"), reason="torch before 2.9 has no Muon")
@pytest.mark.parametrize("shape", [(6, 4, 3, 3), (40, 2, 3, 3)])
def test_kernels_move_as_torchs_muon_moves_matrices(shape):
    torch.manual_seed(0)
    kernel = torch.randn(shape).contiguous(memory_format=torch.channels_last).requires_grad_()
    start = kernel.detach().flatten(1).clone()
    matrix = start.clone().requires_grad_()
    ours = Muon([kernel], betas=(0.9, 0.999), weight_decay=0.1, faster=2.0, bfloat16=True)
    settings = {"weight_decay": 0.1, "momentum": 0.95, "adjust_lr_fn": "match_rms_adamw"}
    torchs = torch.optim.Muon([matrix], lr=0.02, **settings)
    for _ in range(5):
        slope = torch.randn(shape)
        kernel.grad, matrix.grad = slope.clone(), slope.flatten(1).clone()
        ours.step(0.01)
        torchs.step()
    apart = (kernel.flatten(1) - matrix).norm() / (matrix - start).norm()
    assert apart < 0.02  # 16 bits, rounded in another order


def test_muon_leaves_to_adam_what_is_no_kernel():
    def muon(parameters):
        muon = Muon(parameters, betas=(0.7, 0.9), weight_decay=0.1, faster=3.0)
        assert [kernel.shape for kernel in muon.kernels] == [(8, 3, 3, 3)]
        assert {"kernel.0", "mean.0", "mean.2"} <= set(muon.state())
        return lambda: muon.step(0.01)

    def adam(parameters):
        settings = {"betas": (0.7, 0.9), "weight_decay": 0.1}
        kernel, rest = Adam(parameters[:1], **settings), Adam(parameters[1:], **settings)
        return lambda: (kernel.step(0.01), rest.step(0.01))

    both, alone = trained(muon, steps=1), trained(adam, steps=1)
    kernels = 8 * 3 * 9
    assert torch.equal(both[kernels:], alone[kernels:])
    assert not torch.equal(both[:kernels], alone[:kernels])


@pytest.mark.parametrize("shape", [(5, 40), (40, 5), (30, 30)])
def test_what_is_made_orthogonal_has_singular_values_about_one(shape):
    torch.manual_seed(0)
    values = torch.linalg.svdvals(orthogonal(torch.randn(shape)))
    assert values.min() > 0.4
    assert values.max() < 1.3
    assert torch.equal(orthogonal(torch.zeros(shape)), torch.zeros(shape))


def test_a_rate_in_a_tensor_as_a_cuda_graph_has_it_is_the_same_rate():
    def adam(rate):
        def make(parameters):
            adam = Adam(parameters, betas=(0.7, 0.9), weight_decay=0.1)
            return lambda: adam.step(rate)

        return make

    def descent(rate):
        return lambda parameters: lambda: GradientDescent(parameters).step(rate)

    def muon(rate):
        def make(parameters):
            muon = Muon(parameters, betas=(0.7, 0.9), weight_decay=0.1, faster=3.0)
            return lambda: muon.step(rate)

        return make

    for make, rate in ((adam, 0.01), (descent, 0.1), (muon, 0.01)):
        torch.testing.assert_close(trained(make(torch.tensor(rate))), trained(make(rate)))


def test_a_parameter_that_the_loss_does_not_depend_on_is_refused():
    used, unused = torch.ones(3, requires_grad=True), torch.ones(2, 5, requires_grad=True)
    adam = Adam([unused, used], betas=(0.9, 0.999), weight_decay=0.0)
    used.sum().backward()
    with pytest.raises(TrainingError, match=r"does not depend on .* \[\(2, 5\)\]"):
        adam.step(0.1)


def test_what_is_frozen_is_left_alone():
    weights = [torch.ones(3, requires_grad=True), torch.ones(3)]
    adam = Adam(weights, betas=(0.9, 0.999), weight_decay=0.1)
    (weights[0] * weights[1]).sum().backward()
    adam.step(0.1)
    assert not torch.equal(weights[0], torch.ones(3))
    assert torch.equal(weights[1], torch.ones(3))
    assert set(adam.state()) == {"mean.0", "square.0", "steps.0"}

"""A training step that runs on a GPU in; the same step as one CUDA graph, a single launch, out.

A step of these networks is some hundred kernels of microseconds each: launching them one by one
takes longer than running them. A graph is recorded once and replayed whole.
"""

from collections.abc import Callable

import torch
from torch import Tensor

Step = Callable[[Tensor, float | Tensor], Tensor]  # digits' places, rate -> the batch's loss
WARM_UP = 3  # steps before recording, in which libraries choose kernels and take their memory


def capture(step: Step, *, batch_size: int, state: list[Tensor], rng: torch.Generator) -> Step:
    """Record a step once, to be replayed for every batch.

    Args:
        step: Takes int64 (batch_size,) places and a rate; changes ``state`` in place; waits for
            nothing and decides nothing by a tensor's value.
        batch_size: Of every batch.
        state: All that the step changes, on one GPU. It is as before when this returns.
        rng: What the step draws from, on that GPU; as before, too.

    Returns:
        A step that does the same. The loss that it returns is overwritten by its next call.

    Raises:
        RuntimeError: The step does what no graph can hold, such as waiting for a result.

    References:
        Nguyen et al., "Accelerating PyTorch with CUDA Graphs", 2021.
    """
    device = state[0].device
    places = torch.zeros(batch_size, dtype=torch.int64, device=device)
    rate = torch.zeros((), device=device)
    before = [value.clone() for value in state]
    draws, dropout = rng.get_state(), torch.cuda.get_rng_state(device)
    graph = torch.cuda.CUDAGraph()
    graph.register_generator_state(rng)
    aside = torch.cuda.Stream(device)  # type: ignore[no-untyped-call]
    aside.wait_stream(torch.cuda.current_stream(device))
    try:
        with torch.cuda.stream(aside):
            for _ in range(WARM_UP):
                step(places, rate)
        torch.cuda.current_stream(device).wait_stream(aside)
        with torch.cuda.graph(graph):
            loss = step(places, rate)
    finally:
        with torch.no_grad():
            for value, old in zip(state, before, strict=True):
                value.copy_(old)
        rng.set_state(draws)
        torch.cuda.set_rng_state(dropout, device)

    def replay(chosen: Tensor, now: float | Tensor) -> Tensor:
        places.copy_(chosen)
        rate.fill_(now)
        graph.replay()
        return loss

    return replay

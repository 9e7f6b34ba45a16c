"""A network's graph in; the steps from frame to answer that a learner can follow out.

What belongs together is one step: a convolution with the normalization and the ReLU behind it.
"""

from dataclasses import dataclass

from inkdigits.explain.graph import Graph, Node

# The operators on the way from pixels to answer; each takes what it works on as its first input.
SPINE = {
    "Conv", "BatchNormalization", "Relu", "MaxPool", "Flatten", "Gemm", "SpaceToDepth", "Slice",
    "Split", "Mean", "Div", "Softmax",
}  # fmt: skip
FRAMES, ANSWER = "frames", "probabilities"
OWN_STEP = {
    "SpaceToDepth": "fold",
    "Conv": "convolution",
    "MaxPool": "pool",
    "Relu": "relu",
    "Gemm": "dense",
}
FINISH = {"convolution": ("BatchNormalization", "Relu"), "dense": ("Relu",)}


@dataclass(frozen=True, kw_only=True)
class Step:
    """One step of a network."""

    kind: str  # frame, paper, fold, convolution, relu, pool, dense or softmax
    takes: str  # name of the value that it works on; empty for the frame itself
    gives: str  # name of the value that it makes: maps (n, c, h, w), or numbers (n, c)
    nodes: tuple[Node, ...]  # in order

    @property
    def uncut(self) -> str:
        """The name of the value before ReLU cuts off what is below 0, where it does."""
        cut = len(self.nodes) > 1 and self.nodes[-1].operator == "Relu"
        return self.nodes[-1].inputs[0] if cut else self.gives


def find_steps(graph: Graph) -> tuple[Step, ...]:
    """The steps of a network; of the first one, where the graph holds several that vote."""
    spine = _spine(graph)
    first = spine[0].inputs[0]
    steps = [Step(kind="frame", takes="", gives=FRAMES, nodes=())]
    maker = graph.maker(first)
    if maker is not None and maker.operator == "Clip":  # EvenPaper's last
        steps.append(Step(kind="paper", takes=FRAMES, gives=first, nodes=(maker,)))
    for group in _groups(spine):
        kind = OWN_STEP[group[0].operator]
        made = group[-1].outputs[0]
        steps.append(Step(kind=kind, takes=group[0].inputs[0], gives=made, nodes=tuple(group)))
    end = spine[-1]
    steps.append(Step(kind="softmax", takes=steps[-1].gives, gives=ANSWER, nodes=(end,)))
    return tuple(steps)


def count_networks(graph: Graph) -> int:
    """How many networks, or views of the frame, the answer is the mean of."""
    means = [len(node.inputs) for node in _spine(graph) if node.operator == "Mean"]
    return max(means, default=1)


def temperature(graph: Graph) -> float:
    """What the logits are divided by before softmax, so that confidences are honest."""
    softmax = graph.maker(ANSWER)
    divide = graph.maker(softmax.inputs[0]) if softmax else None
    if divide is None or divide.operator != "Div":
        return 1.0
    return float(graph.weights[divide.inputs[1]])


def _groups(spine: list[Node]) -> list[list[Node]]:
    """Nodes that are one step each; those that only reshape, and those of the end, are left out."""
    groups: list[list[Node]] = []
    latest = None
    for node in spine:
        kind = OWN_STEP.get(groups[-1][0].operator, "") if groups else ""
        if kind and latest is groups[-1][-1] and node.operator in FINISH.get(kind, ()):
            groups[-1].append(node)
        elif node.operator in OWN_STEP:
            groups.append([node])
        latest = node
    return groups


def _spine(graph: Graph) -> list[Node]:
    """The nodes from the pixels to the answer, found from the answer backwards."""
    spine: list[Node] = []
    node = graph.maker(ANSWER)
    while node is not None and node.operator in SPINE:
        spine.insert(0, node)
        node = graph.maker(node.inputs[0])
    return spine

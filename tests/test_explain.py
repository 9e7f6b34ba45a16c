"""What a network sees: true to the tensors, to the weights, and to the answers that it gives."""

from types import SimpleNamespace

import numpy as np
import pytest

import inkdigits
from inkdigits.errors import UsageError
from inkdigits.explain import Anatomy, occlusion, tip
from inkdigits.explain.graph import read_graph

NAMES = ("fast", "robust", "tutorial-deepnn", "tutorial-dropout", "members", "views")


def make_network(name):
    """An untrained network whose normalizations have something to say."""
    torch = pytest.importorskip("torch")
    from inkdigits.learn.recipes import find_recipe
    from inkdigits.learn.together import Together, Views

    torch.manual_seed(3)
    if name == "members":
        return Together([find_recipe("robust").network(), find_recipe("robust").network()]).eval()
    network = find_recipe("fast" if name == "views" else name).network().eval()
    for layer in network.modules():
        if isinstance(layer, torch.nn.BatchNorm2d):
            layer.running_mean.normal_()
            layer.running_var.uniform_(0.5, 2)
            torch.nn.init.normal_(layer.weight)
            torch.nn.init.normal_(layer.bias)
    return Views(network).eval() if name == "views" else network


@pytest.fixture(scope="module", params=NAMES)
def opened(request, tmp_path_factory):
    """A network, and the Anatomy of the model that it is exported as."""
    from inkdigits.learn.export import to_onnx

    folder = tmp_path_factory.mktemp("model")
    network = make_network(request.param)
    (folder / "model.onnx").write_bytes(to_onnx(network, temperature=1.5))
    return SimpleNamespace(
        name=request.param, network=network, anatomy=Anatomy(SimpleNamespace(folder=folder))
    )


@pytest.fixture(scope="module")
def frame():
    """A slanting stroke and a blot, in grays."""
    one = np.zeros((28, 28), np.uint8)
    for at in range(5, 23):
        one[at, 25 - at : 29 - at] = (90, 255, 230, 60)
    one[18:22, 17:22] = 200
    return one


def test_the_reader_of_graphs_reads_what_the_onnx_package_reads():
    onnx = pytest.importorskip("onnx")
    data = (inkdigits.load_model().folder / "model.onnx").read_bytes()
    mine, theirs = read_graph(data), onnx.load_from_string(data).graph
    assert [node.operator for node in mine.nodes] == [node.op_type for node in theirs.node]
    for node, other in zip(mine.nodes, theirs.node, strict=True):
        assert (*node.inputs, *node.outputs) == (*other.input, *other.output)
        for setting in other.attribute:
            value = onnx.helper.get_attribute_value(setting)
            assert node.settings[setting.name] == (tuple(value) if value is list else value) or (
                list(node.settings[setting.name]) == list(value)
            )
    assert mine.weights.keys() == {weight.name for weight in theirs.initializer}
    for weight in theirs.initializer:
        np.testing.assert_array_equal(mine.weights[weight.name], onnx.numpy_helper.to_array(weight))


def test_the_steps_are_the_layers_of_the_network_in_order(opened):
    convolution, dense = "convolution", "dense"
    robust = ["paper", "fold"] + [convolution, convolution, "pool"] * 2 + [convolution] * 2
    tutorial = [convolution, "pool"] * 2 + [dense, dense]
    fast = [convolution, convolution, "pool", "relu", dense, dense]
    wanted = {
        "robust": [*robust, dense],
        "members": [*robust, dense],
        "fast": fast,
        "views": fast,
        "tutorial-deepnn": tutorial,
        "tutorial-dropout": tutorial,
    }[opened.name]
    assert [step.kind for step in opened.anatomy.steps] == ["frame", *wanted, "softmax"]
    assert opened.anatomy.networks == {"members": 2, "views": 5}.get(opened.name, 1)
    assert opened.anatomy.temperature == 1.5


def test_values_are_those_that_torch_computes(opened, frame):
    torch = pytest.importorskip("torch")
    outputs = []
    network = {
        "members": lambda: opened.network[0],
        "views": lambda: opened.network.network,
    }.get(opened.name, lambda: opened.network)()
    for layer in network.modules():
        if not list(layer.children()):
            layer.register_forward_hook(lambda _layer, _x, y: outputs.append(y[0].numpy()))
    with torch.inference_mode():
        network(torch.from_numpy(frame)[None, None] / 255)
    values = opened.anatomy.values(frame)
    for step in opened.anatomy.steps[1:-1]:
        seen = values[step.gives].squeeze()
        assert any(
            seen.size == output.size
            and np.allclose(seen.ravel(), output.ravel(), rtol=1e-4, atol=1e-3 * np.abs(seen).max())
            for output in outputs
        ), f"torch computes no such {step.kind}"


def test_every_cell_is_the_sum_that_is_shown_behind_it(opened, frame):
    rng = np.random.default_rng(0)
    values = opened.anatomy.values(frame)
    for at, step in enumerate(opened.anatomy.steps[1:], 1):
        made = values[step.gives]
        corner = tuple(size - 1 for size in made.shape)
        places = [tuple(int(rng.integers(size)) for size in made.shape) for _ in range(8)]
        for place in [(0, 0, 0), corner, *places]:
            cell = opened.anatomy.cell(frame, at, place)
            assert cell.value == made[place]
            if step.kind in ("convolution", "dense"):
                total = sum((part.patch * part.weights).sum() for part in cell.parts)
                total += cell.bias or 0
                if cell.scale is not None:
                    total = total * cell.scale + cell.shift
                assert cell.total == pytest.approx(total, rel=1e-3, abs=1e-3)
                cut = step.nodes[-1].operator == "Relu"
                shown = max(cell.total, 0) if cut else cell.total
                assert shown == pytest.approx(cell.value, rel=1e-4, abs=1e-4)
            elif step.kind in ("pool", "fold"):
                assert cell.parts[0].sum == cell.value
            elif step.kind == "relu":
                assert max(cell.parts[0].sum, 0) == cell.value


def test_a_patch_lies_where_it_is_said_to_lie(opened, frame):
    values = opened.anatomy.values(frame)
    for at, step in enumerate(opened.anatomy.steps):
        if step.kind not in ("convolution", "pool", "fold"):
            continue
        _, rows, columns = values[step.gives].shape
        cell = opened.anatomy.cell(frame, at, (0, rows // 2, columns // 2))
        for part in cell.parts:
            height, width = part.patch.shape
            there = values[step.takes][part.map, part.row :, part.column :][:height, :width]
            np.testing.assert_array_equal(part.patch, there)


def test_filters_are_laid_out_as_the_pixels_that_they_see(opened, frame):
    first = next(step for step in opened.anatomy.steps if step.kind == "convolution")
    pixels = opened.anatomy.values(frame)[
        next(step.takes for step in opened.anatomy.steps if step.kind in ("fold", "convolution"))
    ][0]
    sums = opened.anatomy.values(frame)[first.uncut]
    filters = opened.anatomy.filters()
    cell = opened.anatomy.cell(frame, opened.anatomy.steps.index(first), (0, 5, 5))
    stride = 28 // sums.shape[1] if opened.name not in ("fast", "views") else 2
    reach = {"fast": 0, "views": 0}.get(opened.name, filters.shape[1] // 2 // stride * stride)
    top = 5 * stride - reach
    patch = pixels[top : top + filters.shape[1], top : top + filters.shape[1]]
    seen = float((patch * filters[0]).sum()) + (cell.bias or 0)
    if cell.scale is not None:
        seen = seen * cell.scale + cell.shift
    assert seen == pytest.approx(sums[0, 5, 5], rel=1e-4, abs=1e-4)


def test_a_cell_that_is_not_there_is_refused_in_words(frame):
    anatomy = Anatomy(inkdigits.load_model())
    with pytest.raises(UsageError, match="no step 40 to look into; they are 1 to 12"):
        anatomy.cell(frame, 40, (0, 0, 0))
    with pytest.raises(UsageError, match="24 maps of 14 rows and 14 columns"):
        anatomy.cell(frame, 3, (24, 0, 0))


class Corner:
    """A model that says 7 for as much ink as there is in the upper left, else 1, or 4."""

    def probabilities(self, frames):
        seven = 0.02 + 0.96 * (frames[:, 4:9, 4:9] > 0).mean((1, 2))
        four = 0.9 * (frames[:, 18:23, 18:23] > 0).mean((1, 2)) * (1 - seven)
        answers = np.zeros((len(frames), 10), np.float32)
        answers[:, 7], answers[:, 4], answers[:, 1] = seven, four, 1 - seven - four
        return answers


@pytest.fixture
def blot():
    one = np.zeros((28, 28), np.uint8)
    one[4:9, 4:9] = 255
    one[4:9, 15:20] = 255
    return one


def test_the_answer_comes_from_where_covering_costs_it(blot):
    lost = occlusion(Corner(), blot, 7)
    assert lost[4:9, 4:9].min() > 0.3
    assert lost[6, 6] == lost.max()
    assert np.abs(lost[:, 14:]).max() == 0


def test_covering_what_speaks_against_a_digit_counts_below_nothing(blot):
    assert occlusion(Corner(), blot, 1)[6, 6] < -0.3


def test_what_tips_an_answer_is_small_and_does_tip_it(blot):
    rubbed, _ = tip(Corner(), blot)
    assert rubbed.value == 1
    assert Corner().probabilities(rubbed.frame[None])[0].argmax() == 1
    assert rubbed.changed == (blot != rubbed.frame).sum()
    assert rubbed.changed <= 15, "a square of 3 × 5 does it"


def test_where_nothing_tips_the_answer_the_runner_up_comes_as_far_as_it_can(blot):
    _, added = tip(Corner(), blot)
    assert added.value == 7, "ink elsewhere cannot change this answer"
    assert added.runner_up <= Corner().probabilities(blot[None])[0, 1]


def test_a_blank_frame_has_nothing_to_rub_out():
    rubbed, _ = tip(Corner(), np.zeros((28, 28), np.uint8))
    assert rubbed is None

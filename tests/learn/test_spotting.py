"""Scenes that a spotter learns from, what it should say of them, and its training."""

import dataclasses
import shutil
import subprocess
import sys
from types import SimpleNamespace

import cv2
import numpy as np
import onnx
import pytest
import torch
from onnx import numpy_helper
from safetensors.torch import load_file

import inkdigits
from inkdigits.data import load
from inkdigits.data.dataset import make_examples
from inkdigits.errors import CheckpointError, DataError, ExportError, ModelError, UsageError
from inkdigits.learn import progress
from inkdigits.learn.forms import FORMS, RARER
from inkdigits.learn.spotting import digits as digits_module
from inkdigits.learn.spotting import export as export_module
from inkdigits.learn.spotting import glyphs as glyphs_module
from inkdigits.learn.spotting import hand as hand_module
from inkdigits.learn.spotting import lettered, mean, pipeline, training
from inkdigits.learn.spotting import quantize as quantize_module
from inkdigits.learn.spotting import scene as scene_module
from inkdigits.learn.spotting.export import check_export, round_kernels, to_onnx
from inkdigits.learn.spotting.glyph import WIDEST, glyph_of
from inkdigits.learn.spotting.glyphs import Glyphs
from inkdigits.learn.spotting.goals import goals_of, how_wrong
from inkdigits.learn.spotting.hand import any_hand
from inkdigits.learn.spotting.joined import LETTERS, joined_word
from inkdigits.learn.spotting.judging import answer_of, count_found
from inkdigits.learn.spotting.lettered import lettered_word
from inkdigits.learn.spotting.lines import draw_lines
from inkdigits.learn.spotting.network import Spotter
from inkdigits.learn.spotting.pen import Pen, thinned, write, write_line
from inkdigits.learn.spotting.quantize import quantize
from inkdigits.learn.spotting.recipe import KEPT
from inkdigits.learn.spotting.scene import make_scene
from inkdigits.learn.spotting.shapes import narrowed, with_tail
from inkdigits.learn.spotting.sheet import SIDE, Sheet
from inkdigits.learn.spotting.spelling import PERCENT, PLUS, SIGN
from inkdigits.learn.spotting.stock import Stock, stroke_width
from inkdigits.learn.spotting.thin import thin
from inkdigits.learn.spotting.things import draw_veins, put_things
from inkdigits.learn.spotting.writing import fill
from inkdigits.sight import STRIDE, SpotterNetwork
from inkdigits.spotter import SHIPPED


@pytest.fixture(scope="module", autouse=True)
def few_drawings():
    """Drawing thousands of letters and words takes seconds."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(glyphs_module, "KEPT", 60)
        patch.setattr(digits_module, "LINES", 60)
        patch.setattr(digits_module, "VARIANTS", 4)
        patch.setattr(glyphs_module, "WORDS", 40)
        yield


@pytest.fixture(scope="module")
def digits():
    return load("builtin").train


@pytest.fixture(scope="module")
def glyphs(digits):
    return Glyphs(digits, (0,))


@pytest.fixture(scope="module")
def scenes(glyphs):
    return [make_scene(glyphs, np.random.default_rng(seed)) for seed in range(60)]


def test_a_scene_is_a_picture_with_digits_where_it_says(scenes):
    for scene in scenes:
        assert scene.picture.shape == scene.owner.shape == (SIDE, SIDE)
        assert scene.picture.dtype == np.uint8
        assert scene.owner.max() < len(scene.digits)
        for at, digit in enumerate(scene.digits):
            rows, columns = np.nonzero(scene.owner == at)
            x, y, w, h = digit.box
            assert 0 <= digit.label < 10
            assert ((columns >= x) & (columns < x + w) & (rows >= y) & (rows < y + h)).all()
    assert sum(digit.wanted for scene in scenes for digit in scene.digits) > 200
    assert any(digit.turn for scene in scenes for digit in scene.digits)
    assert any(not scene.digits for scene in scenes)


def test_boxes_that_nobody_wrote_in_hold_no_digits(glyphs, monkeypatch):
    monkeypatch.setattr(scene_module, "KINDS", {"form": 1.0})
    made = [make_scene(glyphs, np.random.default_rng(seed)) for seed in range(20)]
    assert not any(scene.digits for scene in made)
    drawn = [
        draw_lines(any_hand(30, 0, rng), rng, "boxes")
        for rng in map(np.random.default_rng, range(20))
    ]
    assert sum(lines.max() > 0 for lines in drawn) > 15


def test_the_ink_of_digits_is_seen_on_their_paper(scenes):
    """Digits differ from what is around them: by the median scene, a good deal."""
    contrast = []
    for scene in scenes:
        own = scene.owner >= 0
        if own.sum() > 200:
            contrast.append(abs(scene.picture[own].mean() - np.median(scene.picture[~own])))
    assert np.median(contrast) > 25


def test_thinned_strokes_are_one_pixel_wide_and_hang_together_as_before(digits):
    inks = digits.images[:200] > 127
    lines = thin(inks)
    assert not (lines & ~inks).any()
    square = lines[:, 1:, 1:] & lines[:, :-1, 1:] & lines[:, 1:, :-1] & lines[:, :-1, :-1]
    assert square.sum() < 0.01 * lines.sum()
    assert 0.2 < lines.sum() / inks.sum() < 0.6
    for ink, line in zip(inks, lines, strict=True):
        count, same = (cv2.connectedComponents(one.view(np.uint8))[0] for one in (ink, line))
        assert count == same


def test_a_joined_word_runs_on_from_letter_to_letter():
    rng = np.random.default_rng(3)
    words = [joined_word(6, rng) for _ in range(100)]
    longest = [max(np.ptp(line[:, 0]) for line in word) for word in words]
    whole = [max(line[:, 0].max() for line in word) for word in words]
    assert np.median(np.divide(longest, whole)) > 0.4
    for word in words:
        y = np.concatenate(word)[:, 1]
        assert -3 < y.min() < -0.8  # letters stand on their foot,
        assert -0.3 < y.max() < 1.4  # but some go below it
    assert all(letter[0][0] == 0 for letter in LETTERS)


def test_the_letters_of_a_printed_word_stand_on_one_line_side_by_side():
    rng = np.random.default_rng(4)
    words = [lettered_word(5, rng) for _ in range(200)]
    for word in words:
        x, y = np.concatenate(word).T
        assert -0.5 < x.min() < 0.5
        assert -2.8 < y.min() < -0.8  # a capital, or one as high as an x
        assert y.max() < 1.3  # some hang below the line
        on_line = sum(abs(line[:, 1].max()) < 0.25 for line in word)
        assert on_line >= len(word) / 5
    wide = np.array([np.concatenate(word)[:, 0].max() for word in words])
    longer = [np.concatenate(lettered_word(8, rng))[:, 0].max() for _ in range(200)]
    assert np.median(longer) > 1.4 * np.median(wide)


def test_a_printed_word_has_a_letter_that_looks_like_no_digit(monkeypatch):
    bar = ((0.5, 0.0), (0.5, 1.0))
    for name in ("LOW", "TALL", "ALIKE"):
        monkeypatch.setattr(lettered, name, ((bar,),))
    for name in ("CAPITALS", "PLAIN_LOW", "PLAIN_TALL", "HANGING"):
        monkeypatch.setattr(lettered, name, ((bar, bar, bar),))
    rng = np.random.default_rng(5)
    assert all(len(lettered_word(3, rng)) >= 5 for _ in range(100))


def test_the_same_seed_makes_the_same_scene(digits, glyphs):
    again = make_scene(Glyphs(digits, (0,)), np.random.default_rng(7))
    np.testing.assert_array_equal(
        again.picture, make_scene(glyphs, np.random.default_rng(7)).picture
    )


def test_goals_lead_back_to_the_digits(scenes):
    goals = goals_of(scenes)
    for at, scene in enumerate(scenes):
        for number, digit in enumerate(scene.digits):
            if not digit.wanted or digit.turn:
                continue
            x, y, w, h = digit.box
            row, column = int((y + h / 2) / STRIDE), int((x + w / 2) / STRIDE)
            if goals.middle[at, 0, row, column] != 1:
                continue  # another lies over it
            left, top, right, bottom = goals.box[at, :, row, column].exp().numpy() * STRIDE
            corner = np.array([column + 0.5, row + 0.5]) * STRIDE - (left, top)
            told = np.array([*corner, left + right, top + bottom])
            label = goals.which[at, row, column]
            alike = [other.box for other in scene.digits if other.label == label]
            assert np.abs(np.array(alike) - told).max(axis=1).min() < 1  # it, or one over it
            rows, columns = np.nonzero(scene.owner[1::2, 1::2] == number)
            if not len(rows):
                continue
            way = goals.owner[at, :, rows[0], columns[0]].numpy() * STRIDE
            there = np.array([columns[0] + 0.5, rows[0] + 0.5]) * 2 + way
            np.testing.assert_allclose(there, [x + w / 2, y + h / 2], atol=0.01)
    assert (goals.which[goals.middle[:, 0] == 1] >= 0).all()


def test_turned_digits_are_none_that_stand_upright(scenes):
    goals = goals_of(scenes)
    for at, scene in enumerate(scenes):
        if any(digit.turn for digit in scene.digits):
            assert (goals.which[at] == -1).all()
            assert not (goals.middle[at, 0] == 1).any()
            assert not (goals.ink[at] == 1).any()


def test_the_right_answer_is_less_wrong_than_others(scenes):
    goals = goals_of(scenes[:20])
    torch.manual_seed(0)
    answers, inks = Spotter()(goals.pictures / 255)
    wrong = sum(part.item() for part in how_wrong(answers, inks, goals).values())
    right = torch.zeros_like(answers)
    right[:, :4] = 12.0 * (goals.middle == 1) - 6
    which = torch.nn.functional.one_hot(goals.which.clamp_min(0), 10).permute(0, 3, 1, 2)
    right[:, 4:14] = 10.0 * which
    right[:, 14:] = goals.box
    ink = torch.cat([12.0 * (goals.ink == 1)[:, None] - 6, goals.owner], 1)
    less = sum(part.item() for part in how_wrong(right, ink, goals).values())
    assert less < wrong / 5


def test_the_exported_graph_answers_as_the_network_does(scenes):
    torch.manual_seed(1)
    network = Spotter().eval()
    state = round_kernels(network)
    pictures = np.stack([scene.picture for scene in scenes[:3]])
    exported = to_onnx(network)
    assert check_export(exported, network, pictures) < 1e-4
    again = Spotter().eval()
    again.load_state_dict(state)
    assert check_export(exported, again, pictures) < 1e-4
    other = Spotter().eval()
    with pytest.raises(ExportError, match="is not the trained network"):
        check_export(to_onnx(network), other, pictures)


def shipped_network():
    network = Spotter()
    network.load_state_dict(load_file(SHIPPED / "weights.safetensors"))
    return network.eval()


@pytest.fixture(scope="module")
def rounded(scenes):
    """The shipped weights' graph as it is, and in bytes; the scenes that it is not measured on."""
    plain = to_onnx(shipped_network())
    pictures = np.stack([scene.picture for scene in scenes])
    graphs = plain, quantize(plain, pictures[:30])
    return *graphs, pictures[30:]


def test_a_graph_in_bytes_answers_nearly_the_same_and_is_a_third_as_large(rounded):
    plain, small, pictures = rounded
    one, other = (
        SpotterNetwork(graph, name="a graph").answer(pictures) for graph in (plain, small)
    )
    there = one[0][:, 0] > 0
    assert there.sum() > 50
    assert ((other[0][:, 0] > 0) == there).mean() > 0.999
    assert np.median(np.abs(one[0] - other[0])[:, 0][there]) < 0.5  # log odds
    named = one[0][:, 4:14].argmax(1) == other[0][:, 4:14].argmax(1)
    assert named[there].mean() > 0.97
    assert len(small) < 0.35 * len(plain)


def blind(network):
    network.answers.bias[:4] -= 20  # the turns: no digit is seen anywhere


def inkless(network):
    network.inks.weight.zero_()


@pytest.mark.parametrize("harm", [blind, inkless])
def test_a_graph_that_bytes_make_another_network_is_refused(glyphs, monkeypatch, harm):
    monkeypatch.setattr(export_module, "MEASURED", 2)
    harmed = shipped_network()
    with torch.no_grad():
        harm(harmed)
    monkeypatch.setattr(export_module, "quantize", lambda *_: to_onnx(harmed))
    with pytest.raises(ExportError, match="in bytes the graph is another network"):
        export_module.export(shipped_network(), glyphs, seed=0, threads=1)


def test_a_graph_that_is_nearly_the_same_in_bytes_is_taken(glyphs, rounded, monkeypatch):
    monkeypatch.setattr(export_module, "MEASURED", 2)
    monkeypatch.setattr(export_module, "quantize", lambda *_: rounded[1])
    exported, closeness = export_module.export(shipped_network(), glyphs, seed=0, threads=1)
    assert exported == rounded[1]
    assert 0.01 < closeness["off_in_bytes"] < 0.5
    assert closeness["apart"] < 1e-3


def test_the_graph_that_ships_is_that_of_the_weights_that_ship(rounded):
    plain, _, pictures = rounded
    shipped = SpotterNetwork((SHIPPED / "model.onnx").read_bytes(), name="what ships")
    apart = shipped.answer(pictures)[0] - SpotterNetwork(plain, name="plain").answer(pictures)[0]
    assert np.abs(apart).mean() < 0.1


def test_no_sum_of_bytes_can_overflow_and_what_lies_next_to_the_answers_stays_exact(rounded):
    model = onnx.load_from_string(rounded[1])
    kernels = [
        numpy_helper.to_array(value)
        for value in model.graph.initializer
        if value.data_type == onnx.TensorProto.INT8 and len(value.dims) == 4
    ]
    layers = [node for node in model.graph.node if node.op_type == "Conv"]
    assert len(kernels) == len(layers) - quantize_module.FIRST - quantize_module.LAST
    assert max(np.abs(kernel.astype(int)).max() for kernel in kernels) <= 64  # 2 * 64 * 255 < 2**15
    made = {output: node for node in model.graph.node for output in node.output}
    for name in ("answers", "inks"):
        last = made[name]
        while last.op_type != "Conv":
            last = made[last.input[0]]
        assert made.get(last.input[1]) is None  # its kernel is not made from bytes


def test_without_digits_nothing_is_counted():
    assert count_found(answer_of(Spotter()), None, scenes=20, seed=0) == (0, 0)


def test_a_graph_finds_what_its_network_does(glyphs, rounded):
    plain = SpotterNetwork(rounded[0], name="plain")
    found = [
        count_found(answer, glyphs, scenes=20, seed=2)
        for answer in (answer_of(shipped_network()), lambda pictures: plain.answer(pictures)[0])
    ]
    assert found[0] == found[1]
    assert found[0][0] > 0.25 * found[0][1] > 0


def test_blank_digits_are_left_out_and_nothing_else_is_refused(digits):
    blank = np.zeros_like(digits.images[:3])
    mixed = make_examples(
        np.concatenate([blank, digits.images]),
        np.concatenate([[0, 1, 2], digits.labels]),
        name="mixed",
    )
    rng = [np.random.default_rng(9), np.random.default_rng(9)]
    hand = a_hand(drawn=0.25, pen=Pen(level=170, grown=-3, line=0))
    for _ in range(50):
        same, label = Glyphs(digits, (0,)).digit(hand, rng[0])
        other, other_label = Glyphs(mixed, (0,)).digit(hand, rng[1])
        assert label == other_label
        np.testing.assert_array_equal(same, other)
    with pytest.raises(DataError, match="blank"):
        Glyphs(make_examples(blank, np.arange(3), name="blank"), (0,))


def a_hand(**differently):
    """A hand that writes training digits as they are, unless it is to be otherwise."""
    usual = {"pen": Pen(level=127, grown=0, line=0), "drawn": 0.0, "ones": 0.0, "abroad": False}
    return dataclasses.replace(any_hand(20.0, 0, np.random.default_rng(0)), **usual | differently)


@pytest.mark.parametrize("line", [0, 3])
@pytest.mark.parametrize("drawn", [0.0, 0.5])
def test_a_1_is_written_where_one_is_asked_for(digits, line, drawn):
    rng, pen = np.random.default_rng(2), Pen(level=110, grown=0, line=line)
    glyphs = Glyphs(digits, (0,))
    for ones, least, most in ((1.0, 1, 1), (0.0, 6, 10)):
        hand = a_hand(pen=pen, drawn=drawn, ones=ones)
        written = {glyphs.digit(hand, rng)[1] for _ in range(40)}
        assert least <= len(written) <= most
        assert 1 in written


def test_without_any_1_others_are_written(digits):
    others = make_examples(
        digits.images[digits.labels > 1], digits.labels[digits.labels > 1], name="others"
    )
    rng, glyphs = np.random.default_rng(2), Glyphs(others, (0,))
    assert 1 not in {glyphs.digit(a_hand(ones=1.0), rng)[1] for _ in range(20)}


def test_a_hand_draws_a_digit_in_one_form_but_now_and_then(digits, monkeypatch):
    glyphs = digits_module.Digits(digits, (0,))
    hand = a_hand(drawn=1.0, habits=(0.0,) * 9 + (0.999,))
    monkeypatch.setattr(digits_module, "FICKLE", 0.0)
    for seed in range(30):
        glyph, label = glyphs.write(hand, np.random.default_rng(seed))
        assert any(glyph is one for one in glyphs._drawn[label][-1 if label == 9 else 0].glyphs)
    monkeypatch.setattr(digits_module, "FICKLE", 1.0)
    rng, forms = np.random.default_rng(0), glyphs._drawn[9]
    nines = [glyph for glyph, label in (glyphs.write(hand, rng) for _ in range(400)) if label == 9]
    used = [any(nine is one for one in form.glyphs for nine in nines) for form in forms]
    assert sum(used) > len(forms) / 2


def test_every_form_of_a_digit_is_drawn_anew_for_every_seed(digits):
    first, other = (digits_module.Digits(digits, (seed,))._drawn for seed in (0, 1))
    for forms, again, usual, rarer in zip(first, other, FORMS, RARER, strict=True):
        assert len(forms) == len(usual) + len(rarer)
        assert all(len(form.glyphs) == digits_module.VARIANTS for form in forms)
        assert not np.array_equal(forms[0].glyphs[0], again[0].glyphs[0])


def test_hands_differ_in_whether_and_how_they_draw():
    hands = [any_hand(20.0, 0, np.random.default_rng(seed)) for seed in range(200)]
    assert {hand.drawn for hand in hands} == {0.0, 0.25, 1.0}
    for hand in hands:
        assert len(set(hand.habits)) == 10
        assert 0 <= min(hand.habits) <= max(hand.habits) < 1


def test_glyphs_are_picked_by_their_strokes_and_no_few_of_them_again_and_again():
    glyphs = [glyph_of(stroke(pen)) for pen in range(1, 31) for _ in range(10)]
    stock, rng = Stock(glyphs[::-1]), np.random.default_rng(0)
    assert [stroke_width(glyph) for glyph in stock.glyphs] == sorted(map(stroke_width, glyphs))
    for width in (0.0, stroke_width(glyphs[150]), 9.9):
        picked = [stock.pick(width, rng) for _ in range(600)]
        times = [sum(one is glyph for one in picked) for glyph in glyphs]
        assert max(times) < 60
        assert sum(map(bool, times)) == 30
        widths = [stroke_width(glyph) for glyph in picked]
        wanted = min(max(width, stroke_width(glyphs[0])), stroke_width(glyphs[-1]))
        assert min(widths) <= wanted <= max(widths)
        assert np.ptp(widths) < 0.1


def stroke(pen):
    canvas = np.zeros((120, 120), np.uint8)
    cv2.line(canvas, (60, 20), (60, 100), 255, pen)
    return canvas


USUAL = Pen(level=110, grown=0, line=0)


@pytest.mark.parametrize(
    "pen", [Pen(110, grown, 0) for grown in (-3, 0, 4)] + [Pen(110, 0, line) for line in (2, 5)]
)
def test_a_pen_is_as_wide_as_it_says_and_signs_are_written_with_it(digits, pen, monkeypatch):
    some = digits.images[:200]
    written = [write(one, pen) for one in some]
    if pen.line:
        written = [write_line(line, pen) for line in thinned(some[:60])]
        assert _median_width(written) == pytest.approx(pen.width, rel=0.25)
    thicker = _median_width(written) - _median_width([write(one, USUAL) for one in some])
    assert pen.line or thicker == pytest.approx(pen.width - USUAL.width, abs=0.025)
    monkeypatch.setattr(glyphs_module, "KEPT", 600)
    monkeypatch.setattr(digits_module, "VARIANTS", 60)
    glyphs, rng, hand = Glyphs(digits, (0,)), np.random.default_rng(0), a_hand(pen=pen, drawn=1.0)
    drawn = [glyphs.digit(hand, rng)[0] for _ in range(200)]
    assert _median_width(drawn) == pytest.approx(pen.width, rel=0.25)
    for kind in (SIGN, PERCENT, PLUS):
        monkeypatch.setattr(hand_module, "SAME", 1.0)
        width = np.median([_width(glyphs, kind, hand, rng, size) for size in (0.8, 1.2) * 40])
        assert width == pytest.approx(max(pen.width, 0.05), rel=0.25)
        monkeypatch.setattr(hand_module, "SAME", 0.0)
        widths = [_width(glyphs, kind, hand, rng, 1.0) for _ in range(80)]
        assert max(widths) > 2.5 * min(widths)


def _median_width(glyphs):
    return np.median([stroke_width(glyph) for glyph in glyphs])


def _width(glyphs, kind, hand, rng, size):
    """Of a sign's strokes, in heights of digits."""
    glyph = glyphs.other(kind, hand, rng, size=size)
    return size * stroke_width(glyph, widest=WIDEST)


@pytest.mark.parametrize("turned", [False, True])
def test_strokes_are_as_wide_as_their_area_by_their_length(turned):
    canvas = np.zeros((120, 120), np.uint8)
    cv2.polylines(canvas, [np.array([[20, 20], [20, 100], [70, 100]])], False, 255, 7)
    glyph = glyph_of(canvas.T if turned else canvas)
    across = np.count_nonzero(canvas[60])  # pixels of the upright stroke
    assert stroke_width(glyph) == pytest.approx(across / len(glyph), rel=0.15)


@pytest.fixture
def reshaped(monkeypatch):
    """Which digits' forms are asked for, in place of drawing them."""
    asked = []
    for label in (1, 7):

        def shape(image, _rng, label=label):
            asked.append(label)
            return image.copy()

        monkeypatch.setitem(digits_module.SHAPED, label, shape)
    return asked


@pytest.mark.parametrize("label", [1, 7, 4])
def test_hands_from_abroad_cross_their_sevens_and_flag_their_ones(digits, label, reshaped):
    image = digits.images[digits.labels == label][:1]
    alone = Glyphs(make_examples(image, np.array([label]), name="one"), (0,))
    rng = np.random.default_rng(0)
    alone.digit(a_hand(), rng)
    assert not reshaped
    _, written = alone.digit(a_hand(abroad=True), rng)
    assert (written, reshaped) == (label, [label] if label != 4 else [])


@pytest.mark.parametrize("abroad", [False, True])
def test_thin_lines_are_of_the_hands_forms(digits, abroad, monkeypatch):
    monkeypatch.setitem(digits_module.SHAPED, 7, lambda image, _rng: image.T)
    sevens = make_examples(
        digits.images[digits.labels == 7], digits.labels[digits.labels == 7], name="sevens"
    )
    lines = digits_module.Digits(sevens, (0,))
    glyph, _ = lines.write(
        a_hand(pen=Pen(level=127, grown=0, line=2), abroad=abroad), np.random.default_rng(0)
    )
    (plain, _), (shaped, _) = lines._lines
    assert (plain != shaped).any(axis=(1, 2)).mean() > 0.9
    of = shaped if abroad else plain
    assert any(
        np.array_equal(glyph, write_line(line, Pen(level=127, grown=0, line=2))) for line in of
    )


@pytest.mark.parametrize("abroad", [False, True])
def test_a_hand_writes_all_of_its_digits_in_its_forms(glyphs, abroad, reshaped):
    hand, rng = a_hand(words=0.0, filled=1.0, abroad=abroad), np.random.default_rng(3)
    for _ in range(5):
        fill(Sheet(), glyphs, hand, rng, digits=True)
    assert set(reshaped) == ({1, 7} if abroad else set())


@pytest.fixture
def short(monkeypatch):
    """Epochs of two steps of four scenes, judged by few."""
    monkeypatch.setattr(progress, "LEAST_STEPS_AN_EPOCH", 2)
    monkeypatch.setattr(training, "SCENES", 8)
    monkeypatch.setattr(training, "JUDGED", 20)
    monkeypatch.setattr(pipeline, "VALIDATED", 20)
    monkeypatch.setattr(pipeline, "JUDGED", 20)
    monkeypatch.setattr(mean, "BATCHES", 2)
    monkeypatch.setattr(export_module, "MEASURED", 4)


@pytest.mark.usefixtures("short")
def test_a_spotter_is_trained_written_and_taken_up_again_to_the_same_bits(tmp_path):
    given = {"data": "builtin", "epochs": 2, "threads": 1, "device": "cpu"}
    whole = inkdigits.train_spotter(out=tmp_path / "whole", **given)
    assert whole.card.recipe == "spotter"
    assert whole.card.measured["test_total"] > 50
    assert whole.card.command.startswith("inkdigits train spotter --data builtin --seed 0")

    def stop(progress):
        if progress.finished:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt, match="--resume goes on"):
        inkdigits.train_spotter(out=tmp_path / "halves", watch=stop, **given)
    inkdigits.train_spotter(out=tmp_path / "halves", resume=True, **given)
    for name in ("model.onnx", "weights.safetensors"):
        assert (tmp_path / "halves" / name).read_bytes() == (tmp_path / "whole" / name).read_bytes()


@pytest.mark.usefixtures("short")
def test_a_spotter_goes_on_from_another_and_its_card_says_from_which(tmp_path):
    given = {"data": "builtin", "epochs": 1, "threads": 1, "device": "cpu"}
    first = inkdigits.train_spotter(out=tmp_path / "first", **given)
    then = inkdigits.train_spotter(out=tmp_path / "then", start=tmp_path / "first", **given)
    assert then.card.command.endswith(f"--start {tmp_path / 'first'}")
    assert then.card.measured["start"]["model.onnx"] == first.digests["model.onnx"]
    assert then.card.measured["start"]["kept"] == KEPT
    assert then.card.measured["start"]["validation_total"] > 30
    assert then.card.settings["peak_learning_rate"] < first.card.settings["peak_learning_rate"]
    assert then.card.data["validation_seed"] == first.card.data["validation_seed"]
    shipped = inkdigits.train_spotter(out=tmp_path / "other", start="shipped", **given)
    assert shipped.card.command.endswith("--epochs 1 --start shipped")
    found = shipped.card.measured["test_right"] / shipped.card.measured["test_total"]
    assert found > 0.25  # which nothing learns in two steps


def test_the_mean_of_two_networks_lies_between_them(monkeypatch):
    learned, known = Spotter().state_dict(), Spotter().state_dict()
    for share in (0.0, 0.25, 1.0):
        monkeypatch.setattr(mean, "KEPT", share)
        network = Spotter()
        network.load_state_dict(learned)
        mean.average(network, known)
        for name, value in network.state_dict().items():
            if value.is_floating_point():
                between = (1 - share) * learned[name] + share * known[name]
                torch.testing.assert_close(value, between)


def test_layers_are_measured_again_on_scenes(glyphs, monkeypatch):
    monkeypatch.setattr(mean, "BATCHES", 3)
    networks = [Spotter() for _ in range(2)]
    networks[1].load_state_dict(networks[0].state_dict())
    for layer in networks[1].modules():
        if isinstance(layer, torch.nn.BatchNorm2d):
            layer.running_mean.fill_(5.0)  # what was measured before is forgotten
    for network in networks:
        mean.measure_again(network, glyphs, seed=0)
        assert not network.training
    first, second = (network.state_dict() for network in networks)
    assert (first["stem.1.running_var"] < 1).any()
    for name, value in first.items():
        torch.testing.assert_close(second[name], value)


@pytest.mark.usefixtures("short")
def test_a_folder_that_changes_meanwhile_changes_nothing(tmp_path):
    given = {"data": "builtin", "epochs": 1, "threads": 1, "device": "cpu"}
    inkdigits.train_spotter(out=tmp_path / "first", **given)
    start = tmp_path / "start"

    def lose(_progress):
        shutil.rmtree(start, ignore_errors=True)

    written = []
    for watch in (lose, lambda _progress: None):
        shutil.copytree(tmp_path / "first", start)
        again = inkdigits.train_spotter(out=tmp_path / "then", start=start, watch=watch, **given)
        written.append(again.digests["weights.safetensors"])
        shutil.rmtree(start, ignore_errors=True)
    assert written[0] == written[1]


@pytest.mark.usefixtures("short")
def test_what_was_begun_elsewhere_is_not_gone_on_with(tmp_path):
    given = {"data": "builtin", "epochs": 2, "threads": 1, "device": "cpu"}

    def stop(progress):
        if progress.finished:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        inkdigits.train_spotter(out=tmp_path / "one", start="shipped", watch=stop, **given)
    with pytest.raises(CheckpointError, match="start was"):
        inkdigits.train_spotter(out=tmp_path / "one", resume=True, **given)


def test_scenes_are_others_than_those_that_the_weights_have_seen():
    alone = SimpleNamespace(seed=3, earlier=None)
    after = [SimpleNamespace(digests={"weights.safetensors": digest * 8}) for digest in "ab"]
    seeds = [pipeline.scenes_seed(SimpleNamespace(seed=3, earlier=one)) for one in after]
    assert pipeline.scenes_seed(alone) == (3, 1)
    assert len({(3,), *seeds}) == 3


@pytest.mark.usefixtures("short")
def test_validation_digits_stay_those_of_the_weights_begun_with(tmp_path):
    given = {"data": "builtin", "epochs": 1, "threads": 1, "device": "cpu"}
    first = inkdigits.train_spotter(out=tmp_path / "first", validation=300, **given)
    then = inkdigits.train_spotter(out=tmp_path / "then", start=first.folder, seed=1, **given)
    for key in ("validation_digits", "validation_seed"):
        assert then.card.data[key] == first.card.data[key]
    with pytest.raises(UsageError, match="validation digits are those"):
        inkdigits.train_spotter(out=tmp_path / "no", start=first.folder, validation=9, **given)
    with pytest.raises(UsageError, match="the spotter to begin with"):
        inkdigits.train_spotter(out=first.folder, start=first.folder, **given)


def test_a_classifier_is_nothing_for_a_spotter_to_begin_with(tmp_path):
    folder = inkdigits.load_model().folder
    with pytest.raises(ModelError, match="another kind"):
        inkdigits.train_spotter(data="builtin", out=tmp_path / "one", start=folder)
    words = [sys.executable, "-m", "inkdigits", "train", "fast", "--start", "shipped"]
    run = subprocess.run(words, capture_output=True, text=True, check=False)
    assert run.returncode == 2
    assert "inkdigits finetune" in run.stderr


def test_things_and_veins_leave_a_paper_a_paper():
    changed = 0
    for seed in range(20):
        rng = np.random.default_rng(seed)
        paper = np.full((SIDE, SIDE), 0.8, np.float32)
        draw_veins(paper, rng)
        put_things(paper, rng)
        assert paper.dtype == np.float32
        assert paper.min() >= 0
        assert paper.max() <= 1
        changed += np.ptp(paper) > 0.1
    assert changed >= 18


@pytest.mark.parametrize(("widest", "width"), [(0.9, 36), (1.1, 44)])
def test_a_flat_digit_is_written_low(widest, width):
    flat = np.ones((32, 40), np.float32)
    glyphs = SimpleNamespace(digit=lambda *_, **__: (flat, 2), other=lambda *_, **__: flat)
    sheet, rng = Sheet(), np.random.default_rng(2)
    hand = any_hand(40.0, 0, rng)
    as_training = {"uneven": 0.0, "narrow": 1.0, "tail": 0.0, "angle": 0.0, "slant": 0.0}
    hand = dataclasses.replace(hand, widest=widest, words=0.0, filled=1.0, **as_training)
    fill(sheet, glyphs, hand, rng, digits=True)
    boxes = np.array([digit.box for digit in sheet.digits])
    assert len(boxes) > 3
    assert np.median(boxes[:, 2]) == pytest.approx(width, rel=0.09)
    assert np.median(boxes[:, 3]) == pytest.approx(0.8 * width, rel=0.09)


def test_tails_hang_or_rise_and_the_rest_of_a_digit_stays_as_it_is():
    glyph = np.zeros((40, 20), np.float32)
    glyph[:20], glyph[20:, 8:12] = 1, 0.5
    hanging, down = with_tail(glyph, 9, 0.5)
    assert hanging.shape == (60, 20)
    assert (hanging[:20] == 1).all()
    assert (hanging[20:, 8:12] == 0.5).all()
    assert down == 0.25  # its middle, in heights of what it was
    rising, up = with_tail(glyph[::-1], 6, 0.5)
    assert (rising[-20:] == 1).all()
    assert up == -0.25
    same, still = with_tail(glyph, 8, 0.5)
    assert same is glyph
    assert still == 0
    assert narrowed(glyph, 0.6).shape == (40, 12)


def test_the_spotter_is_no_classifier():
    with pytest.raises(UsageError, match="train_spotter"):
        inkdigits.train("spotter", data="builtin")


@pytest.mark.parametrize("option", [["--members", "2"], ["--seeds", "2"]])
def test_the_spotter_is_trained_alone(option):
    words = [sys.executable, "-m", "inkdigits", "train", "spotter", "--data", "builtin", *option]
    run = subprocess.run(words, capture_output=True, text=True, check=False)
    assert run.returncode == 2
    assert "trained alone" in run.stderr

"""What a network answers near some boxes is put where it belongs."""

import numpy as np
import pytest

from inkdigits.sight import ANSWERS, FINE, INKS, NOTHING, RIM, STRIDE, UNIT, SpotterNetwork


@pytest.fixture
def network(monkeypatch):
    """One that answers with the pixels that it is shown, and keeps the pictures."""
    shown = SpotterNetwork.__new__(SpotterNetwork)
    shown.pictures = []

    def answer(self, pictures):
        self.pictures.append(pictures[0])
        seen = pictures.astype(np.float32)[:, None]
        return (
            np.repeat(seen[:, :, ::STRIDE, ::STRIDE], ANSWERS, axis=1),
            np.repeat(seen[:, :, ::FINE, ::FINE], INKS, axis=1),
        )

    monkeypatch.setattr(SpotterNetwork, "answer", answer)
    return shown


@pytest.fixture(scope="module")
def picture():
    """Gray, (480, 640), of which no two parts are alike."""
    return np.random.default_rng(0).integers(0, 256, (480, 640)).astype(np.uint8)


BOXES = [[(300, 200, 20, 30)], [(-10, -5, 20, 30), (620, 460, 30, 30)], [(5, 100, 600, 20)]]


@pytest.mark.parametrize("boxes", BOXES)
def test_what_is_seen_near_boxes_lies_where_it_lies_on_the_picture(network, picture, boxes):
    near = network.answer_near(picture, np.array(boxes, np.float64))
    for found, step in zip(near, (STRIDE, FINE), strict=True):
        true = picture[::step, ::step].astype(np.float32)
        for channel in found:
            seen = channel != NOTHING
            np.testing.assert_array_equal(channel[seen], true[seen])
            for x, y, w, h in boxes:
                there = np.s_[
                    max(y - RIM, 0) // step : (y + h + RIM) // step,
                    max(x - RIM, 0) // step : (x + w + RIM) // step,
                ]
                assert seen[there].all()
            assert seen.mean() < 0.7


def test_a_part_is_shown_with_what_is_around_it_where_there_is_any(network, picture):
    network.answer_near(picture, np.array([[304.0, 208, 16, 16]]))
    (part,) = network.pictures
    near = 2 * RIM + 16
    assert part.shape == (near + 2 * UNIT, near + 2 * UNIT)
    network.answer_near(picture, np.array([[0.0, 0, 16, 16]]))
    assert network.pictures[1].shape == (16 + RIM + UNIT, 16 + RIM + UNIT)


def test_a_picture_is_shown_whole_where_nobody_says_what_is_near(network, picture):
    answers, inks = network.answer_near(picture, None)
    assert network.pictures[0].shape == picture.shape
    assert answers.shape == (ANSWERS, 120, 160)
    assert inks.shape == (INKS, 240, 320)


def test_near_nothing_there_is_nothing(network, picture):
    answers, inks = network.answer_near(picture, np.zeros((0, 4)))
    assert not network.pictures
    assert (answers == NOTHING).all()
    assert (inks == NOTHING).all()

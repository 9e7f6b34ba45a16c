"""How often a page is looked at: again and again, but not for ever."""

from dataclasses import replace

import cv2
import numpy as np
import pytest

import inkdigits
from inkdigits.reading import attempt
from inkdigits.reading.attempt import Looks
from inkdigits.reading.closer import whole_page
from inkdigits.reading.standing import MOST as MOST_LEVELED
from inkdigits.reading.standing import stand_like
from inkdigits.spotter import Spotter, load_spotter


@pytest.fixture(scope="module")
def reader():
    return inkdigits.Reader(inkdigits.load_model(threads=1))


@pytest.fixture
def looked_at(monkeypatch):
    """How many pixels each look of the test was at."""
    pixels = []
    spot = Spotter.spot

    def counted(self, page, near):
        pixels.append(page.size)
        return spot(self, page, near)

    monkeypatch.setattr(Spotter, "spot", counted)
    return pixels


def words(side, height, letters="aeil tmnos gzqb"):
    """A page full of small words, or of others."""
    page = np.full((side * 3 // 4, side), 200, np.uint8)
    rng = np.random.default_rng(0)
    for y in range(height, page.shape[0], 2 * height):
        text = "".join(rng.choice(list(letters), 4 * side // (3 * height)))
        cv2.putText(page, text, (5, y), cv2.FONT_HERSHEY_SCRIPT_SIMPLEX, height / 22, 40, 1)
    return page


def test_a_page_of_small_words_is_not_looked_at_for_ever(reader, looked_at, monkeypatch):
    page = words(1600, 12)
    reader.read(page)
    every = list(looked_at)
    looked_at.clear()
    monkeypatch.setattr(attempt, "MOST", 5e6)
    reader.read(page)
    assert sum(looked_at[:-1]) < 5e6
    assert looked_at == every[: len(looked_at)]
    assert sum(every) < 40e6 + MOST_LEVELED


def test_one_look_is_taken_at_any_page_and_a_page_that_takes_long_is_not_turned(
    reader, looked_at, monkeypatch
):
    monkeypatch.setattr(attempt, "MOST", 1.0)
    lying = np.rot90(words(640, 30)).copy()
    assert reader.read(lying).turned == 0
    assert len(looked_at) == 1


def test_a_page_with_many_spots_takes_longer_than_a_blank_one(monkeypatch):
    monkeypatch.setattr(attempt, "MOST", 8e5)
    model, spotter = inkdigits.load_model(threads=1), load_spotter(threads=1)
    looks = {}
    for name, page in (
        ("digits", words(640, 20, "23456789")),
        ("blank", np.full((480, 640), 200, np.uint8)),
    ):
        look = Looks(spotter, model.classify, least=0.0)
        standing = whole_page(page)
        looks[name] = 0
        while look(standing):
            looks[name] += 1
    assert looks["blank"] == 3
    assert looks["digits"] < 3


@pytest.mark.parametrize("way", ["read", "read_row"])
def test_what_a_second_look_makes_unlikely_is_not_read(reader, monkeypatch, way):
    page = np.full((120, 300), 230, np.uint8)
    for at, value in enumerate("274"):
        cv2.putText(page, value, (40 + 60 * at, 90), cv2.FONT_HERSHEY_SIMPLEX, 2, 40, 4)
    reading = getattr(reader, way)(page)
    assert reading.text == "274"
    again = Spotter.spot_again

    def without_the_last(self, page, spots, near):
        spots = again(self, page, spots, near)
        rightmost = spots.boxes[:, 0] > spots.boxes[:, 0].max() - 20
        return replace(spots, odds=np.where(rightmost, -9.0, spots.odds))

    monkeypatch.setattr(Spotter, "spot_again", without_the_last)
    assert getattr(reader, way)(page).text == "27"


def test_a_page_with_nothing_on_it_is_not_looked_at_again(reader, monkeypatch):
    monkeypatch.setattr(Spotter, "spot_again", lambda *_: pytest.fail("looked again"))
    assert reader.read(np.full((200, 300), 230, np.uint8)).text == ""


@pytest.mark.parametrize("quarters", [0, 1, 2, 3])
def test_a_page_is_looked_at_only_near_what_was_read_of_it_before(quarters):
    model, spotter = inkdigits.load_model(threads=1), load_spotter(threads=1)
    page = np.full((900, 1200), 230, np.uint8)
    for at, value in enumerate("274"):
        cv2.putText(page, value, (140 + 60 * at, 190), cv2.FONT_HERSHEY_SIMPLEX, 2, 40, 4)
    look = Looks(spotter, model.classify, least=0.0)
    before = look(whole_page(page))
    cv2.putText(page, "38", (900, 700), cv2.FONT_HERSHEY_SIMPLEX, 2, 40, 4)
    lying = whole_page(np.rot90(page, -quarters).copy())
    standing = stand_like(lying, replace(before.standing, quarters=quarters))
    assert [one.probabilities.argmax() for one in look(standing).digits] == [2, 7, 4, 3, 8]
    seen_from = replace(before, standing=replace(before.standing, back=standing.back))
    found = look(standing, seen_from)
    assert [one.probabilities.argmax() for one in found.digits] == [2, 7, 4]
    np.testing.assert_allclose(found.boxes, before.boxes, atol=1)
    assert found.spots.inks[0].share[300:, 400:].max() < 1e-6


def test_a_small_and_askew_page_is_looked_at_whole_but_once(reader, monkeypatch):
    whole = []
    spot = Spotter.spot

    def noted(self, page, near):
        whole.append(near is None)
        return spot(self, page, near)

    monkeypatch.setattr(Spotter, "spot", noted)
    page = np.full((900, 1200), 230, np.uint8)
    for at, value in enumerate("2743825"):
        place = (300 + 22 * at, 300 + 4 * at)
        cv2.putText(page, value, place, cv2.FONT_HERSHEY_SIMPLEX, 0.8, 40, 2, cv2.LINE_AA)
    reading = reader.read(page)
    assert reading.text == "2743825"
    assert len(whole) > 2  # leveled and from nearer
    assert whole == [True] + [False] * (len(whole) - 1)

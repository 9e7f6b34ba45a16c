"""The spotter that ships finds digits on pages, and tells how they lie."""

import numpy as np
import pytest

import inkdigits
from inkdigits.errors import ModelError
from inkdigits.model import SHIPPED
from inkdigits.sight import FINE, NOTHING, RIM, UNIT, SpotterNetwork
from inkdigits.spots import UNSEEN
from inkdigits.spotter import SHIPPED as SPOTTER
from inkdigits.vision.photo import open_photo


@pytest.fixture(scope="module")
def spotter():
    return inkdigits.load_spotter(threads=1)


@pytest.fixture(scope="module")
def page():
    """The example's first row, eight digits."""
    from inkdigits.cli.read import EXAMPLE

    return open_photo(EXAMPLE).gray[:170]


def found(spots):
    """The digits that are likely, left to right, with their boxes."""
    likely = np.flatnonzero(spots.odds > 0)
    order = likely[np.argsort(spots.boxes[likely, 0])]
    return "".join(str(value) for value in spots.shares[order].argmax(1)), spots.boxes[order]


def test_digits_are_found_and_named_where_they_stand(spotter, page):
    text, boxes = found(spotter.spot(page))
    assert text == "27182818"
    for x, y, w, h in boxes.round().astype(int):
        inside = page[max(y, 0) : y + h, max(x, 0) : x + w]
        assert (inside < np.median(page) - 60).mean() > 0.05
        assert 40 < h < 130


def test_light_ink_on_dark_is_found_as_well(spotter, page):
    assert found(spotter.spot(255 - page))[0] == "27182818"


@pytest.mark.parametrize("scale", [0.25, 0.5, 2])
def test_larger_copies_and_smaller_ones_show_the_same(spotter, page, scale):
    import cv2

    other = cv2.resize(page, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    text, boxes = found(spotter.spot(other))
    assert text == "27182818"
    np.testing.assert_allclose(boxes / scale, found(spotter.spot(page))[1], atol=25)


def test_the_ink_that_is_seen_is_the_digits(spotter, page):
    spots = spotter.spot(page)
    assert len(spots.inks) > 3
    for inks in spots.inks:
        assert inks.share.shape == inks.across.shape == inks.down.shape
        assert 0 <= inks.share.min() <= inks.share.max() <= 1


@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_a_page_that_lies_turned_says_so(spotter, page, quarters):
    upright = spotter.spot(page).turns
    lying = spotter.spot(np.ascontiguousarray(np.rot90(page, -quarters))).turns
    assert upright[0] > 3 * upright[1:].max()
    assert lying[0] < upright[0] / 2


@pytest.mark.parametrize("shape", [(1, 1), (3, 700), (90, 90), (500, 400)])
def test_on_blank_paper_nothing_is_found(spotter, shape):
    spots = spotter.spot(np.full(shape, 220, np.uint8))
    assert not (spots.odds > 0).any()


def test_a_folder_that_holds_no_spotter_is_refused():
    with pytest.raises(ModelError, match="graph of another kind"):
        inkdigits.load_spotter(SHIPPED)
    with pytest.raises(ModelError, match="graph of another kind"):
        inkdigits.load_model(SPOTTER)


def test_a_reader_may_have_a_spotter_of_its_own(spotter, page):
    reader = inkdigits.Reader(inkdigits.load_model(threads=1), spotter)
    assert reader.read(page).text == "27182818"


def test_a_second_look_shows_the_same_digits_in_other_sizes(spotter, page):
    spots = spotter.spot(page)
    again = spotter.spot_again(page, spots)
    assert found(again)[0] == "27182818"
    np.testing.assert_array_equal(again.boxes, spots.boxes)
    assert (again.odds != spots.odds).all()
    np.testing.assert_allclose(again.odds, spots.odds, atol=3)
    np.testing.assert_allclose(again.shares.sum(1), 1)


def test_a_digit_that_only_one_look_shows_is_less_likely(spotter, page):
    spots = spotter.spot(page)
    bare = spotter.spot_again(np.full_like(page, 220), spots)
    np.testing.assert_allclose(bare.odds, (spots.odds + UNSEEN) / 2)
    np.testing.assert_allclose(bare.shares, spots.shares, atol=1e-6)


@pytest.mark.parametrize("side", [176, 352, 704])
def test_a_digit_that_is_too_high_for_the_second_looks_copies_stays_as_likely(spotter, side):
    import cv2

    page = np.full((side, side), 230, np.uint8)
    cv2.putText(page, "4", (side // 8, 15 * side // 16), 0, side / 25, 40, side // 14)
    spots = spotter.spot(page)
    high = spots.boxes[:, 3] > 0.72 * side
    assert (spots.odds[high] > 0).any()
    again = spotter.spot_again(page, spots)
    np.testing.assert_array_equal(again.odds[high], spots.odds[high])


def test_near_boxes_the_same_is_seen_as_on_the_whole_page(spotter, page):
    wide = np.full((900, 1400), np.median(page), np.uint8)
    wide[300 : 300 + len(page), 100 : 100 + page.shape[1]] = page
    whole = spotter.spot(wide)
    likely = whole.odds > 0
    near = spotter.spot(wide, whole.boxes[likely])
    assert found(near)[0] == found(whole)[0] == "27182818"
    np.testing.assert_allclose(found(near)[1], found(whole)[1], atol=1)
    np.testing.assert_allclose(
        np.sort(near.odds[near.odds > 0]), np.sort(whole.odds[likely]), atol=0.3
    )
    assert near.inks[0].share.shape == whole.inks[0].share.shape


def test_far_from_boxes_nothing_is_seen(spotter, page):
    spots = spotter.spot(page)
    near = spotter.spot(page, found(spots)[1][:1])
    assert found(near)[0].startswith("2")
    assert len(found(near)[0]) < 6  # of 8: smaller copies show more around a box
    assert len(spotter.spot(page, np.zeros((0, 4)))) == 0
    assert not spotter.spot(page, np.zeros((0, 4))).turns.any()


def test_what_is_near_a_box_is_seen_to_all_sides_of_it(spotter):
    wide = np.full((900, 1400), 200, np.uint8)
    spots = spotter.spot(wide, np.array([[400.0, 400, 20, 20]]))
    rows, columns = np.nonzero(spots.inks[0].share > 1 / (1 + np.exp(-NOTHING)) + 1e-12)
    for ends in (rows * FINE, columns * FINE):
        assert 400 - RIM - UNIT < ends.min() <= 400 - RIM
        assert 420 + RIM <= ends.max() + FINE < 420 + RIM + UNIT + FINE


def test_a_second_look_is_at_what_is_near_boxes(spotter, page, monkeypatch):
    pixels = []
    answer = SpotterNetwork.answer

    def counted(self, pictures):
        pixels.append(pictures.size)
        return answer(self, pictures)

    monkeypatch.setattr(SpotterNetwork, "answer", counted)
    wide = np.full((900, 1400), np.median(page), np.uint8)
    wide[300 : 300 + len(page), 100 : 100 + page.shape[1]] = page
    spots = spotter.spot(wide)
    pixels.clear()
    near = spotter.spot_again(wide, spots, spots.boxes[spots.odds > 0])
    part = sum(pixels)
    pixels.clear()
    whole = spotter.spot_again(wide, spots)
    assert part < 0.8 * sum(pixels)
    likely = spots.odds > 0
    np.testing.assert_allclose(near.odds[likely], whole.odds[likely], atol=0.3)

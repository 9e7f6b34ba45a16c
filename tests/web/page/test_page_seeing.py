"""What the page shows of a network, in a real browser: every step, every sum, and the reasons."""

import base64
import re

import numpy as np
import pytest

import inkdigits
from inkdigits.explain import Anatomy

expect = pytest.importorskip("playwright.sync_api").expect
pytestmark = pytest.mark.browser

TITLES = ["The frame", "Even paper", "Folding", "Convolution 1", "Convolution 2", "Pooling 1"]


@pytest.fixture
def seen(page, draw, reads):
    """The page with a 7 on it, scrolled to its way through the network; the frame of it."""
    asked = []
    page.on("request", lambda one: "see/network" in one.url and asked.append(one))
    draw(7)
    reads("7")
    page.locator("#see").scroll_into_view_if_needed()
    expect(page.locator(".step")).to_have_count(13, timeout=20_000)
    page.wait_for_load_state("networkidle")
    data = base64.b64decode(asked[-1].post_data_json["frame"])
    return np.frombuffer(data, np.uint8).reshape(28, 28)


def number(text):
    return float(text.replace("\N{MINUS SIGN}", "-"))


def step(page, title):
    return page.locator(".step").filter(has=page.get_by_role("heading", name=title, exact=True))


def value(lens):
    """The number in the lens's heading."""
    return number(lens.locator("h4").inner_text().split(": ")[1])


def test_every_step_has_its_name_its_words_and_its_picture(page, seen):
    assert seen.any()
    titles = page.locator(".step h3").all_inner_texts()
    assert titles[:6] == TITLES
    assert titles[-2:] == ["A vote for each digit", "Softmax"]
    for one in page.locator(".step").all():
        assert len(one.locator(".words").inner_text()) > 80
        assert one.locator("canvas, .vote").count() > 0
    assert "a cell sees 6 × 6 pixels" in step(page, "Convolution 1").inner_text()
    assert page.locator(".step").last.locator(".vote").nth(7).inner_text().endswith("%")


def test_pointing_at_a_cell_shows_the_sum_that_made_it(page, seen):
    canvas = step(page, "Convolution 2").locator("canvas")
    canvas.scroll_into_view_if_needed()
    canvas.hover(position={"x": 40, "y": 40})
    lens = step(page, "Convolution 2").locator(".lens")
    expect(lens).to_be_visible()
    place = re.match(r"Map (\d+), row (\d+), column (\d+)", lens.locator("h4").inner_text())
    cell = tuple(int(number) - 1 for number in place.groups())
    anatomy = Anatomy(inkdigits.load_model())
    assert value(lens) == pytest.approx(anatomy.cell(seen, 4, cell).value, abs=0.006)
    assert "It sums over all 24 maps before it." in lens.inner_text()
    assert lens.locator(".cells").count() == 3
    patch, filter_, products = (
        [number(text) for text in cells.locator("span").all_inner_texts()]
        for cells in lens.locator(".cells").all()
    )
    wanted = np.multiply(patch, filter_)
    np.testing.assert_allclose(products, wanted, atol=0.03)


def test_cells_can_be_reached_by_keys(page, seen):
    assert seen.any()
    canvas = step(page, "Pooling 1").locator("canvas")
    canvas.focus()
    page.keyboard.press("PageUp")
    for key in ("ArrowDown", "ArrowRight"):
        page.keyboard.press(key)
    heading = step(page, "Pooling 1").locator(".lens h4")
    before = heading.inner_text()
    page.keyboard.press("ArrowUp")
    expect(heading).not_to_have_text(before)


def test_what_relu_cut_off_can_be_seen(page, seen):
    assert seen.any()
    convolution = step(page, "Convolution 2")
    canvas = convolution.locator("canvas")
    after = canvas.evaluate("canvas => canvas.toDataURL()")
    convolution.get_by_role("button", name="Show before ReLU").click()
    assert canvas.evaluate("canvas => canvas.toDataURL()") != after
    convolution.get_by_role("button", name="Show after ReLU").click()
    assert canvas.evaluate("canvas => canvas.toDataURL()") == after


def test_a_vote_shows_what_spoke_for_it(page, seen):
    assert seen.any()
    votes = step(page, "A vote for each digit")
    votes.get_by_role("button", name="for 7").click()
    lens = votes.locator(".lens")
    expect(lens).to_be_visible()
    expect(lens).to_contain_text("It sums over all 80 maps before it.")
    shown = votes.locator(".vote").nth(7).locator(".value").inner_text()
    assert value(lens) == pytest.approx(number(shown), abs=0.1)


def test_reasons_are_shown_and_said(page, seen):
    assert seen.any()
    page.locator("#why").scroll_into_view_if_needed()
    expect(page.locator("#reasons")).to_be_visible(timeout=20_000)
    assert "Where the 7 comes from" in page.locator("#reasons h3").first.inner_text()
    for words in page.locator("#reasons p").all_inner_texts():
        assert len(words) > 40
    for canvas in page.locator("#reasons canvas").all():
        colours = canvas.evaluate(
            "c => new Set(c.getContext('2d').getImageData(0, 0, c.width, c.height).data).size"
        )
        assert colours > 3, "there is something in the picture"


def test_models_stand_side_by_side(page, seen, shipped):
    assert seen.any()
    page.locator("#compare").scroll_into_view_if_needed()
    expect(page.locator("#models .says")).to_have_text(["7", "7"], timeout=20_000)
    right = shipped.card.measured["test_right"] / 100
    assert f"{right:.2f} % of 10,000 test digits right" in page.locator("#models").inner_text()


def test_clearing_the_paper_clears_the_way_through_the_network(page, seen):
    assert seen.any()
    page.get_by_role("button", name="Clear").click()
    page.locator("#see").scroll_into_view_if_needed()
    expect(page.locator(".step")).to_have_count(0)
    expect(page.locator("#see .empty")).to_be_visible()


def test_the_report_is_made_and_opens(page, bars, monkeypatch):
    from inkdigits.web import report

    monkeypatch.setattr(report, "load_here", lambda _source: bars)
    page.get_by_role("button", name="Make the report").click()
    link = page.get_by_role("link", name="Open the report on first")
    link.wait_for()
    with page.context.expect_page() as opened:
        link.click()
    expect(opened.value.get_by_role("heading", name="What is taken for what")).to_be_visible()
    first = opened.value.locator("table a").first
    target = first.get_attribute("href")
    first.click()
    assert opened.value.url.endswith(target), "the matrix leads to the pictures of its mistakes"

"""Drawing in a real browser: with mouse, finger and keys, and pictures in place of drawings."""

import re

import pytest

from inkdigits.model import SHIPPED

expect = pytest.importorskip("playwright.sync_api").expect
pytestmark = pytest.mark.browser

PAGE = SHIPPED.parents[1] / "examples" / "page.png"
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


@pytest.mark.parametrize("digit", range(10))
def test_a_digit_that_is_drawn_is_read(draw, reads, digit):
    draw(digit)
    reads(str(digit))


@pytest.mark.parametrize("digit", range(10))
def test_an_example_digit_is_read(page, reads, digit):
    page.get_by_role("button", name=f"Write a {digit}").click()
    reads(str(digit))


def test_a_number_is_read_with_a_box_and_a_frame_for_each_digit(page, draw, reads):
    draw(7, 4, 2)
    reads("742")
    assert page.locator("#boxes rect").count() == 3
    assert page.locator("#strip button").count() == 3
    page.get_by_role("button", name="Look at digit 1, read as 7").click()
    assert page.locator("#sure").inner_text().startswith("Digit 1 of 3: 7, ")
    assert page.locator("#bars .best").inner_text().startswith("7")


def test_what_a_number_may_lack_is_said(page, draw, reads):
    """The server's own answer, with marks that it left out put into it."""

    def with_marks(route):
        answer = route.fetch()
        body = answer.json()
        digits = body["reading"]["digits"]  # none yet while the pen is down
        body["reading"]["left_out"] = [
            {**digit, "value": value, "confidence": 0.39, "number": number}
            for digit in digits
            for number, value in ((0, 5), (1, 7), (0, 8))
        ]
        route.fulfill(response=answer, json=body)

    draw(3)
    reads("3")
    assert "may lack" not in page.locator("#sure").inner_text()
    page.get_by_role("button", name="Clear").click()
    page.route(re.compile("/v1/see/picture"), with_marks)
    draw(3)
    reads("3")
    expect(page.locator("#sure")).to_have_text(
        re.compile(r"The number may lack a digit: 5 \(39\s%\), 8 \(39\s%\)\.$")
    )


def test_the_answer_follows_the_pen_before_it_is_lifted(page, draw, reads):
    (points,) = draw.strokes(7)
    page.mouse.move(*points[0])
    page.mouse.down()
    for point in points[1:]:
        page.mouse.move(*point, steps=4)
    reads("7")
    page.mouse.up()
    reads("7")


def test_strokes_are_taken_back_and_cleared(page, draw, reads):
    draw(7, 1)
    reads("71")
    page.get_by_role("button", name="Undo").click()
    reads("7")
    page.keyboard.press("Control+z")
    reads("")
    draw(3)
    reads("3")
    page.get_by_role("button", name="Clear").click()
    reads("")
    assert page.get_by_role("button", name="Undo").is_disabled()
    assert page.locator("#boxes rect").count() == 0


def test_a_digit_is_drawn_with_keys_alone(page, reads):
    page.locator("#ink").focus()
    for _ in range(5):
        page.keyboard.press("Shift+ArrowUp")
    page.keyboard.press("Space")
    for _ in range(9):
        page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("Space")
    reads("1")
    page.keyboard.press("Backspace")
    reads("")


def test_what_is_read_is_said_to_those_who_cannot_see_it(page, draw, reads):
    draw(5)
    reads("5")
    spoken = page.locator("#spoken")
    expect(spoken).to_have_text(re.compile("^It reads 5. 5, .* sure"), timeout=20_000)
    assert spoken.get_attribute("aria-live") == "polite"


@pytest.mark.parametrize("page", [PHONE], indirect=True, ids=["phone"])
def test_a_finger_draws_and_the_answer_is_in_sight(page, draw, reads):
    finger = page.context.new_cdp_session(page)
    for points in draw.strokes(4):
        for at, (x, y) in enumerate(points):
            kind = "touchMove" if at else "touchStart"
            touch = {"type": kind, "touchPoints": [{"x": x, "y": y}]}
            finger.send("Input.dispatchTouchEvent", touch)
        finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    reads("4")
    assert page.evaluate("scrollY") == 0, "the finger draws, it does not scroll"
    box = page.locator("#reading").bounding_box()
    assert box["y"] + box["height"] < 844
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_a_picture_is_read_and_shown_with_its_boxes(page, reads):
    page.locator("#picture").set_input_files(PAGE)
    reads("27182818\n28459045\n23536028\n7471352")
    assert page.locator("#boxes rect").count() == 31
    area = page.locator("#ink").bounding_box()
    for box in (page.locator("#boxes rect").nth(at).bounding_box() for at in (0, 30)):
        assert area["x"] <= box["x"] <= box["x"] + box["width"] <= area["x"] + area["width"]
    page.get_by_role("button", name="Undo").click()
    reads("")


def test_a_file_that_is_no_picture_is_refused_in_words(page, tmp_path):
    file = tmp_path / "notes.png"
    file.write_text("not a picture")
    page.locator("#picture").set_input_files(file)
    page.get_by_role("alert").wait_for()
    assert "cannot be decoded" in page.get_by_role("alert").inner_text()

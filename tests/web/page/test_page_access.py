"""The page for everybody: axe-core finds no serious fault, at any width, in light and dark."""

import re

import pytest

expect = pytest.importorskip("playwright.sync_api").expect
pytestmark = pytest.mark.browser

KINDS = {
    f"{width} {scheme}": {
        "viewport": {"width": width, "height": 900},
        "color_scheme": scheme,
        "reduced_motion": "reduce",
    }
    for width in (390, 1440)
    for scheme in ("light", "dark")
}


def faults(page):
    """What axe-core finds that is serious or critical: its rules, and where."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    found = axe.run(page).response["violations"]
    return [
        (one["id"], [node["html"] for node in one["nodes"]])
        for one in found
        if one["impact"] in ("serious", "critical")
    ]


@pytest.mark.parametrize("page", KINDS.values(), indirect=True, ids=KINDS)
def test_axe_finds_no_serious_fault(page, draw, reads):
    assert faults(page) == []
    draw(3, 8)
    reads("38")
    page.get_by_role("button", name="It was a 3").click()
    for section, sign in (("see", ".step"), ("why", "#reasons h3"), ("compare", ".says")):
        page.locator(f"#{section}").scroll_into_view_if_needed()
        expect(page.locator(sign).first).not_to_be_empty(timeout=20_000)
    expect(page.locator(".lens:visible").first).to_be_visible()
    assert faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("page", [{"color_scheme": "dark"}], indirect=True, ids=["dark"])
def test_in_the_dark_the_paper_is_dark_and_what_is_sent_is_not(page, draw, reads):
    background = page.locator("body").evaluate("body => getComputedStyle(body).backgroundColor")
    assert background == "rgb(21, 23, 26)"
    draw(2)
    reads("2")


def test_scripts_and_styles_that_are_not_ours_do_not_run(page):
    response = page.request.get(page.url)
    policy = response.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self';")
    assert "unsafe" not in policy
    assert not re.search(r"\s(style|on\w+)=|<style|<script>", response.text())


def test_who_has_no_token_is_asked_for_it(browser, closed_service):
    page = browser.new_page()
    page.goto(closed_service.address)
    field = page.get_by_label("This service asks for its token.")
    for given in ("wrong", closed_service.token):
        field.fill(given)
        page.get_by_role("button", name="Use it").click()
        if given == "wrong":
            expect(page.get_by_role("alert")).to_contain_text("That is not the token.")
    expect(page.locator("#model option")).to_have_count(1)
    page.get_by_role("button", name="Write a 7").click()
    expect(page.locator("#reading")).to_have_text("7", timeout=20_000)
    expect(page.locator("#teach")).to_be_hidden()
    page.close()

"""Teaching in a real browser: what was taught is in the database, and can be put right again."""

import zipfile

import pytest

expect = pytest.importorskip("playwright.sync_api").expect
pytestmark = pytest.mark.browser


@pytest.fixture
def taught(page, draw, reads, service):
    """The page on which a drawn 1 was said to be a 7."""
    for one in service.store.all():
        service.store.delete(one.id)
    page.reload()
    expect(page.locator("#untaught")).to_be_visible()
    draw(1)
    reads("1")
    page.get_by_role("button", name="It was a 7").click()
    expect(page.locator("#taught")).to_have_text("Kept: a 7, read as 1.")
    expect(page.locator("#lessons li")).to_have_count(1)


@pytest.mark.usefixtures("taught")
def test_what_was_taught_is_in_the_database(service, shipped):
    (kept,) = service.store.all()
    assert (kept.right, kept.answered) == (7, 1)
    assert kept.frame.shape == (28, 28)
    answer = shipped.probabilities(kept.frame[None])[0]
    assert answer.argmax() == 1
    assert 0.5 < kept.confidence <= answer[1] + 1e-3, "less sure by whether it is a digit at all"
    assert kept.model == shipped.digests["model.onnx"]


@pytest.mark.usefixtures("taught")
def test_it_can_be_put_right_and_deleted(page, service):
    page.get_by_label("What it is").select_option("1")
    expect(page.get_by_role("img", name="A 1", exact=True)).to_be_visible()
    assert [one.right for one in service.store.all()] == [1]
    page.get_by_role("button", name="Delete this 1").click()
    expect(page.locator("#lessons li")).to_have_count(0)
    expect(page.locator("#untaught")).to_be_visible()
    assert service.store.count() == 0


@pytest.mark.usefixtures("taught")
def test_all_of_it_is_saved_as_a_folder_of_pictures(page, tmp_path):
    with page.expect_download() as download:
        page.get_by_role("button", name="Save all 1 as a folder of pictures").click()
    download.value.save_as(tmp_path / "corrections.zip")
    with zipfile.ZipFile(tmp_path / "corrections.zip") as archive:
        names = archive.namelist()
    assert any(name.endswith("labels.csv") for name in names)
    assert sum(name.endswith(".png") for name in names) == 1


def test_nothing_can_be_taught_of_blank_paper(page):
    assert page.get_by_role("button", name="It was a 7").is_disabled()

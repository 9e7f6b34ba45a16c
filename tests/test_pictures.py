"""Folders and patterns stand for the pictures in them, in the order in which people count."""

import os

import pytest

from inkdigits.errors import ImageError
from inkdigits.pictures import find_pictures, natural


@pytest.fixture
def scans(tmp_path, monkeypatch):
    """A folder ``scans`` of files that a person might have."""
    monkeypatch.chdir(tmp_path)
    for name in (
        "page 10.png", "page 2.PNG", "Page 1.jpeg", "b/1.tif", "b/.hidden.png", ".git/x.png",
        "b/page.read.png", "b/page.read.jpg", "b/01-ink.stage.png", "notes.txt", "b/read.png",
        "b/c/deep.pdf", "label[1].png",
    ):  # fmt: skip
        path = tmp_path / "scans" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    return tmp_path


FOUND = [
    "scans/b/1.tif",
    "scans/b/c/deep.pdf",
    "scans/b/read.png",
    "scans/label[1].png",
    "scans/Page 1.jpeg",
    "scans/page 2.PNG",
    "scans/page 10.png",
]


@pytest.mark.usefixtures("scans")
def test_a_folder_is_all_visible_pictures_in_it_and_below_without_our_own():
    assert list(find_pictures(["scans"])) == FOUND
    assert list(find_pictures(["./scans"])) == [f"./{name}" for name in FOUND]


@pytest.mark.usefixtures("scans")
def test_names_keep_their_order_and_files_may_have_any_name():
    names = ["scans/notes.txt", "nowhere.png", "-", "scans/b", "scans/b/page.read.png"]
    found = ["scans/notes.txt", "nowhere.png", "-", *FOUND[:3], "scans/b/page.read.png"]
    assert list(find_pictures(names)) == found


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("scans/*.png", ["scans/label[1].png", "scans/page 10.png"]),
        ("scans/?age*", ["scans/Page 1.jpeg", "scans/page 2.PNG", "scans/page 10.png"]),
        ("scans/**/*.pdf", ["scans/b/c/deep.pdf"]),
        ("sc*", FOUND),
        ("scans/label[1].png", ["scans/label[1].png"]),  # a file of that name, not a pattern
    ],
)
@pytest.mark.usefixtures("scans")
def test_a_pattern_is_what_it_matches_where_the_shell_left_it_to_us(pattern, found):
    assert list(find_pictures([pattern])) == found


@pytest.mark.usefixtures("scans")
def test_what_stands_for_no_picture_is_said_in_its_place(tmp_path):
    (tmp_path / "empty").mkdir()
    first, bad, worse, last = find_pictures(["scans/b/1.tif", "empty", "*.gif", "-"])
    assert (first, last) == ("scans/b/1.tif", "-")
    assert isinstance(bad, ImageError)
    assert str(bad) == "empty is a folder without a picture in it."
    assert isinstance(worse, ImageError)
    assert "*.gif matches nothing" in str(worse)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may look into everything")
def test_a_folder_that_one_may_not_look_into_is_named(scans):
    (scans / "scans" / "b").chmod(0)
    *found, closed = find_pictures(["scans"])
    assert found == FOUND[3:]
    assert "scans/b cannot be looked into" in str(closed)


def test_a_link_to_the_folder_above_is_not_followed_round_and_round(tmp_path):
    (tmp_path / "a.png").touch()
    (tmp_path / "round").symlink_to(tmp_path)
    assert list(find_pictures([str(tmp_path)])) == [str(tmp_path / "a.png")]


def test_numbers_in_names_count_as_numbers():
    names = ["p10", "p9", "p09", "P1", "p1a", "p", "10", "9"]
    assert sorted(names, key=natural) == ["9", "10", "p", "P1", "p1a", "p09", "p9", "p10"]

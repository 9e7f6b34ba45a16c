"""Folders of somebody's own pictures: every form is read, all that is wrong said at once."""

import cv2
import numpy as np
import pytest
from PIL import Image

from inkdigits.data import load
from inkdigits.errors import BadFileError, DataNotFoundError


@pytest.fixture(scope="module")
def builtin():
    return load("builtin").test


def draw(text):
    """Dark digits on light paper, apart from one another."""
    paper = np.full((120, 40 + 70 * len(text)), 230, np.uint8)
    for place, digit in enumerate(text):
        cv2.putText(paper, digit, (25 + 70 * place, 90), cv2.FONT_HERSHEY_SIMPLEX, 2.5, 20, 7)
    return paper


def save(path, array):
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(array).save(path)


def table(folder, text, *, encoding="utf-8"):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "labels.csv").write_bytes(text.encode(encoding))


def test_one_folder_for_each_digit_is_a_pool_with_about_a_sixth_set_aside(tmp_path, builtin):
    ones, twos = builtin.images[builtin.labels == 1], builtin.images[builtin.labels == 2]
    for place in range(30):
        save(tmp_path / "x" / "1" / f"{place:02}.png", ones[place])
        save(tmp_path / "x" / "2" / f"b{place}.BMP", twos[place])
    (tmp_path / "x" / "1" / "notes.txt").write_text("not a picture")
    (tmp_path / "x" / "1" / "._03.png").write_text("a Mac was here")
    (tmp_path / "x" / "other").mkdir()
    dataset = load(tmp_path / "x")
    assert not dataset.divided
    assert len(dataset.train) + len(dataset.test) == 60
    assert 4 <= len(dataset.test) <= 18
    both = np.concatenate([dataset.train.images, dataset.test.images])
    assert {image.tobytes() for image in both} == {
        image.tobytes() for image in [*ones[:30], *twos[:30]]
    }


def test_a_picture_of_a_pool_stays_in_its_part_when_others_come(tmp_path, builtin):
    for place in range(20):
        save(tmp_path / "x" / str(builtin.labels[place]) / f"{place}.png", builtin.images[place])
    before = load(tmp_path / "x").train.images
    for place in range(20, 40):
        save(tmp_path / "x" / str(builtin.labels[place]) / f"{place}.png", builtin.images[place])
    after = {image.tobytes() for image in load(tmp_path / "x").test.images}
    assert not after & {image.tobytes() for image in before}


def test_a_pool_of_one_picture_can_be_judged_on(tmp_path):
    save(tmp_path / "x" / "3" / "only.png", draw("3"))
    dataset = load(tmp_path / "x")
    assert (len(dataset.train), dataset.test.labels.tolist()) == (0, [3])


def test_a_table_may_have_a_mark_before_it_and_columns_besides(tmp_path, builtin):
    for place in range(7):
        save(tmp_path / "x" / "sub" / f"{place}.png", 255 - builtin.images[place])
    lines = [f"{builtin.labels[place]},yes,sub/{place}.png" for place in range(7)]
    table(tmp_path / "x", "\r\n".join(["digits,note,file", *lines]), encoding="utf-8-sig")
    dataset = load(tmp_path / "x")
    everything = sorted([*dataset.train.labels, *dataset.test.labels])
    assert everything == sorted(builtin.labels[:7])
    given = {image.tobytes() for image in builtin.images[:7]}
    assert {image.tobytes() for image in dataset.test.images} <= given


def test_a_picture_of_several_digits_comes_apart_in_order(tmp_path):
    for name, text in {"a": "1203", "b": "45", "c": "7"}.items():
        save(tmp_path / "x" / f"{name}.png", draw(text))
    table(tmp_path / "x", "file,digits\nb.png,45\na.png,1203\nc.png,7\n")
    dataset = load(tmp_path / "x")
    everything = [*dataset.test.labels, *dataset.train.labels]
    text = "".join(map(str, everything))
    assert len(text) == 7
    assert all(part in text for part in ("1203", "45", "7"))
    assert (dataset.test.images.max((1, 2)) == 255).all()


def test_pictures_that_do_not_come_apart_as_labelled_are_listed(tmp_path):
    lines = ["file,digits"]
    for place in range(7):
        save(tmp_path / "x" / f"{place}.png", draw("12"))
        lines.append(f"{place}.png,{'123' if place else '12'}")
    table(tmp_path / "x", "\n".join(lines))
    with pytest.raises(BadFileError) as caught:
        load(tmp_path / "x")
    said = str(caught.value)
    assert "has 6 of 7 pictures that cannot be used" in said
    assert "1.png is labelled 123, 3 digits, but 2 can be told apart in it." in said
    assert "5.png" in said
    assert "6.png" not in said
    assert said.endswith(" And 1 more.")


def test_folders_train_and_test_are_the_two_parts(tmp_path, builtin):
    for place in range(10):
        digit = str(builtin.labels[place])
        save(tmp_path / "x" / "train" / digit / f"{place}.png", builtin.images[place])
    save(tmp_path / "x" / "test" / "t.png", draw("3"))
    table(tmp_path / "x" / "test", "file,digits\nt.png,3\n")
    dataset = load(tmp_path / "x")
    assert dataset.divided
    assert (len(dataset.train), dataset.test.labels.tolist()) == (10, [3])


def test_a_folder_test_alone_is_enough_to_be_judged_on(tmp_path):
    save(tmp_path / "x" / "test" / "8" / "t.png", draw("8"))
    dataset = load(tmp_path / "x")
    assert (len(dataset.train), len(dataset.test), dataset.divided) == (0, 1, True)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "begins with the line ''; it has to name the columns: file,digits"),
        ("a.png,1\n", "begins with the line 'a.png,1'"),
        ("file;digits\na.png;1\n", "begins with the line 'file;digits'"),
        ("file,digits\na.png,one\n", "line 2: a.png is labelled 'one', which is not digits"),
        ("file,digits\na.png,\u0661\n", "which is not digits"),
        ("file,digits\na.png,-1\n", "which is not digits"),
        ("file,digits\na.png\n", "a.png is labelled '', which is not digits"),
        ("file,digits\n,1\n", "line 2: names no file"),
        ("file,digits\na.png,1\nb.png,2\n", "line 3: b.png is not there"),
        ("file,digits\n" + "n" * 5000 + ",1\n", "line 2: nnnnn… cannot be looked up: File name"),
        ("file,digits\n.,2\n", "line 2: . is not there"),
        ("file,digits\n../a.png,1\n", "line 2: '../a.png' leads out of the folder"),
        ("file,digits\nsub/../../a.png,1\n", "leads out of the folder"),
        ("file,digits\n/etc/passwd,1\n", "'/etc/passwd' leads out of the folder"),
        ("file,digits\na\0.png,1\n", "leads out of the folder"),
        ("file,digits\na.png,1\na.png,1\n", "line 3: a.png was listed before"),
        ('file,digits\n"a.png,1\n', "is not a table: line 2"),
        ("file,digits\n" + "z.png,1\n" * 9, "; and 4 more"),
    ],
)
def test_a_hostile_table_is_refused(tmp_path, text, says):
    save(tmp_path / "x" / "a.png", draw("1"))
    save(tmp_path / "a.png", draw("1"))
    table(tmp_path / "x", text)
    with pytest.raises(BadFileError) as caught:
        load(tmp_path / "x")
    assert says in str(caught.value)
    assert "labels.csv" in str(caught.value)


def test_a_table_that_is_not_utf_8_or_a_folder_is_refused(tmp_path):
    table(tmp_path / "x", "file,digits\nä.png,1\n", encoding="latin-1")
    with pytest.raises(BadFileError, match="not text in UTF-8"):
        load(tmp_path / "x")
    (tmp_path / "y" / "labels.csv").mkdir(parents=True)
    with pytest.raises(BadFileError, match="cannot be read"):
        load(tmp_path / "y")


def test_a_table_of_nothing_is_refused(tmp_path):
    table(tmp_path / "x", "file,digits\n")
    with pytest.raises(DataNotFoundError, match="lists no pictures"):
        load(tmp_path / "x")


def test_bad_pictures_are_counted_and_named_together(tmp_path):
    good = tmp_path / "x" / "3" / "good.png"
    save(good, draw("3"))
    folder = good.parent
    (folder / "empty.png").write_bytes(b"")
    (folder / "text.jpg").write_text("hello")
    (folder / "cut.png").write_bytes(good.read_bytes()[:200])
    (folder / "folder.bmp").mkdir()
    save(folder / "blank.png", np.full((90, 90), 200, np.uint8))
    with pytest.raises(BadFileError) as caught:
        load(tmp_path / "x")
    said = str(caught.value)
    assert "has 5 of 6 pictures that cannot be used" in said
    for name in ("empty.png", "text.jpg", "cut.png", "folder.bmp", "blank.png"):
        assert str(folder / name) in said
    assert "good.png" not in said


def test_a_folder_of_no_known_form_says_which_there_are(tmp_path):
    for make in ("nothing", "train"):
        (tmp_path / "x" / make).mkdir(parents=True)
        with pytest.raises(DataNotFoundError, match=r"the four IDX files; a labels.csv .*test/"):
            load(tmp_path / "x")


def test_folders_for_digits_without_pictures_are_refused(tmp_path):
    (tmp_path / "x" / "4").mkdir(parents=True)
    (tmp_path / "x" / "7").mkdir()
    (tmp_path / "x" / "7" / "seven.tiff").write_bytes(b"x")
    with pytest.raises(DataNotFoundError, match=r"folders for digits \(4, 7\) but no pictures"):
        load(tmp_path / "x")

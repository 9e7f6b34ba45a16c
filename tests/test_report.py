"""The report: a page that stands by itself, says what was measured, and trusts no name."""

import dataclasses
import itertools
import re
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

import inkdigits
from inkdigits.answers import Answers
from inkdigits.card import Card
from inkdigits.data import Examples
from inkdigits.data.dataset import make_dataset
from inkdigits.errors import UsageError
from inkdigits.evaluation import judge_answers
from inkdigits.report import check_place, make_report, write_report
from inkdigits.report.markup import VOID, element, percent

CARD = Card(
    recipe="robust",
    seed=3,
    command="inkdigits train robust",
    created="2026-11-22T00:39:32+00:00",
    settings={"epochs": 2, "augmentation": {"degrees": 20}, "betas": [0.9, 0.999]},
    data={"name": "mnist", "fingerprint": "same"},
    measured={
        "test_right": 190,
        "test_total": 200,
        "epochs": [
            {"loss": 0.4, "validation_right": 90, "validation_total": 100},
            {"loss": 0.2, "validation_right": 97, "validation_total": 100},
        ],
    },
    machine={"device": "cpu"},
    versions={"python": "3.11"},
)


def make_answers(labels, given, *, card=CARD, folder="models/mine", sure=0.9, doubtful=None):
    """Answers that say ``given``, with the confidence ``sure``, to digits of noise."""
    n = len(labels)
    probabilities = np.full((n, 10), 0.1, np.float32) * (1 - np.asarray(sure)).reshape(-1, 1)
    probabilities[np.arange(n), given] = sure
    images = np.random.default_rng(0).integers(0, 256, (n, 28, 28)).astype(np.uint8)
    model = inkdigits.Model(None, card, Path(folder), {"model.onnx": "5ha"})
    return Answers(
        model=model,
        examples=Examples(images=images, labels=np.array(labels, np.int64)),
        probabilities=probabilities,
        data="the test part of somewhere",
        fingerprint="same",
        doubtful=doubtful or {},
    )


def many(n=200, wrong=10, *, seed=0, **settings):
    """A model's answers to n digits, some of them mistakes."""
    rng = np.random.default_rng(seed)
    labels = np.arange(n) % 10
    given = labels.copy()
    at = rng.choice(n, wrong, replace=False)
    given[at] = (labels[at] + rng.integers(1, 10, wrong)) % 10
    return make_answers(labels, given, sure=rng.uniform(0.5, 0.999, n), **settings)


class Page(HTMLParser):
    """A page taken apart; a tag that is not closed, or closed twice, fails at once."""

    def __init__(self, source):
        super().__init__()
        self.open, self.tags, self.words = [], [], ""
        self.feed(source)
        self.close()
        assert not self.open

    def handle_starttag(self, tag, attributes):
        assert len(dict(attributes)) == len(attributes), f"{tag} has an attribute twice"
        self.tags.append((tag, dict(attributes)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open and self.open[-1] != "style":
            self.words += data

    def all(self, tag):
        return [attributes for name, attributes in self.tags if name == tag]


ONE_DIGIT = ([7], [7])
CASES = {
    "many digits": lambda: [many()],
    "two models": lambda: [many(seed=1), many(wrong=20, seed=2)],
    "two models that agree": lambda: [many(), many()],
    "one digit, right": lambda: [make_answers(*ONE_DIGIT, sure=[1.0])],
    "one digit, wrong": lambda: [make_answers([7], [1], sure=[0.4])],
    "two models, one digit": lambda: [make_answers(*ONE_DIGIT), make_answers([7], [1])],
    "no mistakes": lambda: [many(wrong=0)],
    "no right answer": lambda: [many(wrong=200)],
    "a digit that is missing": lambda: [make_answers([1, 2, 3, 3], [1, 2, 3, 4])],
    "a doubtful label": lambda: [many(doubtful={3: 5, 4: None})],
    "only doubtful labels": lambda: [make_answers([1], [2], doubtful={0: None})],
    "an empty card": lambda: [many(card=dataclasses.replace(CARD, measured={}, data={}))],
}


@pytest.mark.parametrize("case", CASES)
def test_the_page_is_whole_and_stands_by_itself(case):
    source = make_report(*CASES[case]())
    page = Page(source)
    assert not page.all("script")
    for tag, attributes in page.tags:
        assert not any(name.startswith("on") or name == "style" for name in attributes)
        for name in ("src", "href"):
            address = attributes.get(name) or ""
            assert not address or address.startswith("#" if tag == "a" else "data:")
    assert "url(" not in source
    assert "nan" not in page.words.lower().split()
    assert "nan" not in " ".join(str(values) for _, values in page.tags).lower().split('"')


@pytest.mark.parametrize("case", CASES)
def test_every_link_leads_somewhere_and_every_name_is_given_once(case):
    page = Page(make_report(*CASES[case]()))
    names = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(names) == len(set(names))
    assert {link["href"] for link in page.all("a")} <= {f"#{name}" for name in names}


@pytest.mark.parametrize("case", CASES)
def test_headings_tables_and_pictures_can_be_read_out(case):
    page = Page(make_report(*CASES[case]()))
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))
    assert all(attributes.get("scope") in ("row", "col") for attributes in page.all("th"))
    assert all(attributes["alt"] for attributes in page.all("img"))
    for drawing in page.all("svg"):
        assert drawing["role"] == "img"
        assert drawing["aria-label"]


def test_the_style_sheet_is_the_one_that_the_policy_allows():
    import base64
    import hashlib

    source = make_report(many())
    style = re.search(r"<style>(.*?)</style>", source, re.DOTALL).group(1)
    policy = next(
        meta["content"]
        for meta in Page(source).all("meta")
        if meta.get("http-equiv") == "Content-Security-Policy"
    )
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert policy.startswith(f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:;")


def test_the_numbers_are_those_of_the_evaluation():
    answers = many(doubtful={3: 5, 4: None})
    evaluation = judge_answers(answers)
    page = Page(make_report(answers))
    assert f"{100 * evaluation.accuracy:.2f} %" in page.words
    assert f"{evaluation.right} of 200 digits right, about one mistake in 20 digits" in page.words
    low, high = (f"{100 * bound:.2f}" for bound in evaluation.interval)
    assert f"between {low} and {high}" in page.words
    assert "read once, at the end of the training, all of them: 190 right." in page.words
    for share in (
        evaluation.accuracy_corrected,
        evaluation.calibration_error,
        evaluation.error_without_1_percent,
        evaluation.error_without_5_percent,
        *evaluation.precision,
        *evaluation.recall,
    ):
        assert percent(share) in page.words


def test_each_mistake_of_the_matrix_leads_to_its_pictures():
    answers = make_answers([4, 4, 4, 7], [4, 9, 9, 1])
    source = make_report(answers)
    assert '<a href="#4-read-as-9" aria-label="2 of the 4s read as 9">2</a>' in source
    block = re.search(r'<section id="4-read-as-9".*?</section>', source, re.DOTALL).group()
    assert block.count("<img") == 2
    assert "4 read as 9" in block


def test_the_surest_mistake_comes_first():
    answers = make_answers([4, 4, 4], [9, 9, 9], sure=[0.6, 0.8, 0.7])
    source = make_report(answers)
    for anchor in ("surest", "4-read-as-9"):
        block = source[source.index(f'id="{anchor}"') :]
        assert re.findall(r'<span class="sure">(\d+)', block)[:3] == ["80", "70", "60"]


def test_a_score_that_differs_from_the_cards_is_said():
    assert "190 right. Here and now it is 189." in Page(make_report(many(wrong=11))).words
    assert "Here and now" not in Page(make_report(many(wrong=10))).words
    assert "no reading of these test digits" in Page(make_report(many(n=100))).words


def test_what_comes_from_outside_stays_text():
    evil = "<script>alert('x')</script>&\""
    card = Card(
        recipe=evil,
        seed=0,
        command=evil,
        created=evil,
        settings={evil: {evil: [evil]}},
        data={"name": evil, evil: evil},
        measured={evil: evil, "robustness": {"kinds": {evil: {"accuracy": [0.5]}}}},
        machine={evil: evil},
        versions={evil: evil},
        thresholds={evil: 1},
    )
    answers = make_answers([1, 2], [1, 3], card=card, folder=evil)
    answers = dataclasses.replace(answers, data=evil, fingerprint="another")
    for source in (make_report(answers), make_report(answers, answers)):
        page = Page(source)
        assert not page.all("script")
        assert evil in page.words


def test_a_card_of_any_other_content_is_shown_too():
    measured = {
        "test_right": "many",
        "epochs": [None, {"loss": "low"}, 7, {"validation_right": 3, "validation_total": 0}],
        "robustness": {"kinds": {"fog": {"accuracy": ["good"]}, "rain": None, "": {}}},
        "nothing": None,
        "deep": {"list": [[1], {"a": True}]},
    }
    page = Page(make_report(many(card=dataclasses.replace(CARD, measured=measured))))
    assert "On spoilt digits" not in page.words


def test_robustness_is_shown_where_the_card_has_it():
    kinds = {
        "shot noise": {"seen": False, "accuracy": [0.99, 0.97]},
        "shear": {"seen": True, "accuracy": [0.995, 0.985]},
    }
    card = dataclasses.replace(CARD, measured={"robustness": {"digits": 10, "kinds": kinds}})
    page = Page(make_report(many(card=card), many()))
    assert "On spoilt digits" in page.words
    assert "Not measured." in page.words  # of the other model
    for share in (0.99, 0.97, 0.98, 0.995, 0.985):
        assert percent(share) in page.words


def test_a_model_of_several_networks_names_each():
    members = [{"seed": seed, "test_right": 90 + seed, "epochs": [{}] * 50} for seed in (4, 5)]
    card = dataclasses.replace(CARD, measured={"members": members})
    page = Page(make_report(many(card=card)))
    assert "seed 4: 94 of the test digits right alone" in page.words
    assert "seed 5: 95 of the test digits right alone" in page.words
    assert "epochs" not in page.words.split("networks averaged")[1].split("machine")[0]


def test_a_doubtful_label_is_marked_with_what_people_saw():
    doubtful = {0: 5, 1: None}
    answers = make_answers([1, 2, 3], [5, 8, 3], doubtful=doubtful)
    source = make_report(answers)
    assert '<span class="doubt">people: 5</span>' in source
    assert '<span class="doubt">undecided</span>' in source
    assert "Doubtful labels" not in make_report(make_answers([1], [5]))


def test_two_models_are_compared_digit_by_digit():
    labels = [1, 2, 3, 4]
    first, second = make_answers(labels, [1, 2, 3, 9]), make_answers(labels, [1, 2, 8, 4])
    page = Page(make_report(first, second))
    assert "A alone is right on 1, B alone on 1." in page.words
    assert {"a-4-read-as-9", "b-3-read-as-8"} <= {
        attributes.get("id") for _, attributes in page.tags
    }


def test_only_answers_to_the_same_digits_are_compared():
    with pytest.raises(UsageError, match="same digits"):
        make_report(make_answers([1], [1]), make_answers([2], [2]))
    with pytest.raises(UsageError, match="one model or two"):
        make_report(many(), many(), many())


def test_the_largest_page_is_below_five_megabytes():
    n = 60_000
    labels = np.arange(n) % 10
    given = (labels + 1 + np.arange(n) // 10 % 9) % 10  # every pair, and noise compresses worst
    answers = make_answers(labels, given)
    source = make_report(answers, answers)
    assert len(source.encode()) < 5_000_000
    assert re.search(r"[\d,]+ are not shown\.", source)


def test_an_element_escapes_text_and_attributes_and_leaves_html():
    inner = element("b", "<&")
    assert inner == "<b>&lt;&amp;</b>"
    assert element("p", inner, '"', title='"<', class_="a") == (
        '<p title="&quot;&lt;" class="a"><b>&lt;&amp;</b>&quot;</p>'
    )
    assert element("line", stroke_width=1.0, x1=2.5, href=None) == (
        '<line stroke-width="1" x1="2.5"></line>'
    )


class Guesser:
    """Answers 3 to everything."""

    def __init__(self, name="mnist"):
        self.card = dataclasses.replace(CARD, data={"name": name, "fingerprint": "?"})
        self.folder = SimpleNamespace(resolve=lambda: SimpleNamespace(name="guesser"))
        self.digests = {}

    def probabilities(self, images):
        return np.eye(10, dtype=np.float32)[np.full(len(images), 3)]


def test_a_report_is_written_with_its_folder_and_replaces_a_report_only(tmp_path, bars):
    path = tmp_path / "new" / "report.html"
    (evaluation,) = write_report(path, bars, Guesser())
    assert evaluation.right == 10
    assert "cannot say whether these digits" in path.read_text()
    write_report(path, bars, Guesser(), Guesser())
    assert "Two models" in path.read_text()
    assert [file.name for file in path.parent.iterdir()] == ["report.html"]
    other = tmp_path / "thesis.html"
    other.write_text("<p>years of work")
    with pytest.raises(UsageError, match="is not a report of inkdigits"):
        write_report(other, bars, Guesser())
    assert other.read_text() == "<p>years of work"


def test_a_report_does_not_replace_a_folder_or_a_device(tmp_path):
    with pytest.raises(UsageError, match="is a folder"):
        check_place(tmp_path)
    with pytest.raises(UsageError, match="is not a report"):
        check_place("/dev/null")
    (tmp_path / "file").write_text("")
    assert check_place(tmp_path / "file")  # an empty one is nobody's loss
    with pytest.raises(UsageError, match="cannot be"):
        check_place(tmp_path / "file" / "report.html")


def test_two_models_of_which_one_may_know_the_pool_are_judged_on_its_test_part(bars, tmp_path):
    pool = make_dataset(
        name="pool", source="a pool", train=bars.train, test=bars.test, divided=False
    )
    found = write_report(tmp_path / "a.html", pool, Guesser(), Guesser("pool"))
    assert [evaluation.total for evaluation in found] == [100, 100]
    found = write_report(tmp_path / "a.html", pool, Guesser(), Guesser())
    assert [evaluation.total for evaluation in found] == [500, 500]

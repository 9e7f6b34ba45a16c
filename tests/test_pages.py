"""Generated pages hold what their truth says, and the score counts what a person would count."""

import sys
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

import inkdigits
import page_tables
import read_pages
from inkdigits.data.dataset import make_examples
from inkdigits.digits import Box, Digit, Number, Reading
from page_tasks import list_tasks
from pages import GRADES, KINDS, Written, make_empty, make_page
from pages.figures import Outcome, inventions, summarize
from pages.geometry import choose_frame
from pages.hand import thin
from pages.plain import read_plain
from pages.score import edit_distance, judge, judge_text

SMALL = 0.3  # megapixels: the fewest there are

every_grade = pytest.mark.parametrize("grade", GRADES)
every_kind = pytest.mark.parametrize("kind", KINDS)


@pytest.fixture(scope="module")
def digits():
    pytest.importorskip("sklearn")
    return inkdigits.load_data("builtin").test


@pytest.fixture(scope="module")
def pages(digits):
    """A small page of each grade."""
    return {grade: small_page(digits, grade=grade, seed=3) for grade in GRADES}


def small_page(digits, *, grade, seed):
    return make_page(digits, grade=grade, seed=seed, megapixels=SMALL)


@every_grade
def test_the_same_seed_gives_the_same_bytes_and_another_one_another_page(grade, digits, pages):
    again = small_page(digits, grade=grade, seed=3)
    assert again.picture.tobytes() == pages[grade].picture.tobytes()
    assert again.numbers == pages[grade].numbers
    assert small_page(digits, grade=grade, seed=4).numbers != again.numbers


def test_numbers_of_a_page_of_amounts_have_signs(digits):
    texts = [
        number.text
        for seed in range(4)
        for number in make_page(digits, grade=2, seed=seed, megapixels=SMALL, amounts=True).numbers
    ]
    assert len(texts) > 10
    assert not any(text.isdigit() for text in texts)


def test_pictures_are_as_large_as_those_of_cameras_or_as_asked_for(pages):
    for page in pages.values():
        height, width, channels = page.picture.shape
        assert page.picture.dtype == np.uint8
        assert channels == 3
        assert height * width == pytest.approx(1e6 * SMALL, rel=0.02)
    sizes = [choose_frame(GRADES[1], np.random.default_rng(seed)) for seed in range(200)]
    megapixels = np.array([frame.width * frame.height / 1e6 for frame in sizes])
    assert megapixels.min() > 0.29
    assert 2.4 < megapixels.max() < 12.1
    assert 0.6 < np.median(megapixels) < 1.3


def test_numbers_are_made_of_the_given_digits_of_those_values(digits, pages):
    for page in pages.values():
        for number in page.numbers:
            made_of = "".join(str(digits.labels[example]) for example in number.examples)
            assert made_of == number.digits
            assert len(number.boxes) == len(number.digits)
            assert number.digits == "".join(filter(str.isdigit, number.text))


def test_boxes_lie_within_the_picture_around_ink(pages):
    for page in pages.values():
        gray = page.picture.mean(2)
        for box in (box for number in page.numbers for box in number.boxes):
            assert box.x >= 0
            assert box.y >= 0
            inside = gray[box.y : box.y + box.height, box.x : box.x + box.width]
            assert inside.shape == (box.height, box.width)
            side = max(box.width, box.height)
            area = np.s_[max(box.y - side, 0) : box.y + 2 * side,
                         max(box.x - side, 0) : box.x + 2 * side]  # fmt: skip
            assert np.ptp(inside) > 0.6 * np.median(np.abs(gray[area] - np.median(gray[area])))
            assert np.ptp(inside) > 8


def test_a_clear_page_has_ink_in_its_boxes_alone(digits):
    page = small_page(digits, grade=1, seed=5)
    gray = page.picture.mean(2)
    paper = np.median(gray)
    outside = np.ones(gray.shape, bool)
    for box in (box for number in page.numbers for box in number.boxes):
        area = np.s_[box.y : box.y + box.height, box.x : box.x + box.width]
        assert gray[area].min() < 0.6 * paper
        outside[
            max(box.y - 2, 0) : box.y + box.height + 2, max(box.x - 2, 0) : box.x + box.width + 2
        ] = False
    assert gray[outside].min() > 0.7 * paper


def test_clear_digits_never_share_a_column_and_hard_ones_do(digits):
    def overlaps(grade):
        found = []
        for seed in range(4):
            for number in small_page(digits, grade=grade, seed=seed).numbers:
                found += [a.x + a.width - b.x for a, b in pairwise(number.boxes)]
        return np.array(found)

    assert (overlaps(1) <= 2).all()  # a box is of whole pixels
    assert (overlaps(4) > 2).any()


def test_rows_are_in_reading_order_and_their_numbers_left_to_right(digits):
    for seed in range(4):
        page = small_page(digits, grade=1, seed=seed)
        rows = [number.row for number in page.numbers]
        assert rows == sorted(rows)
        for before, after in pairwise(page.numbers):
            if before.row == after.row:
                assert before.box.x + before.box.width < after.box.x
            else:
                assert before.box.y < after.box.y


def test_a_turned_page_says_how_to_turn_it_back(digits):
    turned = [small_page(digits, grade=5, seed=seed) for seed in range(12)]
    turns = {page.turned for page in turned}
    assert turns <= {0, 90, 180, 270}
    assert len(turns) > 2
    for page in turned:
        long = max(page.numbers, key=lambda number: len(number.digits))
        first, last = long.boxes[0], long.boxes[-1]
        across, down = last.x - first.x, last.y - first.y
        if "diagonal" not in page.traits and len(long.digits) >= 4:
            facing = {0: across, 90: -down, 180: -across, 270: down}[page.turned]
            assert facing > 0


def test_there_is_no_grade_0_and_no_grade_6(digits):
    for grade in (0, 6):
        with pytest.raises(ValueError, match=f"grade is {grade}"):
            make_page(digits, grade=grade, seed=0)


@every_kind
def test_empty_pages_have_no_truth_and_their_seeds_hold(kind):
    page = make_empty(kind, 1, megapixels=SMALL)
    assert page.numbers == ()
    assert page.picture.dtype == np.uint8
    assert page.picture.tobytes() == make_empty(kind, 1, megapixels=SMALL).picture.tobytes()


def test_unknown_empty_pages_are_refused():
    with pytest.raises(ValueError, match="no empty pages called moon"):
        make_empty("moon", 0)


def test_thinning_leaves_a_line_one_pixel_wide_and_as_long():
    bar = np.zeros((30, 60), np.uint8)
    bar[10:19, 5:55] = 1
    middle = thin(bar)
    assert set(middle.sum(0).tolist()) <= {0, 1}
    assert 38 <= middle.sum() <= 50
    assert np.flatnonzero(middle.any(1)).tolist() == [14]


def box(x, y=0):
    return Box(x=x, y=y, width=10, height=20)


def written(text, x=0, y=0, row=0):
    """A number whose digits are 10 wide and 12 apart."""
    count = sum(sign.isdigit() for sign in text)
    boxes = tuple(box(x + 12 * place, y) for place in range(count))
    return Written(text=text, row=row, examples=(0,) * count, boxes=boxes)


def number(text, x=0, y=0):
    digits = tuple(
        Digit(value=int(value), confidence=1, box=box(x + 12 * place, y))
        for place, value in enumerate(text)
    )
    return Number(digits=digits, confidence=1)


def reading(*rows):
    return Reading(file=None, rows=rows)


@pytest.mark.parametrize(
    ("wanted", "found", "distance"),
    [("", "", 0), ("12", "", 2), ("", "7", 1), ("12345", "1345", 1), ("12", "21", 2),
     ("90210", "90270", 1), ("11", "1711", 2), ("kitten", "sitting", 3)],
)  # fmt: skip
def test_the_edit_distance_is_levenshteins(wanted, found, distance):
    assert edit_distance(wanted, found) == distance


def test_a_number_read_right_is_whole():
    verdict = judge((written("90210"),), reading((number("90210", x=1, y=2),)))
    assert verdict.numbers[0].whole
    assert verdict.numbers[0].errors == verdict.invented == 0


def test_a_wrong_a_missing_and_a_further_digit_are_one_error_each():
    for read in ("90270", "9021", "902100"):
        verdict = judge((written("90210"),), reading((number(read),)))
        assert (verdict.numbers[0].errors, verdict.numbers[0].whole) == (1, False)
        assert verdict.invented == 0


def test_digits_far_from_any_are_invented_and_no_errors():
    stray = number("77", x=300)
    verdict = judge((written("12"),), reading((number("12"), stray)))
    assert verdict.invented == 2
    assert verdict.numbers[0].whole
    assert judge((), reading((stray,))).invented == 2


def test_a_box_much_larger_than_a_digit_is_meant_for_none():
    page = Box(x=-40, y=-40, width=104, height=100)
    whole = Number(digits=(Digit(value=0, confidence=1, box=page),), confidence=1)
    verdict = judge((written("12"),), reading((whole,)))
    assert (verdict.invented, verdict.numbers[0].read) == (1, "")


def test_numbers_that_run_together_or_fall_apart_are_not_whole_but_their_digits_are_right():
    pair = (written("12"), written("34", x=24))
    joined = judge(pair, reading((number("1234"),)))
    assert [one.whole for one in joined.numbers] == [False, False]
    assert [one.errors for one in joined.numbers] == [0, 0]
    cut = judge((written("1234"),), reading((number("12"), number("34", x=24))))
    assert (cut.numbers[0].whole, cut.numbers[0].errors) == (False, 0)


def test_an_invented_digit_within_a_number_spoils_it():
    digits = number("12").digits + number("7", x=200).digits
    spoilt = Number(digits=digits, confidence=1)
    verdict = judge((written("12"),), reading((spoilt,)))
    assert (verdict.numbers[0].whole, verdict.invented) == (False, 1)


def test_an_amount_may_be_cut_at_its_signs_and_nowhere_else():
    amount = written("1.250,00")  # six digits in six places
    for cuts, whole in (((6,), True), ((1, 4, 6), True), ((4, 6), True), ((2, 6), False)):
        parts = [number("125000"[start:end], x=12 * start) for start, end in pairwise((0, *cuts))]
        assert judge((amount,), reading(tuple(parts))).numbers[0].whole is whole


def test_the_order_of_rows_does_not_matter_but_that_of_a_numbers_digits_does():
    page = (written("12"), written("34", y=40, row=1))
    upside = judge(page, reading((number("34", y=40),), (number("12"),)))
    assert all(one.whole for one in upside.numbers)
    back = Number(digits=number("12").digits[::-1], confidence=1)
    assert judge(page[:1], reading((back,))).numbers[0].errors == 2


def test_photos_are_compared_row_by_row():
    verdict = judge_text("12|345", reading((number("12"),), (number("3"), number("46", x=60))))
    assert [one.whole for one in verdict.numbers] == [True, False]
    assert sum(one.errors for one in verdict.numbers) == 1
    twice = judge_text("12|12", reading((number("12"),)))
    assert [one.whole for one in twice.numbers] == [True, False]


def outcome(*pairs, stray=False):
    truth, read = [], []
    for place, (wanted, found) in enumerate(pairs):
        truth.append(written(wanted, y=40 * place))
        read.append((number(found, y=40 * place),))
    if stray:
        read.append((number("7", x=500),))
    verdict = judge(tuple(truth), reading(*read))
    legible = (True,) * len(truth)
    return Outcome(
        group="grade 1", contender="ours", verdict=verdict, legible=legible, traits=(),
        seconds=0.5, megapixels=1,
    )  # fmt: skip


def test_figures_count_numbers_of_five_digits_by_themselves():
    figures = summarize([outcome(("12345", "12345"), ("67890", "67891")), outcome(("77", "77"))])
    assert figures["five"] | {"interval": ()} == {
        "total": 2, "whole": 1, "digits_right": 1, "legible": 2, "interval": (),
    }  # fmt: skip
    assert figures["all"] == {"total": 3, "whole": 2, "digits_right": 2}
    assert (figures["digits"], figures["digit_errors"]) == (12, 1)


def test_figures_of_inventions_count_digits_and_pages():
    figures = inventions([outcome(("1", "1"), stray=True), outcome(("1", "1"))])
    assert (figures["pages"], figures["invented"], figures["pages_with_invented"]) == (2, 1, 1)


def test_an_interval_holds_the_share_and_narrows_with_more_pages():
    right = outcome(("12345", "12345"), ("77", "78"))  # numbers of two digits have no say
    wrong = outcome(("12345", "12346"), ("77", "77"))
    few, many = (summarize([right, right, right, wrong] * times)["five"] for times in (2, 50))
    for five in (few, many):
        low, high = five["interval"]
        assert low < 0.75 < high
    assert np.ptp(many["interval"]) < np.ptp(few["interval"])


def test_the_tutorials_method_reads_a_clear_page_and_invents_on_a_cluttered_one(digits):
    model = inkdigits.load_model()
    clear = small_page(digits, grade=1, seed=5)
    verdict = judge(clear.numbers, read_plain(clear.picture, model, adaptive=True))
    errors = sum(one.errors for one in verdict.numbers)
    assert errors < 0.3 * sum(len(one.digits) for one in verdict.numbers)
    words = make_empty("words", 0, megapixels=SMALL).picture
    assert judge((), read_plain(words, model, adaptive=True)).invented > 0


def test_pages_of_other_hands_are_asked_for_by_the_file_and_written_with_it(
    digits, monkeypatch, tmp_path
):
    others = make_examples(digits.images[::-1], digits.labels[::-1], name="others")
    monkeypatch.setattr(read_pages, "choose_digits", lambda _model, **_: (digits, "digits"))
    monkeypatch.setattr(read_pages, "semeion_to_write_with", lambda _path: others)
    monkeypatch.setattr(read_pages, "make_page", lambda given, **_: given)
    monkeypatch.setattr("sys.argv", ["read_pages.py", "--count", "1", "--grades", "2"])
    assert [task.group for task in list_tasks(read_pages.parse())] == ["grade 2"]
    monkeypatch.setattr("sys.argv", [*sys.argv, "--semeion", str(tmp_path)])
    tasks = list_tasks(read_pages.parse())
    assert [task.group for task in tasks] == ["grade 2", "other hands"]
    worker = read_pages.Worker([], "train", None, None, tmp_path)
    written_with = [worker.page(task)[0] for task in tasks]
    assert written_with[0] is digits
    assert written_with[1] is others


def test_tables_give_shares_of_what_was_counted():
    figures = summarize([outcome(("12345", "12345"), ("67890", "67891"), stray=True)])
    empty = inventions([outcome(stray=True), outcome()])
    measured = {
        "command": "python benchmarks/read_pages.py",
        "part": "test",
        "figures": {
            "grade 1": {"inkdigits": figures},
            "amounts": {"inkdigits": figures},
            "empty desk": {"inkdigits": empty},
        },
        "machine": {"processor": "a processor", "jobs": 1},
        "versions": {"inkdigits": "1"},
    }
    table = page_tables.whole_table(measured)
    assert "| 1 | 2 | 2 | **50.0** (" in table
    assert "| 1 | 1 | 10.00 | 1.00 |" in page_tables.error_table(measured)
    assert "| inkdigits | 2 | **50.0** | 10.00 | 1.00 |" in page_tables.group_table(
        measured, "amounts", "dates and amounts"
    )
    assert "| desk | 2 | 0.50 |" in page_tables.empty_table(measured)


def test_claims_say_how_sure_each_number_was_and_whether_it_was_right():
    sure = Number(digits=number("12").digits, confidence=0.9)
    wrong = Number(digits=number("35", x=100).digits, confidence=0.6)
    stray = Number(digits=number("7", x=400).digits, confidence=0.4)
    verdict = judge((written("12"), written("34", x=100)), reading((sure, wrong, stray)))
    claims = [(claim.confidence, claim.right) for claim in verdict.claims]
    assert claims == [(0.9, True), (0.6, False), (0.4, False)]


def test_a_number_is_doubted_if_a_digit_of_it_is_read_or_left_out_in_doubt():
    (seven,) = number("7").digits
    unsure = Number(digits=(replace(seven, confidence=0.5),), confidence=0.5)
    lacking = Number(digits=number("35", x=100).digits, confidence=0.5, left_out=(seven,))
    sure = number("89", x=300)
    written_there = (written("7"), written("34", x=100), written("89", x=300))
    verdict = judge(written_there, reading((unsure, lacking, sure)))
    assert [claim.doubted for claim in verdict.claims] == [True, True, False]
    outcome = Outcome(
        group="grade 1",
        contender="inkdigits",
        verdict=verdict,
        legible=(True,) * 3,
        traits=(),
        seconds=0.1,
        megapixels=1.0,
    )
    figures = summarize([outcome])
    assert figures["doubts"] == {"right": 2, "right_doubted": 1, "wrong": 1, "wrong_doubted": 1}
    measured = {"figures": {"grade 1": {"inkdigits": figures}}}
    assert "| grade 1 | 1 | 1 | 100.0 | 2 | 1 | 50.0 |" in page_tables.doubt_table(measured)


def test_the_parts_of_a_number_with_signs_are_right_with_it():
    parts = (number("12"), number("34", x=24))
    verdict = judge((written("12-34"),), reading(parts))
    assert [claim.right for claim in verdict.claims] == [True, True]

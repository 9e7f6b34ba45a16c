"""Many pictures are worked on at a time: in order, little by little, and a bad one costs itself."""

import re
import threading
import time
import weakref

import cv2
import numpy as np
import pytest

from inkdigits.errors import ImageError, UsageError
from inkdigits.workers import AHEAD, QUICK, each

SLOW = 3 * QUICK  # seconds, so that work is handed out


def slowly(number):
    time.sleep(SLOW)
    return number


@pytest.mark.parametrize("jobs", [1, 2, 7, None])
def test_results_come_in_the_order_of_the_pictures(jobs):
    def later_ones_are_faster(number):
        time.sleep(SLOW * (1 + (-number % 5)))
        return number

    assert list(each(later_ones_are_faster, range(30), jobs=jobs)) == list(range(30))


def test_several_are_worked_on_at_a_time():
    meeting = threading.Barrier(3, timeout=30)  # breaks where one comes after the other
    assert len(list(each(lambda _: meeting.wait(), range(3), jobs=3))) == 3


def test_pictures_are_drawn_little_by_little_and_the_first_result_comes_early():
    drawn = []
    results = each(slowly, (drawn.append(n) or n for n in range(1000)), jobs=2)
    for done in range(50):
        assert next(results) == done
        time.sleep(SLOW)  # an eager one would go on meanwhile
        assert len(drawn) <= done + 2 * AHEAD
    results.close()


def test_a_result_that_is_ready_waits_for_no_more_than_one_picture_to_come():
    seen = []

    def pictures():
        yield 1
        time.sleep(0.5)  # long enough for the first result
        yield 2
        assert seen[0] == 1
        yield 3

    for result in each(lambda number: number, pictures(), jobs=2):
        seen += [result]
    assert seen == [1, 2, 3]


@pytest.mark.parametrize(("pictures", "jobs"), [([1], 8), ([1, 2, 3], 1)])
def test_one_picture_or_one_worker_needs_no_other_thread(pictures, jobs):
    threads = set(each(lambda _: threading.current_thread(), pictures, jobs=jobs))
    assert threads == {threading.current_thread()}


def test_what_is_quick_is_not_handed_out():
    threads = list(each(lambda _: threading.current_thread(), range(1000), jobs=2))
    assert threads.count(threading.current_thread()) > 500


def test_work_is_handed_out_again_when_it_is_no_longer_quick():
    def work(number):
        time.sleep(SLOW if number > 100 else 0)
        return threading.current_thread()

    threads = list(each(work, range(200), jobs=2))
    assert threading.current_thread() not in threads[150:]


@pytest.mark.parametrize("jobs", [1, 3])
def test_a_bad_picture_gives_its_error_in_its_place(jobs):
    def work(name):
        time.sleep(SLOW)
        if name == "bad.png":
            raise ImageError("bad.png is bad")
        if name == "huge.png":
            raise MemoryError
        return name

    names = ["a.png", "bad.png", "b.png", "huge.png", "c.png"]
    a, bad, b, huge, c = each(work, names, jobs=jobs)
    assert [a, b, c] == ["a.png", "b.png", "c.png"]
    assert isinstance(bad, ImageError)
    assert str(bad) == "bad.png is bad"
    assert isinstance(huge, ImageError)
    assert str(huge).startswith("huge.png needs more memory")


def test_a_picture_for_which_others_left_no_memory_is_tried_again_alone():
    working, tried = [], []

    def work(number):
        working.append(number)
        tried.append(number)
        time.sleep(SLOW if number <= 5 else 20 * SLOW)
        alone = len(working) == 1
        working.remove(number)
        if number == 3:
            raise ImageError("3 is no picture")
        if number == 4 and not alone:
            raise MemoryError
        if number == 5 and not alone:
            raise ImageError("5 cannot be decoded") from MemoryError()
        return number

    *results, bad, four, five, six = [*each(work, range(7), jobs=3)]
    assert [*results, four, five, six] == [0, 1, 2, 4, 5, 6]
    assert str(bad) == "3 is no picture"
    assert tried.count(3) == 1


@pytest.mark.parametrize("jobs", [1, 3])
@pytest.mark.parametrize("error", [ImageError, MemoryError])
def test_an_error_does_not_keep_its_picture_in_memory(jobs, error):
    class Pixels:
        pass

    held = []

    def work(_):
        pixels = Pixels()
        held.append(weakref.ref(pixels))
        time.sleep(SLOW)
        raise error

    errors = list(each(work, range(4), jobs=jobs))
    assert len(errors) == 4 <= len(held)
    assert not any(reference() for reference in held)


def test_opencv_has_its_threads_back_afterwards():
    before = cv2.getNumThreads()
    cv2.setNumThreads(2)
    first, second = (each(lambda _: cv2.getNumThreads(), range(50), jobs=2) for _ in range(2))
    assert [next(first), next(second), *first, next(second)] == [1] * 52
    second.close()
    assert cv2.getNumThreads() == 2
    cv2.setNumThreads(before)


@pytest.mark.parametrize("jobs", [1, 3])
def test_what_opencv_cannot_do_with_a_picture_costs_only_that_picture(jobs):
    def work(name):
        time.sleep(SLOW)
        side = {"none.png": 0, "vast.png": 2**30}.get(name, 3)
        image = np.zeros((3, 3), np.uint8)
        return cv2.resize(image, (side, side)).shape

    names = ["a.png", "none.png", "vast.png", "b.png"]
    a, none, vast, b = each(work, names, jobs=jobs)
    assert a == b == (3, 3)
    assert re.match(r"none\.png cannot be read: OpenCV's resize says .*report it", str(none))
    assert isinstance(vast, ImageError)
    assert str(vast).startswith("vast.png needs more memory")


@pytest.mark.parametrize("jobs", [1, 3])
def test_any_other_error_ends_it(jobs):
    begun = []

    def work(number):
        begun.append(number)
        time.sleep(SLOW)
        return 1 // (number - 2)

    results = each(work, range(1000), jobs=jobs)
    assert [next(results), next(results)] == [-1, -1]
    with pytest.raises(ZeroDivisionError):
        next(results)
    time.sleep(10 * SLOW)
    assert len(begun) < 30


def test_closing_drops_what_waits_and_does_not_wait_for_what_has_begun():
    begun, go_on = [], threading.Event()

    def work(number):
        begun.append(number)
        time.sleep(SLOW)
        if number:
            go_on.wait(20)
        return number

    results = each(work, range(1000), jobs=2)
    assert next(results) == 0
    started = time.perf_counter()
    results.close()
    assert time.perf_counter() - started < 10
    go_on.set()
    time.sleep(0.1)
    assert len(begun) <= 3


@pytest.mark.parametrize("jobs", [0, -1, 10**6])
def test_a_number_of_workers_that_no_machine_has_is_refused_before_any_work(jobs):
    with pytest.raises(UsageError, match=f"jobs is {jobs}"):
        each(slowly, range(3), jobs=jobs)

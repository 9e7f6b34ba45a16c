"""What looks at the copies of a page show, and how likely they make it together."""

import numpy as np
import pytest

from inkdigits.spots import UNSEEN, Inks, Look, Spots, agreed, gathered

NOTHING = np.zeros((2, 2), np.float32)


def look(*digits, scale=1.0):
    """What a copy of the page shows: digits, each with its box, its log odds and its name."""
    return Look(
        boxes=np.array([box for box, _, _ in digits], np.float64).reshape(-1, 4),
        odds=np.array([odds for _, odds, _ in digits], np.float64),
        shares=np.array([shares_of(name) for _, _, name in digits]).reshape(-1, 10),
        inks=Inks(scale=scale, share=NOTHING, across=NOTHING, down=NOTHING),
        turns=np.ones(4),
    )


def shares_of(name):
    """A name that is as likely as all others together, or each share."""
    if not isinstance(name, int):
        return np.array(name, np.float64)
    shares = np.full(10, 0.5 / 9)
    shares[name] = 0.5
    return shares


SHOWN = (18, 60)  # pixels of a copy
HERE, THERE = (10, 10, 20, 30), (100, 10, 20, 30)
NEARLY_HERE = (12, 9, 21, 32)


def test_of_several_views_the_likeliest_stays_or_one_nearly_as_likely_on_a_larger_copy():
    spots = gathered(
        [look((HERE, 2.5, 3)), look((NEARLY_HERE, 3.0, 5), (THERE, 1.0, 7), scale=0.5)]
    )
    assert spots.odds.tolist() == [2.5, 1.0]
    assert spots.copies.tolist() == [0, 1]
    assert spots.shares.argmax(1).tolist() == [3, 7]
    assert [ink.scale for ink in spots.inks] == [1.0, 0.5]
    assert spots.turns.tolist() == [2.0] * 4
    far = gathered([look((HERE, 1.5, 3)), look((NEARLY_HERE, 3.0, 5), scale=0.5)])
    assert far.odds.tolist() == [3.0]


def test_two_looks_say_in_the_mean_how_likely_a_digit_is_and_which():
    sevenish = [0, 0.2, 0, 0, 0, 0, 0, 0.8, 0, 0]
    oneish = [0, 0.9, 0, 0, 0, 0, 0, 0.1, 0, 0]
    first = gathered([look((HERE, 3.0, sevenish))])
    both = agreed(first, gathered([look((NEARLY_HERE, 1.0, oneish))]), shown=SHOWN)
    assert both.odds.tolist() == [2.0]
    assert both.shares.sum() == pytest.approx(1)
    ratio = np.sqrt(0.2 * 0.9 / (0.8 * 0.1))  # the mean of the logarithms
    assert both.shares[0, 1] / both.shares[0, 7] == pytest.approx(ratio)
    assert both.boxes.tolist() == first.boxes.tolist()
    assert first.odds.tolist() == [3.0]


@pytest.mark.parametrize(("odds", "weighed"), [(3.0, (3 + UNSEEN) / 2), (-3.0, -3.0)])
def test_what_a_look_does_not_show_is_less_likely_and_never_likelier(odds, weighed):
    first = gathered([look((HERE, odds, 4))])
    beside = (25, 10, 20, 30)  # shares a seventh with it: another digit
    for second in (look(), look((THERE, 5.0, 2)), look((beside, 5.0, 2))):
        both = agreed(first, gathered([second]), shown=SHOWN)
        assert both.odds.tolist() == [weighed]
        assert both.shares.argmax(1).tolist() == [4]


@pytest.mark.parametrize(("height", "stays"), [(35, True), (37, False), (239, False), (241, True)])
def test_what_is_too_low_or_too_high_for_the_copies_stays_as_it_is(height, stays):
    first = gathered([look(((10, 10, 20, height), 3.0, 4))])
    for digits in ((), [((10, 10, 20, height), 1.0, 2)]):
        second = [look(*digits, scale=0.5), look(scale=0.25)]  # show 36 to 240 pixels
        both = agreed(first, gathered(second), shown=SHOWN)
        assert (both.odds.tolist() == [3.0]) == stays


def test_a_digit_is_matched_with_the_one_that_it_shares_most_with():
    first = gathered([look((HERE, 3.0, 4))])
    second = look(((16, 10, 20, 30), 5.0, 2), (NEARLY_HERE, 1.0, 4))
    joined = Spots(
        boxes=second.boxes,
        odds=second.odds,
        shares=second.shares,
        copies=np.zeros(2, np.int64),
        inks=(second.inks,),
        turns=second.turns,
    )
    both = agreed(first, joined, shown=SHOWN)
    assert both.odds.tolist() == [2.0]
    assert both.shares.argmax(1).tolist() == [4]


def test_a_share_of_nothing_rules_no_digit_out():
    never, surely = np.eye(10)[3], [0.001] * 7 + [0.993, 0, 0]
    first = gathered([look((HERE, 3.0, list(never)))])
    both = agreed(first, gathered([look((HERE, 3.0, surely))]), shown=SHOWN)
    assert both.shares[0, 7] > both.shares[0, 0] > 0


def test_nothing_stays_nothing():
    nothing = gathered([look()])
    assert len(agreed(nothing, gathered([look((HERE, 2.0, 1))]), shown=SHOWN)) == 0

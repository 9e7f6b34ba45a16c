"""The likeliest path through a lattice, and its probabilities, against trying all paths."""

import itertools

import numpy as np
import pytest

from inkdigits.reading.lattice import Run, find_path


def make_runs(pieces, rng):
    return [
        Run(start=start, stop=stop, odds=rng.normal(-1, 3, 10))
        for start in range(pieces)
        for stop in range(start + 1, min(start + 3, pieces) + 1)
    ]


def all_paths(pieces, runs):
    """Every set of runs that do not overlap, with a value for each: (worth, runs, values)."""
    for size in range(pieces + 1):
        for chosen in itertools.combinations(range(len(runs)), size):
            ordered = sorted(chosen, key=lambda index: runs[index].start)
            if any(runs[a].stop > runs[b].start for a, b in itertools.pairwise(ordered)):
                continue
            for values in itertools.product(range(10), repeat=size):
                pairs = zip(ordered, values, strict=True)
                worth = sum(runs[index].odds[value] for index, value in pairs)
                yield worth, tuple(ordered), values


@pytest.mark.parametrize("digits", [None, 1, 2, 3])
@pytest.mark.parametrize("seed", range(4))
def test_path_and_probabilities_are_those_of_trying_all(seed, digits):
    runs = make_runs(3, np.random.default_rng(seed))
    every = [way for way in all_paths(3, runs) if digits is None or len(way[1]) == digits]
    weights = np.exp([worth for worth, _, _ in every])
    best = max(every)
    path = find_path(3, runs, digits=digits)
    assert path.runs == best[1]
    assert path.worth == pytest.approx(best[0])
    for run, value in itertools.product(range(len(runs)), range(10)):
        share = sum(
            weight
            for weight, (_, taken, values) in zip(weights, every, strict=True)
            if run in taken and values[taken.index(run)] == value
        )
        assert path.shares[run, value] == pytest.approx(share / weights.sum())


def test_more_digits_than_pieces_are_no_path():
    assert find_path(1, [Run(start=0, stop=1, odds=np.zeros(10))], digits=2) is None


def test_no_pieces_are_a_path_of_no_digits():
    assert find_path(0, []).runs == ()


def test_what_is_unlikely_stays_out_and_what_is_likely_stays_in():
    odds = [np.full(10, -9.0), np.full(10, -9.0)]
    odds[1][7] = 5
    runs = [Run(start=at, stop=at + 1, odds=one) for at, one in enumerate(odds)]
    path = find_path(2, runs)
    assert path.runs == (1,)
    assert path.shares[1].argmax() == 7

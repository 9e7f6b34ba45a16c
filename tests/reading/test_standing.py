"""How a page lies, by what its digits look like in each of four ways."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from inkdigits.reading.standing import HALF, Standing, stand_like, turn_upright
from inkdigits.vision.marks import led


def attempt(standing, *turns, sure=0.0):
    """What could be read of a page that shows digits with these log odds, as they are turned."""
    odds = np.array(turns, np.float64)
    return SimpleNamespace(standing=standing, turns=odds, sure=sure, places=[], worth=(0.0, 0))


LYING = Standing(page=np.zeros((40, 60), np.uint8), back=np.eye(2, 3))


@pytest.mark.parametrize(
    ("seemed", "sure", "turned"),
    [(20, 2.0, True), (20, 1.5, False), (5, 2.0, False), (5, 2.6, True)],
)
def test_what_looks_like_digits_upside_down_has_to_have_seemed_so_before(seemed, sure, turned):
    """Letters look like digits upside down, but not like digits that lie upside down."""

    def look(standing):
        return attempt(standing, 30.0 * (standing.quarters == HALF), 0, 0, 0, sure=sure)

    page = turn_upright(attempt(LYING, 0, 0, seemed, 0), look)
    assert page.standing.quarters == (HALF if turned else 0)


def test_when_enough_has_been_looked_at_the_best_so_far_stands():
    ways = []

    def look(standing):
        ways.append(standing.quarters)
        return attempt(standing, 9, 0, 0, 8, sure=4.0) if len(ways) == 1 else None

    page = turn_upright(attempt(LYING, 0, 5, 0, 0), look)
    assert page.standing.quarters == 1
    assert len(ways) == 2


@pytest.mark.parametrize(("quarters", "slope"), [(0, 0.0), (1, 0.0), (2, 12.0), (3, -7.0)])
def test_the_way_to_a_page_that_stands_otherwise_leads_to_the_same_ink(quarters, slope):
    page = np.zeros((400, 600), np.uint8)
    page[100:130, 200:240] = 255
    lying = Standing(page=page, back=np.array([[2.0, 0, 30], [0, 2.0, 50]]))
    other = stand_like(lying, replace(lying, quarters=quarters, slope=slope))
    x, y, w, h = led(np.array([[200.0, 100, 40, 30]]), lying.way_to(other))[0]
    rows, columns = np.nonzero(other.page > 127)
    ends = [columns.min(), rows.min(), columns.max() + 1, rows.max() + 1]
    np.testing.assert_allclose([x, y, x + w, y + h], ends, atol=2)

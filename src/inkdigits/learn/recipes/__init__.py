"""A recipe's name in, the Recipe out; one file each beside this one."""

import difflib

from inkdigits.errors import UsageError
from inkdigits.learn.recipe import Recipe
from inkdigits.learn.recipes import (
    accurate,
    fast,
    record,
    robust,
    tutorial_deepnn,
    tutorial_dropout,
)
from inkdigits.learn.spotting import recipe as spotter

SPOTTER = spotter.RECIPE  # finds digits on pages; all others classify them
RECIPES = [
    fast.RECIPE,
    accurate.RECIPE,
    robust.RECIPE,
    record.RECIPE,
    tutorial_dropout.RECIPE,
    tutorial_deepnn.RECIPE,
]


def find_recipe(name: str) -> Recipe:
    """The recipe of that name.

    Raises:
        UsageError: There is none; the text lists those there are.
    """
    known = [*RECIPES, SPOTTER]
    names = [recipe.name for recipe in known]
    if name in names:
        return known[names.index(name)]
    near = difflib.get_close_matches(name, names, n=1)
    hint = f" Did you mean {near[0]}?" if near else ""
    raise UsageError(f"there is no recipe {name!r}; there are {', '.join(names)}.{hint}")

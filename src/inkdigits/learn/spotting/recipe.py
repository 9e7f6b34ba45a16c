"""The spotter's recipe: the network that finds digits on pages, for others to name."""

import dataclasses

from inkdigits.learn.recipe import Recipe
from inkdigits.learn.spotting.network import Spotter

RECIPE = Recipe(
    name="spotter",
    summary="finds digits on whole pages, and their ink, whatever else is there",
    network=Spotter,
    epochs=36,  # of 12,000 scenes
    batch_size=24,  # scenes a step
    optimizer="muon",
    peak_learning_rate=2e-3,
    faster=3.0,
    weight_decay=0.01,
    schedule="one-cycle",
    warm_up=0.03,
    channels_last=True,
    bfloat16=True,
)

EASED = 0.5  # of the peak rate: what is known is not to be learned anew
KEPT = 0.5  # of the weights that were begun with, in the mean of those and the learned ones


def going_on(recipe: Recipe) -> Recipe:
    """The recipe for weights that have learned already."""
    return dataclasses.replace(recipe, peak_learning_rate=EASED * recipe.peak_learning_rate)

"""A model and a wish to teach it a hand in; a Job that can start, or a refusal, out."""

import dataclasses
import os
from pathlib import Path

from inkdigits.errors import ModelError, UsageError
from inkdigits.learn.job import Job, Start, make_job
from inkdigits.learn.recipe import Recipe, settings
from inkdigits.learn.recipes import find_recipe
from inkdigits.model import Model

IMAGES = 100_000  # that are shown in all
RATE = 0.1  # of the recipe's own peak


def make_finetuning(
    model: Model,
    *,
    data: str | os.PathLike[str],
    remember: str | os.PathLike[str],
    seed: int,
    out: str | os.PathLike[str] | None,
    allow_loss: float,
    threads: int | None,
    device: str,
    resume: bool,
) -> tuple[Job, Start]:
    """Check a request as a whole before any data is loaded.

    Returns:
        The job, and its ``start``, which not every job has.

    Raises:
        UsageError: A setting is out of its range, or ``out`` is in the way of something else.
        ModelError: The model's recipe is not known here.
        CheckpointError: There is no checkpoint to resume, or there is one that would be lost.
    """
    if not 0 <= allow_loss <= 100:  # noqa: PLR2004 - points of accuracy
        raise UsageError(f"allow_loss is {allow_loss}; it must be 0 to 100 points of accuracy.")
    recipe = going_on(known_recipe(model))
    out = Path("runs") / f"{recipe.name}-finetuned" if out is None else Path(out)
    if out.resolve() == model.folder.resolve():
        raise UsageError(f"{out} is the model to go on from. Choose another --out.")
    start = Start(model=model, remember=remember, allow_loss=allow_loss)
    job = make_job(
        recipe,
        data=data,
        seed=seed,
        out=out,
        epochs=None,
        validation=None,
        threads=threads,
        device=device,
        resume=resume,
        members=len(model.card.measured.get("members", [])) or 1,
        start=start,
    )
    return job, start


def known_recipe(model: Model) -> Recipe:
    """The recipe that a model was trained by.

    Raises:
        ModelError: There is none of that name here, or it has another network now.
    """
    card = model.card
    try:
        recipe = find_recipe(card.recipe)
    except UsageError as error:
        raise ModelError(
            f"{model.folder} was trained by a recipe that is not known here: {error} Only models "
            "of known recipes can be finetuned."
        ) from error
    now = settings(recipe)
    for name in ("network", "views"):
        if card.settings.get(name) != now[name]:
            raise ModelError(
                f"{model.folder} was trained by a recipe {card.recipe} whose {name} was "
                f"{card.settings.get(name)}; it is {now[name]} here. Train the model again."
            )
    return recipe


def going_on(recipe: Recipe) -> Recipe:
    """The recipe for a short while more, at a rate that leaves what is known in its place."""
    return dataclasses.replace(
        recipe,
        steps=max(1, IMAGES // recipe.batch_size),
        peak_learning_rate=RATE * recipe.peak_learning_rate,
        schedule="one-cycle",
    )

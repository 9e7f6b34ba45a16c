"""A recipe's name and a data source in; a Model folder on disk out.

Importing torch takes a second, so MNIST is read and verified beside it, on the other core.
"""

import contextlib
import gc
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from inkdigits.data import load, load_here
from inkdigits.errors import TRAINING, MissingExtraError, UsageError

if TYPE_CHECKING:
    from inkdigits.learn.progress import Progress
    from inkdigits.learn.recipe import Recipe
    from inkdigits.model import Model
    from inkdigits.spotter import Spotter

SPOTTER = "spotter"  # the recipe that is no classifier's
SHIPPED = "shipped"  # in place of a spotter's folder


def train(
    recipe: "str | Recipe" = "fast",
    *,
    data: str | os.PathLike[str] = "auto",
    seed: int = 0,
    out: str | os.PathLike[str] | None = None,
    epochs: int | None = None,
    validation: float | None = None,
    threads: int | None = None,
    device: str = "auto",
    resume: bool = False,
    members: int = 1,
    teacher: str | os.PathLike[str] | None = None,
    notice: Callable[[str], None] = lambda _: None,
    watch: "Callable[[Progress], None]" = lambda _: None,
    download: Callable[[int, int], None] | None = None,
) -> "Model":
    """Train a recipe, judge it on the test set once, and write a Model folder.

    Args:
        recipe: A recipe's name, or a Recipe of your own.
        data: ``mnist``, ``builtin``, ``auto``, or a folder.
        seed: Of everything random. Same seed, machine, versions and threads: same bits.
        out: The Model folder; ``runs/RECIPE-seed-SEED`` where it is None.
        epochs: Instead of the recipe's own length.
        validation: The part of the training digits to judge epochs on: a share below 1, or a
            number of digits; 0 trains on all. None is a twelfth, or none of a set so small that
            a twelfth has not one of each digit.
        threads: CPU threads; all cores where it is None.
        device: ``auto``, ``cpu`` or ``cuda``.
        resume: Go on from the checkpoint that an unfinished training into ``out`` has left.
        members: Networks to train, with seeds from ``seed`` on, and to average in one graph.
        teacher: A Model folder whose answers to learn from, beside the labels: distillation.
        notice: Told what a person should know, a line at a time.
        watch: Told of progress a few times a second, and at the end of each epoch.
        download: Told of bytes done and bytes in all, should MNIST be downloaded.

    Returns:
        The model, loaded from its folder; ``card.measured`` has the accuracy.

    Raises:
        InkdigitsError: Of ``errors.py``, whichever part refuses. Nothing half-written is left.
    """
    check_extra("inkdigits.train")
    if recipe == SPOTTER:
        raise UsageError("the spotter is no classifier: inkdigits.train_spotter(...) trains it.")
    with ThreadPoolExecutor(1) as beside:
        here = beside.submit(load_here, data)
        with no_collection():
            from inkdigits.learn.job import make_job
            from inkdigits.learn.pipeline import carry_out
        job = make_job(
            recipe,
            data=data,
            seed=seed,
            out=out,
            epochs=epochs,
            validation=validation,
            threads=threads,
            device=device,
            resume=resume,
            members=members,
            teacher=teacher,
        )
        dataset = here.result() or load(data, notice=notice, progress=download)
    return carry_out(job, dataset, notice=notice, watch=watch)


def train_spotter(
    *,
    data: str | os.PathLike[str] = "auto",
    seed: int = 0,
    out: str | os.PathLike[str] | None = None,
    epochs: int | None = None,
    validation: float | None = None,
    threads: int | None = None,
    device: str = "auto",
    resume: bool = False,
    start: str | os.PathLike[str] | None = None,
    notice: Callable[[str], None] = lambda _: None,
    watch: "Callable[[Progress], None]" = lambda _: None,
    download: Callable[[int, int], None] | None = None,
) -> "Spotter":
    """Train the network that finds digits on pages, and write its folder.

    It learns from pieces of photographed pages that are made as it goes, of training digits; its
    test digits are those that it finds, and names right, in such pieces made of test digits. It
    may begin with the weights of the spotter in the folder ``start``, ``shipped`` for the one that
    ships; it sees other pieces then than that one did, and what is written is the mean of those
    weights and the learned ones. All other arguments are those of ``train``.

    Returns:
        The spotter, for ``Reader(model, spotter)``.

    Raises:
        InkdigitsError: Of ``errors.py``, whichever part refuses. Nothing half-written is left.
    """
    check_extra("inkdigits.train_spotter")
    with no_collection():
        from inkdigits.learn.job import make_job
        from inkdigits.learn.spotting.pipeline import carry_out
        from inkdigits.learn.spotting.recipe import RECIPE, going_on
    from inkdigits.spotter import load_spotter

    folder = None if start is None or os.fspath(start) == SHIPPED else Path(start)
    job = make_job(
        RECIPE if start is None else going_on(RECIPE),
        data=data,
        seed=seed,
        out=out,
        epochs=epochs,
        validation=validation,
        threads=threads,
        device=device,
        resume=resume,
        earlier=None if start is None else load_spotter(folder, threads=threads),
    )
    return carry_out(job, load(data, notice=notice, progress=download), notice=notice, watch=watch)


def check_extra(what: str) -> None:
    """Refuse ``what`` where something that training needs is not installed.

    Raises:
        MissingExtraError: It is not.
    """
    missing = next((name for name in TRAINING if find_spec(name) is None), None)
    if missing:
        raise MissingExtraError(what, "train")


@contextlib.contextmanager
def no_collection() -> Iterator[None]:
    """Let Python not look for garbage for a while: of what an import makes, all stays."""
    before = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if before:
            gc.enable()

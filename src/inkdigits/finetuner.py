"""A model and the digits of a hand in; a Model folder that reads this hand better out."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from inkdigits.data import load, load_here
from inkdigits.trainer import check_extra, no_collection

if TYPE_CHECKING:
    from inkdigits.learn.progress import Progress
    from inkdigits.model import Model

ALLOWED_LOSS = 0.1  # points of accuracy on digits that must not be forgotten


def finetune(
    model: "str | os.PathLike[str] | Model | None" = None,
    *,
    data: str | os.PathLike[str] = "corrections",
    remember: str | os.PathLike[str] = "auto",
    allow_loss: float = ALLOWED_LOSS,
    seed: int = 0,
    out: str | os.PathLike[str] | None = None,
    threads: int | None = None,
    device: str = "auto",
    resume: bool = False,
    notice: Callable[[str], None] = lambda _: None,
    watch: "Callable[[Progress], None]" = lambda _: None,
    download: Callable[[int, int], None] | None = None,
) -> "Model":
    """Go on training a model with digits of a hand, MNIST's mixed in, so that nothing is forgotten.

    About one in six of the hand's digits is held out, drawn by its name or its pixels, to judge
    by. The test set is read once, at the end, for the card.

    Args:
        model: What to go on from: a Model folder; the model that ships where it is None.
        data: The digits to learn: ``corrections``, what was taught on this machine, or a folder.
        remember: What must not be forgotten, as ``data`` of ``train``.
        allow_loss: Points of accuracy that may be lost on its validation digits.
        seed: Of everything random. Same seed, machine, versions and threads: same bits.
        out: The Model folder; ``runs/RECIPE-finetuned`` where it is None.
        threads: CPU threads; all cores where it is None.
        device: ``auto``, ``cpu`` or ``cuda``.
        resume: Go on from the checkpoint that an unfinished finetuning into ``out`` has left.
        notice: Told what a person should know, a line at a time.
        watch: Told of progress a few times a second, and at the end of each epoch.
        download: Told of bytes done and bytes in all, should MNIST be downloaded.

    Returns:
        The model, loaded from its folder; ``card.measured["finetuned"]`` has what it read before
        and after, of the held-out digits and of the remembered ones.

    Raises:
        TrainingError: It forgot more than is allowed. Nothing is written.
        InkdigitsError: Of ``errors.py``, whichever part refuses. Nothing half-written is left.
    """
    check_extra("inkdigits.finetune")
    with ThreadPoolExecutor(1) as beside:
        here = beside.submit(load_here, remember)
        with no_collection():
            from inkdigits.learn.finetune_job import make_finetuning
            from inkdigits.learn.finetuning import carry_on
            from inkdigits.model import Model, load_model
        job, start = make_finetuning(
            model if isinstance(model, Model) else load_model(model, threads=threads),
            data=data,
            remember=remember,
            seed=seed,
            out=out,
            allow_loss=allow_loss,
            threads=threads,
            device=device,
            resume=resume,
        )
        hand = load(data)
        remembered = here.result() or load(remember, notice=notice, progress=download)
    return carry_on(job, start, hand, remembered, notice=notice, watch=watch)

"""A Job to train a spotter and its digits in; a spotter's folder on disk out."""

import dataclasses
from collections.abc import Callable
from typing import Any

import torch
from safetensors.torch import save

from inkdigits.card import Card, write_card
from inkdigits.data import Dataset
from inkdigits.errors import DataError
from inkdigits.files import write_whole_folder
from inkdigits.learn.checkpoint import resume, save_checkpoint
from inkdigits.learn.job import Job
from inkdigits.learn.material import Parts, split
from inkdigits.learn.pipeline import telling_what_is_kept
from inkdigits.learn.progress import Progress
from inkdigits.learn.record import describe, make_identity, which
from inkdigits.learn.run import Run, begin, load_weights, torch_settings
from inkdigits.learn.spotting.export import export, round_kernels
from inkdigits.learn.spotting.glyphs import Glyphs
from inkdigits.learn.spotting.judging import answer_of, count_found
from inkdigits.learn.spotting.mean import Weights, average, measure_again
from inkdigits.learn.spotting.recipe import KEPT
from inkdigits.learn.spotting.training import JUDGED as VALIDATED
from inkdigits.learn.spotting.training import fit
from inkdigits.model import CARD, ONNX, WEIGHTS
from inkdigits.sight import SpotterNetwork
from inkdigits.spotter import Spotter as Ready
from inkdigits.spotter import load_spotter

JUDGED = 1000  # scenes of test digits that it is judged on in the end


def carry_out(
    job: Job,
    dataset: Dataset,
    *,
    notice: Callable[[str], None],
    watch: Callable[[Progress], None],
) -> Ready:
    """Train, export, judge on scenes of test digits, write the folder, drop the checkpoint.

    Raises:
        DataError: There is nothing to learn from.
        KeyboardInterrupt: Somebody pressed Ctrl-C; its text says what was kept.
    """
    if not len(dataset.train):
        raise DataError(f"{dataset.source} has no training digits, only test digits.")
    with telling_what_is_kept(job), torch_settings(job.threads, job.seed):
        parts = split(job, dataset)
        run, known = _train(job, dataset, parts, notice=notice, watch=watch)
        _write(job, dataset, parts, run, known)
    job.checkpoint.unlink(missing_ok=True)
    return load_spotter(job.out, threads=job.threads)


def _train(
    job: Job,
    dataset: Dataset,
    parts: Parts,
    *,
    notice: Callable[[str], None],
    watch: Callable[[Progress], None],
) -> tuple[Run, Weights | None]:
    """The trained run, and the weights that it began with, if any."""
    notice(
        f"Training {job.recipe.name} on scenes of {len(parts.train):,} digits of {dataset.source}, "
        f"seed {job.seed}, {job.device.type} with {job.threads} thread{'s' * (job.threads > 1)}."
    )
    torch.manual_seed(job.seed)
    run = begin(job.recipe, job.device, parts.train.images)
    known = None
    if job.earlier:
        known = load_weights(run.network, job.earlier)
        notice(f"Beginning with the weights of {job.earlier.folder}.")
    identity = make_identity(job, dataset, parts.taught)
    if job.resume:
        resume(job.checkpoint, run, identity)
        notice(f"Going on after epoch {len(run.history)}, from {job.checkpoint}.")
    fit(
        job.recipe,
        run,
        parts.train,
        parts.validation,
        seed=job.seed,
        scenes=scenes_seed(job),
        watch=watch,
        save=lambda run: save_checkpoint(job.checkpoint, run, identity),
    )
    return run, known


def scenes_seed(job: Job) -> tuple[int, ...]:
    """What the scenes are drawn from: neither the judged ones, nor what earlier weights saw."""
    return (job.seed, int(job.earlier.digests[WEIGHTS][:8], 16) if job.earlier else 1)


def _write(job: Job, dataset: Dataset, parts: Parts, run: Run, known: Weights | None) -> None:
    """Export, judge on scenes of test digits, this once, and write the folder."""
    network = run.network.cpu().to(memory_format=torch.contiguous_format)  # type: ignore[call-overload]
    glyphs = Glyphs(parts.train, scenes_seed(job))
    mean: dict[str, Any] = {}
    if job.earlier and known:
        round_kernels(network)  # as a folder would hold it, as it holds the other
        average(network, known)
        measure_again(network, glyphs, seed=job.seed)
        checked = Glyphs(parts.validation, (job.seed,)) if len(parts.validation) else None
        right, total = count_found(answer_of(network), checked, scenes=VALIDATED, seed=job.seed)
        mean = {**which(job.earlier), "kept": KEPT}
        mean |= {"validation_right": right, "validation_total": total}
    state = round_kernels(network)
    exported, closeness = export(network, glyphs, seed=job.seed, threads=job.threads)
    judged = Glyphs(dataset.test, (job.seed,)) if len(dataset.test) else None
    graph = SpotterNetwork(exported, name="the exported graph", threads=job.threads)
    right, total = count_found(
        lambda pictures: graph.answer(pictures)[0], judged, scenes=JUDGED, seed=job.seed
    )
    files = {ONNX: exported, WEIGHTS: save(state)}
    measured: dict[str, Any] = {
        "parameters": sum(value.numel() for value in network.parameters()),
        "train_seconds": round(run.seconds, 3),
        "test_right": right,
        "test_total": total,
        "export": closeness,
        "epochs": [dataclasses.asdict(epoch) for epoch in run.history],
        **({"start": mean} if mean else {}),
    }
    card = Card(**describe(job, dataset, parts), measured=measured)
    write_whole_folder(job.out, {**files, CARD: write_card(card, files)})

"""Training learns, repeats itself to the bit, and goes on where it was stopped."""

import dataclasses

import numpy as np
import pytest
import torch

from inkdigits.data import Dataset, split_validation
from inkdigits.errors import TrainingError
from inkdigits.learn import job
from inkdigits.learn.augment import Augmentation
from inkdigits.learn.inference import to_pixels
from inkdigits.learn.progress import make_plan
from inkdigits.learn.recipes import find_recipe
from inkdigits.learn.run import begin, torch_settings
from inkdigits.learn.step import train_step
from inkdigits.learn.training import fit


def trained(recipe, data: Dataset, *, seed=0, watch=lambda _: None, save=lambda _: None):
    train, validation = split_validation(data.train, size=50, seed=seed)
    with torch_settings(threads=1, seed=seed):
        run = begin(recipe, torch.device("cpu"), train.images)
        fit(recipe, run, train, validation, seed=seed, watch=watch, save=save)
    return run


def bits(run) -> torch.Tensor:
    return torch.cat([value.flatten() for value in run.network.state_dict().values()])


def test_a_network_learns_digits_that_are_easy_to_tell_apart(quick, bars):
    last = trained(dataclasses.replace(quick, epochs=4), bars).history[-1]
    assert last.validation_right == last.validation_total == 50
    assert last.loss < 0.2


@pytest.mark.parametrize(
    "name", ["fast", "robust", "tutorial-dropout"], ids=["plain", "augmented", "dropout"]
)
def test_the_same_seed_gives_the_same_bits_and_another_seed_others(name, bars):
    recipe = dataclasses.replace(find_recipe(name), epochs=1, least_steps=0)
    first, again, other = (trained(recipe, bars, seed=seed) for seed in (5, 5, 6))
    assert torch.equal(bits(first), bits(again))
    assert not torch.equal(bits(first), bits(other))


def test_training_leaves_torchs_threads_and_random_state_as_they_were(quick, bars):
    torch.manual_seed(9)
    before, threads = torch.get_rng_state(), torch.get_num_threads()
    trained(dataclasses.replace(quick, epochs=1), bars)
    assert torch.equal(torch.get_rng_state(), before)
    assert torch.get_num_threads() == threads


@pytest.mark.parametrize("share", [0, 0.2, 0.5])
def test_the_last_steps_take_images_as_they_are(quick, bars, share, monkeypatch):
    changed = []

    def count(images, _how, _rng):
        changed.append(len(images))
        return images

    monkeypatch.setattr("inkdigits.learn.step.augment", count)
    recipe = dataclasses.replace(quick, epochs=2, augmentation=Augmentation(), plain=share)
    trained(recipe, bars)
    assert len(changed) == 2 * (350 // recipe.batch_size) * (1 - share)


def test_every_epoch_shows_the_network_each_digit_at_most_once(quick, bars):
    seen = []
    recipe = dataclasses.replace(
        quick, epochs=1, batch_size=16, network=lambda: Watching(seen), prepare=None
    )
    trained(recipe, bars)
    batches = seen[:21]  # 350 digits make 21 batches of 16; then come the validation digits
    images = torch.cat(batches).flatten(1)
    assert images.shape == (336, 784)
    assert len(images.unique(dim=0)) == 336
    assert images.min() >= 0
    assert 0.8 < images.max() <= 1


class Watching(torch.nn.Module):
    """A network that keeps what it is shown."""

    def __init__(self, seen):
        super().__init__()
        self.seen = seen
        self.dense = torch.nn.Linear(784, 10)

    def forward(self, x):
        self.seen.append(x.clone())
        return self.dense(x.flatten(1))


def test_progress_ends_at_the_last_step_and_reports_every_epoch(quick, bars):
    reports = []
    trained(dataclasses.replace(quick, epochs=3), bars, watch=reports.append)
    finished = [report for report in reports if report.finished]
    assert [report.epoch for report in finished] == [1, 2, 3]
    assert finished[-1].step == finished[-1].plan.steps == 3 * (350 // 10)
    assert finished[-1].seconds_left == 0
    assert all(report.digits_per_second > 0 for report in reports)


def test_a_recipe_told_to_stop_after_some_steps_stops_in_the_midst_of_an_epoch(quick, bars):
    reports = []
    trained(dataclasses.replace(quick, steps=40), bars, watch=reports.append)
    assert reports[-1].step == 40
    assert reports[-1].epoch == 2


def test_a_summed_loss_is_the_mean_loss_times_the_batches(quick, bars):
    recipe = dataclasses.replace(quick, epochs=1)
    mean = trained(recipe, bars).history[0].loss
    total = trained(dataclasses.replace(recipe, summed_loss=True), bars).history[0].loss
    np.testing.assert_allclose(total, mean * (350 // 10), rtol=1e-6)


@pytest.mark.parametrize(
    ("digits", "batch_size", "steps", "epochs"),
    [(55_000, 256, 428, 2), (1_297, 64, 300, 15), (40, 2, 300, 15), (1, 1, 300, 300)],
)
def test_a_small_set_is_taken_in_smaller_batches_and_more_epochs(digits, batch_size, steps, epochs):
    recipe = dataclasses.replace(
        find_recipe("fast"), batch_size=256, epochs=2, steps=None, least_steps=300
    )
    plan = make_plan(recipe, digits)
    assert (plan.batch_size, plan.steps, plan.epochs) == (batch_size, steps, epochs)


def test_a_loss_that_is_no_longer_a_number_stops_the_training(quick, bars):
    recipe = dataclasses.replace(quick, peak_learning_rate=1e30, schedule="constant")
    with pytest.raises(TrainingError, match=r"loss became .* lower peak_learning_rate"):
        trained(recipe, bars)


def test_training_works_on_a_set_with_hardly_a_digit(quick, bars):
    few = dataclasses.replace(
        bars,
        train=type(bars.train)(images=bars.train.images[:8], labels=bars.train.labels[:8]),
    )
    with torch_settings(threads=1, seed=0):
        run = begin(quick, torch.device("cpu"), few.train.images)
        fit(
            dataclasses.replace(quick, epochs=30),
            run,
            few.train,
            few.train,
            seed=0,
            watch=lambda _: None,
            save=lambda _: None,
        )
    assert run.history[-1].validation_right == 8


@pytest.mark.parametrize("able", [True, False])
def test_bfloat16_is_for_processors_that_have_units_for_it(quick, monkeypatch, able):
    monkeypatch.setattr(job, "multiplies_bfloat16", lambda: able)
    asked = dataclasses.replace(quick, bfloat16=True)
    assert job.settle(asked, torch.device("cpu")).bfloat16 == able
    refused = dataclasses.replace(quick, bfloat16=False)
    assert not job.settle(refused, torch.device("cpu")).bfloat16


def test_bfloat16_rounds_and_changes_nothing_else(quick, bars):
    losses = {}
    images = to_pixels(torch.tensor(bars.train.images)[:, None])
    for bfloat16 in (False, True):
        recipe = dataclasses.replace(quick, bfloat16=bfloat16)
        with torch_settings(threads=1, seed=0):
            run = begin(recipe, torch.device("cpu"), bars.train.images)
            labels = torch.tensor(bars.train.labels)
            losses[bfloat16] = [
                train_step(recipe, run, images, labels, 1e-3).item() for _ in range(5)
            ]
        assert {value.dtype for value in run.network.parameters()} == {torch.float32}
    assert losses[True] == pytest.approx(losses[False], rel=0.05)
    assert losses[True] != losses[False]

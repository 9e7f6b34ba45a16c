"""MNIST and one of our recipes in; what it came to, reported as peers/*.py report, out.

    python benchmarks/ours.py MNIST_FOLDER --recipe fast
    python benchmarks/ours.py MNIST_FOLDER --network tuomaso

The steps, their order and their random draws are those of ``inkdigits train``: same seed, same
network. Only the clock and the judge are the peers'.
"""

import argparse
import dataclasses
from collections.abc import Callable, Iterator
from importlib.metadata import version

import numpy as np
import torch
from torch import nn

from inkdigits.data import Dataset, Examples, load, split_validation
from inkdigits.learn.hands import flag_ones
from inkdigits.learn.inference import count_right, logits
from inkdigits.learn.job import settle
from inkdigits.learn.material import VALIDATION
from inkdigits.learn.progress import Plan, make_plan
from inkdigits.learn.recipe import Recipe, learning_rate
from inkdigits.learn.recipes import RECIPES, find_recipe
from inkdigits.learn.run import Run, begin, torch_settings
from inkdigits.learn.step import make_step
from peers.report import Record, make_parser, race

CPU = torch.device("cpu")


def tuomaso() -> nn.Sequential:
    """The network of tuomaso/train_mnist_fast: (n, 1, 28, 28) float32 pixels -> (n, 10) logits."""
    return nn.Sequential(
        nn.Conv2d(1, 24, 5),
        nn.MaxPool2d(2),  # (n, 24, 12, 12)
        nn.ReLU(),
        nn.Conv2d(24, 32, 3),
        nn.MaxPool2d(2),  # (n, 32, 5, 5)
        nn.ReLU(),
        nn.Flatten(),
        nn.Linear(32 * 5 * 5, 256),
        nn.ReLU(),
        nn.Linear(256, 10),
    )


def choose_recipe(arguments: argparse.Namespace) -> Recipe:
    """The recipe to train, as this machine carries it out."""
    recipe = find_recipe(arguments.recipe)
    if arguments.network == "tuomaso":
        recipe = dataclasses.replace(
            recipe,
            name=f"{recipe.name}-tuomaso",
            network=tuomaso,
            prepare=None,
            peak_learning_rate=1e-2,
            label_smoothing=0.0,
            channels_last=True,
        )
    if arguments.float32:
        recipe = dataclasses.replace(recipe, name=f"{recipe.name}-float32", bfloat16=False)
    return settle(recipe, CPU)


def training_part(dataset: Dataset, recipe: Recipe, arguments: argparse.Namespace) -> Examples:
    """What to learn from: the command line's 55,000, or so many of the 60,000, tiled or cut."""
    if arguments.digits:
        places = np.arange(arguments.digits) % len(dataset.train)
        images, labels = dataset.train.images[places], dataset.train.labels[places]
        part = Examples(images=images, labels=labels)
    else:
        part, _ = split_validation(dataset.train, size=VALIDATION, seed=arguments.seed)
    if recipe.flagged_ones:
        rng = np.random.default_rng(arguments.seed)
        part = flag_ones(part, share=recipe.flagged_ones, rng=rng)
    return part


def train(recipe: Recipe, run: Run, plan: Plan, part: Examples, seed: int) -> Iterator[None]:
    """Train as ``fit`` does, on digits that are resident, one step each time the next is asked for.

    Before the first step it yields once, with everything made ready: no clock should run then.
    """
    images = torch.tensor(part.images)[:, None]  # (n, 1, 28, 28) uint8
    labels = torch.tensor(part.labels)  # (n,) int64
    rng = torch.Generator()
    step = make_step(recipe, run, plan, images=images, labels=labels, rng=rng)
    yield
    for epoch in range(plan.epochs):
        entropy = int(np.random.SeedSequence([seed, epoch]).generate_state(1, np.uint64)[0])
        torch.manual_seed(entropy)
        rng.manual_seed(entropy)
        order = torch.randperm(len(labels), generator=rng)
        first = epoch * plan.steps_an_epoch
        last = min(first + plan.steps_an_epoch, plan.steps)
        batches = torch.split(order, plan.batch_size)[: last - first]
        for done, chosen in enumerate(batches, first):
            step(chosen, learning_rate(recipe, done / plan.steps))
            yield


def make_judge(run: Run, test: Examples) -> Callable[[], int]:
    """Counts the test digits that are read right, and leaves the network ready to train on."""

    def judge() -> int:
        right = count_right(logits(run.network, test.images), test.labels)
        run.network.train()
        return right

    return judge


def parse() -> argparse.Namespace:
    parser = make_parser(__doc__)
    parser.add_argument("--recipe", default="fast", choices=[recipe.name for recipe in RECIPES])
    parser.add_argument("--network", choices=["tuomaso"], help="instead of the recipe's own")
    parser.add_argument("--digits", type=int, metavar="N", help="the 60,000, tiled or cut to N")
    parser.add_argument("--float32", action="store_true", help="without bfloat16")
    return parser.parse_args()


def main() -> None:
    arguments = parse()
    recipe = choose_recipe(arguments)
    dataset = load(arguments.folder)
    with torch_settings(arguments.threads, arguments.seed):
        part = training_part(dataset, recipe, arguments)
        run = begin(recipe, CPU, part.images)
        run.network.train()
        plan = make_plan(recipe, len(part))
        training = train(recipe, run, plan, part, arguments.seed)
        next(training)
        record = Record(
            contender=f"inkdigits-{recipe.name}",
            framework=f"inkdigits {version('inkdigits')}, torch {torch.__version__}",
            parameters=sum(values.numel() for values in run.network.parameters()),
            batch_size=plan.batch_size,
            seed=arguments.seed,
            threads=arguments.threads,
        )
        race(
            record,
            arguments,
            training=training,
            judge=make_judge(run, dataset.test),
            steps=plan.steps,
            judge_every=plan.steps_an_epoch,
        )


if __name__ == "__main__":
    main()

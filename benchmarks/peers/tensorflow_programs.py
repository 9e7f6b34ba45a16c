"""A tutorial's network, settings and MNIST in; its training out, in TensorFlow 1's way or 2's.

TensorFlow 1 draws a graph first and runs it afterwards, in a session that is fed arrays: ``graph``,
as the tutorials' readers did; today's TensorFlow still can, by ``tf.compat.v1``. TensorFlow 2
traces a Python function behind the scenes, and its digits stay in memory as a tensor: ``function``.
Both take the network from the same lines, draw the same batches and call the same optimiser.

Where this departs from the tutorials, and why:

- Labels are numbers, not rows of ten with a single 1: the same loss, with less to feed.
- The test digits are judged 1,000 at a time, for all 10,000 at once take gigabytes.

Each operation is split over the threads (intra-op), and operations run one after another (inter-op
is 1): two at a time were no faster on two cores, nor were several steps a call. XLA stays off:
a hundred of its steps took more than 90 seconds, not three.
"""

import argparse
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from digits import draw_batches, read_digits, scale
from numpy.typing import NDArray
from report import Record, make_parser, race

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")  # must be set before the import

import tensorflow as tf

tf1 = tf.compat.v1

VALIDATION = 5000  # training digits that TensorFlow 1's read_data_sets set aside, from the front
JUDGED_AT_ONCE = 1000


@dataclass(frozen=True, kw_only=True)
class Program:
    """What one tutorial says, and nothing that is done alike in both."""

    name: str
    initial_values: Callable[[], list[tf.Variable]]  # weights and biases, from first layer to last
    network: Callable[[tf.Tensor, list[tf.Variable], bool], tf.Tensor]  # see ``dropout_tensorflow``
    optimizer: Callable[[], tf1.train.Optimizer]
    batch_size: int  # images a step
    steps: int
    judge_every: int  # steps


class Pixels(NamedTuple):
    """Digits as both tutorials take them."""

    images: NDArray[np.float32]  # (n, 784), 0 paper to 1 ink
    labels: NDArray[np.int32]  # (n,)


class Started(NamedTuple):
    """A network with its first values, ready to be trained."""

    training: Iterator[None]  # one training step each time that it is asked for the next
    judge: Callable[[], int]  # counts the test digits that are read right
    parameters: int


def conv2d(images: tf.Tensor, filters: tf.Tensor) -> tf.Tensor:
    """Slide ``filters`` (5, 5, c, k) over ``images`` (n, h, w, c) -> (n, h, w, k)."""
    return tf.nn.conv2d(images, filters, strides=1, padding="SAME")


def max_pool(images: tf.Tensor) -> tf.Tensor:
    """Keep the largest of every 2 by 2 pixels: (n, h, w, c) -> (n, h/2, w/2, c)."""
    return tf.nn.max_pool2d(images, ksize=2, strides=2, padding="SAME")


def mean_loss(logits: tf.Tensor, labels: tf.Tensor) -> tf.Tensor:
    """The cross-entropy of (n, 10) logits with (n,) labels, a scalar."""
    losses = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=labels, logits=logits)
    return tf.reduce_mean(losses)


def count_right(logits: tf.Tensor, labels: tf.Tensor) -> tf.Tensor:
    """How many of the (n,) labels have the largest of their ten logits, a scalar."""
    right = tf.equal(tf.argmax(logits, axis=1, output_type=tf.int32), labels)
    return tf.reduce_sum(tf.cast(right, tf.int32))


def start_graph(
    program: Program, train: Pixels, test: Pixels, *, seed: int, threads: int
) -> Started:
    """TensorFlow 1's way: draw the graph, open a session, feed it batch after batch."""
    with tf.Graph().as_default():
        tf.random.set_seed(seed)
        images = tf1.placeholder(tf.float32, [None, 784])
        labels = tf1.placeholder(tf.int32, [None])
        parameters = program.initial_values()
        loss = mean_loss(program.network(images, parameters, True), labels)
        train_step = program.optimizer().minimize(loss)
        right = count_right(program.network(images, parameters, False), labels)
        settings = tf1.ConfigProto(
            intra_op_parallelism_threads=threads, inter_op_parallelism_threads=1
        )
        session = tf1.Session(config=settings)
        session.run(tf1.global_variables_initializer())

    def training() -> Iterator[None]:
        rng = np.random.default_rng(seed)
        for chosen in draw_batches(len(train.labels), program.batch_size, rng):
            batch = {images: train.images[chosen], labels: train.labels[chosen]}
            session.run(train_step, feed_dict=batch)
            yield

    def judge() -> int:
        total = 0
        for start in range(0, len(test.labels), JUDGED_AT_ONCE):
            part = slice(start, start + JUDGED_AT_ONCE)
            batch = {images: test.images[part], labels: test.labels[part]}
            total += int(session.run(right, feed_dict=batch))
        return total

    return Started(training(), judge, sum(values.shape.num_elements() for values in parameters))


def start_function(
    program: Program, train: Pixels, test: Pixels, *, seed: int, threads: int
) -> Started:
    """TensorFlow 2's way: keep the digits in a tensor, and call one traced function a step."""
    tf.config.threading.set_intra_op_parallelism_threads(threads)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    tf.random.set_seed(seed)
    images, labels = tf.constant(train.images), tf.constant(train.labels)
    parameters = program.initial_values()
    optimizer = program.optimizer()

    @tf.function
    def train_step(chosen: tf.Tensor) -> None:
        with tf.GradientTape() as tape:
            logits = program.network(tf.gather(images, chosen), parameters, True)
            loss = mean_loss(logits, tf.gather(labels, chosen))
        gradients = tape.gradient(loss, parameters)
        optimizer.apply_gradients(zip(gradients, parameters, strict=True))

    @tf.function
    def right(images: tf.Tensor, labels: tf.Tensor) -> tf.Tensor:
        return count_right(program.network(images, parameters, False), labels)

    def training() -> Iterator[None]:
        rng = np.random.default_rng(seed)
        for chosen in draw_batches(len(train.labels), program.batch_size, rng):
            train_step(tf.constant(chosen))
            yield

    def judge() -> int:
        parts = tf.data.Dataset.from_tensor_slices(test).batch(JUDGED_AT_ONCE)
        return sum(int(right(*part)) for part in parts)

    return Started(training(), judge, sum(values.shape.num_elements() for values in parameters))


MODES = {"graph": start_graph, "function": start_function}


def run(program: Program, arguments: argparse.Namespace) -> None:
    """Train ``program`` in the mode that ``arguments`` name, and report."""
    tf.config.set_visible_devices([], "GPU")
    train, test = (
        Pixels(scale(part.images).reshape(-1, 784), part.labels.astype(np.int32))
        for part in read_digits(arguments.folder)
    )
    train = Pixels(train.images[VALIDATION:], train.labels[VALIDATION:])
    start = MODES[arguments.mode]
    started = start(program, train, test, seed=arguments.seed, threads=arguments.threads)
    record = Record(
        contender=f"{program.name}, {arguments.mode}",
        framework=f"tensorflow {tf.__version__}",
        parameters=started.parameters,
        batch_size=program.batch_size,
        seed=arguments.seed,
        threads=arguments.threads,
    )
    race(
        record,
        arguments,
        training=started.training,
        judge=started.judge,
        steps=program.steps,
        judge_every=program.judge_every,
    )


def make_mode_parser(description: str | None) -> argparse.ArgumentParser:
    """Every program's words, and which of the two ways to go."""
    parser = make_parser(description)
    parser.add_argument("--mode", choices=tuple(MODES), default="function")
    return parser

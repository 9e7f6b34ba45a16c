"""The network and settings of Keras' ``mnist_convnet`` example: MNIST in, about 99.2 % out.

    python benchmarks/peers/keras_convnet.py MNIST_FOLDER [--save FOLDER]

From https://keras.io/examples/vision/mnist_convnet/, on TensorFlow, where its authors began: two
3×3 convolutions, each followed by a pooling, dropout of a half, one dense softmax layer; Adam,
batches of 128, 15 epochs of ``model.fit`` on the first 54,000 digits, the last 6,000 set aside for
validation. That validation is done after each epoch, but not counted as training time, and no
progress bar is drawn. Operations run one after another (inter-op is 1): two at a time were no
faster on two cores. ``--save`` leaves FOLDER/keras_convnet.keras for whoever times its answers.
"""

import argparse
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from digits import read_digits, scale
from report import Record, count_steps, judge_now, make_parser, print_record

os.environ["KERAS_BACKEND"] = "tensorflow"  # these two must be set before the imports
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import keras
import tensorflow as tf
from keras import layers

BATCH_SIZE = 128
STEPS_AN_EPOCH = 422  # of 54,000 digits; the last step takes 112
JUDGED_AT_ONCE = 1000


def make_network() -> keras.Sequential:
    """(n, 28, 28, 1) float32 pixels, 0 to 1 -> (n, 10) probabilities; 34,826 parameters."""
    return keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            layers.Conv2D(32, 3, activation="relu"),
            layers.MaxPooling2D(2),
            layers.Conv2D(64, 3, activation="relu"),
            layers.MaxPooling2D(2),
            layers.Flatten(),
            layers.Dropout(0.5),
            layers.Dense(10, activation="softmax"),
        ]
    )


class Reporter(keras.callbacks.Callback):
    """Times ``fit`` from the beginning of each epoch to its last training step, and judges."""

    def __init__(
        self, record: Record, arguments: argparse.Namespace, judge: Callable[[], int]
    ) -> None:
        super().__init__()
        self.record, self.arguments, self.judge = record, arguments, judge
        self.judge_every = arguments.judge_every or arguments.steps or STEPS_AN_EPOCH
        self.last_step = min(arguments.steps or sys.maxsize, arguments.epochs * STEPS_AN_EPOCH)
        self.resumed = 0.0  # when the clock began to run again

    def on_epoch_begin(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Let the clock run; what comes between epochs is validation."""
        del epoch, logs
        self.resumed = time.perf_counter()

    def on_train_batch_end(self, batch: int, logs: dict[str, Any] | None = None) -> None:
        """Count the step, and judge or stop where one is due."""
        del batch, logs
        count_steps(self.record, 1, time.perf_counter() - self.resumed)
        last = self.record.steps == self.last_step
        if last or self.record.steps % self.judge_every == 0:
            reached = judge_now(self.record, self.arguments, self.judge)
            self.model.stop_training = last or reached
        self.resumed = time.perf_counter()


def main() -> None:
    parser = make_parser(__doc__)
    parser.add_argument("--epochs", type=int, default=15)
    parser.add_argument("--save", type=Path, metavar="FOLDER", help="keep the trained network here")
    arguments = parser.parse_args()
    tf.config.set_visible_devices([], "GPU")
    tf.config.threading.set_intra_op_parallelism_threads(arguments.threads)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    keras.utils.set_random_seed(arguments.seed)
    train, test = read_digits(arguments.folder)
    network = make_network()
    network.compile(loss="categorical_crossentropy", optimizer="adam", metrics=["accuracy"])
    test_images = scale(test.images)[..., None]

    def judge() -> int:
        answers = network.predict(test_images, batch_size=JUDGED_AT_ONCE, verbose=0)
        return int((answers.argmax(axis=1) == test.labels).sum())

    record = Record(
        contender="keras-convnet",
        framework=f"keras {keras.__version__}, tensorflow {tf.__version__}",
        parameters=network.count_params(),
        batch_size=BATCH_SIZE,
        seed=arguments.seed,
        threads=arguments.threads,
    )
    network.fit(
        scale(train.images)[..., None],  # (n, 28, 28, 1)
        keras.utils.to_categorical(train.labels, 10),
        batch_size=BATCH_SIZE,
        epochs=arguments.epochs,
        validation_split=0.1,
        verbose=0,
        callbacks=[Reporter(record, arguments, judge)],
    )
    if arguments.save:
        arguments.save.mkdir(parents=True, exist_ok=True)
        network.save(arguments.save / "keras_convnet.keras")
    print_record(record)


if __name__ == "__main__":
    main()

"""The Keras example's network in; how fast TensorFlow answers with it out.

    python benchmarks/engines/keras_network.py DIGITS_FOLDER --model FILE --way predict

Run it with a Python that has TensorFlow, on what peers/keras_convnet.py --save left. ``predict`` is
``model.predict``; ``function`` is ``model(x, training=False)`` as a ``tf.function`` on a tensor
that is already there. Both get digits that are already scaled to float32, 0 to 1, which the other
engines have to do themselves.
"""

import os
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from timing import make_parser, measure, test_digits

os.environ["KERAS_BACKEND"] = "tensorflow"  # these two must be set before the imports
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import keras
import tensorflow as tf


def scaled(frames: NDArray[np.uint8]) -> NDArray[np.float32]:
    """(n, 28, 28) uint8 -> (n, 28, 28, 1) float32, 0 to 1."""
    return np.asarray(frames[..., None] / np.float32(255))


def main() -> None:
    parser = make_parser(__doc__)
    parser.add_argument("--model", type=Path, required=True, help="NAME.keras")
    parser.add_argument("--way", choices=["predict", "function"], required=True)
    arguments = parser.parse_args()
    tf.config.threading.set_intra_op_parallelism_threads(arguments.threads)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    network = keras.models.load_model(arguments.model)
    frames, labels = test_digits(arguments.digits)
    about = {
        "network": "keras_convnet",
        "framework": f"keras {keras.__version__}, tensorflow {tf.__version__}",
        "threads": arguments.threads,
    }
    if arguments.way == "predict":
        measure(
            lambda digits: network.predict(digits, batch_size=len(digits), verbose=0),
            scaled(frames),
            labels,
            arguments,
            in_batches=lambda digits, size: network.predict(digits, batch_size=size, verbose=0),
            **about,
        )
        return
    call = tf.function(lambda digits: network(digits, training=False), reduce_retracing=True)
    with tf.device("/CPU:0"):
        resident = tf.constant(scaled(frames))
    measure(lambda digits: call(digits).numpy(), resident, labels, arguments, **about)


if __name__ == "__main__":
    main()

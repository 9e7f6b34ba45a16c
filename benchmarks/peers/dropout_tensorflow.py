"""The dropout tutorial's program for today's TensorFlow, as it meant to be: MNIST in, 97 % out.

    python benchmarks/peers/dropout_tensorflow.py MNIST_FOLDER --mode graph

From "Implementing CNN in Python with Tensorflow for MNIST digit recognition" (reading time: 30
minutes). Two 5×5 convolutions, each followed by a pooling that halves height and width; a dense
layer of 1,024 units, of which each training step leaves out a fifth at random, so that none relies
on its neighbours; ten logits. All initial values are normal with σ = 1. Adam at its default 1e-3,
batches of 128, 10 epochs of the 429 full batches that 55,000 digits make.

What is mended, beside the names that TensorFlow 2 moved:

- Dropout is off when judging. The program fed its constant 0.8 into the graph, so that a fifth of
  the dense layer was missing from its test score too.
- The logits are defined. STEP 10 used ``prediction`` outside the function that made it, and the
  loss took logits and labels by position, in the wrong order.

This file is the network and its settings; ``tensorflow_programs.py`` trains it.
"""

import tensorflow_programs as programs
from tensorflow_programs import conv2d, max_pool, tf, tf1

KEEP_RATE = 0.8
STEPS_AN_EPOCH = (60_000 - programs.VALIDATION) // 128


def initial_values() -> list[tf.Variable]:
    """Where training begins; 3,274,634 numbers."""
    shapes = [
        [5, 5, 1, 32],  # W_conv1: height, width, channels in, channels out
        [32],  # b_conv1
        [5, 5, 32, 64],  # W_conv2
        [64],  # b_conv2
        [7 * 7 * 64, 1024],  # W_fc
        [1024],  # b_fc
        [1024, 10],  # W_out
        [10],  # b_out
    ]
    return [tf.Variable(tf.random.normal(shape)) for shape in shapes]


def convolutional_neural_network(
    x: tf.Tensor, parameters: list[tf.Variable], training: bool
) -> tf.Tensor:
    """(n, 784) pixels -> (n, 10) logits; in training, without a fifth of the dense layer."""
    w_conv1, b_conv1, w_conv2, b_conv2, w_fc, b_fc, w_out, b_out = parameters
    x = tf.reshape(x, [-1, 28, 28, 1])
    conv1 = max_pool(tf.nn.relu(conv2d(x, w_conv1) + b_conv1))  # (n, 14, 14, 32)
    conv2 = max_pool(tf.nn.relu(conv2d(conv1, w_conv2) + b_conv2))  # (n, 7, 7, 64)
    fc = tf.reshape(conv2, [-1, 7 * 7 * 64])
    fc = tf.nn.relu(tf.matmul(fc, w_fc) + b_fc)  # (n, 1024)
    if training:
        fc = tf.nn.dropout(fc, rate=1 - KEEP_RATE)
    return tf.matmul(fc, w_out) + b_out


def main() -> None:
    parser = programs.make_mode_parser(__doc__)
    parser.add_argument("--epochs", type=int, default=10)
    arguments = parser.parse_args()
    program = programs.Program(
        name="dropout-tensorflow",
        initial_values=initial_values,
        network=convolutional_neural_network,
        optimizer=tf1.train.AdamOptimizer,
        batch_size=128,
        steps=arguments.epochs * STEPS_AN_EPOCH,
        judge_every=STEPS_AN_EPOCH,
    )
    programs.run(program, arguments)


if __name__ == "__main__":
    main()

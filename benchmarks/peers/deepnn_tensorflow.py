"""The deepnn tutorial's program for today's TensorFlow: MNIST in, some 97 % out.

    python benchmarks/peers/deepnn_tensorflow.py MNIST_FOLDER --mode graph

From "A Convolutional Neural Network in Python" (2018), which had it from TensorFlow's own
``mnist_deep.py``. Two convolutions, each followed by a pooling that halves height and width, find
ever larger patterns in the image; two dense layers turn the patterns into ten numbers, and the
largest says which digit it is. The article leads from ``example_input`` to the second pooling; the
rest is from its program: a dense layer of 500 units without dropout, and 20,000 steps of gradient
descent at 5e-4 on batches of 128. Its look at a batch's accuracy every 100 steps is left out.

This file is the network and its settings; ``tensorflow_programs.py`` trains it.
"""

import tensorflow_programs as programs
from tensorflow_programs import conv2d, max_pool, tf, tf1


def weight_variable(shape: list[int]) -> tf.Variable:
    """Small values, none alike: normal, cut off at two standard deviations of 0.1."""
    return tf.Variable(tf.random.truncated_normal(shape, stddev=0.1))


def bias_variable(shape: list[int]) -> tf.Variable:
    """Slightly above zero, so that no ReLU begins switched off."""
    return tf.Variable(tf.constant(0.1, shape=shape))


def initial_values() -> list[tf.Variable]:
    """Where training begins; 1,625,606 numbers."""
    return [
        weight_variable([5, 5, 1, 32]),  # height, width, channels in, channels out
        bias_variable([32]),
        weight_variable([5, 5, 32, 64]),
        bias_variable([64]),
        weight_variable([7 * 7 * 64, 500]),
        bias_variable([500]),
        weight_variable([500, 10]),
        bias_variable([10]),
    ]


def deepnn(example_input: tf.Tensor, thetas: list[tf.Variable], _training: bool) -> tf.Tensor:
    """(n, 784) pixels -> (n, 10) logits; the same in training and in judging."""
    conv1, conv1_0, conv2, conv2_0, dense1, dense1_0, dense2, dense2_0 = thetas
    image = tf.reshape(example_input, [-1, 28, 28, 1])
    activation_conv1 = tf.nn.relu(conv2d(image, conv1) + conv1_0)  # (n, 28, 28, 32)
    activation_pool1 = max_pool(activation_conv1)  # (n, 14, 14, 32)
    activation_conv2 = tf.nn.relu(conv2d(activation_pool1, conv2) + conv2_0)  # (n, 14, 14, 64)
    activation_pool2 = max_pool(activation_conv2)  # (n, 7, 7, 64)
    row = tf.reshape(activation_pool2, [-1, 7 * 7 * 64])
    activation_dense1 = tf.nn.relu(tf.matmul(row, dense1) + dense1_0)  # (n, 500)
    return tf.matmul(activation_dense1, dense2) + dense2_0


def main() -> None:
    arguments = programs.make_mode_parser(__doc__).parse_args()
    program = programs.Program(
        name="deepnn-tensorflow",
        initial_values=initial_values,
        network=deepnn,
        optimizer=lambda: tf1.train.GradientDescentOptimizer(5e-4),
        batch_size=128,
        steps=20_000,
        judge_every=2000,
    )
    programs.run(program, arguments)


if __name__ == "__main__":
    main()

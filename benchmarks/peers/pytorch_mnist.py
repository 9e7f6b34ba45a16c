"""The network and settings of pytorch/examples' ``mnist``: MNIST in, about 99.1 % out.

    python benchmarks/peers/pytorch_mnist.py MNIST_FOLDER

From https://github.com/pytorch/examples/blob/main/mnist/main.py: two 3×3 convolutions, one pooling,
dropout, two dense layers, log-softmax; Adadelta at 1.0, times 0.7 after each epoch; batches of 64
from a DataLoader, 14 epochs of all 60,000 digits.

What differs from it, all in its favour:

- A TensorDataset of pixels that are normalised beforehand stands in for torchvision's dataset,
  which makes a picture of each digit and normalises it, every epoch anew.
- Digits are shuffled. Theirs are so on an accelerator only; a CPU takes them as they come.
- Numbers below 1e-38 count as zero, which saves a CPU from slow arithmetic.

Channel-last memory and Adadelta's ``foreach`` were tried on two cores: no difference beyond noise.
"""

from collections.abc import Iterator

import torch
import torch.nn.functional as F
from digits import Digits, normalize, read_digits
from report import Record, make_parser, race
from torch import Tensor, nn
from torch.utils.data import DataLoader, TensorDataset

BATCH_SIZE = 64
JUDGED_AT_ONCE = 1000


class Network(nn.Module):
    """(n, 1, 28, 28) float32 normalised pixels -> (n, 10) logarithms of probabilities."""

    def __init__(self) -> None:
        super().__init__()
        self.convolution1 = nn.Conv2d(1, 32, 3)
        self.convolution2 = nn.Conv2d(32, 64, 3)
        self.dropout1 = nn.Dropout(0.25)
        self.dense1 = nn.Linear(12 * 12 * 64, 128)
        self.dropout2 = nn.Dropout(0.5)
        self.dense2 = nn.Linear(128, 10)

    def forward(self, images: Tensor) -> Tensor:
        x = F.relu(self.convolution1(images))  # (n, 32, 26, 26)
        x = F.relu(self.convolution2(x))  # (n, 64, 24, 24)
        x = self.dropout1(F.max_pool2d(x, 2))  # (n, 64, 12, 12)
        x = F.relu(self.dense1(torch.flatten(x, 1)))
        return F.log_softmax(self.dense2(self.dropout2(x)), dim=1)


def to_tensors(digits: Digits) -> TensorDataset:
    """(n, 1, 28, 28) float32 normalised pixels, and (n,) int64 labels."""
    images = torch.from_numpy(normalize(digits.images))[:, None]
    return TensorDataset(images, torch.from_numpy(digits.labels.astype("int64")))


def start(network: nn.Module, loader: DataLoader[tuple[Tensor, ...]]) -> Iterator[None]:
    """Make the optimiser, which is no training yet, for epoch after epoch of the loader's digits.

    Returns:
        Training, of which one step is done each time that the next is asked for.
    """
    optimizer = torch.optim.Adadelta(network.parameters(), lr=1.0)
    schedule = torch.optim.lr_scheduler.StepLR(optimizer, step_size=1, gamma=0.7)

    def training() -> Iterator[None]:
        while True:
            for images, labels in loader:
                network.train()
                optimizer.zero_grad()
                loss = F.nll_loss(network(images), labels)
                loss.backward()
                optimizer.step()
                yield
            schedule.step()

    return training()


@torch.no_grad()
def count_right(network: nn.Module, loader: DataLoader[tuple[Tensor, ...]]) -> int:
    """How many of the loader's digits are read right."""
    network.eval()
    return sum(int((network(images).argmax(dim=1) == labels).sum()) for images, labels in loader)


def main() -> None:
    parser = make_parser(__doc__)
    parser.add_argument("--epochs", type=int, default=14)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    torch.set_flush_denormal(True)
    torch.manual_seed(arguments.seed)
    train_digits, test_digits = map(to_tensors, read_digits(arguments.folder))
    train_loader = DataLoader(train_digits, batch_size=BATCH_SIZE, shuffle=True)
    test_loader = DataLoader(test_digits, batch_size=JUDGED_AT_ONCE)
    network = Network()
    record = Record(
        contender="pytorch-mnist",
        framework=f"torch {torch.__version__}",
        parameters=sum(values.numel() for values in network.parameters()),
        batch_size=BATCH_SIZE,
        seed=arguments.seed,
        threads=arguments.threads,
    )
    race(
        record,
        arguments,
        training=start(network, train_loader),
        judge=lambda: count_right(network, test_loader),
        steps=arguments.epochs * len(train_loader),
        judge_every=len(train_loader),
    )


if __name__ == "__main__":
    main()

"""A Model folder in; how fast inkdigits answers with it out.

python benchmarks/engines/ours.py DIGITS_FOLDER [--model FOLDER] [--threads 1]
"""

from pathlib import Path

from timing import make_parser, measure, test_digits

from inkdigits.model import load_model


def main() -> None:
    parser = make_parser(__doc__)
    parser.add_argument("--model", type=Path, help="a Model folder; the shipped one if left out")
    arguments = parser.parse_args()
    model = load_model(arguments.model, threads=arguments.threads)
    frames, labels = test_digits(arguments.digits)
    measure(
        model.probabilities,
        frames,
        labels,
        arguments,
        network=model.card.recipe,
        threads=arguments.threads,
    )


if __name__ == "__main__":
    main()

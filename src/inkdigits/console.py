"""What a command found in; text for a person, or JSON for a program, out."""

import dataclasses
import json
import math
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from inkdigits.answers import Difference
    from inkdigits.data import Source
    from inkdigits.evaluation import Evaluation
    from inkdigits.learn.progress import Progress
    from inkdigits.measured import Measured
    from inkdigits.model import Model

VERDICTS = {"right": "SHA-256 right", "wrong": "SHA-256 WRONG", "missing": "missing"}


def say(line: str) -> None:
    """Tell the person at the terminal; results go elsewhere, to standard output."""
    print(line, file=sys.stderr, flush=True)


def score(right: int, total: int) -> str:
    """``"9,913 of 10,000 right: 99.13 %"``."""
    return f"{right:,} of {total:,} right: {100 * right / total:.2f} %"


def duration(seconds: float) -> str:
    """``"0:07"``, ``"25:31"``, ``"1:02:03"``."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def to_json(value: dict[str, Any]) -> str:
    """One JSON object on one line; JSON has no word for what is not a number but null."""
    return json.dumps(_without_nan(value), ensure_ascii=False, allow_nan=False)


def show_evaluation(evaluation: "Evaluation", model: "Model", *, json: bool) -> None:
    """Print an evaluation: as JSON, or as a page of text."""
    if json:
        print(to_json({"model": str(model.folder), **dataclasses.asdict(evaluation)}))
    else:
        print(evaluation_text(evaluation, model))


def evaluation_text(evaluation: "Evaluation", model: "Model") -> str:
    """An evaluation as a page of text."""
    low, high = (100 * bound for bound in evaluation.interval)
    right = score(evaluation.right, evaluation.total)
    wrong = evaluation.total - evaluation.right
    errors = f"{wrong:,} error{'s' * (wrong != 1)}"
    likelihood = f"negative log-likelihood {evaluation.negative_log_likelihood:.4f}"
    calibration = f"calibration error {100 * evaluation.calibration_error:.2f} %"
    without = ", ".join(
        f"{100 * error:.2f} % without the least sure {aside} %"
        for aside, error in (
            (1, evaluation.error_without_1_percent),
            (5, evaluation.error_without_5_percent),
        )
    )
    lines = [
        f"{model.folder} on {evaluation.data}",
        f"{right}  (95 % interval {low:.2f} to {high:.2f} %)",
        *_corrected_text(evaluation),
        f"{errors}  {likelihood}  {calibration}",
        f"wrong: {100 * wrong / evaluation.total:.2f} %, {without}",
        "",
        "digit  precision  recall      answered: " + "".join(f"{d:>6}" for d in range(10)),
    ]
    for digit, row in enumerate(evaluation.confusion):
        precision, recall = evaluation.precision[digit], evaluation.recall[digit]
        cells = "".join(f"{count:>6}" if count else "     ·" for count in row)
        lines.append(f"{digit:>5}  {_percent(precision)}  {_percent(recall)}              {cells}")
    return "\n".join(lines)


def show_finetuned(model: "Model") -> None:
    """Print what a finetuned model gained and lost, and its score on the test set."""
    measured = model.card.measured
    held, kept = measured["finetuned"]["held_out"], measured["finetuned"]["remembered"]
    for what, counts in (("taught hand, held out", held), (f"{kept['name']}, validation", kept)):
        before, after = (
            score(counts[f"right_{when}"], counts["total"]) for when in ("before", "after")
        )
        print(f"{what}: {before} before, {after} after")
    print(f"{kept['name']}, test: {score(measured['test_right'], measured['test_total'])}")


def difference_text(difference: "Difference") -> str:
    """How two models differ on the same digits, in a line."""
    alone, other = difference.first_alone, difference.second_alone
    return (
        f"Only the first is right on {alone:,} digit{'s' * (alone != 1)}, only the second on "
        f"{other:,}; were both equally good, p = {difference.chance:.2g}"
    )


def recipe_text(recipe: "Measured") -> str:
    """A recipe and what it was seen to reach, in two lines."""
    head = f"{recipe.name:<17} {recipe.summary}\n{'':<17} "
    if recipe.accuracy_mean is None or recipe.train_seconds is None:
        return f"{head}not measured yet, {recipe.parameters:,} parameters"
    spread = f" ± {100 * recipe.accuracy_spread:.2f}" if recipe.accuracy_spread else ""
    return (
        f"{head}{100 * recipe.accuracy_mean:.2f}{spread} % of MNIST's test digits "
        f"({recipe.runs} run{'s' * (recipe.runs > 1)}), {recipe.train_seconds:,.1f} s of training "
        f"on {recipe.machine}, {recipe.parameters:,} parameters"
    )


def source_text(source: "Source") -> str:
    """What of a data set is here: its counts, and the verdict on each of its files."""
    state = "here" if source.ready else f"not here: {source.needs}"
    lines = [f"{source.name}: {source.train:,} + {source.test:,} test digits, {state}"]
    for place in source.places:
        lines.append(f"  {place.label}: {place.folder}")
        lines += [f"    {file.name}: {VERDICTS[file.verdict]}" for file in place.files]
    return "\n".join(lines)


def source_json(source: "Source") -> str:
    """The same as one JSON object."""
    return json.dumps(dataclasses.asdict(source), default=str)


def epoch_line(progress: "Progress") -> str:
    """One line about an epoch that is over."""
    parts = [f"epoch {progress.epoch} of {progress.plan.epochs}", f"loss {progress.loss:.4g}"]
    if progress.finished and progress.finished.validation_total:
        done = progress.finished
        parts.append(f"validation {100 * done.validation_right / done.validation_total:.2f} %")
    parts.append(f"{progress.digits_per_second:,.0f} digits/s")
    parts.append(f"{duration(progress.seconds_left)} left")
    return "  ".join(parts)


def reading_line(done: int, total: int, seconds: float) -> str:
    """How far a batch has come, and how long it may still take."""
    left = f", {duration(seconds * (total - done) / done)} left" if done else ""
    return f"{done:,} of {total:,} pictures{left}"


def study_text(summary: dict[str, Any]) -> str:
    """What several seeds came to."""
    spread = summary["accuracy_spread"]
    mean, cold = f"{100 * summary['accuracy_mean']:.2f}", summary["cold_seconds"]
    whole = "" if cold is None else f", {cold:.1f} s the whole command"
    if spread is None:
        return (
            f"{mean} % of the test digits right, one run; "
            f"{summary['train_seconds']:.1f} s of training{whole}"
        )
    return (
        f"{mean} ± {100 * spread:.2f} % of the test digits right, mean and standard deviation of "
        f"{summary['runs']} runs; least {100 * summary['accuracy_least']:.2f} %\n"
        f"{summary['train_seconds']:.1f} s of training{whole}, medians"
    )


def _corrected_text(evaluation: "Evaluation") -> list[str]:
    """A line on the labels that people corrected, where there are any."""
    right, total = evaluation.right_corrected, evaluation.total_corrected
    if right is None or total is None:
        return []
    left_out = evaluation.total - total
    return [f"{score(right, total)}  (labels corrected by people; {left_out} undecided left out)"]


def _percent(share: float) -> str:
    return "        –" if math.isnan(share) else f"{100 * share:>7.2f} %"


def _without_nan(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_nan(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_without_nan(item) for item in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value

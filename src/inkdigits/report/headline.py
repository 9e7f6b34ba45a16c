"""The judged models in; the top of the report out: how good they are, in figures and in words."""

from inkdigits.answers import compare
from inkdigits.evaluation import wilson_interval
from inkdigits.report.markup import Html, count, element, join, percent, typeset
from inkdigits.report.plots import intervals
from inkdigits.report.subject import Subject, data_name, folder_sentence

FEW = 100  # digits; fewer say little
RARE = 0.001  # a probability; smaller ones are not told apart


def headline(subjects: tuple[Subject, ...]) -> Html:
    """The report's title, each model's score, and how they compare."""
    data = data_name(subjects[0])
    words = "Dots are what was measured; the truth lies on the whisker, 19 times out of 20."
    strip = element(
        "figure", intervals(_rows(subjects)), element("figcaption", words), class_="plot"
    )
    if len(subjects) == 1:
        (subject,) = subjects
        title = f"{subject.name}, on {data}"
        score = element("div", _score(subject), element("p", _protocol(subject), class_="note"))
        below = [element("div", score, strip, class_="scores"), _facts(subject)]
    else:
        title = f"Two models on {data}"
        difference = element("p", typeset(_difference(*subjects)), class_="lead")
        below = [
            element("div", *map(_named, subjects), class_="scores"),
            element("div", difference, strip, class_="scores difference"),
        ]
    kicker = element("p", "inkdigits evaluation", class_="kicker")
    return element("header", kicker, element("h1", title), *below)


def _score(subject: Subject) -> Html:
    accuracy = f"{100 * subject.evaluation.accuracy:.2f}"
    return join(
        element("p", accuracy, element("span", " %"), class_="big"),
        element("p", typeset(_meaning(subject)), class_="lead"),
    )


def _named(subject: Subject) -> Html:
    """A score with its model's name above and its facts below."""
    name, note = element("h2", subject.name), element("p", _protocol(subject), class_="note")
    return element("div", name, _score(subject), _facts(subject), note)


def _meaning(subject: Subject) -> str:
    """The score as somebody would say it."""
    evaluation = subject.evaluation
    right, total = evaluation.right, evaluation.total
    wrong = total - right
    low, high = (f"{100 * bound:.2f}" for bound in evaluation.interval)
    rate = f", about one mistake in {total / wrong:,.0f} digits" if 0 < wrong < right else ""
    few = " So few digits say little." if total < FEW else ""
    return (
        f"It reads {right:,} of {count(total, 'digit')} right{rate}. With more and more digits of "
        f"the same kind it would settle somewhere between {low} and {high} % (95 % interval).{few}"
    )


def _facts(subject: Subject) -> Html:
    evaluation = subject.evaluation
    facts = [(f"{evaluation.total - evaluation.right:,}", "wrong")]
    if evaluation.accuracy_corrected is not None:
        facts.append((percent(evaluation.accuracy_corrected), "right by corrected labels"))
    facts += [
        (percent(evaluation.calibration_error), "calibration error"),
        (percent(evaluation.error_without_1_percent), typeset("wrong without the least sure 1 %")),
        (percent(evaluation.error_without_5_percent), typeset("wrong without the least sure 5 %")),
    ]
    return element(
        "dl",
        *[element("div", element("dt", name), element("dd", value)) for value, name in facts],
        class_="facts",
    )


def _protocol(subject: Subject) -> str:
    """Whether these digits are a fair test, as far as the card can tell."""
    card, evaluation = subject.answers.model.card, subject.evaluation
    right, total = (card.measured.get(f"test_{what}") for what in ("right", "total"))
    model = folder_sentence(subject)
    if card.data.get("fingerprint") != subject.answers.fingerprint:
        other = card.data.get("name")
        return (
            f"{model} Its card names other data, {other}; it cannot say whether these digits "
            "had a part in the making of the model."
        )
    if total != evaluation.total or not isinstance(right, int):
        return f"{model} Its card names this data set, but no reading of these test digits."
    today = "" if right == evaluation.right else f" Here and now it is {evaluation.right:,}."
    return (
        f"{model} Its card says that these test digits were read once, at the end of the "
        f"training, all of them: {right:,} right.{today}"
    )


def _rows(subjects: tuple[Subject, ...]) -> list[tuple[str, float, tuple[float, float]]]:
    """Each model's accuracy on the labels as given, and as people corrected them."""
    rows = []
    for subject in subjects:
        evaluation = subject.evaluation
        letter = subject.name[:3] if subject.prefix else ""
        rows.append((f"{letter}labels as given", evaluation.accuracy, evaluation.interval))
        right, total = evaluation.right_corrected, evaluation.total_corrected
        if right is not None and total:
            rows.append((f"{letter}labels corrected", right / total, wilson_interval(right, total)))
    return rows


def _difference(first: Subject, second: Subject) -> str:
    """How two models differ, and whether that could be chance."""
    found = compare(first.answers, second.answers)
    n = found.first_alone + found.second_alone
    if not n:
        return "Both are right on the same digits, and wrong on the same."
    often = f"{100 * found.chance:.2g}" if found.chance >= RARE else f"fewer than {100 * RARE:g}"
    return (
        f"They differ on {count(n, 'digit')}: A alone is right on {found.first_alone:,}, B alone "
        f"on {found.second_alone:,}. Were both equally good, chance would split them at least as "
        f"unevenly in {often} % of such comparisons."
    )

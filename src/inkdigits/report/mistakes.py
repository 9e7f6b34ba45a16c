"""A model's mistakes in; the digits themselves, as pictures under the matrix's anchors, out."""

from collections import defaultdict
from collections.abc import Iterable

from inkdigits.report.markup import Html, count, element, join
from inkdigits.report.pictures import doubt, number, picture, sure
from inkdigits.report.subject import Subject
from inkdigits.report.tables import pair_anchor

SUREST = 18  # pictures
AT_ONCE = 12  # of a pair; the others are unfolded
BUDGET = 2400  # pictures of pairs in one page, which keeps it under 5 MB


def surest(subject: Subject) -> Html:
    """The mistakes that the model was surest of."""
    return _shown(subject, subject.wrong.tolist())


def pairs(subject: Subject, *, level: int, budget: int) -> Html:
    """All mistakes, or as many as the page can bear, by what was taken for what.

    Args:
        subject: Whose mistakes.
        level: Of the pairs' headings, 2 to 6.
        budget: How many pictures there may be.
    """
    groups: dict[tuple[int, int], list[int]] = defaultdict(list)
    for position in subject.wrong.tolist():
        digit = int(subject.answers.examples.labels[position])
        groups[digit, int(subject.given[position])].append(position)
    if not groups:
        return _nothing()
    most = _most(map(len, groups.values()), budget)
    ordered = sorted(groups.items(), key=lambda group: (-len(group[1]), group[0]))
    blocks = [
        _pair(subject, *pair, positions, level=level, most=most) for pair, positions in ordered
    ]
    return element("div", *blocks, class_="pairs")


def apart(subject: Subject, other: Subject) -> Html:
    """The digits that one model has right and the other wrong."""
    positions = [at for at in other.wrong.tolist() if subject.right[at]]
    more = len(positions) - SUREST
    rest = element("p", f"And {more:,} more.", class_="note") if more > 0 else Html()
    return join(_shown(other, positions), rest)


def doubted(subject: Subject, others: tuple[Subject, ...]) -> Html:
    """MNIST's doubtful test digits: what the label says, what people say, what the models say."""
    figures = []
    for position, seen in subject.answers.doubtful.items():
        label = subject.answers.examples.labels[position]
        people = "?" if seen is None else str(seen)
        lines = [("label", str(label)), ("people", people)]
        lines += [
            (one.name[0] if one.prefix else "model", str(one.given[position]))
            for one in (subject, *others)
        ]
        words = [element("span", f"{name} ", element("b", value)) for name, value in lines]
        figures.append(picture(subject, position, *words, number(position)))
    return element("div", *figures, class_="pictures large")


def _shown(subject: Subject, positions: list[int]) -> Html:
    """The first of these mistakes, large, and what a mark on some of them means."""
    positions = positions[:SUREST]
    if not positions:
        return _nothing()
    figures = [_figure(subject, position) for position in positions]
    link = element("a", "doubtful labels", href="#doubtful")
    words = element("p", "A red line marks ", link, " and says what people saw.", class_="note")
    marked = subject.answers.doubtful.keys() & set(positions)
    return join(element("div", *figures, class_="pictures large"), words if marked else Html())


def _figure(subject: Subject, position: int) -> Html:
    label, given = subject.answers.examples.labels[position], subject.given[position]
    change = element(
        "span", element("b", str(label)), " read as ", element("b", str(given)), class_="change"
    )
    return picture(
        subject,
        position,
        change,
        sure(subject, position),
        number(position),
        doubt(subject, position),
    )


def _pair(
    subject: Subject, digit: int, answer: int, positions: list[int], *, level: int, most: int
) -> Html:
    figures = [
        picture(subject, position, sure(subject, position), doubt(subject, position))
        for position in positions[:most]
    ]
    times = count(len(positions), "time")
    title = element(
        f"h{level}", f"{digit} read as {answer}", element("span", f" {times}"), class_="pair-title"
    )
    more = len(positions) - len(figures)
    folded = Html()
    if figures[AT_ONCE:]:
        folded = element(
            "details",
            element("summary", f"{len(figures) - AT_ONCE:,} more"),
            element("div", *figures[AT_ONCE:], class_="pictures"),
        )
    return element(
        "section",
        title,
        element("div", *figures[:AT_ONCE], class_="pictures"),
        folded,
        element("p", f"{more:,} are not shown.", class_="note") if more else Html(),
        id=pair_anchor(subject, digit, answer),
        class_="pair",
    )


def _most(sizes: Iterable[int], budget: int) -> int:
    """The largest number of pictures a pair that keeps all pairs within the budget."""
    sizes = list(sizes)
    most = 1
    while most < max(sizes) and sum(min(size, most + 1) for size in sizes) <= budget:
        most += 1
    return most


def _nothing() -> Html:
    return element("p", "There are none.", class_="note")

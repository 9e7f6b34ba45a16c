"""Names, contents and attributes in; HTML in which every text from outside is escaped out."""

import html

VOID = {"br", "img", "link", "meta"}  # elements that have no end


class Html(str):
    """Text that is HTML already. Any other text is escaped when it is put into an element."""

    __slots__ = ()


def element(name: str, /, *contents: str, **attributes: str | float | None) -> Html:
    """One element.

    Args:
        name: Of the element.
        contents: Html as it is, other text escaped.
        attributes: None leaves one out; ``class_`` is class, ``stroke_width`` stroke-width. Numbers
            have at most two decimals.
    """
    marks = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{html.escape(_text(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    if name in VOID:
        return Html(f"<{name}{marks}>")
    return Html(f"<{name}{marks}>{join(*contents)}</{name}>")


def join(*contents: str) -> Html:
    """Several pieces as one: Html as it is, other text escaped."""
    return Html(
        "".join(
            content if isinstance(content, Html) else html.escape(content) for content in contents
        )
    )


def percent(share: float) -> str:
    """``"99.52 %"``, with a space that does not break; a dash for what is not a number."""
    return "–" if share != share else f"{100 * share:.2f}\N{NO-BREAK SPACE}%"  # noqa: PLR0124 - NaN


def count(number: int, noun: str) -> str:
    """``"1 digit"``, ``"2,000 digits"``, ``"no digits"``."""
    return f"1 {noun}" if number == 1 else f"{f'{number:,}' if number else 'no'} {noun}s"


def typeset(words: str) -> str:
    """A sentence whose figures stay on one line with their sign."""
    return words.replace(" %", "\N{NO-BREAK SPACE}%")


def _text(value: str | float) -> str:
    return value if isinstance(value, str) else f"{value:.2f}".rstrip("0").rstrip(".")

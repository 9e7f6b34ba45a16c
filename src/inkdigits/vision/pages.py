"""A number of pages and the one that is asked for in; refusals of what is not there come out."""

from inkdigits.errors import ImageError

MOST = 10_000  # pages of a file: more are somebody's joke, or a task for several files


def check_count(pages: int, *, name: str) -> int:
    """The number of pages, if it is one that we take.

    Raises:
        ImageError: It is more than 10,000.
    """
    if pages > MOST:
        raise ImageError(f"{name} has more than {MOST:,} pages. Split it.")
    return pages


def check_page(page: int | None, *, of: int, name: str) -> int:
    """The page that is meant, if there is one.

    Raises:
        ImageError: There is no such page, or none is named and there are several.
    """
    if page is None and of > 1:
        raise ImageError(
            f"{name} has {of:,} pages, and one is read at a time. Say which: page=1; or read all: "
            "inkdigits.read_many(inkdigits.open_pages(...))."
        )
    wanted = 1 if page is None else page
    if not 1 <= wanted <= of:
        raise ImageError(f"{name} has {of:,} page{'s' * (of != 1)}; there is no page {wanted}.")
    return wanted

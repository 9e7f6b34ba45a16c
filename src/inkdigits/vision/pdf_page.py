"""A PDF on standard input in; one of its pages as pixels on standard output out.

    python -m inkdigits.vision.pdf_page 2 < scan.pdf

The argument is a page's number, from 1 on, or ``only`` for that of a single page, or ``count``. The
answer begins with a line of JSON, {"pages": 3, "width": 2480, "height": 3508, "stride": 7440} or
{"error": "it is damaged"}. If there is such a page, its rows of RGB bytes follow, ``stride`` each.
"""

import contextlib
import io
import json
import sys

import pypdfium2

DOTS = 300  # an inch, as scanners have them
LARGEST = 25_000_000  # pixels: a larger page is drawn with fewer dots
MEMORY = 768 * 1024**2  # bytes that this process may take; a page of a scan takes 200
LOCKED = "password"  # in the library's words for a PDF that asks for one


def main() -> None:
    """Answer one request."""
    limit_memory()
    source = sys.stdin.buffer if sys.stdin.seekable() else io.BytesIO(sys.stdin.buffer.read())
    answer: dict[str, int | str]
    try:
        answer, data = draw(pypdfium2.PdfDocument(source), sys.argv[1])
    except pypdfium2.PdfiumError as error:
        locked = LOCKED in str(error).lower()
        why = "it is locked with a password; save it without" if locked else "it is damaged"
        answer, data = {"error": why}, b""
    sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n")
    sys.stdout.buffer.write(data)


def draw(document: pypdfium2.PdfDocument, request: str) -> tuple[dict[str, int | str], bytes]:
    """How many pages there are, and a page's size and pixels if there is such a page."""
    pages = len(document)
    if request == "count" or (request == "only" and pages != 1):
        return {"pages": pages}, b""
    number = 1 if request == "only" else int(request)
    if not 1 <= number <= pages:
        return {"pages": pages}, b""
    page = document[number - 1]
    width, height = (max(1.0, side) for side in page.get_size())  # points, 72 an inch
    scale = min(DOTS / 72, (LARGEST / (width * height)) ** 0.5)
    bitmap = page.render(scale=scale, rev_byteorder=True, prefer_bgrx=False)
    size = {"width": bitmap.width, "height": bitmap.height, "stride": bitmap.stride}
    return {"pages": pages, **size}, bytes(bitmap.buffer)


def limit_memory() -> None:
    """Let the system end this process where it takes too much; Windows has no such limit."""
    with contextlib.suppress(ImportError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


if __name__ == "__main__":
    main()

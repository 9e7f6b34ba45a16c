"""The page in a real browser: served by a real server, watched while it is used."""

import shutil
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import SimpleNamespace

import pytest
import uvicorn

import inkdigits
from inkdigits.corrections import open_corrections
from inkdigits.model import SHIPPED
from inkdigits.web.app import create_app
from inkdigits.web.settings import Settings

# Digits as a hand draws them: strokes of points, in parts of a box that is higher than wide.
STROKES = {
    0: ["50,2 25,12 12,48 26,86 52,98 78,84 88,46 72,10 50,2"],
    1: ["55,2 52,50 50,98"],
    2: ["15,25 35,4 68,6 80,28 60,58 12,97 90,95"],
    3: ["18,8 55,2 82,20 62,44 40,48 72,54 86,76 58,97 14,92"],
    4: ["62,2 30,40 10,68 92,66", "68,40 66,98"],
    5: ["82,3 30,4 24,44 58,40 84,62 74,90 42,98 12,88"],
    6: ["70,3 36,30 14,66 30,94 62,96 82,76 62,58 22,70"],
    7: ["10,4 90,4 60,50 42,98"],
    8: ["74,16 46,2 22,20 50,46 78,74 52,98 22,78 46,48 76,22 70,10"],
    9: ["80,22 52,4 22,22 40,48 78,26 80,22 74,64 60,98"],
}


@dataclass(frozen=True)
class Place:
    """A part of the drawing area, in shares of its width and height."""

    x: float = 0.35
    y: float = 0.15
    width: float = 0.3
    height: float = 0.7


MIDDLE = Place()


@pytest.fixture(scope="session")
def browser() -> Iterator[object]:
    """Debian's Chromium, without a window."""
    sync_api = pytest.importorskip("playwright.sync_api")
    path = shutil.which("chromium")
    if path is None:
        pytest.skip("there is no chromium here: apt-get install chromium")
    with sync_api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@contextmanager
def serving(app: object) -> Iterator[str]:
    """Serve an application on a port of its own, and give its address."""
    door = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, ws="none"))
    thread = threading.Thread(target=server.run, args=([door],), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{door.getsockname()[1]}"
    server.should_exit = True
    thread.join(10)


@pytest.fixture(scope="session")
def service(tmp_path_factory) -> Iterator[SimpleNamespace]:
    """A server with two models and a store."""
    first, second = inkdigits.load_model(threads=1), inkdigits.load_model(SHIPPED, threads=1)
    with open_corrections(tmp_path_factory.mktemp("store") / "corrections.sqlite") as store:
        app = create_app(
            inkdigits.Reader(first),
            Settings(),
            models={"first": first, "second": second},
            corrections=store,
        )
        with serving(app) as address:
            yield SimpleNamespace(address=address, store=store)


@pytest.fixture(scope="session")
def closed_service(shipped) -> Iterator[SimpleNamespace]:
    """A server that wants a token, and keeps no corrections."""
    token = "open sesame"  # noqa: S105 - of a test
    app = create_app(inkdigits.Reader(shipped), Settings(token=token), models={"only": shipped})
    with serving(app) as address:
        yield SimpleNamespace(address=address, token=token)


@pytest.fixture(params=[{}], ids=[""])
def page(browser, service, request) -> Iterator[object]:
    """The page, opened; at the end no request has left its origin, and nothing went wrong in it."""
    kind = {"viewport": {"width": 1440, "height": 900}, **request.param}
    context = browser.new_context(**kind)
    page = context.new_page()
    page.set_default_timeout(20_000)
    wrong, asked = [], []
    page.on("console", lambda message: message.type == "error" and wrong.append(message.text))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    context.on("request", lambda asking: asked.append(asking.url))
    page.goto(service.address)
    expect = pytest.importorskip("playwright.sync_api").expect
    expect(page.locator("#model option")).to_have_count(2, timeout=20_000)
    yield page
    page.unroute_all(behavior="wait")  # an answer that is still on its way through a test's hands
    context.close()
    assert wrong == []
    assert [url for url in asked if not url.startswith((service.address, "blob:", "data:"))] == []


@pytest.fixture
def draw(page):
    """Draws digits with the mouse: ``draw(7)``, or several beside each other."""

    def strokes(digit, place=MIDDLE):
        area = page.locator("#ink").bounding_box()
        for stroke in STROKES[digit]:
            points = [tuple(map(float, pair.split(","))) for pair in stroke.split()]
            yield [
                (
                    area["x"] + area["width"] * (place.x + place.width * x / 100),
                    area["y"] + area["height"] * (place.y + place.height * y / 100),
                )
                for x, y in points
            ]

    def one(digit, place):
        for points in strokes(digit, place):
            page.mouse.move(*points[0])
            page.mouse.down()
            for point in points[1:]:
                page.mouse.move(*point, steps=4)
            page.mouse.up()

    def all_of(*digits):
        if len(digits) == 1:
            return one(digits[0], MIDDLE)
        share = 1 / len(digits)
        for at, digit in enumerate(digits):
            one(digit, Place(x=share * (at + 0.15), y=0.3, width=0.7 * share, height=0.4))
        return None

    all_of.strokes = strokes
    return all_of


@pytest.fixture
def reads(page):
    """Waits until the page reads so."""

    def wait(text):
        expect = pytest.importorskip("playwright.sync_api").expect
        expect(page.locator("#reading")).to_have_text(text, timeout=20_000)

    return wait

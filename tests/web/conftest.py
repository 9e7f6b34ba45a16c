"""Applications to ask, in this process and in one of its own."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from starlette.testclient import TestClient

import inkdigits
from inkdigits.model import Model
from inkdigits.reader import Reader
from inkdigits.web.app import create_app
from inkdigits.web.settings import Settings


@pytest.fixture(scope="session")
def shipped() -> Model:
    return inkdigits.load_model(threads=1)


@pytest.fixture
def serve(shipped) -> Iterator[Callable[..., TestClient]]:
    """Makes a client of an application with other settings, another reader, a store."""
    with ExitStack() as stack:

        def make(*, reader: Any = None, corrections: Any = None, **settings: Any) -> TestClient:
            app = create_app(
                reader or Reader(shipped),
                Settings(**settings),
                models={"default": shipped},
                corrections=corrections,
            )
            host = "http://localhost"  # any other name would be refused
            return stack.enter_context(TestClient(app, host, raise_server_exceptions=False))

        yield make


@pytest.fixture
def client(serve) -> TestClient:
    """A client of an application with the shipped model and what settings are usual."""
    return serve()

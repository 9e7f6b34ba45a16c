"""Models in; routes that make the report on one of them, and then show it, out."""

import secrets
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from threading import Lock
from typing import Any

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field
from starlette.responses import HTMLResponse

from inkdigits.data import Dataset, load, load_here
from inkdigits.errors import DataNotFoundError, MissingExtraError
from inkdigits.model import Model
from inkdigits.web.frames import find_model
from inkdigits.web.problems import NOT_FOUND, Problem

POLICY = (  # the report has its own, by its style sheet's hash, and this one that it may not loosen
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'; sandbox allow-popups"
)


class ReportBody(BaseModel):
    """The model that a report is about."""

    model: str | None = Field(None, description="its name; the first where there is none")


@dataclass(frozen=True, kw_only=True)
class Report:
    """A report that is made."""

    html: str
    data: str  # what the model was judged on, for people


def report_routes(models: Mapping[str, Model]) -> APIRouter:
    """Routes of the reports on the models that can be asked for by name.

    A report is made by one thread beside those that read, one at a time, and kept. Its address
    cannot be guessed: a browser that opens it cannot send the service's token, if it has one.
    """
    routes = APIRouter()
    maker = ThreadPoolExecutor(1, thread_name_prefix="inkdigits-report")
    lock = Lock()
    reports: dict[str, Future[Report]] = {}  # by model
    addresses: dict[str, str] = {}  # key -> model

    @routes.post("/v1/report", responses={202: {"description": "It is being made; ask again."}})
    def report(body: ReportBody, response: Response) -> dict[str, Any]:
        """Have the report of ``inkdigits evaluate`` made; ask again until it has an address."""
        name, model = find_model(models, body.model)
        with lock:
            if name not in reports:
                reports[name] = maker.submit(make, model)
                addresses[secrets.token_urlsafe(18)] = name
            if not reports[name].done():
                response.status_code = 202
                return {"state": "making", "address": None, "data": None}
            if error := reports[name].exception():
                del reports[name]  # whoever asks again has it tried again
                raise error
        key = next(key for key, other in addresses.items() if other == name)
        return {"state": "ready", "address": f"/report/{key}", "data": reports[name].result().data}

    @routes.get("/report/{key}", include_in_schema=False)
    def show(key: str) -> HTMLResponse:
        made = reports.get(addresses.get(key, ""))
        if made is None or not made.done():
            raise Problem(NOT_FOUND, "There is no such report any more; have the page make one.")
        return HTMLResponse(made.result().html, headers={"Content-Security-Policy": POLICY})

    return routes


def make(model: Model) -> Report:
    """The report on a model, on MNIST where it is on this machine, else on the built-in digits.

    Raises:
        DataNotFoundError: Neither is here. Nothing is downloaded.
    """
    from inkdigits.answers import answer
    from inkdigits.report import make_report

    answers = answer(_digits(), model)[0]
    return Report(html=make_report(answers), data=answers.data)


def _digits() -> Dataset:
    here = load_here("auto")
    if here is not None:
        return here
    try:
        return load("builtin")
    except MissingExtraError as error:
        raise DataNotFoundError(
            "there are no digits on this machine to judge a model by. inkdigits data fetch gets "
            "MNIST's, 11.6 MB, for the next report."
        ) from error

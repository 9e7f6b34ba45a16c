"""An application's OpenAPI description in; /docs, a page that explains it without scripts, out."""

import re
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

from fastapi import APIRouter, FastAPI, Response

from inkdigits.web.problems import KINDS

CODE = re.compile("``(.*?)``")  # in docstrings
STYLE = Path(__file__).parent / "manual.css"


def manual_routes(app: FastAPI) -> APIRouter:
    """The route ``/docs`` and its style."""
    routes = APIRouter(include_in_schema=False)
    make = cache(lambda: _page(app.openapi()))

    @routes.get("/docs")
    async def docs() -> Response:
        return Response(make(), media_type="text/html")

    @routes.get("/docs/style.css")
    async def style() -> Response:
        return Response(STYLE.read_bytes(), media_type="text/css")

    return routes


def _page(description: dict[str, Any]) -> str:
    about = description["info"]
    operations = [
        _operation(method, path, operation)
        for path, methods in description["paths"].items()
        for method, operation in methods.items()
    ]
    problems = [
        f'<tr id="{kind.name}"><td>{kind.status}<td><code>{kind.name}</code>'
        f"<td>{escape(kind.title)}"
        for kind in KINDS
    ]
    return f"""<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>inkdigits: the service</title>
<link rel="icon" href="/page/icon.svg"><link rel="stylesheet" href="/docs/style.css"></head>
<body><main>
<h1>inkdigits <small>{escape(about["version"])}</small></h1>
<p>{escape(about["summary"])} The same in <a href="/openapi.json">OpenAPI</a>, for programs.
<a href="/">The page</a> draws on it.</p>
{"".join(operations)}
<h2>Refusals</h2>
<p>Problem details, RFC 9457: <code>detail</code> says what was wrong and how to mend it,
<code>request_id</code> is in the log and in the header X-Request-ID.</p>
<table><tr><th>status<th>type<th>title{"".join(problems)}</table>
</main></body></html>
"""


def _operation(method: str, path: str, operation: dict[str, Any]) -> str:
    title = f"<code><b>{method.upper()}</b> {escape(path)}</code>"
    text = operation.get("description") or operation.get("summary", "")
    rows = [
        f"<tr><td><code>{escape(one['name'])}</code><td>{escape(one.get('description', ''))}"
        for one in operation.get("parameters", ())
    ]
    options = f"<h3>Options</h3><table>{''.join(rows)}</table>" if rows else ""
    kinds = operation.get("requestBody", {}).get("content", ())
    body = "".join(f"<li><code>{escape(kind)}</code>" for kind in kinds)
    takes = f"<h3>Body, one of</h3><ul>{body}</ul>" if body else ""
    answers = "".join(
        f"<li>{status} {escape(answer['description'])}"
        for status, answer in sorted(operation["responses"].items())
    )
    told = CODE.sub(r"<code>\1</code>", escape(text))
    return (
        f"<section><h2>{title}</h2><p>{told}</p>{options}{takes}"
        f"<details><summary>Answers</summary><ul>{answers}</ul></details></section>"
    )

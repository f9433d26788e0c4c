"""What the site is measured beside: a Litestar page of the same text, rendered line by line with
Jinja and compressed, without sign-in, form token or database."""

import os
from pathlib import Path

import brotli
from jinja2 import Environment
from litestar import Litestar, Response, get, post
from markupsafe import Markup

TEXT = Path(os.environ["REFERENCE_PAGE"]).read_text("utf-8")
LINES = [Markup(line) for line in TEXT.splitlines()]  # noqa: S704: it was a page of ours
TEMPLATE = Environment(autoescape=True).from_string(
    "{% for line in lines %}{{ line }}\n{% endfor %}"
)


@get("/")
async def page() -> Response[bytes]:
    body = brotli.compress(TEMPLATE.render(lines=LINES).encode(), quality=5)
    return Response(body, media_type="text/html", headers={"Content-Encoding": "br"})


@post("/", status_code=303)
async def save() -> Response[bytes]:
    return Response(b"", status_code=303, headers={"Location": "/"})


app = Litestar([page, save], openapi_config=None, logging_config=None)

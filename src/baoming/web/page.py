"""Answers: a page or its inner part, compressed; a redirect that ends a form."""

import gzip
from typing import Any

import brotli
from litestar.response import Response

from baoming.web.preferred import preferred
from baoming.web.templates import environment
from baoming.web.visit import Visit

Answer = Response[bytes]

SMALL = 400
"""Bytes below which compressing costs more than it saves."""


def page(
    visit: Visit,
    template: str,
    *,
    status: int = 200,
    headers: dict[str, str] | None = None,
    **context: Any,
) -> Answer:
    """The page, or, when HTMX asks, the same template without its layout."""
    text = (
        environment(preferred(visit))
        .get_template(template)
        .render(visit=visit, fragment=visit.htmx, desk=visit.desk, **context)
    )
    return answer(visit, text.encode(), "text/html", status, headers)


def answer(
    visit: Visit,
    body: bytes,
    media_type: str,
    status: int = 200,
    headers: dict[str, str] | None = None,
) -> Answer:
    """Bytes of text, compressed for whoever takes it."""
    head = {"Vary": "HX-Request, Accept-Encoding, Cookie", **(headers or {})}
    if visit.signed_in is not None or visit.new_cookie is not None:
        head.setdefault("Cache-Control", "no-store")
    encoding = _encoding(visit) if len(body) > SMALL else None
    if encoding == "br":
        body = brotli.compress(body, quality=7, lgwin=16)
    elif encoding == "gzip":
        body = gzip.compress(body, 6)
    if encoding:
        head["Content-Encoding"] = encoding
    return Response(body, status_code=status, media_type=media_type, headers=head)


def redirect(address: str) -> Answer:
    """303: the next page is fetched with GET, and reloading sends nothing twice."""
    return Response(
        b"", status_code=303, headers={"Location": address, "Cache-Control": "no-store"}
    )


def _encoding(visit: Visit) -> str | None:
    accepted = {
        part.split(";")[0].strip()
        for part in visit.headers.get("accept-encoding", "").lower().split(",")
        if "q=0" not in part.replace(" ", "").removesuffix("q=0.").split(";")[-1:]
    }
    return next((each for each in ("br", "gzip") if each in accepted), None)

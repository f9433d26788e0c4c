"""The switch of languages: it keeps the place, and the browser keeps the choice.

Opened as a page of its own, it changes nothing before a button is pressed: a link that is followed
ahead, or sent by somebody else, sets no language.
"""

import re
from typing import Any
from urllib.parse import urlsplit

from litestar import get, post
from litestar.connection import Request
from litestar.routes import HTTPRoute

from baoming.errors import NotFound
from baoming.web.languages.voices import NAMES
from baoming.web.page import Answer, page, redirect
from baoming.web.preferred import cookie, preferred
from baoming.web.visit import Visit, back_address


@get("/language")
async def show(visit: Visit, request: Request[Any, Any, Any]) -> Answer:
    back = _readable(_came_from(visit), request)
    spoken = preferred(visit)
    return page(visit, "language.html", back=back, names=NAMES, spoken=spoken)


@post("/language")
async def choose(visit: Visit) -> Answer:
    language = visit.text("to")
    if language not in NAMES:
        raise NotFound("没有这种语言。")
    answer = redirect(back_address(visit.text("back")) or "/")
    answer.headers["Set-Cookie"] = cookie(visit.settings, language)
    return answer


def _came_from(visit: Visit) -> str:
    """The page that held the link; another site's address is nothing to come back to."""
    parts = urlsplit(visit.headers.get("referer", ""))
    if not parts.netloc or parts.netloc != visit.headers.get("host"):
        return ""
    address = back_address(parts.path + (f"?{parts.query}" if parts.query else ""))
    return "" if parts.path == visit.path else address


def _readable(address: str, request: Request[Any, Any, Any]) -> str:
    """An answer to a form may stand at an address that cannot be fetched: then where it belongs."""
    path = urlsplit(address).path
    for route in request.app.routes:
        if not isinstance(route, HTTPRoute) or "GET" in route.methods:
            continue
        if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", route.path_format), path):
            back = str(route.route_handlers[0].opt.get("back", "/"))
            return path.rsplit("/", back.count(".."))[0] if back.startswith("..") else back
    return address


ROUTES = [show, choose]

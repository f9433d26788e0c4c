"""The simulator's few pages: plain forms, one small style sheet, no script."""

import re
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from litestar import Request, get
from litestar.response import Response
from markupsafe import Markup

from baoming.clock import ZONE
from baoming.simulator.world import world_of

HERE = Path(__file__).parent
STYLE = (HERE / "simulator.css").read_bytes()


def page(
    request: Request[Any, Any, Any], template: str, *, leads_to: str = "", **shown: Any
) -> Response[str]:
    """`leads_to`: an address outside to which a form's answer redirects. Browsers count that
    as the form's target."""
    baoming = world_of(request).settings.base_url
    html = _environment.get_template(template).render(baoming=baoming, **shown)
    targets = " ".join(dict.fromkeys(["'self'", baoming, *_origin(leads_to)]))
    headers = {
        "Content-Security-Policy": f"default-src 'none'; style-src 'self'; form-action {targets};"
        " base-uri 'none'; frame-ancestors 'none'",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Cache-Control": "no-store",
    }
    return Response(html, media_type="text/html", headers=headers)


@get("/simulator.css")
async def style() -> Response[bytes]:
    return Response(STYLE, media_type="text/css", headers={"Cache-Control": "max-age=300"})


def _origin(url: str) -> list[str]:
    parts = urlsplit(url)
    return [f"{parts.scheme}://{parts.netloc}"] if parts.scheme in ("http", "https") else []


def _time(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, ZONE).strftime("%m-%d %H:%M:%S")


def _linked(text: str) -> Markup:
    """As WeChat shows a text: an <a> in it as a link, everything else as it stands."""
    written = Markup()
    for address, words, plain in _LINK.findall(text):
        link = Markup('<a class="b" href="{}">{}</a>').format(address, words)
        written += plain or link
    return Markup("<br>").join(written.split("\n"))


_LINK = re.compile(r'(?s)<a href="(https?://[^"]*)">([^<]*)</a>|(.+?)(?=<a href="https?:|$)')
_environment = Environment(
    loader=FileSystemLoader(HERE),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_environment.filters["time"] = _time
_environment.filters["linked"] = _linked

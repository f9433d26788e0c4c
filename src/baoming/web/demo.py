"""/demo/clock: the visitor of a demo moves its time."""

from datetime import datetime
from urllib.parse import urlsplit

from litestar import post

from baoming import clock, clock_setting
from baoming.errors import Invalid, NotFound
from baoming.web.page import Answer, redirect
from baoming.web.visit import Visit, back_address

YEARS = range(2000, 2100)
"""Farther away the calendar ends, and with it every deadline."""


@post("/demo/clock", back="/")
async def move_clock(visit: Visit) -> Answer:
    if not visit.demo:
        raise NotFound
    await clock_setting.move(_time(visit.text("to")))
    return redirect(_where_from(visit))


ROUTES = [move_clock]


def _time(text: str) -> datetime:
    try:
        to = clock.at(text)
        if to.year in YEARS:
            return to
    except (ValueError, OverflowError):
        pass
    raise Invalid({"to": "时间请写成“年-月-日T时:分”，例如 2023-12-14T23:00，2000 年至 2099 年。"})


def _where_from(visit: Visit) -> str:
    """The page with the form; only its path, and only of this site."""
    parts = urlsplit(visit.headers.get("referer", ""))
    if parts.netloc != visit.headers.get("host", ""):
        return "/"
    return back_address(parts.path + (f"?{parts.query}" if parts.query else "")) or "/"

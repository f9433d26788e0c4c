"""/help: what candidates ask most, answered before they have to telephone."""

from litestar import get

from baoming.web.page import Answer, page
from baoming.web.unchanged import unless_unchanged
from baoming.web.visit import Visit


@get("/help")
async def questions(visit: Visit) -> Answer:
    return unless_unchanged(visit, page(visit, "help.html"))


ROUTES = [questions]

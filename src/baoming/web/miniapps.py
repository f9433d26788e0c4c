"""/me/miniapps: from where I am let in without a password, and how to end that."""

from litestar import get, post

from baoming.errors import NotFound
from baoming.miniapp import links
from baoming.miniapp.vendors import NAMES
from baoming.web.page import Answer, page, redirect
from baoming.web.visit import Visit


@get("/me/miniapps", audience="candidate")
async def show(visit: Visit) -> Answer:
    chosen = await links.chosen_by(visit.person.id)
    return page(visit, "me/miniapps.html", chosen=chosen, bound_wechat=visit.wechat.bound)


@post("/me/miniapps/{vendor:str}/forget", audience="candidate", back="/me/miniapps")
async def forget(visit: Visit, vendor: str) -> Answer:
    if vendor not in NAMES:
        raise NotFound
    await links.forget(visit.person.id, vendor)
    return redirect("/me/miniapps")


ROUTES = [show, forget]

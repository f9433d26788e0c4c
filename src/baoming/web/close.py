"""/me/close: the own account closed (注销用户), before any application."""

from litestar import get, post

from baoming.accounts import closing
from baoming.errors import Invalid
from baoming.fields import Bound, Field, bind
from baoming.web.page import Answer, page, redirect
from baoming.web.password import CURRENT
from baoming.web.visit import Visit

FIELDS = (
    Field("confirm", "我知道账户、照片和学历学位信息都会删除，不能恢复", "tick"),
    CURRENT,
)


@get("/me/close", audience="candidate")
async def show(visit: Visit) -> Answer:
    await closing.require_unused(visit.person.id)
    return _page(visit, Bound())


@post("/me/close", audience="candidate")
async def close(visit: Visit) -> Answer:
    await closing.require_unused(visit.person.id)
    bound = bind(FIELDS, visit.form)
    if bound.ok:
        try:
            await closing.close(visit.person, bound.data["current_password"])
        except Invalid as refused:
            bound.errors.update(refused.errors)
    if not bound.ok:
        return _page(visit, bound)
    visit.sign_out()
    return redirect("/login?closed=yes")


ROUTES = [show, close]


def _page(visit: Visit, bound: Bound) -> Answer:
    status = 200 if bound.ok else 422
    return page(visit, "me/close.html", status=status, fields=FIELDS, bound=bound)

"""/desk/accounts: candidates at the counter."""

from urllib.parse import quote
from uuid import UUID

from litestar import get, post

from baoming.catalogue.codes import ID_TYPES
from baoming.desk import accounts
from baoming.desk.accounts import Found
from baoming.fields import Bound, Field, bind
from baoming.web.desk.query import given
from baoming.web.page import Answer, page, redirect
from baoming.web.visit import Visit

SEARCH = (Field("q", "姓名、完整的证件号码或用户名", required=False, max=64),)
WAIVER = (Field("reason", "放行原因", max=500),)


@get("/desk/accounts", audience="desk")
async def show(visit: Visit) -> Answer:
    bound = bind(SEARCH, given(visit))
    q = bound.data.get("q")
    found = await accounts.find(visit.officer, q) if q else None
    return _shown(visit, found, bound, Bound(), 200 if bound.ok else 422)


@post("/desk/accounts/{id:uuid}/reset-password", audience="desk", back="/desk/accounts")
async def reset_password(visit: Visit, id: UUID) -> Answer:
    code = await accounts.reset(visit.officer, id)
    head = {"Cache-Control": "no-store"}
    return page(visit, "desk/reset_code.html", headers=head, code=code)


@post("/desk/accounts/{id:uuid}/waive-wechat", audience="desk", back="/desk/accounts")
async def waive_wechat(visit: Visit, id: UUID) -> Answer:
    found = await accounts.seen(visit.officer, id)
    bound = bind(WAIVER, visit.form)
    if not bound.ok:
        return _shown(visit, [found], Bound(), bound, 422)
    await accounts.waive(visit.officer, id, bound.data["reason"])
    return redirect(f"/desk/accounts?q={quote(found.username)}")


ROUTES = [show, reset_password, waive_wechat]


def _shown(
    visit: Visit, found: list[Found] | None, search: Bound, waiver: Bound, status: int
) -> Answer:
    return page(
        visit,
        "desk/accounts.html",
        status=status,
        fields=SEARCH,
        waiver_fields=WAIVER,
        search=search,
        waiver=waiver,
        bound=waiver if waiver.errors else search,
        found=found,
        at_most=accounts.AT_MOST,
        id_types=ID_TYPES,
    )

"""/me/wechat: the code to scan, whether it was scanned, and the way out of a binding."""

from io import BytesIO

import segno
from litestar import get, post
from litestar.datastructures import State

from baoming.accounts.entering import confirm_password
from baoming.errors import Conflict, Invalid, NotFound
from baoming.fields import Bound, bind
from baoming.web.page import Answer, page, redirect
from baoming.web.password import CURRENT
from baoming.web.visit import Visit
from baoming.wechat import tickets
from baoming.wechat.bind import unbind
from baoming.wechat.binding import Condition
from baoming.wechat.client import WeChatError
from baoming.wechat.tickets import Shown

PASSWORD = (CURRENT,)
STILL_WAITING = 204
"""For HTMX: nothing to show, ask again."""


@get("/me/wechat", audience="candidate")
async def show(visit: Visit, state: State) -> Answer:
    return await _page(visit, state)


@get("/me/wechat/state", audience="candidate")
async def poll(visit: Visit, state: State) -> Answer:
    """Asked every few seconds by the page with the code: the next page, when there is one."""
    if not visit.htmx:
        return redirect("/me/wechat")
    if _waits(visit.wechat) and await tickets.held(visit.person.id):
        return Answer(b"", status_code=STILL_WAITING, headers={"Cache-Control": "no-store"})
    return await _page(visit, state)


@get("/me/wechat/code.png", audience="candidate")
async def code(visit: Visit) -> Answer:
    """A picture of its own: on a phone it can be pressed, saved and scanned from the album."""
    shown = await tickets.held(visit.person.id)
    if shown is None:
        raise NotFound
    return Answer(
        _drawn(shown.url), media_type="image/png", headers={"Cache-Control": "private, no-store"}
    )


@get("/me/wechat/unbind", audience="candidate")
async def ask_to_unbind(visit: Visit) -> Answer:
    _require_binding(visit)
    return page(visit, "me/wechat/unbind.html", fields=PASSWORD, bound=Bound())


@post("/me/wechat/unbind", audience="candidate")
async def leave(visit: Visit) -> Answer:
    _require_binding(visit)
    bound = bind(PASSWORD, visit.form)
    if bound.ok:
        try:
            await confirm_password(visit.person, bound.data["current_password"])
        except Invalid as refused:
            bound.errors.update(refused.errors)
    if not bound.ok:
        return page(visit, "me/wechat/unbind.html", status=422, fields=PASSWORD, bound=bound)
    await unbind(visit.person.id)
    return redirect("/me/wechat")


ROUTES = [show, poll, code, ask_to_unbind, leave]


async def _page(visit: Visit, state: State) -> Answer:
    condition = visit.wechat
    shown, silent = await _ticket(visit, state) if _waits(condition) else (None, False)
    return page(visit, "me/wechat.html", condition=condition, shown=shown, silent=silent)


def _waits(condition: Condition) -> bool:
    """For a scan: of whoever is not bound, or does not follow any more."""
    return not (condition.bound and condition.following)


async def _ticket(visit: Visit, state: State) -> tuple[Shown | None, bool]:
    """The code, and whether WeChat owes it: then the page says so and offers to try again."""
    if state.wechat is None:
        return None, False
    try:
        return await tickets.show(state.wechat, visit.person.id), False
    except WeChatError:
        return None, True


def _require_binding(visit: Visit) -> None:
    if not visit.wechat.bound:
        raise Conflict("您还没有绑定微信，不需要解除。", link=("/me/wechat", "去绑定微信"))


def _drawn(url: str) -> bytes:
    picture = BytesIO()
    segno.make(url, error="m", micro=False).save(picture, kind="png", scale=8, border=4)
    return picture.getvalue()

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
from baoming.web.user_agent import inside_wechat
from baoming.web.visit import Visit
from baoming.wechat import tickets
from baoming.wechat.bind import unbind
from baoming.wechat.binding import Condition
from baoming.wechat.client import WeChatError
from baoming.wechat.tickets import Shown

PASSWORD = (CURRENT,)
REFUSED = {
    "taken": "刚才扫码的微信已绑定另一名考生，没有绑定，两边都没有改变。请换您本人的微信扫码；"
    "这个微信确是您本人的，请先在原账号解除绑定。",
    "elsewhere": "刚才扫码的不是您原来绑定的微信，没有改绑。要更换微信，请先解除绑定，再用新的微信扫码。",
    "used": "刚才扫的二维码已使用或已过期，没有绑定。请扫下面这个二维码。",
}
"""By the outcome of the last scan of the candidate's code; the phone is told too."""
STILL_WAITING = 204
"""For HTMX: nothing to show, ask again."""


@get("/me/wechat", audience="candidate")
async def show(visit: Visit, state: State) -> Answer:
    return await _page(visit, state)


@get("/me/wechat/state", audience="candidate")
async def poll(visit: Visit, state: State, refused: str = "") -> Answer:
    """Asked every few seconds by the page with the code: the next page, when there is one.
    `refused`: what that page says of a scan already."""
    if not visit.htmx:
        return redirect("/me/wechat")
    shown = await tickets.held(visit.person.id) if _waits(visit.wechat) else None
    if shown and shown.refused == refused:
        return Answer(b"", status_code=STILL_WAITING, headers={"Cache-Control": "no-store"})
    return await _page(visit, state)


@get("/me/wechat/code.png", audience="candidate")
async def code(visit: Visit) -> Answer:
    """A picture of its own: on a phone it can be pressed, saved and scanned from the album."""
    shown = await tickets.held(visit.person.id)
    if shown is None:
        raise NotFound
    return picture(shown.url)


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


def picture(url: str) -> Answer:
    """The code of an address, drawn by us: no other host is asked for it."""
    drawn = BytesIO()
    segno.make(url, error="m", micro=False).save(drawn, kind="png", scale=8, border=4)
    head = {"Cache-Control": "private, no-store"}
    return Answer(drawn.getvalue(), media_type="image/png", headers=head)


async def _page(visit: Visit, state: State) -> Answer:
    condition = visit.wechat
    shown, silent = await _ticket(visit, state) if _waits(condition) else (None, False)
    return page(
        visit,
        "me/wechat.html",
        condition=condition,
        shown=shown,
        silent=silent,
        refused=REFUSED.get(shown.refused, "") if shown else "",
        inside_wechat=inside_wechat(visit.headers.get("user-agent", "")),
    )


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

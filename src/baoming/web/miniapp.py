"""/miniapp/{vendor}/enter: a mini program opens the site with its one-time code.

GET signs in here, against the rule: nobody presses a button when a mini program opens. Only a
mini program's web view may do it, and never in another account's place.
"""

from typing import Any

from litestar import get, post
from litestar.datastructures import State

from baoming.accounts import entering, sign_ins
from baoming.accounts.identity import id_number_of
from baoming.errors import Conflict, Invalid, TooMany
from baoming.fields import Bound, Field, bind
from baoming.miniapp import arriving
from baoming.miniapp.arriving import Arrived
from baoming.miniapp.sessions import Sessions
from baoming.miniapp.vendors import NAMES
from baoming.web.page import Answer, page, redirect
from baoming.web.sign_in import FIELDS
from baoming.web.visit import LEFT, Visit, back_address
from baoming.web.wording import masked_number

CLOSED = ("/miniapp", "/login", "/logout", "/desk", "/demo")
"""No way on after entering: a code of somebody else's may stand behind the first of them."""
SENTENCES = {
    "refused": "登录凭证已用过或已过期。请用密码登录，或关闭小程序后重新打开。",
    "down": "{name}暂时没有响应。请用密码登录，填写和提交都不受影响。",
    "password": "工作人员为您重设了密码。请用一次性验证码登录，再设置新密码。",
}
STATUSES = {"refused": 422}


@get("/miniapp/{vendor:str}/enter")
async def enter(
    visit: Visit, state: State, vendor: str, code: str = "", next: str = "", demo: str = ""
) -> Answer:
    sessions: Sessions = state.miniapps
    ready, onward = sessions.ready(vendor), _onward(next)
    # By hand, from the simulator's page: an ordinary browser stands for the phone.
    inside = visit.webview == vendor or (visit.demo and bool(demo))
    if not (ready and code and inside):
        return redirect(onward or "/login")
    visit.csrf_token  # noqa: B018  # a guest gets the cookie that the answer belongs to
    try:
        arrived = await arriving.arrive(
            sessions,
            vendor,
            code,
            address=visit.address,
            browser=visit.cookie or "",
            before=visit.signed_in,
            doubtful=_doubtful(visit),
        )
    except TooMany as refused:
        head = {"Retry-After": str(refused.retry_after)}
        return _page(visit, vendor, onward, Bound(), 429, head, why=refused.sentence)
    return _shown(visit, vendor, onward, arrived)


@post("/miniapp/{vendor:str}/enter")
async def confirm(visit: Visit, state: State, vendor: str, next: str = "") -> Answer:
    _known(state, vendor)
    cookie = await arriving.confirm(visit.text("ticket"), visit.cookie or "", visit.signed_in)
    visit.sign_in(cookie)
    return redirect(_onward(next) or "/me")


@post("/miniapp/{vendor:str}/sign-in")
async def sign_in(visit: Visit, state: State, vendor: str, next: str = "") -> Answer:
    """As /login, and the choice to be let in without a password the next time."""
    _known(state, vendor)
    onward, ticket, browser = _onward(next), visit.text("ticket"), visit.cookie or ""
    bound = bind(_fields(vendor), visit.form)
    if not bound.ok:
        return _page(visit, vendor, onward, bound, 422, ticket=ticket)
    try:
        entered = await entering.enter(
            bound.data["login"], bound.data["password"], visit.address, visit.signed_in
        )
    except Invalid as refused:
        bound.errors.update(refused.errors)
        return _page(visit, vendor, onward, bound, 422, ticket=ticket)
    visit.sign_in(entered.cookie)
    if entered.must_change_password:
        return redirect("/me/password")
    if bound.data["remember"]:
        await _remember(entered.cookie, ticket, browser, onward or "/me")
    return redirect(onward or "/me")


ROUTES = [enter, confirm, sign_in]


def _known(state: State, vendor: str) -> None:
    sessions: Sessions = state.miniapps
    sessions.ready(vendor)


async def _remember(cookie: str, ticket: str, browser: str, onward: str) -> None:
    """`browser` is the cookie before signing in: the page was given to that one."""
    signed_in = await sign_ins.load(cookie)
    if signed_in is None or not await arriving.remember(ticket, browser, signed_in):
        raise Conflict(
            "已登录，但没有记住：页面停留太久。下次从小程序进入时可以再选。",
            link=(onward, "继续"),
        )


def _onward(next: str) -> str:
    address = back_address(next)
    return "" if address.startswith(CLOSED) else address


def _doubtful(visit: Visit) -> bool:
    """After signing out; or when a page, not the mini program, led here. Old web views do not say
    who led them."""
    led = visit.headers.get("sec-fetch-site", "none")
    return led != "none" or (visit.cookie or "").startswith(LEFT)


def _shown(visit: Visit, vendor: str, onward: str, arrived: Arrived) -> Answer:
    outcome, account = arrived.outcome, arrived.account
    if outcome == "entered":
        visit.sign_in(arrived.cookie)
    if outcome in ("entered", "stayed"):
        return redirect(onward or "/me")
    if outcome == "asked" and account is not None:
        head = {"Cache-Control": "no-store"}
        return page(
            visit,
            "miniapp/ask.html",
            headers=head,
            vendor=vendor,
            vendor_name=NAMES[vendor],
            account=account,
            number=masked_number(id_number_of(account)),
            ticket=arrived.ticket,
            next=onward,
        )
    why = SENTENCES.get(outcome, "").format(name=NAMES[vendor])
    status = STATUSES.get(outcome, 200)
    return _page(visit, vendor, onward, Bound(), status, why=why, ticket=arrived.ticket)


def _fields(vendor: str) -> tuple[Field, ...]:
    return (
        *FIELDS,
        Field(
            "remember",
            f"以后从{NAMES[vendor]}小程序进入时直接登录",
            "tick",
            required=False,
            hint=f"只在您本人的{NAMES[vendor]}上选择。可以随时取消，修改密码后自动取消。",
        ),
    )


def _page(
    visit: Visit,
    vendor: str,
    onward: str,
    bound: Bound,
    status: int = 200,
    headers: dict[str, str] | None = None,
    **shown: Any,
) -> Answer:
    """The sign-in; with a ticket it can also be remembered."""
    ticket = shown.get("ticket", "")
    return page(
        visit,
        "miniapp/enter.html",
        status=status,
        headers={"Cache-Control": "no-store", **(headers or {})},
        vendor=vendor,
        vendor_name=NAMES[vendor],
        fields=_fields(vendor) if ticket else FIELDS,
        bound=bound,
        ticket=ticket,
        next=onward,
        why=shown.get("why", ""),
    )

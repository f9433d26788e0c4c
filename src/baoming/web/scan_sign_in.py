"""/login/scan on a computer, /login/allow/{secret} on the phone whose WeChat scanned its code."""

from urllib.parse import quote

from litestar import get, post
from litestar.datastructures import State

from baoming.errors import NotFound
from baoming.web.page import Answer, page, redirect
from baoming.web.user_agent import named
from baoming.web.visit import Visit, back_address
from baoming.web.wechat import STILL_WAITING, picture
from baoming.wechat import scan_codes, scan_sign_in
from baoming.wechat.client import WeChatError
from baoming.wechat.scan_codes import Code

NO_STORE = {"Cache-Control": "no-store"}


@get("/login/scan")
async def show(visit: Visit, state: State, next: str = "") -> Answer:
    if visit.account:
        return redirect(back_address(next) or "/me")
    visit.csrf_token  # noqa: B018  # a guest gets the cookie that the code is bound to
    if state.wechat is None:
        return _page(visit, next, None)
    agent = named(visit.headers.get("user-agent", ""))
    try:
        code = await scan_codes.show(state.wechat, visit.cookie or "", visit.address, agent)
    except WeChatError:
        return _page(visit, next, None, silent=True)
    return _page(visit, next, code)


@get("/login/scan/code.png")
async def code(visit: Visit) -> Answer:
    shown = await scan_codes.of_browser(visit.cookie) if visit.cookie else None
    if shown is None or shown.state != "waiting":
        raise NotFound
    return picture(shown.url)


@get("/login/scan/state")
async def poll(visit: Visit, next: str = "", seen: str = "") -> Answer:
    """Asked every few seconds by the page with the code: the next page, when there is one. `seen`
    is the state that it shows already."""
    again = _query("/login/scan", next)
    if visit.account or not visit.htmx:
        return _onward(visit, again)
    found = await scan_codes.of_browser(visit.cookie or "")
    if found is None:
        return _onward(visit, again)
    if found.state == seen:
        return Answer(b"", status_code=STILL_WAITING, headers=NO_STORE)
    return _page(visit, next, found)


@post("/login/scan")
async def sign_in(visit: Visit, next: str = "") -> Answer:
    """By the button, which the page presses itself once the phone has allowed it."""
    if visit.account:
        return _onward(visit, back_address(next) or "/me")
    found = await scan_codes.of_browser(visit.cookie or "")
    if found is None:
        return _onward(visit, _query("/login/scan", next))
    if found.state != "allowed":
        return _page(visit, next, found, 409, early=found.state in ("waiting", "scanned"))
    visit.sign_in(await scan_sign_in.complete(found, visit.signed_in))
    return _onward(visit, back_address(next) or "/me")


@get("/login/allow/{secret:str}")
async def ask(visit: Visit, secret: str) -> Answer:
    """Opened from WeChat, by whoever scanned: nothing more is wanted of them. Looking at it, as
    WeChat does of itself, changes nothing."""
    asked = await scan_sign_in.asked(secret)
    return page(visit, "accounts/scan_allow.html", headers=NO_STORE, asked=asked, secret=secret)


@post("/login/allow/{secret:str}")
async def answer(visit: Visit, secret: str) -> Answer:
    await scan_sign_in.answer(secret, visit.text("number"))
    return redirect(f"/login/allow/{secret}")


ROUTES = [show, code, poll, sign_in, ask, answer]


def _query(address: str, next: str) -> str:
    onward = back_address(next)
    return f"{address}?next={quote(onward)}" if onward else address


def _onward(visit: Visit, address: str) -> Answer:
    """HTMX leaves the page too: its head names who is signed in."""
    if visit.htmx:
        return Answer(b"", status_code=200, headers={**NO_STORE, "HX-Redirect": address})
    return redirect(address)


def _page(
    visit: Visit,
    next: str,
    code: Code | None,
    status: int = 200,
    *,
    silent: bool = False,
    early: bool = False,
) -> Answer:
    return page(
        visit,
        "accounts/scan.html",
        status=status,
        headers=NO_STORE,
        code=code,
        next=back_address(next),
        silent=silent,
        early=early,
    )

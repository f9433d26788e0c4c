"""/login and /logout of candidates."""

from litestar import get, post

from baoming.accounts import entering, sign_ins
from baoming.errors import Invalid
from baoming.fields import Bound, Field, bind
from baoming.web.page import Answer, page, redirect
from baoming.web.visit import Visit, back_address

FIELDS = (
    Field("login", "用户名或证件号码", max=64, autocomplete="username", private=True),
    Field("password", "密码", "password", max=128, autocomplete="current-password"),
)
CHANGED = "密码已经改好，请用新密码登录。"
CLOSED = "账户已注销。用户名和证件号码可以重新注册。"


@get("/login")
async def show(visit: Visit, next: str = "", changed: str = "", closed: str = "") -> Answer:
    if visit.account:
        return redirect(back_address(next) or "/me")
    said = CHANGED if changed else CLOSED if closed else ""
    return _page(visit, Bound(), next, said=said)


@post("/login")
async def sign_in(visit: Visit, next: str = "") -> Answer:
    bound = bind(FIELDS, visit.form)
    if not bound.ok:
        return _page(visit, bound, next, 422)
    try:
        entered = await entering.enter(
            bound.data["login"], bound.data["password"], visit.address, visit.signed_in
        )
    except Invalid as refused:
        bound.errors.update(refused.errors)
        return _page(visit, bound, next, 422)
    visit.sign_in(entered.cookie)
    if entered.must_change_password:
        return redirect("/me/password")
    return redirect(back_address(next) or "/me")


@post("/logout")
async def sign_out(visit: Visit) -> Answer:
    if visit.signed_in is not None:
        await sign_ins.end(visit.signed_in)
        if visit.signed_in.officer is None:
            visit.sign_out()
    return redirect("/")


ROUTES = [show, sign_in, sign_out]


def _page(visit: Visit, bound: Bound, next: str, status: int = 200, *, said: str = "") -> Answer:
    return page(
        visit,
        "accounts/sign_in.html",
        status=status,
        fields=FIELDS,
        bound=bound,
        next=back_address(next),
        said=said,
    )

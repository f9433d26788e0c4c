"""Signing in and out of the desk."""

from litestar import get, post

from baoming.accounts import sign_ins
from baoming.desk import staff
from baoming.fields import Bound, Field, bind
from baoming.web.desk.query import given
from baoming.web.page import Answer, page, redirect
from baoming.web.visit import Visit, back_address

FIELDS = (
    Field("username", "用户名", max=32, autocomplete="username"),
    Field("password", "密码", "password", max=128, autocomplete="current-password"),
)

WRONG = "用户名或密码不对，请重新输入。忘记密码的，请联系为您开通账号的单位。"


@get("/desk/login")
async def ask(visit: Visit) -> Answer:
    if visit.staff:
        return redirect(_next(visit))
    return _form(visit, Bound())


@post("/desk/login")
async def sign_in(visit: Visit) -> Answer:
    bound = bind(FIELDS, visit.form)
    if not bound.ok:
        return _form(visit, bound, 422)
    username, password = bound.data["username"], bound.data["password"]
    found = await staff.signed_in(username, password, visit.address)
    if found is None:
        bound.errors["password"] = WRONG
        return _form(visit, bound, 422)
    visit.sign_in(await sign_ins.begin(visit.signed_in, staff=found.id))
    return redirect(_next(visit))


@post("/desk/logout", audience="desk", back="/desk")
async def sign_out(visit: Visit) -> Answer:
    if visit.signed_in is not None:
        await sign_ins.end(visit.signed_in, staff=True)
        if visit.signed_in.account is None:
            visit.sign_out()
    return redirect("/desk/login")


def _form(visit: Visit, bound: Bound, status: int = 200) -> Answer:
    return page(
        visit, "desk/sign_in.html", status=status, fields=FIELDS, bound=bound, next=_next(visit)
    )


def _next(visit: Visit) -> str:
    """Back to where the officer was sent from, within the desk."""
    asked = visit.text("next") or str(given(visit).get("next", [""])[-1])
    address = back_address(asked)
    path = address.partition("?")[0]
    inside = path.startswith("/desk/") and path not in ("/desk/login", "/desk/logout")
    return address if inside else "/desk"


ROUTES = [ask, sign_in, sign_out]

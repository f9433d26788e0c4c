"""/register: opening an account (用户注册); it signs in."""

from litestar import get, post

from baoming.accounts import registration, sign_ins
from baoming.catalogue import current
from baoming.errors import Invalid, TooMany
from baoming.fields import Bound, Field
from baoming.web import typed
from baoming.web.page import Answer, page, redirect
from baoming.web.visit import Visit


@get("/register")
async def show(visit: Visit) -> Answer:
    if visit.account:
        return redirect("/me")
    return await _page(visit, Bound())


@post("/register")
async def register(visit: Visit) -> Answer:
    bound = registration.read(await _fields(), visit.form)
    if typed.asked(visit):
        return _check(visit, bound)
    if not bound.ok:
        return await _page(visit, bound, 422)
    try:
        account = await registration.register(bound.data, visit.address)
    except Invalid as refused:
        bound.errors.update(refused.errors)
        return await _page(visit, bound, 422)
    except TooMany as refused:
        bound.errors["id_number"] = refused.sentence
        return await _page(visit, bound, 429, refused.retry_after)
    visit.sign_in(await sign_ins.begin(visit.signed_in, account=account))
    return redirect("/me")


ROUTES = [show, register]


def _check(visit: Visit, bound: Bound) -> Answer:
    """While somebody types: what the form alone tells, and never whom the site knows. Nothing is
    looked up, so nobody needs to be slowed down; an empty answer is no fault yet."""
    changed = typed.read(visit).changed
    faults = {n: s for n, s in bound.errors.items() if n in changed and visit.text(n).strip()}
    return typed.checked(visit, faults, changed)


async def _fields() -> tuple[Field, ...]:
    return registration.fields((await current.newest()).options("security_question"))


async def _page(visit: Visit, bound: Bound, status: int = 200, retry_after: int = 0) -> Answer:
    """With 429 too the form: twelve answers are not to be typed again."""
    exam = (await current.newest()).exam
    return page(
        visit,
        "accounts/register.html",
        status=status,
        headers={"Retry-After": str(retry_after)} if retry_after else None,
        fields=await _fields(),
        bound=bound,
        special_notice=exam.special_notice,
    )

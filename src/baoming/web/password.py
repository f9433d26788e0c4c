"""/me/password and /me/security: what a signed-in candidate changes about signing in."""

from litestar import get, post

from baoming.accounts import changes
from baoming.accounts.sign_ins import SignedIn
from baoming.catalogue import current
from baoming.errors import Invalid
from baoming.fields import Bound, Field, bind
from baoming.web.page import Answer, page, redirect
from baoming.web.recover import NEW_PASSWORD, check_again
from baoming.web.visit import Guest, Visit

CURRENT = Field(
    "current_password", "当前密码", "password", max=128, autocomplete="current-password"
)
PASSWORD = (CURRENT, *NEW_PASSWORD)


@get("/me/password", audience="candidate")
async def show_password(visit: Visit) -> Answer:
    return _password_page(visit, Bound())


@post("/me/password", audience="candidate")
async def change_password(visit: Visit) -> Answer:
    bound = bind(PASSWORD, visit.form)
    check_again(bound)
    if not bound.ok:
        return _password_page(visit, bound, 422)
    data = bound.data
    try:
        cookie = await changes.change_password(
            visit.person, _signed_in(visit), data["current_password"], data["password"]
        )
    except Invalid as refused:
        bound.errors.update(refused.errors)
        return _password_page(visit, bound, 422)
    visit.sign_in(cookie)
    return redirect("/me")


@get("/me/security", audience="candidate")
async def show_question(visit: Visit) -> Answer:
    chosen = Bound(values={"security_question": visit.person.security_question})
    return await _question_page(visit, chosen)


@post("/me/security", audience="candidate")
async def change_question(visit: Visit) -> Answer:
    bound = bind(await _question_fields(), visit.form)
    if not bound.ok:
        return await _question_page(visit, bound, 422)
    data = bound.data
    try:
        cookie = await changes.change_question(
            visit.person,
            _signed_in(visit),
            data["current_password"],
            data["security_question"],
            data["security_answer"],
        )
    except Invalid as refused:
        bound.errors.update(refused.errors)
        return await _question_page(visit, bound, 422)
    visit.sign_in(cookie)
    return redirect("/me")


ROUTES = [show_password, change_password, show_question, change_question]


def _signed_in(visit: Visit) -> SignedIn:
    if visit.signed_in is None:
        raise Guest
    return visit.signed_in


async def _question_fields() -> tuple[Field, ...]:
    questions = (await current.newest()).options("security_question")
    return (
        CURRENT,
        Field("security_question", "密码找回问题", "choice", options=questions),
        Field("security_answer", "密码找回答案", max=100, autocomplete="off", private=True),
    )


def _password_page(visit: Visit, bound: Bound, status: int = 200) -> Answer:
    return page(
        visit,
        "accounts/password.html",
        status=status,
        fields=PASSWORD,
        bound=bound,
        must_change=_signed_in(visit).must_change_password,
    )


async def _question_page(visit: Visit, bound: Bound, status: int = 200) -> Answer:
    return page(
        visit,
        "accounts/security.html",
        status=status,
        fields=await _question_fields(),
        bound=bound,
    )

"""/recover: back in by question and answer."""

from datetime import timedelta
from typing import Any

from litestar import Request, get, post

from baoming.accounts import recovery
from baoming.accounts.documents import looks_like_document, normalise
from baoming.accounts.passwords import check_password
from baoming.errors import Invalid
from baoming.fields import Bound, Field, bind
from baoming.web.page import Answer, page, redirect
from baoming.web.recover_cookie import keep, kept
from baoming.web.visit import Visit
from baoming.web.wording import masked_number

COOKIE, PATH = "recover", "/recover"
LASTS = timedelta(minutes=30)

LOGIN = (
    Field(
        "login",
        "用户名或证件号码",
        max=64,
        hint="忘记用户名的，填证件号码。",
        autocomplete="username",
        private=True,
    ),
)
NEW_PASSWORD = (
    Field(
        "password",
        "新密码",
        "password",
        max=128,
        check=check_password,
        hint="至少 8 个字符。",
        autocomplete="new-password",
    ),
    Field("password_again", "再输入一次新密码", "password", max=128, autocomplete="new-password"),
)
ANSWER = (
    Field("security_answer", "您的答案", max=100, autocomplete="off", private=True),
    *NEW_PASSWORD,
)


@get("/recover")
async def ask(visit: Visit) -> Answer:
    return page(visit, "accounts/recover.html", fields=LOGIN, bound=Bound())


@post("/recover")
async def begin(visit: Visit) -> Answer:
    bound = bind(LOGIN, visit.form)
    if not bound.ok:
        return page(visit, "accounts/recover.html", status=422, fields=LOGIN, bound=bound)
    answer = redirect("/recover/answer")
    keep(answer, visit, COOKIE, PATH, LASTS, [bound.data["login"]])
    return answer


@get("/recover/answer")
async def question(visit: Visit, request: Request[Any, Any, Any]) -> Answer:
    login = remembered(request)
    return await _page(visit, login, Bound()) if login else redirect("/recover")


@post("/recover/answer")
async def answer(visit: Visit, request: Request[Any, Any, Any]) -> Answer:
    login = remembered(request)
    if not login:
        return redirect("/recover")
    bound = bind(ANSWER, visit.form)
    check_again(bound)
    if not bound.ok:
        return await _page(visit, login, bound, 422)
    try:
        await recovery.recover(login, bound.data["security_answer"], bound.data["password"])
    except Invalid as refused:
        bound.errors.update(refused.errors)
        return await _page(visit, login, bound, 422)
    done = redirect("/login?changed=yes")
    done.delete_cookie(COOKIE, path=PATH)
    return done


ROUTES = [ask, begin, question, answer]


def remembered(request: Request[Any, Any, Any]) -> str:
    """The login that was typed at the beginning, or nothing."""
    texts = kept(request, COOKIE)
    return texts[0] if texts else ""


def shown(login: str) -> str:
    """As it was typed, for a slip would lead to another question; a number in part only."""
    return masked_number(normalise(login)) if looks_like_document(login) else login


def check_again(bound: Bound) -> None:
    """The second entry of a new password."""
    if bound.errors.keys() & {"password", "password_again"}:
        return
    if bound.data["password"] != bound.data["password_again"]:
        bound.errors["password_again"] = "两次输入的密码不一致，请重新输入。"  # noqa: S105  # a sentence


async def _page(visit: Visit, login: str, bound: Bound, status: int = 200) -> Answer:
    return page(
        visit,
        "accounts/recover_answer.html",
        status=status,
        headers={"Cache-Control": "no-store"},
        login=shown(login),
        question=await recovery.question_for(login),
        fields=ANSWER,
        bound=bound,
    )

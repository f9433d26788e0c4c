"""/recover/face: to the face provider, and back with what came of it."""

from dataclasses import dataclass
from typing import Any

from litestar import Request, get, post
from litestar.datastructures import State

from baoming.accounts import face
from baoming.accounts.face import Verdict
from baoming.accounts.face_verifier import FaceUnavailable, FaceVerifier
from baoming.errors import TooMany
from baoming.fields import Bound, bind
from baoming.security import same
from baoming.web.page import Answer, page, redirect
from baoming.web.recover import COOKIE as RECOVER_COOKIE
from baoming.web.recover import LOGIN, NEW_PASSWORD, check_again, remembered, shown
from baoming.web.recover import PATH as RECOVER_PATH
from baoming.web.recover_cookie import keep, kept
from baoming.web.visit import Visit

COOKIE, PATH = "face", "/recover/face"
DOWN = "人脸识别服务暂时没有响应，这一次不计入次数。请稍后再试。"
STATUS: dict[Verdict, int] = {
    "passed": 200,
    "other": 422,
    "failed": 422,
    "unfinished": 409,
    "void": 409,
}


@dataclass(frozen=True)
class Begun:
    """What the browser that went to the provider keeps."""

    login: str
    token: str
    url: str


@get("/recover/face")
async def ask(visit: Visit, request: Request[Any, Any, Any], state: State) -> Answer:
    return _start(visit, state, remembered(request), Bound())


@post("/recover/face")
async def begin(visit: Visit, request: Request[Any, Any, Any], state: State) -> Answer:
    known = remembered(request)
    if state.face is None:
        return _start(visit, state, known, Bound(), 409)
    bound = bind(LOGIN, visit.form)
    if not bound.ok and (visit.text("login") or not known):
        return _start(visit, state, "", bound, 422)
    login = bound.data["login"] if bound.ok else known
    # Another one than at /recover is shown as it was typed.
    known, typed = ("", bound) if bound.ok else (known, Bound())
    try:
        begun = await face.begin(state.face, login, visit.address, demo=visit.demo)
    except FaceUnavailable:
        return _start(visit, state, known, typed, 409, DOWN)
    except TooMany as refused:
        wait = {"Retry-After": str(refused.retry_after)}
        return _start(visit, state, known, typed, 429, refused.sentence, wait)
    away = redirect(begun.url)
    keep(away, visit, COOKIE, PATH, face.LASTS, [login, begun.token, begun.url])
    return away


@get("/recover/face/return")
async def come_back(visit: Visit, request: Request[Any, Any, Any], state: State) -> Answer:
    return await _back(visit, request, state, None)


@post("/recover/face/return")
async def set_password(visit: Visit, request: Request[Any, Any, Any], state: State) -> Answer:
    bound = bind(NEW_PASSWORD, visit.form)
    check_again(bound)
    return await _back(visit, request, state, bound)


ROUTES = [ask, begin, come_back, set_password]


def _start(
    visit: Visit,
    state: State,
    known: str,
    bound: Bound,
    status: int = 200,
    said: str = "",
    headers: dict[str, str] | None = None,
) -> Answer:
    """`known`: the login that was typed at /recover, which is not asked again."""
    if state.face is not None:
        visit.leads_to = state.face.pages
    return page(
        visit,
        "accounts/recover_face.html",
        status=status,
        headers={"Cache-Control": "no-store", **(headers or {})},
        on=state.face is not None,
        known=shown(known) if known else "",
        fields=LOGIN,
        bound=bound,
        said=said,
        most=face.MOST,
    )


async def _back(
    visit: Visit, request: Request[Any, Any, Any], state: State, bound: Bound | None
) -> Answer:
    """`bound`: the new password, when it was sent."""
    if state.face is None:
        return _start(visit, state, "", Bound(), 409)
    begun, given = _begun(request), request.query_params.get("BizToken", "")
    if begun is None and not given:
        return redirect(PATH)
    if begun is None or (given and not same(given, begun.token)):
        await face.give_up(given)
        return await _told(visit, "void", None, 404)
    try:
        verdict = await _verdict(visit, state.face, begun, bound)
    except FaceUnavailable:
        return await _told(visit, "unknown", begun, 409)
    if verdict != "passed":
        return await _told(visit, verdict, begun, STATUS[verdict])
    if bound is None or not bound.ok:
        return _password_page(visit, begun, bound or Bound())
    done = redirect("/login?changed=yes")
    done.delete_cookie(COOKIE, path=PATH)
    done.delete_cookie(RECOVER_COOKIE, path=RECOVER_PATH)
    return done


async def _verdict(
    visit: Visit, verifier: FaceVerifier, begun: Begun, bound: Bound | None
) -> Verdict:
    if bound is None or not bound.ok:
        return await face.look(verifier, begun.login, begun.token)
    password = bound.data["password"]
    return await face.recover(verifier, begun.login, begun.token, visit.address, password)


def _password_page(visit: Visit, begun: Begun, bound: Bound) -> Answer:
    return page(
        visit,
        "accounts/recover_face_passed.html",
        status=200 if bound.ok else 422,
        headers={"Cache-Control": "no-store"},
        login=shown(begun.login),
        fields=NEW_PASSWORD,
        bound=bound,
    )


async def _told(visit: Visit, verdict: Verdict | str, begun: Begun | None, status: int) -> Answer:
    """No new password: why, how often one may try again, and which other ways there are."""
    left, again = await face.tries_left(begun.login) if begun else (1, "")
    return page(
        visit,
        "accounts/recover_face_refused.html",
        status=status,
        headers={"Cache-Control": "no-store"},
        verdict=verdict,
        login=shown(begun.login) if begun else "",
        url=begun.url if begun else "",
        left=left,
        again=again,
    )


def _begun(request: Request[Any, Any, Any]) -> Begun | None:
    texts = kept(request, COOKIE)
    return Begun(*texts) if texts else None

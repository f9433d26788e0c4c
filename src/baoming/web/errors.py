"""Every refusal as a page: what happened, in words, and what helps."""

import logging
import secrets
from typing import Any
from urllib.parse import quote

from litestar.connection import Request
from litestar.exceptions import HTTPException

from baoming.errors import Conflict, Invalid, NotAllowed, NotFound, Refusal, TooMany
from baoming.web.gate import BadToken, MustChangePassword
from baoming.web.page import Answer, answer, page, redirect
from baoming.web.visit import Guest, Visit

log = logging.getLogger("baoming")

SENTENCES = {
    400: "发来的内容无法读取，请返回重试。",
    404: "没有找到这个页面。请检查地址，或从首页进入。",
    405: "这个地址不能这样使用，请从页面上的按钮进入。",
    413: "上传的内容太大，请压缩或换一个较小的文件。",
}
TITLES = {
    400: "无法读取",
    403: "不能这样做",
    404: "没有找到",
    405: "不能这样使用",
    409: "现在不能办理",
    413: "文件太大",
    422: "内容有误",
    429: "请稍后再试",
    500: "系统出错了",
}


def show(request: Request[Any, Any, Any], error: Exception) -> Answer:
    """The one exception handler of the application."""
    visit = Visit.of(request)
    if isinstance(error, Guest):
        return _to_sign_in(visit, request)
    if isinstance(error, MustChangePassword):
        return redirect("/me/password")
    status, sentence = _said(error)
    if status >= 500:
        return _unexpected(visit, error)
    headers = {"Cache-Control": "no-store"}
    if isinstance(error, TooMany):
        headers["Retry-After"] = str(error.retry_after)
    if status == 405 and isinstance(error, HTTPException):
        headers |= {k: v for k, v in (error.headers or {}).items() if k.lower() == "allow"}
    return _page(visit, status, sentence, headers, error)


def _said(error: Exception) -> tuple[int, str]:
    for kind, status in (
        (NotFound, 404),
        (NotAllowed, 403),
        (Conflict, 409),
        (Invalid, 422),
        (TooMany, 429),
    ):
        if isinstance(error, kind):
            return status, error.sentence
    if isinstance(error, BadToken):
        return 403, "这个页面放得太久，或在别处重新登录过。请返回上一页刷新后再提交。"
    if isinstance(error, HTTPException):
        status = error.status_code
        return status, SENTENCES.get(status, SENTENCES[400])
    return 500, ""


def _page(
    visit: Visit, status: int, sentence: str, headers: dict[str, str], error: Exception
) -> Answer:
    link = error.link if isinstance(error, Conflict) else None
    return page(
        visit,
        "error.html",
        status=status,
        headers=headers,
        title=TITLES.get(status, "请求有误"),
        sentence=sentence,
        link=link,
        true_status=error.status if isinstance(error, Conflict) else None,
        errors=error.errors if isinstance(error, Invalid) else {},
        incident=None,
    )


def _to_sign_in(visit: Visit, request: Request[Any, Any, Any]) -> Answer:
    """A guest goes to the sign-in and comes back; HTMX is told so by header."""
    opt = request.scope["route_handler"].opt
    path = visit.path if visit.method == "GET" else opt.get("back", visit.path)
    if path.startswith(".."):
        path = visit.path.rsplit("/", path.count(".."))[0]
    if visit.method == "GET" and visit.query:
        path += "?" + visit.query
    sign_in = "/desk/login" if opt.get("audience") == "desk" else "/login"
    address = f"{sign_in}?next={quote(path, safe='/')}"
    if visit.htmx:
        # What HTMX shows is a page of ours; the one being read has its own address.
        head = {"HX-Redirect": address, "Cache-Control": "no-store"}
        return answer(visit, b"", "text/html", 401, head)
    return redirect(address)


def _unexpected(visit: Visit, error: Exception) -> Answer:
    """Logged with an id that the page shows, so that office and operator speak of the same."""
    incident = secrets.token_hex(4)
    log.error("incident %s %s %s", incident, visit.method, visit.path, exc_info=error)
    return page(
        visit,
        "error.html",
        status=500,
        headers={"Cache-Control": "no-store"},
        title=TITLES[500],
        sentence="您刚才的操作可能没有完成，已保存的内容不会丢失。请稍后重试。",
        link=None,
        true_status=None,
        errors={},
        incident=incident,
    )


HANDLERS: dict[type[Exception] | int, Any] = {
    Exception: show,
    HTTPException: show,
    Refusal: show,
}

"""What WeChat's servers answer, and what their refusals mean to us."""

from collections.abc import Mapping
from typing import Any, Literal

import httpx

Kind = Literal["down", "refused", "limit", "token", "unfollowed"]
# WeChat, "global return codes".
KINDS: Mapping[int, Kind] = {
    -1: "down",
    40001: "token",
    40014: "token",
    42001: "token",
    43004: "unfollowed",
    45009: "limit",
    45011: "limit",
    45047: "limit",
}


class WeChatError(Exception):
    """`down`: may be tried again, as may `limit` later; `unfollowed`: no message arrives."""

    def __init__(self, kind: Kind, errcode: int, message: str) -> None:
        super().__init__(f"{kind} {errcode}: {message}")
        self.kind = kind
        self.errcode = errcode
        self.message = message


class Late(WeChatError):
    """`down`, and it took its time to be so."""

    def __init__(self) -> None:
        super().__init__("down", 0, "no answer in time")


def read(answer: httpx.Response) -> dict[str, Any]:
    """WeChat answers 200 to everything, errors too: they carry `errcode`."""
    try:
        told = answer.json() if answer.is_success else None
    except ValueError:
        told = None
    if not isinstance(told, dict):
        raise WeChatError("down", 0, f"HTTP {answer.status_code}, no answer of WeChat's")
    errcode = told.get("errcode") or 0
    if errcode:
        kind = KINDS.get(errcode, "refused")
        raise WeChatError(kind, errcode, str(told.get("errmsg", "")))
    return told


def text(told: Mapping[str, Any], name: str) -> str:
    if name not in told:
        raise WeChatError("down", 0, f"an answer without {name}")
    return str(told[name])

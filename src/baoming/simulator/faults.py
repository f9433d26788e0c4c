"""Faults on demand, for every interface at once: WeChat's and the face provider's."""

import asyncio
import sqlite3
from typing import Any

from litestar import Request
from litestar.response import Response

from baoming.simulator import account
from baoming.simulator.world import world_of

AnyRequest = Request[Any, Any, Any]

FAULTS = {
    "none": "正常",
    "token_expired": "access_token 立即失效一次",
    "limit": "超过调用次数（45009）",
    "slow": "很慢（10 秒）",
    "down": "不可用（502）",
}
SLOW_SECONDS = 10.0


def set_fault(db: sqlite3.Connection, name: str, lasts: float = SLOW_SECONDS) -> None:
    """An expired token is over with the next one; the others stand until `none`."""
    db.execute("DELETE FROM fault")
    if name == "token_expired":
        account.expire_tokens(db)
    elif name != "none":
        db.execute("INSERT INTO fault VALUES (?, ?)", (name, lasts))


def standing(db: sqlite3.Connection) -> tuple[str, float]:
    row = db.execute("SELECT name, seconds FROM fault").fetchone()
    return (row["name"], row["seconds"]) if row else ("none", 0.0)


async def of_wechat(request: AnyRequest) -> Response[Any] | None:
    return await _fault(request, {"errcode": 45009, "errmsg": "reach max api daily quota limit"})


async def of_face(request: AnyRequest) -> Response[Any] | None:
    error = {"Code": "RequestLimitExceeded", "Message": "请求的次数超过了频率限制。"}
    return await _fault(request, {"Response": {"Error": error, "RequestId": "simulated"}})


async def of_alipay(request: AnyRequest) -> Response[Any] | None:
    error = {"code": "40005", "msg": "Call Limited", "sub_code": "isv.app-call-limited"}
    return await _fault(request, {"error_response": error})


async def of_baidu(request: AnyRequest) -> Response[Any] | None:
    return await _fault(request, {"errno": 17, "error": "Open api daily request limit reached"})


async def _fault(request: AnyRequest, limit: dict[str, Any]) -> Response[Any] | None:
    """None, or the answer in place of the true one. A slow one is carried out all the same,
    also when the caller has hung up: that is how a message arrives twice."""
    name, lasts = await world_of(request).memory.run(standing)
    if name == "slow":
        await asyncio.sleep(lasts)
    if name == "down":
        return Response("<html>502 Bad Gateway</html>", media_type="text/html", status_code=502)
    return Response(limit) if name == "limit" else None

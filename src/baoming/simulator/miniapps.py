"""Opening a mini program by hand: what its sign-in call gives, and the link that it opens."""

import hashlib
import secrets
import sqlite3
from typing import Any
from urllib.parse import urlencode

from litestar import Request, post
from litestar.response import Response

from baoming.simulator import account
from baoming.simulator.pages import page
from baoming.simulator.world import asks_for_page, given, refusal, world_of

CODE_SECONDS = 300
NAMES = {"wechat": "微信", "alipay": "支付宝", "baidu": "百度"}
_ANDROID = (
    "Mozilla/5.0 (Linux; Android 10; HLK-AL00) AppleWebKit/537.36 (KHTML, like Gecko)"
    " Version/4.0 Chrome/86.0.4240.99 Mobile Safari/537.36"
)
USER_AGENTS = {
    "wechat": f"{_ANDROID} MicroMessenger/8.0.47 NetType/4G Language/zh_CN miniProgram/wx0000demo",
    "alipay": f"{_ANDROID} AliApp(AP/10.5.96) AlipayClient/10.5.96 Language/zh-Hans MiniProgram",
    "baidu": f"{_ANDROID} swan/2.60.0 swan-baiduboxapp/13.50.0 baiduboxapp/13.50.0",
}


@post("/simulator/open", status_code=200)
async def open_miniapp(request: Request[Any, Any, Any]) -> Response[Any]:
    """`openid` is the person's in the official account; each vendor knows them by another."""
    world, asked = world_of(request), await given(request)
    vendor, openid = asked.get("vendor", ""), asked.get("openid", "").strip()
    if vendor not in NAMES or not 1 <= len(openid) <= 64 or not openid.isprintable():
        return refusal(422, "vendor 应为 wechat、alipay 或 baidu；openid 为 1 到 64 个可见字符。")
    new = account.new_js_code if vendor == "wechat" else new_code
    args = (openid,) if vendor == "wechat" else (vendor, openid)
    code = await world.memory.run(new, *args)
    query = urlencode({"code": code, "demo": "1"})
    link = f"{world.settings.base_url}/miniapp/{vendor}/enter?{query}"
    told = {"vendor": vendor, "code": code, "link": link, "user_agent": USER_AGENTS[vendor]}
    if not asks_for_page(request):
        return Response(told)
    return page(request, "opened.html", name=NAMES[vendor], openid=openid, **told)


HANDLERS = [open_miniapp]


def new_code(db: sqlite3.Connection, vendor: str, person: str) -> str:
    code = secrets.token_hex(16)
    until = account.seconds() + CODE_SECONDS
    db.execute("INSERT INTO vendor_code VALUES (?, ?, ?, ?, 0)", (code, vendor, person, until))
    return code


def use_code(db: sqlite3.Connection, vendor: str, code: str) -> str | None:
    """The person, once and in time."""
    row = db.execute(
        "UPDATE vendor_code SET used = 1 WHERE code = ? AND vendor = ? AND used = 0"
        " AND expires_at >= ? RETURNING person",
        (code, vendor, account.seconds()),
    ).fetchone()
    return row["person"] if row else None


def number_of(vendor: str, person: str) -> str:
    """The vendor's own for this person: not WeChat's, and not the other's."""
    return hashlib.sha256(f"{vendor}:{person}".encode()).hexdigest()[:28]

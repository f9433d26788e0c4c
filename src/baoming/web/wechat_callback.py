"""/wechat/callback: what WeChat tells us. Signed, so without sign-in and without a form token."""

from typing import Any

from litestar import Request, get, post
from litestar.datastructures import State

from baoming import clock
from baoming.settings import Settings
from baoming.web.body import read_body
from baoming.web.page import Answer
from baoming.web.wording import spoken_time
from baoming.wechat import events, unionids
from baoming.wechat.bind import handle
from baoming.wechat.events import Event, Forged, Keys, Malformed
from baoming.wechat.scan_sign_in import asked


@get("/wechat/callback", machine=True)
async def introduce(request: Request[Any, Any, Any], state: State) -> Answer:
    """WeChat asks once whether this address is ours."""
    query, keys = _query(request), _keys(state.settings)
    stale = events.is_stale(query.get("timestamp", ""), clock.real())
    if keys is None or stale or not events.is_signed(keys.token, query):
        return _answer(403, b"forbidden")
    return _answer(200, query.get("echostr", "").encode())


@post("/wechat/callback", machine=True)
async def told(request: Request[Any, Any, Any], state: State) -> Answer:
    query, keys = _query(request), _keys(state.settings)
    body = await read_body(request.receive, events.LARGEST)
    try:
        if keys is None:
            raise Forged("no account is set up")
        handled = await handle(event := events.receive(keys, query, body, clock.real()))
    except Forged:
        return _answer(403, b"forbidden")
    except Malformed:
        return _answer(400, b"bad request")
    if handled.outcome == "bound" and state.wechat is not None:
        await unionids.learn(state.wechat, event.openid)
    sentence = handled.sentence
    if handled.secret:
        sentence = await _question(handled.secret, state.settings)
    return _reply(keys, query, event, sentence)


ROUTES = [introduce, told]


async def _question(secret: str, settings: Settings) -> str:
    """What a phone reads whose WeChat scanned a computer's code, with the only way on. WeChat
    shows <a> in a text as a link."""
    about = await asked(secret)
    return (
        "有一台电脑请求登录您的报名账户。\n"
        f"时间：{spoken_time(about.asked_at)}\n"
        f"浏览器：{about.browser}\n"
        f"网络地址：{about.address}\n"
        f'<a href="{settings.base_url}/login/allow/{secret}">核对数字，允许登录</a>\n'
        "不是您本人在电脑前操作的，请打开后选择“不是我”。5 分钟内有效。"
    )


def _reply(keys: Keys, query: dict[str, str], event: Event, sentence: str) -> Answer:
    """Sealed where the event came sealed."""
    if not sentence or not event.account:
        return _answer(200, events.SUCCESS)
    written = events.reply(event, sentence, clock.real())
    if query.get("encrypt_type") == "aes" and keys.aes_key:
        written = events.seal(keys, written, query["timestamp"], query.get("nonce", ""))
    return _answer(200, written, "application/xml")


def _keys(settings: Settings) -> Keys | None:
    """A plain event is taken in a demo only, where an AES key is set."""
    if not settings.wechat_ready:
        return None
    return Keys(
        settings.wechat_token,
        settings.wechat_app_id,
        settings.wechat_aes_key,
        encrypted_only=bool(settings.wechat_aes_key) and not settings.demo,
        once=not settings.demo,
    )


def _query(request: Request[Any, Any, Any]) -> dict[str, str]:
    return {name: str(value) for name, value in request.query_params.items()}


def _answer(status: int, body: bytes, media_type: str = "text/plain") -> Answer:
    return Answer(body, status_code=status, media_type=media_type)

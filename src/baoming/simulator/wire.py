"""WeChat's interface, in its words. It answers 200 to everything; errors are in `errcode`."""

import hmac
import secrets
from typing import Any

from litestar import Request, get, post

from baoming.outbox.template import Template, fits
from baoming.simulator import account, faults
from baoming.simulator.world import World, read_json, world_of

AnyRequest = Request[Any, Any, Any]
Answer = dict[str, Any]

MESSAGES = {
    40001: "invalid credential, access_token is invalid or not latest",
    40002: "invalid grant_type",
    40013: "invalid appid",
    40029: "invalid code",
    40037: "invalid template_id",
    40052: "invalid action name",
    40053: "invalid action info",
    40125: "invalid appsecret",
    40163: "code been used",
    41001: "access_token missing",
    42001: "access_token expired",
    43004: "require subscribe",
    47001: "data format error",
}
LONGEST_SECONDS = 30 * 24 * 3600
DEFAULT_SECONDS = 60


@post("/cgi-bin/stable_token", status_code=200, before_request=faults.of_wechat)
async def stable_token(request: AnyRequest) -> Answer:
    world, asked = world_of(request), read_json(await request.body())
    if asked is None:
        return refused(47001)
    if asked.get("grant_type") != "client_credential":
        return refused(40002)
    settings = world.settings
    if errcode := _owner_fault(asked, settings.wechat_app_id, settings.wechat_app_secret):
        return refused(errcode)
    force = asked.get("force_refresh") is True
    value, lasts = await world.memory.run(account.stable_token, force)
    return {"access_token": value, "expires_in": lasts}


@post("/cgi-bin/qrcode/create", status_code=200, before_request=faults.of_wechat)
async def create_qr(request: AnyRequest) -> Answer:
    world, asked = world_of(request), read_json(await request.body())
    if errcode := await _token_fault(world, request):
        return refused(errcode)
    if asked is None:
        return refused(47001)
    action = str(asked.get("action_name"))
    if action not in ("QR_SCENE", "QR_STR_SCENE", "QR_LIMIT_SCENE", "QR_LIMIT_STR_SCENE"):
        return refused(40052)
    scene = _scene(action, asked)
    lasts = None if "LIMIT" in action else asked.get("expire_seconds", DEFAULT_SECONDS)
    if not scene or (lasts is not None and not _is_duration(lasts)):
        return refused(40053)
    made = await world.memory.run(account.new_ticket, scene, lasts)
    # The true address leads into WeChat; this one to a page where scanning is a button.
    url = f"{world.settings.wechat_api_url}/q/{made['short']}"
    answer = {"ticket": made["ticket"], "url": url}
    return answer if lasts is None else {**answer, "expire_seconds": lasts}


@post("/cgi-bin/message/template/send", status_code=200, before_request=faults.of_wechat)
async def send_template(request: AnyRequest) -> Answer:
    world, body = world_of(request), read_json(await request.body())
    if errcode := await _token_fault(world, request):
        return refused(errcode)
    if body is None or not isinstance(body.get("touser"), str) or not _is_data(body.get("data")):
        return refused(47001)
    templates = map(Template.read, world.settings.wechat_templates.values())
    named = [each for each in templates if each.number == body.get("template_id")]
    if not named:
        return refused(40037)
    if wrong := _unfit(body["data"], with_kinds=any(each.fields for each in named)):
        return {"errcode": 47003, "errmsg": f"argument invalid! data.{wrong}.value invalid"}
    number = await world.memory.run(account.accept_message, body)
    if number is None:
        return refused(43004)
    return {"errcode": 0, "errmsg": "ok", "msgid": number}


@get("/cgi-bin/user/info", before_request=faults.of_wechat)
async def user_info(request: AnyRequest) -> Answer:
    world = world_of(request)
    if errcode := await _token_fault(world, request):
        return refused(errcode)
    openid = request.query_params.get("openid", "")
    return await world.memory.run(account.user_info, openid)


@get("/sns/jscode2session", before_request=faults.of_wechat)
async def jscode2session(request: AnyRequest) -> Answer:
    world, asked = world_of(request), dict(request.query_params)
    if asked.get("grant_type") != "authorization_code":
        return refused(40002)
    settings = world.settings
    if errcode := _owner_fault(asked, settings.wechat_miniapp_id, settings.wechat_miniapp_secret):
        return refused(errcode)
    errcode, openid = await world.memory.run(account.use_js_code, asked.get("js_code", ""))
    if errcode:
        return refused(errcode)
    return {
        "openid": account.miniapp_openid(openid),
        "session_key": secrets.token_urlsafe(18),
        "unionid": account.unionid(openid),
    }


def refused(errcode: int) -> Answer:
    """As the true one: with the number of the request."""
    number = f"{secrets.token_hex(4)}-{secrets.token_hex(4)}-{secrets.token_hex(4)}"
    return {"errcode": errcode, "errmsg": f"{MESSAGES[errcode]} rid: {number}"}


HANDLERS = [stable_token, create_qr, send_template, user_info, jscode2session]


def _owner_fault(asked: dict[str, Any], app_id: str, secret: str) -> int:
    if not app_id or asked.get("appid") != app_id:
        return 40013
    given = str(asked.get("secret", ""))
    return 0 if hmac.compare_digest(given.encode(), secret.encode()) else 40125


async def _token_fault(world: World, request: AnyRequest) -> int:
    value = request.query_params.get("access_token", "")
    return await world.memory.run(account.token_fault, value) if value else 41001


def _scene(action: str, asked: dict[str, Any]) -> str:
    """Empty when it is missing or not allowed."""
    info = asked.get("action_info")
    scene = info.get("scene") if isinstance(info, dict) else None
    value = scene.get("scene_str" if "STR" in action else "scene_id") if scene else None
    if "STR" not in action:
        return str(value) if isinstance(value, int) and 0 < value < 2**32 else ""
    return value if isinstance(value, str) and 1 <= len(value) <= 64 else ""


def _is_duration(lasts: object) -> bool:
    return isinstance(lasts, int) and 0 < lasts <= LONGEST_SECONDS


def _unfit(data: dict[str, dict[str, str]], *, with_kinds: bool) -> str:
    """The first field whose value its kind does not take; of a template whose fields we know."""
    if not with_kinds:
        return ""
    return next((name for name, word in data.items() if not fits(name, word["value"])), "")


def _is_data(data: object) -> bool:
    """Words of the template by name, each as {"value": …}."""
    return isinstance(data, dict) and all(
        isinstance(word, dict) and isinstance(word.get("value"), str) for word in data.values()
    )

"""Baidu's interface: `/oauth/jscode2sessionkey`. Faults come with `error`, not with a status."""

import hmac
import secrets
from typing import Any

from litestar import Request, post

from baoming.simulator import faults
from baoming.simulator.miniapps import number_of, use_code
from baoming.simulator.world import world_of

Answer = dict[str, Any]


@post("/oauth/jscode2sessionkey", status_code=200, before_request=faults.of_baidu)
async def session(request: Request[Any, Any, Any]) -> Answer:
    world, asked = world_of(request), await request.form()
    settings = world.settings
    code, owner, secret = (str(asked.get(name, "")) for name in ("code", "client_id", "sk"))
    if not code or not owner:
        return _refused("parameter is invalid", "a required field is empty", 10010100)
    if not settings.baidu_app_key or owner != settings.baidu_app_key:
        return _refused("invalid_client", "unknown client id")
    if not hmac.compare_digest(secret.encode(), settings.baidu_app_secret.encode()):
        return _refused("invalid_client", "Client authentication failed")
    person = await world.memory.run(use_code, "baidu", code)
    if person is None:
        return _refused("invalid_grant", f"Invalid authorization code: {code}")
    return {"openid": number_of("baidu", person), "session_key": secrets.token_hex(16)}


def _refused(error: str, description: str, errno: int | None = None) -> Answer:
    told: Answer = {"error": error, "error_description": description}
    return told if errno is None else {"errno": errno, **told}

"""Alipay's gateway: `alipay.system.oauth.token`. It believes only what is signed, and signs what
it says; written apart from the client, so that both do not err alike."""

import base64
import json
import secrets
from functools import cache
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding
from litestar import Request, post
from litestar.response import Response

from baoming.simulator import faults
from baoming.simulator.miniapps import number_of, use_code
from baoming.simulator.world import world_of

OWN_KEY = Path(__file__).parent / "keys" / "alipay-private.txt"
MESSAGES = {
    "40001": "Missing Required Arguments",
    "40002": "Invalid Arguments",
}


@post("/gateway.do", status_code=200, before_request=faults.of_alipay)
async def gateway(request: Request[Any, Any, Any]) -> Response[bytes]:
    world = world_of(request)
    form = {name: str(value) for name, value in (await request.form()).items()}
    asked = {**dict(request.query_params), **form}
    if fault := _fault_of(asked, world.settings.alipay_app_id, world.settings.alipay_private_key):
        return _refused(*fault)
    person = await world.memory.run(use_code, "alipay", asked.get("code", ""))
    if person is None:
        return _refused("40002", "isv.code-invalid", "授权码code无效")
    number = number_of("alipay", person)
    told = {
        "access_token": f"authbseB{secrets.token_hex(16)}",
        "auth_start": "2023-12-05 09:00:00",
        "expires_in": 1296000,
        "re_expires_in": 2592000,
        "refresh_token": f"authbseB{secrets.token_hex(16)}",
        "open_id": f"0{number}",
    }
    return _answer("alipay_system_oauth_token_response", told)


def _fault_of(asked: dict[str, str], app_id: str, application: str) -> tuple[str, str, str] | None:
    if not app_id or asked.get("app_id") != app_id:
        return "40002", "isv.invalid-app-id", "无效的AppID参数"
    if asked.get("method") != "alipay.system.oauth.token":
        return "40002", "isv.invalid-method", "不存在的方法名"
    if asked.get("sign_type") != "RSA2" or not _is_signed(asked, application):
        return "40002", "isv.invalid-signature", "验签出错，建议检查签名字符串或签名私钥"
    if not asked.get("timestamp") or asked.get("version") != "1.0":
        return "40001", "isv.missing-timestamp", "缺少时间戳参数"
    if asked.get("grant_type") != "authorization_code":
        return "40002", "isv.grant-type-invalid", "授权类型无效"
    return None


def _is_signed(asked: dict[str, str], application: str) -> bool:
    """By the key whose public half the office gave to Alipay."""
    names = sorted(name for name in asked if name != "sign" and asked[name] != "")
    text = "&".join(name + "=" + asked[name] for name in names).encode("utf-8")
    public: Any = serialization.load_pem_private_key(application.encode(), None).public_key()
    try:
        signature = base64.b64decode(asked.get("sign", ""), validate=True)
        public.verify(signature, text, padding.PKCS1v15(), hashes.SHA256())
    except (InvalidSignature, ValueError):
        return False
    return True


def _refused(code: str, sub_code: str, sub_msg: str) -> Response[bytes]:
    told = {"code": code, "msg": MESSAGES[code], "sub_code": sub_code, "sub_msg": sub_msg}
    return _answer("error_response", told)


def _answer(name: str, told: dict[str, Any]) -> Response[bytes]:
    """The value is signed as it is written; so it goes out in the same characters."""
    written = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    signature = _own_key().sign(written.encode(), padding.PKCS1v15(), hashes.SHA256())
    sign = base64.b64encode(signature).decode()
    body = f'{{"{name}":{written},"sign":"{sign}"}}'
    return Response(body.encode(), media_type="text/html;charset=utf-8")


@cache
def _own_key() -> Any:
    der = base64.b64decode(OWN_KEY.read_text("ascii"))
    return serialization.load_der_private_key(der, None)

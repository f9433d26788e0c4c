"""Alipay: `alipay.system.oauth.token`, signed both ways with RSA2 (SHA256withRSA)."""

import base64
import json
import logging
from collections.abc import Mapping
from typing import Any

import httpx
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    load_pem_private_key,
    load_pem_public_key,
)

from baoming import clock
from baoming.miniapp.vendors import CodeError, Gate, Visitor

METHOD = "alipay.system.oauth.token"
ANSWER = "alipay_system_oauth_token_response"

log = logging.getLogger("baoming")


class Alipay:
    def __init__(
        self,
        url: str,
        app_id: str,
        private_key: str,
        public_key: str,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._app_id = app_id
        self._own = _private(private_key)
        self._theirs = _public(public_key)
        self._gate = Gate(url, transport)

    async def visitor(self, code: str) -> Visitor:
        """`open_id` is what new applications are told, `user_id` older ones."""
        form = {"grant_type": "authorization_code", "code": code}
        common = self._common()
        common["sign"] = self._signed({**common, **form})
        text, told = await self._gate.ask("/gateway.do", form, common)
        if ANSWER not in told:
            raise _refusal(told)
        answer = self._verified(text, str(told.get("sign", "")))
        number = answer.get("open_id") or answer.get("user_id")
        if not number:
            raise CodeError("down", "an answer without a person")
        return Visitor("alipay", str(number))

    async def aclose(self) -> None:
        await self._gate.aclose()

    def _common(self) -> dict[str, str]:
        """Alipay's time is Beijing's real one, whatever a demo's clock says."""
        return {
            "app_id": self._app_id,
            "method": METHOD,
            "format": "JSON",
            "charset": "utf-8",
            "sign_type": "RSA2",
            "timestamp": f"{clock.real().astimezone(clock.ZONE):%Y-%m-%d %H:%M:%S}",
            "version": "1.0",
        }

    def _signed(self, asked: Mapping[str, str]) -> str:
        signature = self._own.sign(signed_text(asked), padding.PKCS1v15(), SHA256())
        return base64.b64encode(signature).decode()

    def _verified(self, text: str, sign: str) -> dict[str, Any]:
        """Read from the very characters that are signed."""
        try:
            raw, signature = answer_text(text), base64.b64decode(sign, validate=True)
            self._theirs.verify(signature, raw.encode(), padding.PKCS1v15(), SHA256())
        except (InvalidSignature, ValueError):
            log.error("Alipay's answer is not signed with BAOMING_ALIPAY_PUBLIC_KEY")
            raise CodeError("down", "not signed by Alipay") from None
        answer = json.loads(raw)
        return answer if isinstance(answer, dict) else {}


def signed_text(asked: Mapping[str, str]) -> bytes:
    """What is signed of a request: every filled parameter but `sign`, in order of its name."""
    pairs = (f"{name}={value}" for name, value in sorted(asked.items()) if value)
    return "&".join(pairs).encode()


def answer_text(text: str) -> str:
    """What is signed of an answer: the value of its first name, as it was written."""
    start = text.index(":", text.index(f'"{ANSWER}"')) + 1
    while text[start : start + 1].isspace():
        start += 1
    _, end = json.JSONDecoder().raw_decode(text, start)
    return text[start:end]


def _refusal(told: Mapping[str, Any]) -> CodeError:
    """Of all faults only that of the code is the visitor's; the others are ours or Alipay's."""
    fault = told.get("error_response")
    sub_code = str(fault.get("sub_code", "")) if isinstance(fault, dict) else ""
    if sub_code == "isv.code-invalid":
        return CodeError("refused", sub_code)
    log.warning("Alipay refuses the sign-in call: %s", sub_code[:60] or "no reason")
    return CodeError("down", sub_code)


def _private(pem: str) -> rsa.RSAPrivateKey:
    # The settings have checked it, which takes 10 ms.
    key = load_pem_private_key(pem.encode(), None, unsafe_skip_rsa_key_validation=True)
    assert isinstance(key, rsa.RSAPrivateKey)  # noqa: S101  # the settings took no other
    return key


def _public(pem: str) -> rsa.RSAPublicKey:
    key = load_pem_public_key(pem.encode())
    assert isinstance(key, rsa.RSAPublicKey)  # noqa: S101  # the settings took no other
    return key

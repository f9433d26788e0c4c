"""What the three sign-in calls have in common: a code goes in, a person comes out."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, Protocol
from urllib.parse import urlsplit

import httpx

from baoming.security import keys
from baoming.security_tls import trusted

WHOLE_SECONDS = 3.0
CONNECT_SECONDS = 1.0
LOOPBACK = ("localhost", "127.0.0.1", "::1")

NAMES: Mapping[str, str] = {"wechat": "微信", "alipay": "支付宝", "baidu": "百度"}
"""By the word in the address."""


@dataclass(frozen=True)
class Visitor:
    """Whom a vendor vouches for. `unionid` is WeChat's, the same as in the official account."""

    vendor: str
    number: str
    unionid: str | None = None

    @property
    def person(self) -> str:
        """What is kept of them."""
        return keys().mac("miniapp", self.vendor, self.number)


class CodeError(Exception):
    """`refused`: used, too old, or not the vendor's. `down`: the vendor does not answer, or does
    not know us; the code may be good."""

    def __init__(self, kind: Literal["refused", "down"], message: str) -> None:
        super().__init__(f"{kind}: {message}")
        self.kind = kind


class Vendor(Protocol):
    async def visitor(self, code: str) -> Visitor: ...
    async def aclose(self) -> None: ...


class Gate:
    """One vendor's address."""

    def __init__(self, url: str, transport: httpx.AsyncBaseTransport | None) -> None:
        self._http = httpx.AsyncClient(
            base_url=url,
            transport=transport,
            timeout=httpx.Timeout(WHOLE_SECONDS, connect=CONNECT_SECONDS),
            verify=trusted(),
            # An office's proxy leads outside, never to the simulator beside us.
            trust_env=urlsplit(url).hostname not in LOOPBACK,
        )

    async def ask(
        self, path: str, form: Mapping[str, str], query: Mapping[str, str] | None = None
    ) -> tuple[str, dict[str, Any]]:
        """The answer as it came, and read. CodeError when there is none in time."""
        try:
            async with asyncio.timeout(WHOLE_SECONDS):
                answer = await self._http.post(path, params=query, data=form)
            told = json.loads(answer.content) if answer.is_success else None
        except (httpx.HTTPError, TimeoutError) as fault:
            raise CodeError("down", type(fault).__name__) from None
        except ValueError:
            told = None
        if not isinstance(told, dict):
            raise CodeError("down", f"HTTP {answer.status_code}, not an answer of the vendor's")
        return answer.content.decode("utf-8", "replace"), told

    async def aclose(self) -> None:
        await self._http.aclose()

"""The vendors that this deployment has mini programs at."""

from contextlib import AsyncExitStack
from types import TracebackType
from typing import Self

import httpx

from baoming.errors import NotFound
from baoming.miniapp.alipay import Alipay
from baoming.miniapp.baidu import Baidu
from baoming.miniapp.vendors import NAMES, CodeError, Vendor, Visitor
from baoming.miniapp.wechat import WeChatMiniapp
from baoming.settings import Settings

LONGEST_CODE = 512


class Sessions:
    """`async with`: what it opened is closed."""

    def __init__(
        self, settings: Settings, transport: httpx.AsyncBaseTransport | None = None
    ) -> None:
        self._vendors = dict(_set_up(settings, transport))
        self._closing = AsyncExitStack()

    async def __aenter__(self) -> Self:
        for vendor in self._vendors.values():
            self._closing.push_async_callback(vendor.aclose)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._closing.aclose()

    def ready(self, vendor: str) -> bool:
        """Set up here. NotFound for a vendor that nobody knows."""
        if vendor not in NAMES:
            raise NotFound
        return vendor in self._vendors

    async def whose(self, vendor: str, code: str) -> Visitor:
        """The code is spent with this. CodeError."""
        if not 0 < len(code) <= LONGEST_CODE or not (code.isascii() and code.isprintable()):
            raise CodeError("refused", "not a code")
        return await self._vendors[vendor].visitor(code)


def _set_up(
    settings: Settings, transport: httpx.AsyncBaseTransport | None
) -> list[tuple[str, Vendor]]:
    found: list[tuple[str, Vendor]] = []
    if settings.wechat_miniapp_id:
        secret = settings.wechat_miniapp_secret
        owner = (settings.wechat_api_url, settings.wechat_miniapp_id, secret)
        found.append(("wechat", WeChatMiniapp(*owner, transport)))
    if settings.alipay_app_id:
        keys = (settings.alipay_private_key, settings.alipay_public_key)
        alipay = Alipay(settings.alipay_api_url, settings.alipay_app_id, *keys, transport)
        found.append(("alipay", alipay))
    if settings.baidu_app_key:
        key, secret = settings.baidu_app_key, settings.baidu_app_secret
        found.append(("baidu", Baidu(settings.baidu_api_url, key, secret, transport)))
    return found

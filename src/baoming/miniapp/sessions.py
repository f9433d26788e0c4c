"""The vendors that this deployment has mini programs at."""

from collections.abc import Callable
from functools import partial
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
    """`async with`: what it opened is closed. A vendor's client costs as much as the rest of the
    site's start, and many processes never need it: it is made when somebody first enters."""

    def __init__(
        self, settings: Settings, transport: httpx.AsyncBaseTransport | None = None
    ) -> None:
        self._makers = _makers(settings, transport)
        self._made: dict[str, Vendor] = {}

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for vendor in self._made.values():
            await vendor.aclose()

    def ready(self, vendor: str) -> bool:
        """Set up here. NotFound for a vendor that nobody knows."""
        if vendor not in NAMES:
            raise NotFound
        return vendor in self._makers

    async def whose(self, vendor: str, code: str) -> Visitor:
        """The code is spent with this. CodeError."""
        if not 0 < len(code) <= LONGEST_CODE or not (code.isascii() and code.isprintable()):
            raise CodeError("refused", "not a code")
        return await self.client(vendor).visitor(code)

    def client(self, vendor: str) -> Vendor:
        if vendor not in self._made:
            self._made[vendor] = self._makers[vendor]()
        return self._made[vendor]


def _makers(
    settings: Settings, transport: httpx.AsyncBaseTransport | None
) -> dict[str, Callable[[], Vendor]]:
    """Of those that are set up."""
    wechat = (
        settings.wechat_api_url,
        settings.wechat_miniapp_id,
        settings.wechat_miniapp_secret,
    )
    alipay = (
        settings.alipay_api_url,
        settings.alipay_app_id,
        settings.alipay_private_key,
        settings.alipay_public_key,
    )
    baidu = (settings.baidu_api_url, settings.baidu_app_key, settings.baidu_app_secret)
    found: dict[str, Callable[[], Vendor]] = {
        "wechat": partial(WeChatMiniapp, *wechat, transport),
        "alipay": partial(Alipay, *alipay, transport),
        "baidu": partial(Baidu, *baidu, transport),
    }
    ids = {"wechat": wechat[1], "alipay": alipay[1], "baidu": baidu[1]}
    return {vendor: maker for vendor, maker in found.items() if ids[vendor]}

"""WeChat: `jscode2session`, by the client that also speaks for the official account."""

import logging

import httpx

from baoming.miniapp.vendors import CodeError, Visitor
from baoming.wechat.client import WeChat, WeChatError

INVALID_CODE, CODE_USED = 40029, 40163

log = logging.getLogger("baoming")


class WeChatMiniapp:
    def __init__(
        self, url: str, app_id: str, secret: str, transport: httpx.AsyncBaseTransport | None = None
    ) -> None:
        self._wechat = WeChat(
            url, "", "", miniapp_id=app_id, miniapp_secret=secret, transport=transport
        )

    async def visitor(self, code: str) -> Visitor:
        try:
            found = await self._wechat.code_to_session(code)
        except WeChatError as fault:
            if fault.errcode in (INVALID_CODE, CODE_USED):
                raise CodeError("refused", str(fault.errcode)) from None
            log.warning("WeChat refuses the sign-in call: %s %s", fault.kind, fault.errcode)
            raise CodeError("down", str(fault.errcode)) from None
        return Visitor("wechat", found.openid, found.unionid)

    async def aclose(self) -> None:
        await self._wechat.aclose()

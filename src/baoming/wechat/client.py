"""Our calls to WeChat, as its servers want them: api.weixin.qq.com or the simulator.

All share one access token: in a process by a lock, between processes by the store, where one
claims to fetch the next and the others wait for it. WeChat forces a new one 20 times a day only.
"""

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import httpx

from baoming import clock
from baoming.security_tls import trusted
from baoming.wechat.answers import Late, read, text
from baoming.wechat.answers import WeChatError as WeChatError
from baoming.wechat.tokens import ProcessTokens, Token, TokenStore

CONNECT_SECONDS = 1.0
WHOLE_SECONDS = 3.0
PAGE_SECONDS = 2.0
"""How long a page waits for a code."""
SILENT_SECONDS = 5.0
"""After that wait was in vain: how long pages do not wait again."""
WAIT_SECONDS = 0.05
EARLY = timedelta(seconds=60)
LOOPBACK = ("localhost", "127.0.0.1", "::1")

# httpx writes whole addresses at INFO, and here they carry the access token and the secret.
logging.getLogger("httpx").setLevel(logging.WARNING)


@dataclass(frozen=True)
class Qr:
    ticket: str
    url: str
    expires_at: datetime
    """By Baoming's clock."""


@dataclass(frozen=True)
class Person:
    """`unionid` is the same in the official account and in the mini program, where both
    belong to one open-platform account; else None."""

    openid: str
    unionid: str | None
    following: bool = True


class WeChat:
    def __init__(
        self,
        api_url: str,
        app_id: str,
        app_secret: str,
        *,
        miniapp_id: str = "",
        miniapp_secret: str = "",
        tokens: TokenStore | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
        page_seconds: float = PAGE_SECONDS,
    ) -> None:
        self._account = {"appid": app_id, "secret": app_secret}
        self._miniapp = {"appid": miniapp_id, "secret": miniapp_secret}
        self._tokens = tokens or ProcessTokens()
        self._refreshing = asyncio.Lock()
        self._silent_until = 0.0
        self._page_seconds = page_seconds
        self._http = httpx.AsyncClient(
            base_url=api_url,
            transport=transport,
            timeout=httpx.Timeout(WHOLE_SECONDS, connect=CONNECT_SECONDS),
            verify=trusted(),
            # An office's proxy leads outside, never to the simulator beside us.
            trust_env=urlsplit(api_url).hostname not in LOOPBACK,
        )

    async def aclose(self) -> None:
        await self._http.aclose()

    async def token(self, rejected: str = "") -> str:
        """`rejected` is one that WeChat no longer takes; another is fetched in its place."""
        if held := await self._held(rejected):
            return held
        async with self._refreshing:
            while (held := await self._held(rejected)) is None:
                if await self._tokens.claim(clock.real() + timedelta(seconds=WHOLE_SECONDS)):
                    return await self._renewed(rejected)
                await asyncio.sleep(WAIT_SECONDS)
            return held

    async def create_qr(self, scene: str, expire_seconds: int) -> Qr:
        """A temporary code with `scene` (1 to 64 characters); 30 days at most.

        A page waits for it: so it is given up sooner than other calls, and where the wait was in
        vain it is refused at once for a while.
        """
        moment = asyncio.get_running_loop().time
        if moment() < self._silent_until:
            raise Late
        asked = {
            "expire_seconds": expire_seconds,
            "action_name": "QR_STR_SCENE",
            "action_info": {"scene": {"scene_str": scene}},
        }
        until = clock.now()
        try:
            made = await self._with_token(
                "POST", "/cgi-bin/qrcode/create", asked, self._page_seconds
            )
        except Late:
            self._silent_until = moment() + SILENT_SECONDS
            raise
        valid = timedelta(seconds=int(made.get("expire_seconds") or expire_seconds))
        return Qr(text(made, "ticket"), text(made, "url"), until + valid)

    async def send_template(
        self, openid: str, template_id: str, data: Mapping[str, str], url: str, once: str = ""
    ) -> str:
        """The message's number. With `once` WeChat sends it one time in ten minutes, whoever
        asks how often."""
        message: dict[str, Any] = {
            "touser": openid,
            "template_id": template_id,
            "url": url,
            "data": {name: {"value": value} for name, value in data.items()},
        }
        if once:
            message["client_msg_id"] = once
        sent = await self._with_token("POST", "/cgi-bin/message/template/send", message)
        return text(sent, "msgid")

    async def follower(self, openid: str) -> Person:
        asked = {"openid": openid, "lang": "zh_CN"}
        told = await self._with_token("GET", "/cgi-bin/user/info", asked)
        return Person(openid, told.get("unionid") or None, bool(told.get("subscribe")))

    async def code_to_session(self, js_code: str) -> Person:
        """Who opened the mini program; a code serves once, for five minutes."""
        asked = {**self._miniapp, "js_code": js_code, "grant_type": "authorization_code"}
        async with _bounded():
            told = await self._call("GET", "/sns/jscode2session", params=asked)
        return Person(text(told, "openid"), told.get("unionid") or None)

    async def _with_token(
        self, method: str, path: str, asked: dict[str, Any], seconds: float | None = None
    ) -> dict[str, Any]:
        async with _bounded(seconds):
            token = await self.token()
            try:
                return await self._ask(method, path, token, asked)
            except WeChatError as refused:
                if refused.kind != "token":
                    raise
            return await self._ask(method, path, await self.token(rejected=token), asked)

    async def _ask(
        self, method: str, path: str, token: str, asked: dict[str, Any]
    ) -> dict[str, Any]:
        signed = {"access_token": token}
        if method == "GET":
            return await self._call(method, path, params={**signed, **asked})
        return await self._call(method, path, params=signed, body=asked)

    async def _held(self, rejected: str) -> str | None:
        held = await self._tokens.read()
        if held and held.value != rejected and clock.real() < held.expires_at - EARLY:
            return held.value
        return None

    async def _renewed(self, rejected: str) -> str:
        """By the one that claimed it; a failure gives the claim back. Another may have written
        the next one between our look and our claim."""
        try:
            if held := await self._held(rejected):
                await self._tokens.release()
                return held
            fresh = await self._fresh_token()
            if fresh.value == rejected:
                fresh = await self._fresh_token(force=True)
            await self._tokens.write(fresh)
        except BaseException:
            await self._tokens.release()
            raise
        return fresh.value

    async def _fresh_token(self, force: bool = False) -> Token:
        asked = {"grant_type": "client_credential", **self._account, "force_refresh": force}
        asked_at = clock.real()
        made = await self._call("POST", "/cgi-bin/stable_token", body=asked)
        expires = asked_at + timedelta(seconds=int(text(made, "expires_in")))
        return Token(text(made, "access_token"), expires)

    async def _call(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, str] | None = None,
        body: dict[str, Any] | None = None,
    ) -> dict[str, Any]:
        # WeChat shows people \uXXXX as it stands, so the text goes out as UTF-8.
        content = None if body is None else json.dumps(body, ensure_ascii=False).encode()
        try:
            answer = await self._http.request(method, path, params=params, content=content)
        except httpx.TimeoutException as late:
            raise Late from late
        except httpx.HTTPError as fault:
            raise WeChatError("down", 0, type(fault).__name__) from fault
        return read(answer)


@asynccontextmanager
async def _bounded(seconds: float | None = None) -> AsyncIterator[None]:
    """A bound on all that one call does: the token, waiting for the lock, the second try."""
    try:
        async with asyncio.timeout(seconds or WHOLE_SECONDS):
            yield
    except TimeoutError as late:
        raise Late from late

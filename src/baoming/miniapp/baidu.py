"""Baidu: `/oauth/jscode2sessionkey`."""

import logging

import httpx

from baoming.miniapp.vendors import CodeError, Gate, Visitor

log = logging.getLogger("baoming")


class Baidu:
    def __init__(
        self,
        url: str,
        app_key: str,
        app_secret: str,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._owner = {"client_id": app_key, "sk": app_secret}
        self._gate = Gate(url, transport)

    async def visitor(self, code: str) -> Visitor:
        """Baidu names no list of faults that tells a spent code from a wrong secret: its words
        stand in the log, the visitor signs in by password."""
        asked = {**self._owner, "code": code}
        _, told = await self._gate.ask("/oauth/jscode2sessionkey", asked)
        if number := told.get("openid"):
            return Visitor("baidu", str(number))
        fault = f"{told.get('errno', '')} {told.get('error', '')}".strip()[:60]
        log.warning("Baidu refuses the sign-in call: %s", fault or "no reason")
        raise CodeError("refused", fault)

    async def aclose(self) -> None:
        await self._gate.aclose()

"""The real application and the real simulator in one process, each the other's network."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
from tests.app import Browser, demo_settings, running, started
from tests.simulator.stage import API, client_of, settings_in

from baoming.miniapp.sessions import Sessions
from baoming.simulator.app import create_app
from baoming.wechat.shared_tokens import SharedTokens


@dataclass
class Phone:
    """What people do with WeChat, and what WeChat does of itself."""

    http: httpx.AsyncClient

    async def scan(self, ticket: str, openid: str, **more: str) -> httpx.Response:
        asked = {"ticket": ticket, "openid": openid, **more}
        return await self.http.post("/simulator/scan", data=asked)

    async def unfollow(self, openid: str) -> httpx.Response:
        return await self.http.post("/simulator/unfollow", data={"openid": openid})

    async def opens(self, vendor: str, openid: str) -> str:
        """The mini program: its one-time code."""
        opened = await self.http.post("/simulator/open", data={"vendor": vendor, "openid": openid})
        return str(opened.json()["code"])

    async def fails(self, fault: str, seconds: float = 10) -> None:
        await self.http.post("/simulator/faults", data={"fault": fault, "seconds": str(seconds)})


@asynccontextmanager
async def with_simulator(
    database_url: str, folder: Path, **more: str
) -> AsyncIterator[tuple[Browser, Phone]]:
    settings = demo_settings(database_url, folder / "files", BAOMING_WECHAT_API_URL=API, **more)
    async with running(settings) as browser:
        spoken_to = httpx.ASGITransport(browser.app)
        of_simulator = settings_in(folder, base_url="http://localhost")
        simulator = create_app(of_simulator, transport=spoken_to)
        async with started(simulator):
            transport = httpx.ASGITransport(simulator)
            await browser.app.inner.state.wechat.aclose()
            wechat = client_of(settings, transport)
            wechat._tokens = SharedTokens(settings.wechat_app_id)
            browser.app.inner.state.wechat = wechat
            browser.app.inner.state.miniapps = Sessions(settings, transport)
            async with httpx.AsyncClient(transport=transport, base_url=API) as http:
                yield browser, Phone(http)

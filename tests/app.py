"""The real application in this process, spoken to over HTTP without a socket."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
from litestar import Litestar

from baoming.app import routed, set_up
from baoming.settings import Settings
from baoming.web.edge import Edge

NOON = "2023-12-05T12:00:00+08:00"
"""Inside the registration window of 2024."""


def demo_settings(database_url: str, folder: Path, **more: str) -> Settings:
    return Settings.read(
        {
            "BAOMING_MODE": "demo",
            "BAOMING_DATABASE_URL": database_url,
            "BAOMING_STORAGE_URL": f"file://{folder}",
            "BAOMING_SECRET_KEY": "a secret of the tests, long enough",
            "BAOMING_CLOCK": NOON,
            "BAOMING_BASE_URL": "http://localhost",
            **more,
        }
    )


@asynccontextmanager
async def running(settings: Settings) -> AsyncIterator["Browser"]:
    """The application started, and a browser that nobody is signed in at."""
    inner = _idle.pop() if _idle else routed()
    app = set_up(inner, settings)
    async with started(inner):
        yield Browser(app)
    _idle.append(inner)


_idle: list[Litestar] = []
"""Applications that other tests have done with; to make one takes as long as many a test."""


@asynccontextmanager
async def started(app: Litestar) -> AsyncIterator[None]:
    """The lifespan belongs to one task; a fixture begins and ends in two."""
    up, down = asyncio.Event(), asyncio.Event()

    async def live() -> None:
        async with app.lifespan():
            up.set()
            await down.wait()

    living = asyncio.create_task(live())
    waiting = asyncio.create_task(up.wait())
    await asyncio.wait([living, waiting], return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    if living.done():
        living.result()
    try:
        yield
    finally:
        down.set()
        await living


class Browser:
    """Keeps its cookies, sends the token of the page it is on, follows no redirect by itself."""

    def __init__(self, app: Edge) -> None:
        self.app = app
        self.client = httpx.AsyncClient(
            transport=httpx.ASGITransport(app=app),
            base_url="http://localhost",
        )

    def another(self) -> "Browser":
        """Another person's browser."""
        return Browser(self.app)

    async def get(self, address: str, **headers: str) -> httpx.Response:
        return await self.client.get(address, headers=named(headers))

    async def token(self, address: str) -> str:
        """The form token that a page carries."""
        page = await self.get(address)
        found = re.search(r'name="_csrf_token" value="([^"]+)"', page.text)
        assert found, f"{address} answers {page.status_code} without a token"
        return found[1]

    async def post(
        self,
        address: str,
        form: dict[str, object] | None = None,
        *,
        page: str | None = None,
        files: dict[str, tuple[str, bytes, str]] | None = None,
        **headers: str,
    ) -> httpx.Response:
        """Fill in the form of `page` (the address itself unless said) and send it."""
        token = await self.token(page or address)
        return await self.client.post(
            address,
            data={"_csrf_token": token, **(form or {})},
            files=files,
            headers=named(headers),
        )


def named(headers: dict[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}

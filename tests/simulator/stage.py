"""A simulator whose calls go to a small Baoming: the real reading of events, nothing else."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest
from litestar import Litestar, Request, post
from litestar.response import Response

from baoming import clock
from baoming.settings import Settings
from baoming.simulator.app import create_app
from baoming.wechat import events
from baoming.wechat.client import WeChat
from baoming.wechat.events import Event, Keys

API = "http://simulator.test:8001"


@dataclass
class Received:
    """What Baoming was told, and what it is to answer."""

    events: list[Event] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    status: int = 200
    reply: str = ""


@dataclass
class Stage:
    settings: Settings
    http: httpx.AsyncClient
    received: Received
    wechat: WeChat

    async def scan(self, ticket: str, openid: str, **more: str) -> httpx.Response:
        asked = {"ticket": ticket, "openid": openid, **more}
        return await self.http.post("/simulator/scan", data=asked)


def settings_in(folder: Path, **variables: str) -> Settings:
    environ = {
        "BAOMING_DATABASE_URL": f"sqlite:///{folder}/baoming.sqlite",
        "BAOMING_SECRET_KEY": "s" * 32,
        "BAOMING_BASE_URL": "http://baoming.test",
        "BAOMING_WECHAT_API_URL": API,
        **{f"BAOMING_{name.upper()}": value for name, value in variables.items()},
    }
    return Settings.read(environ, root=folder)


def client_of(settings: Settings, transport: httpx.AsyncBaseTransport) -> WeChat:
    return WeChat(
        settings.wechat_api_url,
        settings.wechat_app_id,
        settings.wechat_app_secret,
        miniapp_id=settings.wechat_miniapp_id,
        miniapp_secret=settings.wechat_miniapp_secret,
        transport=transport,
        page_seconds=20,  # a busy machine is no slow WeChat
    )


@asynccontextmanager
async def open_stage(settings: Settings) -> AsyncIterator[Stage]:
    received = Received()
    app = create_app(settings, transport=httpx.ASGITransport(_baoming(settings, received)))
    async with _started(app):
        transport = httpx.ASGITransport(app)
        wechat = client_of(settings, transport)
        async with httpx.AsyncClient(transport=transport, base_url=API) as http:
            yield Stage(settings, http, received, wechat)
        await wechat.aclose()


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    async with open_stage(settings_in(tmp_path)) as made:
        yield made


@pytest.fixture
def staged(tmp_path: Path) -> Callable[..., AbstractAsyncContextManager[Stage]]:
    """The same folder again and again, with other settings."""
    return lambda **variables: open_stage(settings_in(tmp_path, **variables))


@asynccontextmanager
async def _started(app: Litestar) -> AsyncIterator[None]:
    """The lifespan belongs to one task; a fixture begins and ends in two."""
    up, down = asyncio.Event(), asyncio.Event()

    async def live() -> None:
        async with app.lifespan():
            up.set()
            await down.wait()

    living = asyncio.create_task(live())
    await asyncio.wait(
        [living, asyncio.create_task(up.wait())], return_when=asyncio.FIRST_COMPLETED
    )
    if living.done():
        living.result()
    yield
    down.set()
    await living


def _baoming(settings: Settings, received: Received) -> Litestar:
    keys = Keys(settings.wechat_token, settings.wechat_app_id, settings.wechat_aes_key)

    @post("/wechat/callback", status_code=200)
    async def callback(request: Request) -> Response[bytes]:  # type: ignore[type-arg]
        body = await request.body()
        event = events.receive(keys, request.query_params, body, clock.real())
        received.bodies.append(body)
        received.events.append(event)
        answer = events.SUCCESS
        if received.reply:
            answer = events.reply(event, received.reply, clock.real())
        return Response(answer, media_type="text/plain", status_code=received.status)

    return Litestar([callback], openapi_config=None, logging_config=None)

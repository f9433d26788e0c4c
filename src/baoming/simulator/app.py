"""The simulator as an application: WeChat, the face provider, and the sign-in calls of Alipay and
Baidu in one small process."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
from litestar import Litestar, Request, get
from litestar.exceptions import HTTPException
from litestar.response import Response

from baoming.settings import Settings
from baoming.simulator import alipay, baidu, face, miniapps, people, wire
from baoming.simulator.memory import Memory, path_of
from baoming.simulator.pages import style
from baoming.simulator.world import World, refusal


def create_app(
    settings: Settings, *, transport: httpx.AsyncBaseTransport | None = None
) -> Litestar:
    """`transport`: another way to Baoming than the network. Served by one process, since its
    answers to a person's events keep their order only there."""

    @asynccontextmanager
    async def lifespan(app: Litestar) -> AsyncIterator[None]:
        memory = Memory(path_of(settings))
        # Baoming stands beside us; an office's proxy would not find it.
        async with httpx.AsyncClient(transport=transport, trust_env=False) as baoming:
            app.state.world = World(settings, memory, baoming)
            yield
        memory.close()

    return Litestar(
        [
            *people.HANDLERS,
            *wire.HANDLERS,
            *miniapps.HANDLERS,
            alipay.gateway,
            baidu.session,
            face.interface,
            style,
            health,
        ],
        lifespan=[lifespan],
        exception_handlers={HTTPException: _refused},
        request_max_body_size=256 * 1024,
        openapi_config=None,
        logging_config=None,
    )


@get("/health", media_type="text/plain")
async def health() -> str:
    return "ok"


def _refused(_request: Request[Any, Any, Any], fault: HTTPException) -> Response[dict[str, str]]:
    return refusal(fault.status_code, fault.detail)

"""What every command needs: the settings, an event loop, the database."""

import asyncio
import os
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

import uvloop

from baoming import database, security
from baoming.settings import Settings


def read_settings() -> Settings:
    return Settings.read(os.environ)


def run(work: Coroutine[Any, Any, Any]) -> Any:
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(work)


async def in_database(settings: Settings, work: Callable[[], Awaitable[Any]]) -> Any:
    """Bound to the database, at the time of its clock."""
    from baoming import clock_setting  # noqa: PLC0415  # starting costs its import

    security.use(settings.secret_key)
    async with database.opened(settings.database_url):
        await clock_setting.follow(settings)
        return await work()

"""The application with the catalogue of 2024, at noon of 5 December 2023."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from tests.app import Browser, demo_settings, running
from tests.people import catalogue

from baoming import clock, clock_setting


@pytest.fixture
async def visitor(database_url: str, tmp_path: Path) -> AsyncIterator[Browser]:
    """The browser of somebody who is not signed in."""
    ready: asyncio.Future[Browser] = asyncio.get_running_loop().create_future()
    done = asyncio.Event()

    async def serve() -> None:
        async with running(demo_settings(database_url, tmp_path)) as browser:
            await catalogue()
            ready.set_result(browser)
            await done.wait()

    # In a task of its own: what starts the application has to stop it, and a fixture's two
    # halves run in different tasks.
    serving = asyncio.create_task(serve())
    await asyncio.wait([serving, ready], return_when=asyncio.FIRST_COMPLETED)
    if serving.done():
        await serving
    yield ready.result()
    done.set()
    await serving


async def move_clock(text: str) -> None:
    """For this process and every other of the demo."""
    await clock_setting.move(clock.at(text))

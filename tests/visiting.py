"""The application with the catalogue of 2024, at noon of 5 December 2023, as a fixture."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from tests.app import Browser, demo_settings, running
from tests.people import catalogue

from baoming import clock, clock_setting


@pytest.fixture
async def visitor(database_url: str, tmp_path: Path) -> AsyncIterator[Browser]:
    """The browser of somebody who is not signed in."""
    async with running(demo_settings(database_url, tmp_path)) as browser:
        await catalogue()
        yield browser


async def move_clock(text: str) -> None:
    """For this process and every other of the demo."""
    await clock_setting.move(clock.at(text))

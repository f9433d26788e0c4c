"""The application with the catalogue of 2024, at noon of 5 December 2023, as a fixture."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from tests.app import Browser, demo_settings, running
from tests.people import catalogue

from baoming import clock, clock_setting
from baoming.database import counted


@pytest.fixture
async def visitor(database_url: str, tmp_path: Path) -> AsyncIterator[Browser]:
    """The browser of somebody who is not signed in."""
    async with running(demo_settings(database_url, tmp_path)) as browser:
        await catalogue()
        yield browser


async def measured(person: Browser, address: str) -> tuple[int, int]:
    """Queries and compressed bytes of a page, once the catalogue is read.

    Left out: a demo's look at its clock and the look at the catalogue's revision, both rare.
    """
    await person.get(address)
    with counted() as seen:
        answer = await person.client.get(address, headers={"accept-encoding": "br"})
    assert answer.status_code == 200, f"{address}: {answer.status_code}"
    own = [sql for sql in seen if "setting" not in sql and "catalogue_revision" not in sql]
    return len(own), answer.num_bytes_downloaded


async def move_clock(text: str) -> None:
    """For this process and every other of the demo."""
    await clock_setting.move(clock.at(text))

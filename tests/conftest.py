"""A fresh, migrated database for each test that asks for one.

BAOMING_TEST_ENGINE chooses the engine under test: sqlite (the default) or postgresql.
"""

import asyncio
import os
import shutil
import signal
import uuid
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import timedelta
from pathlib import Path

import asyncpg
import pytest
from tests.postgres import Cluster

from baoming import clock, database
from baoming.catalogue.loader import load
from baoming.migrate import migrate
from baoming.settings import ROOT

ENGINE = os.environ.get("BAOMING_TEST_ENGINE", "sqlite")


def pytest_configure() -> None:
    """Told to end, a run still stops the database server that it started."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The maintenance database of a cluster of this run."""
    cluster = Cluster()
    yield cluster.url()
    cluster.stop()


@pytest.fixture(scope="session")
def empty_database(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Callable[[], str]:
    """Makes the url of a database without tables."""
    if ENGINE == "sqlite":
        folder = tmp_path_factory.mktemp("empty")
        return lambda: f"sqlite:///{folder / uuid.uuid4().hex}.sqlite"
    maintenance = request.getfixturevalue("postgres_url")
    return lambda: _made(maintenance)


@pytest.fixture(scope="session")
def template_url(empty_database: Callable[[], str]) -> str:
    """Migrated, with the exam of 2024 as it is shipped."""
    url = empty_database()
    asyncio.run(migrated(url, with_catalogue=True))
    return url


@pytest.fixture
def database_url(
    template_url: str, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[str]:
    """A copy of the template, for this test and the processes it starts."""
    if ENGINE == "sqlite":
        copy = tmp_path / "baoming.sqlite"
        shutil.copy(template_url.removeprefix("sqlite:///"), copy)
        yield f"sqlite:///{copy}"
        return
    maintenance = request.getfixturevalue("postgres_url")
    made = _made(maintenance, template_url.rpartition("/")[2])
    yield made
    # The cluster may lie in memory: a run of a thousand databases would fill it.
    asyncio.run(_execute(maintenance, f"DROP DATABASE {made.rpartition('/')[2]} WITH (FORCE)"))


@pytest.fixture
def bare_url(empty_database: Callable[[], str]) -> str:
    """Migrated, and nothing in it."""
    url = empty_database()
    asyncio.run(migrated(url, with_catalogue=False))
    return url


@pytest.fixture
async def engine(database_url: str) -> AsyncIterator[database.Engine]:
    """Bound and started. A test that needs the tables alone uses it by name."""
    async with database.opened(database_url) as engine:
        yield engine


@pytest.fixture(autouse=True)
def real_time() -> Iterator[None]:
    yield
    clock.set_offset(timedelta())


def _made(maintenance: str, template: str = "template0") -> str:
    name = f"t{uuid.uuid4().hex}"
    asyncio.run(_execute(maintenance, f'CREATE DATABASE {name} TEMPLATE "{template}"'))
    return f"{maintenance.rpartition('/')[0]}/{name}"


async def _execute(url: str, sql: str) -> None:
    connection = await asyncpg.connect(url)
    await connection.execute(sql)
    await connection.close()


async def migrated(url: str, *, with_catalogue: bool) -> None:
    engine = database.open_engine(url)
    try:
        await migrate(engine)
        if with_catalogue:
            await load(ROOT / "src/baoming/catalogue/data/2024")
    finally:
        await engine.close()

from collections.abc import AsyncIterator

import pytest
from tests.app import NOON
from tests.people import catalogue

from baoming import clock, security
from baoming.database import Engine


@pytest.fixture
async def office(engine: Engine) -> AsyncIterator[None]:
    """The catalogue of 2024 at noon of a day of its window, without pages."""
    security.use("a secret of the tests, long enough")
    clock.set_offset(clock.at(NOON) - clock.real())
    await catalogue()
    yield

"""The rules of the desk alone: a database with the catalogue of 2024, at noon of 5 December 2023."""

import pytest
from tests.app import NOON
from tests.people import catalogue

from baoming import clock, security
from baoming.database import Engine


@pytest.fixture(autouse=True)
async def exam(engine: Engine) -> None:
    security.use("a secret of the tests, long enough")
    set_clock(NOON)
    await catalogue()


def set_clock(text: str) -> None:
    clock.set_offset(clock.at(text) - clock.real())

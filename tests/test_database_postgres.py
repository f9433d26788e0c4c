import asyncio

import pytest

from baoming import database
from baoming.database import rows, transaction


def test_nothing_is_connected_before_the_start():
    database.open_engine("postgresql://nobody@127.0.0.1:1/nowhere")


async def test_a_missing_server_stops_the_start():
    with pytest.raises(ConnectionRefusedError):
        async with database.opened("postgresql://nobody@127.0.0.1:1/nowhere"):
            raise AssertionError


async def test_more_transactions_than_connections_wait_for_their_turn(postgres_url):
    async def work(number: int) -> int:
        async with transaction():
            return (await rows("SELECT {}::int AS n", number))[0]["n"]

    async with database.opened(postgres_url) as engine:
        assert await asyncio.gather(*map(work, range(200))) == list(range(200))
        used = await rows(
            "SELECT count(*) AS n FROM pg_stat_activity WHERE application_name = 'baoming'"
        )
        assert used[0]["n"] <= engine.size

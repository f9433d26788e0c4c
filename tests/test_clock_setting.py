import asyncio
from datetime import timedelta

import pytest

from baoming import clock, database
from baoming.clock_setting import OFFSET, follow, move, refresh
from baoming.database import counted, rows
from baoming.setting_tables import Setting
from baoming.settings import Settings

START = "2023-12-05T09:00:00+08:00"
SOON = timedelta(seconds=5)


@pytest.fixture
async def noted(empty_database):
    url = await asyncio.to_thread(empty_database)
    async with database.opened(url) as engine:
        await Setting.create_table()
        yield engine


def asking(text: str = "", mode: str = "demo") -> Settings:
    return Settings.read(
        {"BAOMING_MODE": mode, "BAOMING_CLOCK": text, "BAOMING_SECRET_KEY": "k" * 32}
    )


async def test_a_demo_without_a_wish_keeps_the_real_time(noted):
    await follow(asking())
    assert clock.offset() == timedelta()


async def test_the_first_process_sets_the_clock_and_a_restart_goes_on(noted):
    await follow(asking(START))
    assert timedelta() <= clock.now() - clock.at(START) < SOON
    first = clock.offset()
    clock.set_offset(timedelta())
    await asyncio.sleep(0.01)
    await follow(asking("2023-12-05T01:00:00Z"))  # the same instant
    assert clock.offset() == first


async def test_a_process_without_the_variable_follows(noted):
    await follow(asking(START))
    first = clock.offset()
    clock.set_offset(timedelta())
    await follow(asking())
    assert clock.offset() == first


async def test_another_value_sets_the_clock_again(noted):
    await follow(asking(START))
    later = "2023-12-14T23:59:00+08:00"
    await follow(asking(later))
    assert timedelta() <= clock.now() - clock.at(later) < SOON


async def test_a_move_reaches_the_others_and_outlives_a_restart(noted):
    await follow(asking(START))
    before = clock.offset()
    goal = clock.at("2023-12-16T08:00")
    await move(goal)
    assert timedelta() <= clock.now() - goal < SOON
    moved = clock.offset()
    clock.set_offset(before)  # another worker, before its next request
    await refresh()
    assert clock.offset() == moved
    await follow(asking(START))
    assert clock.offset() == moved


async def test_production_keeps_the_real_time_whatever_is_noted(noted):
    await follow(asking(START))
    await follow(asking(mode="production"))
    assert clock.offset() == timedelta()


async def test_of_processes_starting_together_one_notes_the_offset(noted):
    with counted() as queries:
        await asyncio.gather(*(follow(asking(START)) for _ in range(8)))
    wishes = [sql for sql in queries if "RETURNING" in sql]
    offsets = [sql for sql in queries if sql.startswith("INSERT") and sql not in wishes]
    assert (len(wishes), len(offsets)) == (8, 1)
    found = await rows('SELECT "value" FROM setting WHERE "key" = {}', OFFSET)
    assert found == [{"value": str(clock.offset() // timedelta(microseconds=1))}]

"""The demo's clock, kept in the database so that restarts go on and workers agree.

The first process that sees a BAOMING_CLOCK other than the last one notes the offset from the
real time; the others, and every later start with the same value, follow it.
"""

from datetime import UTC, datetime, timedelta

from baoming import clock
from baoming.database import execute, look, rows, transaction
from baoming.settings import Settings

ASKED = "clock.asked"
OFFSET = "clock.offset"  # in microseconds
_STEP = timedelta(microseconds=1)


async def follow(settings: Settings) -> None:
    """At the start of every process. Production keeps the real time, whatever is noted."""
    if not settings.demo:
        clock.set_offset(timedelta())
        return
    if settings.clock is not None:
        await _note(settings.clock)
    await refresh()


async def refresh() -> None:
    """One query; for each request of a demo, so that all workers move together."""
    noted = await look('SELECT "value" FROM setting WHERE "key" = {}', OFFSET)
    clock.set_offset(int(noted[0]["value"]) * _STEP if noted else timedelta())


async def move(to: datetime) -> None:
    """By hand; a restart with the same BAOMING_CLOCK does not undo it."""
    async with transaction():
        await _keep_offset(to)
    await refresh()


async def _note(asked: datetime) -> None:
    """Of two processes that start together one changes the row; the other waits for it and
    then finds it equal.
    """
    async with transaction():
        first = await rows(
            'INSERT INTO setting ("key", "value") VALUES ({}, {}) '
            'ON CONFLICT ("key") DO UPDATE SET "value" = excluded."value" '
            'WHERE setting."value" <> excluded."value" RETURNING "key"',
            ASKED,
            asked.astimezone(UTC).isoformat(),
        )
        if first:
            await _keep_offset(asked)


async def _keep_offset(to: datetime) -> None:
    offset = (to - clock.real()) // _STEP
    await execute(
        'INSERT INTO setting ("key", "value") VALUES ({}, {}) '
        'ON CONFLICT ("key") DO UPDATE SET "value" = excluded."value"',
        OFFSET,
        str(offset),
    )

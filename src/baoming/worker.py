"""What happens without anybody asking. Every job is listed here, and may be killed at any point:
each writes what it did in the same transaction, so the next run goes on where this one stopped.
"""

import asyncio
import logging
import signal
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from baoming import clock, clock_setting, database, security
from baoming.accounts import sign_ins
from baoming.applications.settling import settle_all
from baoming.settings import Settings

log = logging.getLogger("baoming")


@dataclass(frozen=True)
class Job:
    name: str
    every: float
    """Seconds between two runs."""
    run: Callable[[], Awaitable[object]]


async def _sweep_sign_ins() -> None:
    await sign_ins.sweep(clock.now())


JOBS = (
    Job("settle passed deadlines", 10, settle_all),
    Job("remove expired sign-ins", 3600, _sweep_sign_ins),
)


async def run(settings: Settings) -> None:
    """Until SIGTERM or SIGINT; a job in hand is finished."""
    security.use(settings.secret_key)
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    async with database.opened(settings.database_url):
        await clock_setting.follow(settings)
        due = dict.fromkeys(JOBS, 0.0)
        while not stop.is_set():
            await clock_setting.refresh() if settings.demo else None
            for job in JOBS:
                if time.monotonic() >= due[job]:
                    await _run(job)
                    due[job] = time.monotonic() + job.every
            await _sleep(stop, 1)


async def _run(job: Job) -> None:
    """A job that fails is logged and tried again; the others go on."""
    try:
        await job.run()
    except Exception:
        log.exception("job failed: %s", job.name)


async def _sleep(stop: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(stop.wait(), seconds)
    except TimeoutError:
        return

"""What happens without anybody asking. Every job is listed here, and may be killed at any point:
each writes what it did in the same transaction, so the next run goes on where this one stopped.
"""

import asyncio
import logging
import signal
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta

from baoming import clock, clock_setting, database, security
from baoming.accounts import face, sign_ins, throttle
from baoming.applications.reminding import Reminded, post_due
from baoming.applications.settling import settle_all
from baoming.files.sweeping import sweep_replaced, sweep_rowless
from baoming.migrate import require_newest
from baoming.miniapp import arriving
from baoming.outbox.deliver import Sender, deliver
from baoming.outbox.mail import Mail
from baoming.returning.waiting import read_one
from baoming.settings import Settings
from baoming.storage import Storage, open_storage
from baoming.wechat import tickets
from baoming.wechat.client import WeChat
from baoming.wechat.shared_tokens import SharedTokens
from baoming.wechat.unionids import learn_missing

log = logging.getLogger("baoming")


@dataclass(frozen=True)
class Tools:
    """What jobs work with."""

    settings: Settings
    storage: Storage
    sender: Sender
    rowless: set[str] = field(default_factory=set)
    """Keys that had no row when files were swept last."""
    reminded: Reminded = field(default_factory=Reminded)
    reading: set[asyncio.Task[bool]] = field(default_factory=set)
    """A large list that is being read, while the other jobs go on."""


@dataclass(frozen=True)
class Job:
    name: str
    every: float
    """Seconds between two runs."""
    run: Callable[[Tools], Awaitable[object]]


async def _settle(tools: Tools) -> int:
    return await settle_all()


async def _remind(tools: Tools) -> int:
    return await post_due(tools.reminded)


async def _deliver(tools: Tools) -> int:
    """Without any channel messages wait: one may be set up later."""
    reachable = tools.sender.wechat or tools.sender.mail
    return await deliver(tools.sender) if reachable else 0


async def _sweep_sign_ins(tools: Tools) -> None:
    await sign_ins.sweep(clock.real())
    await face.sweep(clock.real())


async def _sweep_limits(tools: Tools) -> None:
    await throttle.sweep()


async def _sweep_arrivals(tools: Tools) -> None:
    await arriving.sweep()


async def _learn_unionids(tools: Tools) -> None:
    if tools.sender.wechat:
        await learn_missing(tools.sender.wechat)


async def _sweep_wechat(tools: Tools) -> None:
    await tickets.sweep(clock.real())


async def _sweep_files(tools: Tools) -> None:
    await sweep_replaced(tools.storage, clock.now())
    rowless = await sweep_rowless(tools.storage, frozenset(tools.rowless))
    tools.rowless.clear()
    tools.rowless.update(rowless)
    await tools.storage.clear_unfinished(timedelta(days=1))


async def _read_lists(tools: Tools) -> None:
    """Half a minute for 300,000 rows: messages and deadlines do not wait for it."""
    done = {task for task in tools.reading if task.done()}
    tools.reading.difference_update(done)
    for task in done:
        task.result()
    if not tools.reading:
        tools.reading.add(asyncio.create_task(read_one(tools.storage)))


JOBS = (
    Job("settle passed deadlines", 10, _settle),
    Job("post reminders that are due", 5, _remind),
    Job("send messages that are due", 3, _deliver),
    Job("read lists that were handed in", 3, _read_lists),
    Job("remove expired sign-ins and face verifications", 3600, _sweep_sign_ins),
    Job("remove counted failures that are over", 3600, _sweep_limits),
    Job("learn the unionids that WeChat owes", 60, _learn_unionids),
    Job("remove used and expired codes of WeChat", 3600, _sweep_wechat),
    Job("remove who did not come in from a mini program", 3600, _sweep_arrivals),
    Job("remove files that nobody cites", 3600, _sweep_files),
)


async def run(settings: Settings) -> None:
    """Until SIGTERM or SIGINT; a job in hand is finished."""
    security.use(settings.secret_key)
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    async with database.opened(settings.database_url) as engine, _tools(settings) as tools:
        await require_newest(engine)
        await clock_setting.follow(settings)
        due = dict.fromkeys(JOBS, 0.0)
        while not stop.is_set():
            for job in JOBS:
                if time.monotonic() >= due[job] and not stop.is_set():
                    await _run(job, tools)
                    due[job] = time.monotonic() + job.every
            await _sleep(stop, 1)
        for task in tools.reading:
            task.cancel()
        await asyncio.gather(*tools.reading, return_exceptions=True)


@asynccontextmanager
async def _tools(settings: Settings) -> AsyncIterator[Tools]:
    wechat = WeChat(
        settings.wechat_api_url,
        settings.wechat_app_id,
        settings.wechat_app_secret,
        tokens=SharedTokens(settings.wechat_app_id),
    )
    try:
        sender = Sender(
            wechat if settings.wechat_ready else None,
            settings.wechat_templates,
            settings.base_url,
            Mail.of(settings.mail_url),
        )
        yield Tools(settings, await open_storage(settings.storage_url), sender)
    finally:
        await wechat.aclose()


async def _run(job: Job, tools: Tools) -> None:
    """A job that fails is logged and tried again; the others go on."""
    try:
        if tools.settings.demo:
            await clock_setting.refresh()
        await job.run(tools)
    except Exception:
        log.exception("job failed: %s", job.name)


async def _sleep(stop: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(stop.wait(), seconds)
    except TimeoutError:
        return

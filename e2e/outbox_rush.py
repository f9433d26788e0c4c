"""Messages, two workers, the simulator, and kill -9 at random: what arrives, and how often.

The simulator runs without WeChat's memory of the last ten minutes, so that every message that is
sent twice is seen twice.
"""

import asyncio
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import httpx
from e2e.deployment import CATALOGUE, _free_port

from baoming import clock, clock_setting, database
from baoming.catalogue.loader import load
from baoming.database import execute, rows
from baoming.migrate import migrate
from baoming.outbox.deliver import CLAIMED_FOR
from baoming.simulator.memory import follow_beforehand

NOON = "2023-12-05T12:00:00+08:00"
OPENID = "o-rush"
WORKERS = 2
PATIENCE = 900.0
"""Seconds without which a rush has failed."""
STILL = 1.0
"""Seconds in which a worker that lives sends something."""

SIMULATOR = (
    "from baoming.simulator import account; account.ONCE_SECONDS = 0;"
    " from baoming.cli import main; main()"
)
FILL = """
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {})
INSERT INTO outbox_message (subject, account, kind, data, due_at, tries, channel, created_at)
SELECT 'event:' || CAST(i AS VARCHAR), b.account, 'confirm', '[]', b.bound_at, 0, 'wechat',
 b.bound_at FROM n CROSS JOIN wechat_binding b
"""
WAITING = (
    "SELECT count(*) AS n FROM outbox_message"
    " WHERE sent_at IS NULL AND failed_at IS NULL AND dropped_at IS NULL"
)
FREE = f"{WAITING} AND (claimed_until IS NULL OR claimed_until <= {{}})"


@dataclass(frozen=True)
class Outcome:
    messages: int
    kills: int
    lost: int
    """Never accepted by the simulator, or not noted as sent."""
    twice: int
    """Sent again although the simulator had accepted them."""
    oftener: int
    left: int
    """Claimed by workers that were killed, and sent when their claims had run out."""
    seconds: float
    """Until only those were left."""

    @property
    def rate(self) -> float:
        return (self.messages - self.left) / self.seconds


async def rush(folder: Path, url: str, messages: int, kills: int, pause: float) -> Outcome:
    """`pause`: seconds between two kills, on the average."""
    async with database.opened(url) as engine:
        await migrate(engine)
        await load(CATALOGUE)
        await clock_setting.move(clock.at(NOON))
        await filled(messages)
        processes = Processes(folder, url)
        try:
            return await _run(processes, messages, kills, pause)
        finally:
            processes.end()


async def filled(messages: int) -> None:
    await execute(
        "INSERT INTO wechat_binding (account, openid, following, bound_at) VALUES ({}, {}, {}, {})",
        uuid4(),
        OPENID,
        True,
        clock.now(),
    )
    await execute(FILL.replace("'[]'", "{}"), messages, '{"status": "x"}')


async def _run(processes: "Processes", messages: int, kills: int, pause: float) -> Outcome:
    await processes.start()
    await _until(lambda waiting: waiting < messages)
    started = time.perf_counter()
    for kill in range(kills):
        await asyncio.sleep(random.uniform(0.2, 1.8) * pause)
        processes.kill(kill % WORKERS)
    left, still = await _until_only_claimed()
    seconds = time.perf_counter() - started - still
    # Nothing is under way by now, and what the killed had claimed is anybody's.
    await clock_setting.move(clock.now() + CLAIMED_FOR + timedelta(seconds=1))
    await _until(lambda waiting: waiting == 0)
    accepted = processes.accepted()
    noted = await rows("SELECT subject FROM outbox_message WHERE sent_at IS NOT NULL")
    often = Counter(accepted.values())
    return Outcome(
        messages=messages,
        kills=kills,
        lost=messages - len({row["subject"] for row in noted} & accepted.keys()),
        twice=often[2],
        oftener=sum(number for times, number in often.items() if times > 2),
        left=left,
        seconds=seconds,
    )


async def _until_only_claimed() -> tuple[int, float]:
    """How many wait, and for how long nothing has moved."""
    end, before, since = time.monotonic() + PATIENCE, -1, 0.0
    while time.monotonic() < end:
        waiting, free = await _count(WAITING), await _count(FREE, clock.now())
        if waiting != before:
            before, since = waiting, time.monotonic()
        still = time.monotonic() - since
        if not waiting or (not free and still > STILL):
            return waiting, still
        await asyncio.sleep(0.1)
    raise RuntimeError(f"{before} messages still wait")


async def _until(reached: Callable[[int], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not reached(await _count(WAITING)):
        if time.monotonic() > end:
            raise RuntimeError("messages still wait")
        await asyncio.sleep(0.05)


async def _count(sql: str, *values: object) -> int:
    return int((await rows(sql, *values))[0]["n"])


class Processes:
    """The simulator and the workers, each of them real."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder = folder
        self.port = _free_port()
        inherited = {name: value for name, value in os.environ.items() if "BAOMING_" not in name}
        self.environment = inherited | {
            "BAOMING_DATABASE_URL": url,
            "BAOMING_STORAGE_URL": f"file://{folder}/files",
            "BAOMING_SECRET_KEY": "a key of the rush of messages, and of no other",
            "BAOMING_WECHAT_API_URL": f"http://127.0.0.1:{self.port}",
        }
        # Its memory lies beside a database file, whatever the engine of the others.
        self.beside = {"BAOMING_DATABASE_URL": f"sqlite:///{folder}/simulator/x.sqlite"}
        self.memory = folder / "simulator" / "wechat-simulator.sqlite"
        self.simulator: subprocess.Popen[bytes] | None = None
        self.workers: list[subprocess.Popen[bytes]] = []

    @property
    def address(self) -> str:
        return self.environment["BAOMING_WECHAT_API_URL"]

    async def start_simulator(self, *program: str) -> None:
        follow_beforehand(self.memory, [OPENID])
        command = (*program, "wechat-simulator", "--port", str(self.port))
        self.simulator = self._start(*command, **self.beside)
        async with httpx.AsyncClient() as client:
            for _ in range(600):
                try:
                    await client.get(self.address)
                    break
                except httpx.TransportError:
                    await asyncio.sleep(0.05)

    async def start(self) -> None:
        await self.start_simulator("-c", SIMULATOR)
        self.workers = [self._worker() for _ in range(WORKERS)]

    def kill(self, place: int) -> None:
        """Without a word to anybody; another takes its place at once."""
        self.workers[place].send_signal(signal.SIGKILL)
        self.workers[place].wait()
        self.workers[place] = self._worker()

    def accepted(self) -> Counter[str]:
        """How often the simulator has taken each message."""
        memory = sqlite3.connect(self.memory)
        try:
            return Counter(row[0] for row in memory.execute("SELECT client_msg_id FROM message"))
        finally:
            memory.close()

    def end(self) -> None:
        for each in (*self.workers, self.simulator):
            if each:
                # The simulator's server has a process of its own below it.
                os.killpg(each.pid, signal.SIGKILL)
                each.wait()

    def _worker(self) -> "subprocess.Popen[bytes]":
        return self._start("-m", "baoming", "worker")

    def _start(self, *arguments: str, **more: str) -> "subprocess.Popen[bytes]":
        with (self.folder / "log").open("ab") as log:
            return subprocess.Popen(
                [sys.executable, *arguments],
                env=self.environment | more,
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

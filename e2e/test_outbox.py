"""Messages in spite of kill -9, and of a WeChat that is slow, down or refuses."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from e2e.deployment import new_database
from e2e.outbox_rush import Processes, filled, rush

from baoming import clock, database
from baoming.migrate import migrate
from baoming.outbox.deliver import Sender, deliver
from baoming.wechat.client import WeChat

MESSAGES, KILLS = 400, 3
PAUSE = 0.15


def test_no_message_is_lost_and_hardly_one_sent_twice(tmp_path: Path) -> None:
    url = new_database(tmp_path)
    with ThreadPoolExecutor(1) as apart:  # a browser's event loop may run in this thread
        found = apart.submit(asyncio.run, rush(tmp_path, url, MESSAGES, KILLS, PAUSE)).result()
    assert (found.lost, found.oftener) == (0, 0)
    assert found.twice <= KILLS
    assert found.left <= KILLS * 20, "of each killed worker one batch"


def test_messages_go_out_once_after_wechat_is_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A slow one takes a message although we have hung up."""
    monkeypatch.setattr("baoming.wechat.client.WHOLE_SECONDS", 0.5)
    url = new_database(tmp_path)
    with ThreadPoolExecutor(1) as apart:
        apart.submit(asyncio.run, _in_spite_of_faults(Processes(tmp_path, url), url)).result()
    clock.set_offset(timedelta())


async def _in_spite_of_faults(processes: Processes, url: str) -> None:
    clock.set_offset(clock.at("2023-12-05T12:00:00+08:00") - clock.real())
    async with database.opened(url) as engine, httpx.AsyncClient() as people:
        await migrate(engine)
        await filled(3)
        wechat = WeChat(processes.address, "wx0000demo00000001", "demo-official-account-secret-001")
        try:
            await processes.start_simulator("-m", "baoming")
            await wechat.token()
            sender = Sender(wechat, {"": "demo-template"}, "http://localhost")
            for fault in ("slow", "down", "limit"):
                given = {"fault": fault, "seconds": "0.8"}
                await people.post(f"{processes.address}/simulator/faults", data=given)
                assert await deliver(sender) == 0, fault
                await asyncio.sleep(0.4 if fault == "slow" else 0)
                clock.set_offset(clock.offset() + timedelta(hours=1))
            assert sum(processes.accepted().values()) == 1, "the slow one, which we do not know of"
            await people.post(f"{processes.address}/simulator/faults", data={"fault": "none"})
            assert await deliver(sender) == 3
            assert sorted(processes.accepted().values()) == [1, 1, 1]
            assert await deliver(sender) == 0
        finally:
            await wechat.aclose()
            processes.end()

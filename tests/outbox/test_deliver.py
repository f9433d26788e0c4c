"""Messages through the real client to the simulator, which speaks WeChat's wire format."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import httpx
import pytest
from tests.app import demo_settings

from baoming import clock
from baoming.database import Engine, rows
from baoming.outbox import deliver
from baoming.outbox.post import post
from baoming.simulator.app import create_app
from baoming.simulator.memory import follow_beforehand, path_of
from baoming.wechat.client import WeChat
from baoming.wechat.tables import Binding


def set_clock(text: str) -> datetime:
    at = clock.at(text)
    clock.set_offset(at - clock.real())
    return at


class World:
    def __init__(self, sender: deliver.Sender, simulator: httpx.AsyncClient) -> None:
        self.sender = sender
        self.simulator = simulator

    async def received(self, openid: str) -> list[dict[str, object]]:
        answer = await self.simulator.get("/simulator/messages", params={"openid": openid})
        found: list[dict[str, object]] = answer.json()
        return found

    async def fault(self, name: str) -> None:
        await self.simulator.post("/simulator/faults", data={"fault": name, "seconds": "5"})


@asynccontextmanager
async def a_world(folder: Path, openids: list[str]) -> AsyncIterator[World]:
    settings = demo_settings(f"sqlite:///{folder}/beside.sqlite", folder)
    follow_beforehand(path_of(settings), openids)
    app = create_app(settings)
    async with app.lifespan():
        transport = httpx.ASGITransport(app=app)  # type: ignore[arg-type]
        wechat = WeChat(
            "http://localhost:8001",
            settings.wechat_app_id,
            settings.wechat_app_secret,
            transport=transport,
        )
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            sender = deliver.Sender(wechat, settings.wechat_templates, settings.base_url)
            yield World(sender, client)
        await wechat.aclose()


async def bound(openid: str, *, following: bool = True) -> UUID:
    account = uuid4()
    await Binding(account=account, openid=openid, following=following, bound_at=clock.now()).save()
    return account


async def waiting() -> list[dict[str, object]]:
    return await rows(
        "SELECT subject, tries, sent_at, failed_at, answer FROM outbox_message ORDER BY id"
    )


async def test_a_message_goes_out_once(engine: Engine, tmp_path: Path) -> None:
    now = set_clock("2023-12-05T12:00:00+08:00")
    account = await bound("o-zhang")
    async with a_world(tmp_path, ["o-zhang"]) as world:
        for _ in range(2):
            await post("event:1", account, "submit", {"number": "202400000001"}, at=now)
        assert await deliver.deliver(world.sender) == 1
        assert await deliver.deliver(world.sender) == 0
        (message,) = await world.received("o-zhang")
        assert message["data"] == {"number": {"value": "202400000001"}}
        assert message["url"] == "http://localhost/me"
        assert (await waiting())[0]["failed_at"] is None


@pytest.mark.parametrize(
    ("at", "sent"),
    [
        ("2023-12-05T20:59:58+08:00", 1),
        ("2023-12-05T21:00:00+08:00", 0),
        ("2023-12-06T00:00:00+08:00", 0),
        ("2023-12-06T07:59:50+08:00", 0),
        ("2023-12-06T08:00:00+08:00", 1),
    ],
)
async def test_nothing_is_sent_at_night(engine: Engine, tmp_path: Path, at: str, sent: int) -> None:
    now = set_clock(at)
    account = await bound("o-zhang")
    await post("event:1", account, "submit", {"number": "1"}, at=now)
    async with a_world(tmp_path, ["o-zhang"]) as world:
        assert await deliver.deliver(world.sender) == sent


async def test_a_wechat_that_is_down_gets_it_later_and_once(engine: Engine, tmp_path: Path) -> None:
    now = set_clock("2023-12-05T12:00:00+08:00")
    account = await bound("o-zhang")
    await post("event:1", account, "submit", {"number": "1"}, at=now)
    async with a_world(tmp_path, ["o-zhang"]) as world:
        await world.fault("down")
        assert await deliver.deliver(world.sender) == 0
        await world.fault("none")
        assert await deliver.deliver(world.sender) == 0, "not before its minute has passed"
        clock.set_offset(clock.offset() + timedelta(minutes=1))
        assert await deliver.deliver(world.sender) == 1
        assert len(await world.received("o-zhang")) == 1
        assert (await waiting())[0]["tries"] == 2


async def test_who_is_not_following_is_noted_for_the_office(engine: Engine, tmp_path: Path) -> None:
    now = set_clock("2023-12-05T12:00:00+08:00")
    gone, never = await bound("o-gone", following=False), uuid4()
    left_unseen = await bound("o-left")
    for account in (gone, never, left_unseen):
        await post(f"event:{account}", account, "submit", {"number": "1"}, at=now)
    async with a_world(tmp_path, []) as world:
        assert await deliver.deliver(world.sender) == 0
        found = await waiting()
        assert [message["failed_at"] is not None for message in found] == [True, True, True]
        assert "43004" in str(found[2]["answer"])


async def test_workers_at_once_send_each_message_once(engine: Engine, tmp_path: Path) -> None:
    now = set_clock("2023-12-05T12:00:00+08:00")
    account = await bound("o-zhang")
    for n in range(60):
        await post(f"event:{n}", account, "submit", {"number": str(n)}, at=now)
    async with a_world(tmp_path, ["o-zhang"]) as world:
        sent = await asyncio.gather(*(deliver.deliver(world.sender) for _ in range(3)))
        assert sum(sent) == 60
        numbers = [json.dumps(m["data"]) for m in await world.received("o-zhang")]
        assert len(numbers) == len(set(numbers)) == 60

"""Messages through the real client to the simulator, which speaks WeChat's wire format."""

import asyncio
import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from tests.applied import application
from tests.outbox.world import a_mail_server, a_world, set_clock

from baoming import clock
from baoming.database import Engine, rows
from baoming.outbox import deliver
from baoming.outbox.post import post
from baoming.wechat.tables import Binding


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


async def states() -> dict[str, str]:
    """Where each message is, by subject."""
    found = await rows(
        "SELECT subject, sent_at, failed_at, dropped_at FROM outbox_message ORDER BY id"
    )
    return {
        row["subject"]: next(
            (name for name in ("sent", "failed", "dropped") if row[f"{name}_at"]), "waiting"
        )
        for row in found
    }


async def test_a_wechat_that_is_down_is_tried_once_a_round(engine: Engine, tmp_path: Path) -> None:
    now = set_clock("2023-12-05T12:00:00+08:00")
    account = await bound("o-zhang")
    for n in range(30):
        await post(f"event:{n}", account, "submit", {"number": str(n)}, at=now)
    async with a_world(tmp_path, ["o-zhang"]) as world:
        await world.fault("limit")
        assert await deliver.deliver(world.sender) == 0
        found = await waiting()
        assert [message["tries"] for message in found] == [1] + [0] * 29
        await world.fault("none")
        clock.set_offset(clock.offset() + timedelta(minutes=1, seconds=1))
        assert await deliver.deliver(world.sender) == 30
        assert len(await world.received("o-zhang")) == 30


async def test_a_template_with_fields_gets_what_they_take(engine: Engine, tmp_path: Path) -> None:
    now = set_clock("2023-12-05T12:00:00+08:00")
    account = await bound("o-zhang")
    words = {"number": "202400000001", "status": "确认失败", "reason": "照片不清楚" * 9}
    await post("event:1", account, "refuse", words, at=now)
    fields = "character_string1:number/phrase2:status/thing3:reason/time4:at"
    template = f"refuse=T1/{fields},other"
    async with a_world(tmp_path, ["o-zhang"], BAOMING_WECHAT_TEMPLATES=template) as world:
        assert await deliver.deliver(world.sender) == 1
        (message,) = await world.received("o-zhang")
        assert message["template_id"] == "T1"
        assert {name: each["value"] for name, each in message["data"].items()} == {
            "character_string1": "202400000001",
            "phrase2": "确认失败",
            "thing3": ("照片不清楚" * 9)[:19] + "…",
            "time4": "2023年12月5日 12:00",
        }


async def test_one_without_an_address_is_told_by_wechat_alone(
    engine: Engine, tmp_path: Path
) -> None:
    now = set_clock("2023-12-05T12:00:00+08:00")
    account = await bound("o-zhang")
    await post("event:1", account, "submit", {"number": "1"}, at=now)
    async with a_mail_server() as (box, mail), a_world(tmp_path, ["o-zhang"]) as world:
        assert await deliver.deliver(world.mailing(mail)) == 1
    assert box.letters == []
    assert await states() == {"event:1": "sent"}


async def test_a_template_that_wechat_does_not_know_keeps_its_own_messages_alone(
    engine: Engine, tmp_path: Path
) -> None:
    now = set_clock("2023-12-05T12:00:00+08:00")
    account = await bound("o-zhang")
    await post("event:1", account, "refuse", {"number": "1"}, at=now)
    await post("event:2", account, "confirm", {"number": "1"}, at=now)
    async with a_world(tmp_path, ["o-zhang"]) as world:
        wrong = {**world.sender.templates, "refuse": "unknown"}
        assert await deliver.deliver(replace(world.sender, templates=wrong)) == 1
        assert await states() == {"event:1": "waiting", "event:2": "sent"}
        clock.set_offset(clock.offset() + timedelta(minutes=1))
        assert await deliver.deliver(world.sender) == 1, "the office has mended it"


async def test_at_nightfall_the_rest_of_a_batch_waits(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = await bound("o-zhang")
    now = set_clock("2023-12-05T20:00:00+08:00")
    for n in range(30):
        await post(f"event:{n}", account, "submit", {"number": str(n)}, at=now)
    async with a_world(tmp_path, ["o-zhang"]) as world:
        wechat = world.sender.wechat
        assert wechat
        send, sent = wechat.send_template, []

        async def until_nightfall(*told: Any, **more: Any) -> str:
            sent.append(await send(*told, **more))
            if len(sent) == 5:
                set_clock("2023-12-05T21:00:00+08:00")
            return sent[-1]

        monkeypatch.setattr(wechat, "send_template", until_nightfall)
        assert await deliver.deliver(world.sender) == 5
        assert len(await world.received("o-zhang")) == 5
        left = await rows("SELECT tries FROM outbox_message WHERE sent_at IS NULL")
        assert [row["tries"] for row in left] == [0] * 25
        set_clock("2023-12-06T08:00:00+08:00")
        assert await deliver.deliver(world.sender) == 25


async def test_a_worker_killed_before_its_copies_loses_no_mail(
    engine: Engine, tmp_path: Path
) -> None:
    now = set_clock("2023-12-05T12:00:00+08:00")
    row = await application(await bound("o-zhang"), email="zhang@example.cn")
    await post("event:1", row.account, "submit", {"status": "x"}, at=now, application=row.id)
    assert len(await deliver._claim("wechat", now)) == 1
    clock.set_offset(clock.offset() + deliver.CLAIMED_FOR)
    async with a_mail_server() as (box, mail), a_world(tmp_path, ["o-zhang"]) as world:
        assert await deliver.deliver(world.mailing(mail)) == 2
    assert len(box.letters) == 1


async def test_a_message_about_an_account_names_its_latest_application(
    engine: Engine, tmp_path: Path
) -> None:
    now = set_clock("2023-12-05T12:00:00+08:00")
    account = await bound("o-zhang")
    await application(account, exam="2023")
    latest = await application(account)
    await post("reset:1", account, "reset", {"status": "x"}, at=now)
    async with a_world(tmp_path, ["o-zhang"]) as world:
        assert await deliver.deliver(world.sender) == 1
        (message,) = await world.received("o-zhang")
    assert message["url"] == f"http://localhost/applications/{latest.number}"

"""Reminders: the nearest due step, once, to whom the deadline concerns, with what is missing."""

import json
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from tests.applied import application
from tests.outbox.test_deliver import states
from tests.outbox.world import World, a_world, set_clock
from tests.people import account, bind_wechat

from baoming import clock, security
from baoming.applications import reminder
from baoming.applications.reminding import Reminded, nearest_step, post_due
from baoming.applications.tables import Application, Event
from baoming.database import Engine, execute, rows
from baoming.outbox.deliver import deliver

BEGUN = "2023-12-05T12:00:00+08:00"
WINDOW = clock.at("2023-12-15T00:00:00+08:00")


@pytest.fixture(autouse=True)
def secret() -> None:
    security.use("a secret of the tests, long enough")


async def candidate(openid: str) -> UUID:
    found = await account()
    await bind_wechat(found.id, openid=openid)
    return found.id


async def applied(openid: str, **columns: Any) -> Application:
    """Of noon of the fifth of December."""
    set_clock(BEGUN)
    return await application(await candidate(openid), **columns)


async def told(world: World, openid: str) -> list[dict[str, str]]:
    await post_due(Reminded())
    await deliver(world.sender)
    found = await world.received(openid)
    return [{name: each["value"] for name, each in m["data"].items()} for m in found]


@pytest.mark.parametrize(
    ("at", "days"),
    [
        ("2023-11-30T23:59:59+08:00", None),
        ("2023-12-01T00:00:00+08:00", 14),
        ("2023-12-07T23:59:59+08:00", 14),
        ("2023-12-08T00:00:00+08:00", 7),
        ("2023-12-13T00:00:00+08:00", 2),
        ("2023-12-14T00:00:00+08:00", 1),
        ("2023-12-14T23:59:59+08:00", 1),
        ("2023-12-15T00:00:00+08:00", None),
    ],
)
def test_the_nearest_step_is_the_last_that_has_come(at: str, days: int | None) -> None:
    assert nearest_step(WINDOW, clock.at(at)) == days


async def test_a_draft_is_told_what_it_lacks(engine: Engine, tmp_path: Path) -> None:
    row = await applied("o-zhang", notice_agreed=True)
    async with a_world(tmp_path, ["o-zhang"]) as world:
        assert await told(world, "o-zhang") == [], "the step of fourteen days was before it"
        set_clock("2023-12-13T09:00:00+08:00")
        (words,) = await told(world, "o-zhang")
        assert words == {
            "number": row.number,
            "status": "网上报名还有不到2天截止",
            "reason": "还差：基本信息、联系方式、报考信息、教育情况、工作情况、确认报名照片",
            "until": "2023年12月14日 23:59",
        }
        (message,) = await world.received("o-zhang")
        assert message["url"].endswith(f"/applications/{row.number}")


async def test_each_step_is_told_once_and_a_missed_one_never(
    engine: Engine, tmp_path: Path
) -> None:
    row = await applied("o-zhang")
    async with a_world(tmp_path, ["o-zhang"]) as world:
        for at in ("2023-12-11T09:00", "2023-12-11T18:00", "2023-12-14T09:00", "2023-12-14T20:00"):
            set_clock(f"{at}:00+08:00")
            await told(world, "o-zhang")
        ended = "2023-12-15T00:00:00+08:00"
        assert await states() == {
            f"remind:{row.id}:window:{ended}:7": "sent",
            f"remind:{row.id}:window:{ended}:1": "sent",
        }
        assert len(await world.received("o-zhang")) == 2


async def test_a_step_at_night_is_told_in_the_morning(engine: Engine, tmp_path: Path) -> None:
    await applied("o-zhang")
    async with a_world(tmp_path, ["o-zhang"]) as world:
        set_clock("2023-12-13T00:00:10+08:00")
        assert await told(world, "o-zhang") == []
        assert list((await states()).values()) == ["waiting"]
        set_clock("2023-12-13T08:00:10+08:00")
        assert len(await told(world, "o-zhang")) == 1


async def test_whoever_submitted_meanwhile_is_not_told(engine: Engine, tmp_path: Path) -> None:
    row = await applied("o-zhang")
    async with a_world(tmp_path, ["o-zhang"]) as world:
        set_clock("2023-12-13T00:00:10+08:00")
        await post_due(Reminded())
        await Application.update({Application.status: "submitted"}).where(Application.id == row.id)
        set_clock("2023-12-13T08:00:10+08:00")
        await deliver(world.sender)
        assert list((await states()).values()) == ["dropped"]
        assert await world.received("o-zhang") == []


async def test_a_late_reminder_gives_way_to_a_nearer_one(engine: Engine, tmp_path: Path) -> None:
    row = await applied("o-zhang")
    async with a_world(tmp_path, ["o-zhang"]) as world:
        set_clock("2023-12-13T09:00:00+08:00")
        await post_due(Reminded())
        set_clock("2023-12-14T09:00:00+08:00")
        assert len(await told(world, "o-zhang")) == 1
        steps = {subject[-1]: state for subject, state in (await states()).items()}
        assert steps == {"2": "dropped", "1": "sent"}
        assert row.status == "draft"


async def test_on_site_the_form_is_to_be_brought(engine: Engine, tmp_path: Path) -> None:
    await applied("o-zhang", status="submitted", revision=1)
    async with a_world(tmp_path, ["o-zhang"]) as world:
        set_clock("2023-12-15T09:00:00+08:00")
        (words,) = await told(world, "o-zhang")
        assert words["status"] == "现场确认还有不到2天截止"
        assert words["reason"] == "带申请表到长春市考点确认"


async def test_online_a_submitted_one_is_left_alone_and_a_refused_one_named(
    engine: Engine, tmp_path: Path
) -> None:
    await applied("o-waits", zone="31", site=None, status="submitted", revision=1)
    items = "section:contact material:missing"
    refused = await applied(
        "o-mends", zone="31", site=None, status="refused", refused_items=items, revision=1
    )
    async with a_world(tmp_path, ["o-waits", "o-mends"]) as world:
        set_clock("2023-12-14T10:00:00+08:00")
        (words,) = await told(world, "o-mends")
        assert words["number"] == refused.number
        assert words["status"] == "重新上传材料还有不到2天截止"
        assert words["reason"].startswith("请修改：联系方式")
        assert await world.received("o-waits") == []


async def test_a_personal_date_takes_the_place_of_the_zone_s(
    engine: Engine, tmp_path: Path
) -> None:
    until = clock.at("2023-12-21T00:00:00+08:00")
    row = await applied("o-zhang", personal_until=until)
    async with a_world(tmp_path, ["o-zhang"]) as world:
        set_clock("2023-12-13T09:00:00+08:00")
        await told(world, "o-zhang")
        set_clock("2023-12-19T09:00:00+08:00")
        *_, words = await told(world, "o-zhang")
        assert words["status"] == "考区给您的期限还有不到2天截止"
        steps = [f"remind:{row.id}:personal:2023-12-21T00:00:00+08:00:{days}" for days in (14, 2)]
        assert await states() == dict.fromkeys(steps, "sent")


async def test_a_date_given_after_its_step_is_not_reminded_of_at_once(
    engine: Engine, tmp_path: Path
) -> None:
    until = clock.at("2023-12-18T00:00:00+08:00")
    row = await applied("o-zhang", personal_until=until)
    given = set_clock("2023-12-13T12:00:00+08:00")
    await Event(
        application=row.id,
        kind="extend",
        actor_kind="staff",
        actor_name="考区",
        from_status="draft",
        to_status="draft",
        at=given,
    ).save()
    async with a_world(tmp_path, ["o-zhang"]) as world:
        set_clock("2023-12-13T13:00:00+08:00")
        assert await told(world, "o-zhang") == []
        set_clock("2023-12-16T13:00:00+08:00")
        assert len(await told(world, "o-zhang")) == 1


async def test_a_reopened_one_is_told_to_withdraw_and_mend(engine: Engine, tmp_path: Path) -> None:
    until = clock.at("2023-12-21T00:00:00+08:00")
    await applied("o-zhang", status="submitted", untouched=True, personal_until=until)
    async with a_world(tmp_path, ["o-zhang"]) as world:
        set_clock("2023-12-19T09:00:00+08:00")
        (words,) = await told(world, "o-zhang")
        assert words["reason"] == "考区已退回，请撤回修改后再提交"


async def test_many_are_written_in_batches_and_once_by_two_workers(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("baoming.applications.reminding.WINDOW", 7)
    set_clock(BEGUN)
    for n in range(20):
        await application((await account(username=f"many{n}")).id)
    set_clock("2023-12-13T09:00:00+08:00")
    reminded = Reminded()
    assert await post_due(reminded) == 20
    assert await post_due(reminded) == 0
    assert await post_due(Reminded()) == 0
    found = await rows("SELECT count(*) AS n FROM outbox_message")
    assert found[0]["n"] == 20


async def test_a_clock_that_went_back_reminds_again_of_nothing(
    engine: Engine, tmp_path: Path
) -> None:
    await applied("o-zhang")
    reminded = Reminded()
    set_clock("2023-12-13T09:00:00+08:00")
    assert await post_due(reminded) == 1
    later = await applied("o-li")
    set_clock("2023-12-13T09:00:00+08:00")
    assert await post_due(reminded) == 1, f"{later.number} came while the clock stood back"


async def test_what_wechat_wants_before_submitting_is_named_too(engine: Engine) -> None:
    row = await applied("o-zhang", notice_agreed=True)
    set_clock("2023-12-13T09:00:00+08:00")
    await post_due(Reminded())
    [message] = await rows("SELECT data FROM outbox_message")
    known = json.loads(message["data"])
    for change, named in (
        ("UPDATE wechat_binding SET following = false", "还差：关注公众号、基本信息"),
        ("DELETE FROM wechat_binding", "还差：绑定并关注微信、基本信息"),
    ):
        await execute(change)
        words = await reminder.words(row.id, known)
        assert words is not None and words["reason"].startswith(named)

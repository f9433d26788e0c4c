import json
import re
from datetime import timedelta

import pytest
from tests.app import demo_settings, running
from tests.applied import application
from tests.people import bind_wechat, candidate, catalogue

from baoming import clock, clock_setting
from baoming.applications import reminder, reminding
from baoming.applications.tables import Event
from baoming.database import counted, rows
from baoming.outbox.tables import Message


@pytest.fixture
async def site(database_url, tmp_path):
    async with running(demo_settings(database_url, tmp_path)) as site:
        await catalogue()
        yield site


def preparations(page) -> dict[str, str]:
    return dict(re.findall(r'data-preparation="(\w+)" data-state="(\w+)"', page.text))


def first_step(page) -> str | None:
    """Where the one primary button leads."""
    found = re.findall(r'<a class="b" href="([^"]+)"', page.text)
    assert len(found) <= 1
    return found[0] if found else None


async def test_me_shows_the_person_with_a_masked_number(site) -> None:
    wang = await candidate(site, id_number="220102199203041226")
    page = await wang.get("/me")
    assert page.status_code == 200
    assert "王𬀩" in page.text
    assert "220***********1226" in page.text
    assert "220102199203041226" not in page.text
    assert page.headers["cache-control"] == "no-store"


async def test_preparations_are_asked_for_in_order(site) -> None:
    wang = await candidate(site, photo=False, education=False, wechat=False)
    page = await wang.get("/me")
    assert preparations(page) == {"photo": "todo", "education": "todo", "wechat": "todo"}
    assert first_step(page) == "/me/photo"
    li = await candidate(site, wechat=False)
    assert first_step(await li.get("/me")) == "/me/wechat"


async def test_unfollowed_wechat_is_to_do(site) -> None:
    wang = await candidate(site, wechat=False)
    await bind_wechat(wang.account.id, following=False)
    page = await wang.get("/me")
    assert preparations(page)["wechat"] == "todo"
    assert "已取消关注公众号" in page.text


async def test_waived_wechat_is_done(site) -> None:
    until = clock.now() + timedelta(hours=48)
    wang = await candidate(site, wechat=False, wechat_waived_until=until)
    page = await wang.get("/me")
    assert preparations(page)["wechat"] == "done"
    assert "考点已临时放行" in page.text


async def test_prepared_candidate_is_led_to_the_open_exam(site) -> None:
    wang = await candidate(site)
    page = await wang.get("/me")
    assert preparations(page) == {"photo": "done", "education": "done", "wechat": "done"}
    assert first_step(page) == "/apply"


@pytest.mark.parametrize(
    ("now", "said"),
    [
        ("2023-11-20T12:00:00+08:00", "12月1日 00:00"),
        ("2023-12-20T12:00:00+08:00", "网上报名已经截止"),
    ],
)
async def test_nothing_to_do_outside_the_window(database_url, tmp_path, now, said) -> None:
    settings = demo_settings(database_url, tmp_path, BAOMING_CLOCK=now)
    async with running(settings) as site:
        await catalogue()
        page = await (await candidate(site)).get("/me")
        assert first_step(page) is None
        assert said in page.text


@pytest.mark.parametrize(
    ("status", "zone", "to_do", "deadline"),
    [
        ("draft", "22", True, "2023-12-15T00:00:00+08:00"),
        ("submitted", "22", True, "2023-12-17T00:00:00+08:00"),
        ("submitted", "31", False, None),
        ("refused", "31", True, "2023-12-15T17:00:00+08:00"),
        ("confirmed", "22", False, None),
        ("site_approved", "22", False, None),
        ("qualified", "22", False, None),
        ("rejected", "22", False, None),
        ("abandoned", "22", False, None),
    ],
)
async def test_application_with_its_next_step(site, status, zone, to_do, deadline) -> None:
    wang = await candidate(site)
    row = await application(
        wang.account.id, status=status, zone=zone, reason="专业不符", abandoned_by="window"
    )
    page = await wang.get("/me")
    assert re.findall(r'data-status="(\w+)"', page.text) == [status]
    assert row.number in page.text
    assert first_step(page) == (f"/applications/{row.number}" if to_do else None)
    assert re.findall(r'data-deadline="\w+" datetime="([^"]+)"', page.text) == (
        [deadline] if deadline else []
    )
    assert ("专业不符" in page.text) is (status == "rejected")


@pytest.mark.parametrize(
    ("row", "now", "true"),
    [
        ({"status": "draft"}, "2023-12-15T00:00:00+08:00", "abandoned"),
        ({"status": "submitted"}, "2023-12-17T00:00:00+08:00", "abandoned"),
        ({"status": "submitted", "zone": "31"}, "2024-01-17T00:00:00+08:00", "submitted"),
        ({"status": "refused", "zone": "31"}, "2023-12-15T17:00:00+08:00", "abandoned"),
    ],
)
async def test_status_is_told_by_the_clock(database_url, tmp_path, row, now, true) -> None:
    async with running(demo_settings(database_url, tmp_path, BAOMING_CLOCK=now)) as site:
        await catalogue()
        wang = await candidate(site)
        await application(wang.account.id, **row)
        page = await wang.get("/me")
        assert re.findall(r'data-status="(\w+)"', page.text) == [true]
        assert ("没有完成办理" in page.text) is (true == "abandoned")


async def test_reopened_application_is_to_be_withdrawn_until_its_date(site) -> None:
    wang = await candidate(site)
    until = clock.at("2023-12-20T00:00")
    await application(wang.account.id, status="submitted", untouched=True, personal_until=until)
    page = await wang.get("/me")
    assert "撤回、修改后再次提交" in page.text
    assert 'data-deadline="personal" datetime="2023-12-20T00:00:00+08:00"' in page.text


async def test_me_costs_two_queries(site) -> None:
    wang = await candidate(site)
    await application(wang.account.id)
    await wang.get("/me")
    with counted() as queries:
        await wang.get("/me")
    assert len(queries) <= 3  # the demo's clock, the sign-in, everything else


async def test_guest_and_officer_go_to_the_sign_in(site) -> None:
    assert (await site.get("/me")).headers["location"] == "/login?next=/me"


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ({"sent_at": "12-03"}, "最近的消息“报名确认”：微信已送达 12月3日 09:10"),
        ({"failed_at": "12-03", "answer": "没有绑定微信"}, "未送达：没有绑定微信 12月3日 09:10"),
        ({}, "最近的消息“报名确认”：等待发送<"),
    ],
)
async def test_me_says_what_became_of_the_last_message(site, columns, words) -> None:
    wang = await candidate(site)
    row = await application(wang.account.id, status="confirmed")
    at = clock.at("2023-12-03T09:10:00+08:00")
    common = {"account": wang.account.id, "application": row.id, "data": "{}", "created_at": at}
    dated = {name: at if value == "12-03" else value for name, value in columns.items()}
    event = Event(
        application=row.id, kind="confirm", actor_kind="staff", to_status="confirmed", at=at
    )
    await event.save()
    await Message(**common, due_at=at, kind="submit", subject="earlier", sent_at=at).save()
    subject = f"event:{event.id}"
    await Message(**common, due_at=at, kind="confirm", subject=subject, **dated).save()
    assert words in (await wang.get("/me")).text
    history = (await wang.get(f"/applications/{row.number}")).text
    assert ("消息未送达：没有绑定微信" in history) is ("failed_at" in columns)


@pytest.mark.parametrize(
    ("columns", "at"),
    [
        ({}, "2023-12-14T09:00:00+08:00"),
        ({"status": "submitted"}, "2023-12-16T09:00:00+08:00"),
        ({"status": "refused", "zone": "31"}, "2023-12-15T09:00:00+08:00"),
        ({"personal_until": clock.at("2023-12-21T00:00")}, "2023-12-20T09:00:00+08:00"),
        (
            {
                "status": "submitted",
                "untouched": True,
                "personal_until": clock.at("2023-12-21T00:00"),
            },
            "2023-12-20T09:00:00+08:00",
        ),
    ],
)
async def test_whatever_is_reminded_of_stands_among_the_to_dos(site, columns, at) -> None:
    wang = await candidate(site)
    row = await application(wang.account.id, **columns)
    await clock_setting.move(clock.at(at))
    assert await reminding.post_due(reminding.Reminded()) == 1
    [message] = await rows("SELECT data FROM outbox_message")
    known = json.loads(message["data"])
    assert await reminder.words(row.id, known) is not None

    page = await wang.get("/me")

    assert first_step(page) == f"/applications/{row.number}"
    assert f'data-deadline="{known["deadline"]}" datetime="{known["at"]}"' in page.text

"""Mail as the second channel, to a real SMTP server."""

from datetime import timedelta
from pathlib import Path

from tests.applied import application
from tests.outbox.test_deliver import bound, states
from tests.outbox.world import a_mail_server, a_world, set_clock

from baoming import clock
from baoming.database import Engine, rows
from baoming.outbox import deliver
from baoming.outbox.mail import Mail
from baoming.outbox.post import post

WORDS = {"number": "202400000001", "status": "确认失败", "reason": "照片不清楚\n请重新上传"}


async def test_a_message_also_goes_to_the_address_that_was_given(
    engine: Engine, tmp_path: Path
) -> None:
    now = set_clock("2023-12-05T12:00:00+08:00")
    row = await application(await bound("o-zhang"), email="zhang@example.cn")
    await post("event:1", row.account, "refuse", WORDS, at=now, application=row.id)
    async with a_mail_server() as (box, mail), a_world(tmp_path, ["o-zhang"]) as world:
        assert await deliver.deliver(world.mailing(mail)) == 2
        assert await deliver.deliver(world.mailing(mail)) == 0
    (letter,) = box.letters
    assert (letter["To"], letter["From"]) == ("zhang@example.cn", "baoming@example.cn")
    assert letter["Subject"] == "卫生专业技术资格考试网上报名：确认失败"
    assert letter.get_content_type() == "text/plain"
    text = letter.get_content().replace("\r\n", "\n")
    assert text.startswith("确认失败\n照片不清楚\n请重新上传\n报名序号：202400000001\n")
    assert f"http://localhost/applications/{row.number}" in text
    assert await states() == {"event:1": "sent", "mail:event:1": "sent"}


async def test_mail_reaches_whoever_left_wechat_or_never_bound_it(
    engine: Engine, tmp_path: Path
) -> None:
    now = set_clock("2023-12-05T12:00:00+08:00")
    row = await application(await bound("o-zhang", following=False), email="zhang@example.cn")
    await post("reset:1", row.account, "reset", {"status": "重设了密码"}, at=now)
    async with a_mail_server() as (box, mail), a_world(tmp_path, []) as world:
        assert await deliver.deliver(world.mailing(mail)) == 1
    assert len(box.letters) == 1
    assert await states() == {"reset:1": "failed", "mail:reset:1": "sent"}


async def test_a_wechat_that_is_down_does_not_keep_the_mail(engine: Engine, tmp_path: Path) -> None:
    now = set_clock("2023-12-05T12:00:00+08:00")
    row = await application(await bound("o-zhang"), email="zhang@example.cn")
    for n in range(3):
        await post(f"event:{n}", row.account, "submit", WORDS, at=now, application=row.id)
    async with a_mail_server() as (box, mail), a_world(tmp_path, ["o-zhang"]) as world:
        await world.fault("limit")
        assert await deliver.deliver(world.mailing(mail)) == 3
        await world.fault("none")
        clock.set_offset(clock.offset() + timedelta(minutes=2))
        assert await deliver.deliver(world.mailing(mail)) == 3
        assert len(await world.received("o-zhang")) == 3
    assert len(box.letters) == 3


async def test_a_refused_address_is_final_and_a_busy_server_is_not(
    engine: Engine, tmp_path: Path
) -> None:
    now = set_clock("2023-12-05T12:00:00+08:00")
    row = await application(await bound("o-zhang"), email="zhang@example.cn")
    await post("event:1", row.account, "submit", WORDS, at=now, application=row.id)
    async with a_mail_server() as (box, mail), a_world(tmp_path, ["o-zhang"]) as world:
        box.refuses = "451 try later"
        assert await deliver.deliver(world.mailing(mail)) == 1
        assert (await states())["mail:event:1"] == "waiting"
        box.refuses = "550 no such mailbox"
        clock.set_offset(clock.offset() + timedelta(minutes=1))
        await deliver.deliver(world.mailing(mail))
        assert await states() == {"event:1": "sent", "mail:event:1": "failed"}
        found = await rows("SELECT answer FROM outbox_message WHERE channel = 'mail'")
        assert "550" in found[0]["answer"]


async def test_no_mail_server_keeps_the_letter(engine: Engine, tmp_path: Path) -> None:
    now = set_clock("2023-12-05T12:00:00+08:00")
    row = await application(await bound("o-zhang"), email="zhang@example.cn")
    await post("event:1", row.account, "submit", WORDS, at=now, application=row.id)
    nobody = Mail(host="127.0.0.1", port=1, sender="a@example.cn")
    async with a_world(tmp_path, ["o-zhang"]) as world:
        assert await deliver.deliver(world.mailing(nobody)) == 1
    assert await states() == {"event:1": "sent", "mail:event:1": "waiting"}


def test_the_address_of_the_server_is_read_whole() -> None:
    mail = Mail.of("smtps://user%40office:p%3Ass@mail.example.cn?from=exam@example.cn")
    assert mail == Mail(
        host="mail.example.cn",
        port=465,
        sender="exam@example.cn",
        tls=True,
        username="user@office",
        password="p:ss",
    )
    assert Mail.of("") is None

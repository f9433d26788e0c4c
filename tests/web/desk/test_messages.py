"""Messages that reached nobody: whose they are, what they said, and the telephone tick."""

import json
import re
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from tests.app import Browser
from tests.papers import ONLINE, Paper, application
from tests.people import account, officer

from baoming import clock
from baoming.audit.tables import Look
from baoming.database import counted, rows
from baoming.outbox.tables import Message

REFUSED = {"number": "1", "status": "确认失败", "reason": "照片不清楚"}


async def unreached(paper: Paper | None = None, **columns: Any) -> int:
    """A message about this application that reached nobody, five minutes ago unless told."""
    ago = clock.now() - timedelta(minutes=5)
    columns = {
        "subject": f"event:{await Message.count()}",
        "account": paper.account.id if paper else UUID(int=1),
        "application": paper.row.id if paper else None,
        "kind": "refuse",
        "data": json.dumps(REFUSED),
        "due_at": ago,
        "created_at": ago,
        "failed_at": ago,
        "answer": "已取消关注公众号",
        **columns,
    }
    row = Message(**columns)
    await row.save()
    return int(row.id)


def listed(page: Any) -> list[int]:
    assert page.status_code == 200, page.text
    return [int(each) for each in re.findall(r'data-message="(\d+)"', page.text)]


async def noted(action: str) -> list[Look]:
    return await Look.objects().where(Look.action == action)


async def test_a_line_says_whom_to_call_what_it_said_and_why(visitor: Browser) -> None:
    paper = await application(owner=await account(name="欧阳娜"), phone="0731-8888888")
    id = await unreached(paper)
    site = await officer(visitor, "site", zone="43", site="430100")

    page = await site.get("/desk/messages")

    assert listed(page) == [id]
    for words in (
        "欧阳娜",
        "13800001234、0731-8888888",
        "确认失败。照片不清楚。",
        "未关注公众号",
        "12月5日 11:55",
        f'href="/desk/applications/{paper.row.number}"',
        'data-status="submitted"',
    ):
        assert words in page.text, words
    [look] = await noted("message:list")
    assert json.loads(look.detail) == {"found": [paper.row.number]}
    assert "未送达的消息（1）" in (await site.get("/desk")).text


async def test_only_what_reached_nobody_is_listed_the_newest_first(visitor: Browser) -> None:
    paper = await application()
    now = clock.now()
    older = await unreached(paper, failed_at=now - timedelta(hours=1))
    newer = await unreached(paper)
    await unreached(paper, failed_at=None, sent_at=now)
    await unreached(paper, failed_at=None)
    await unreached(paper, failed_at=None, dropped_at=now)
    await unreached(paper, subject="event:by-mail")
    await unreached(
        paper, subject="mail:event:by-mail", channel="mail", failed_at=None, sent_at=now
    )
    both = await unreached(paper, subject="event:no-mail", failed_at=now - timedelta(hours=2))
    await unreached(paper, subject="mail:event:no-mail", channel="mail")
    center = await officer(visitor, "center")

    assert listed(await center.get("/desk/messages")) == [newer, older, both]


async def test_each_sees_their_own(visitor: Browser) -> None:
    changsha, shanghai = await application(), await application(**ONLINE)
    nobody = await account()
    ids = [
        await unreached(changsha),
        await unreached(shanghai),
        await unreached(account=nobody.id, kind="reset"),
        await unreached(changsha, application=None, kind="reset"),
    ]
    for role, place, seen in (
        ("center", {}, ids),
        ("zone", {"zone": "43"}, [ids[0], ids[3]]),
        ("zone", {"zone": "44"}, []),
        ("site", {"zone": "43", "site": "430100"}, [ids[0], ids[3]]),
        ("site", {"zone": "43", "site": "430200"}, []),
        ("point", {"zone": "31", "site": "310101", "point": "31010101"}, [ids[1]]),
        ("point", {"zone": "43", "site": "430100", "point": "43010001"}, []),
    ):
        person = await officer(visitor, role, **place)
        assert sorted(listed(await person.get("/desk/messages"))) == seen, (role, place)
        for id in ids:
            for verb in ("phone", "undo"):
                answer = await person.post(f"/desk/messages/{id}/{verb}", page="/desk")
                assert answer.status_code == (303 if id in seen else 404), (role, place, verb)


async def test_a_list_is_filtered_by_kind_and_place_and_has_pages(visitor: Browser) -> None:
    changsha = await application()
    zhuzhou = await application(site="430200")
    many = [await unreached(changsha) for _ in range(51)]
    other = await unreached(zhuzhou, kind="approve", data=json.dumps({"status": "考点审核通过"}))
    zone = await officer(visitor, "zone", zone="43")

    assert len(listed(first := await zone.get("/desk/messages"))) == 50
    assert "page=2" in first.text
    assert len(listed(await zone.get("/desk/messages?page=2"))) == 2
    assert listed(await zone.get("/desk/messages?kind=approve")) == [other]
    assert listed(await zone.get("/desk/messages?site=430200")) == [other]
    assert len(listed(await zone.get("/desk/messages?site=430100&page=2"))) == 1
    assert len(many) == 51
    empty = await zone.get("/desk/messages?kind=reject")
    assert "没有符合条件的消息。" in empty.text
    for query in ("kind=x", "site=310101", "page=0", "state=x", "done=x", "kind=%00"):
        assert (await zone.get(f"/desk/messages?{query}")).status_code == 422, query
    center = await officer(visitor, "center")
    assert listed(await center.get("/desk/messages?zone=43&site=430200")) == [other]


async def test_an_empty_list_says_what_that_means(visitor: Browser) -> None:
    person = await officer(visitor, "point", zone="43", site="430100", point="43010001")

    page = await person.get("/desk/messages")

    assert "没有要打电话的：发出的消息都已送达，或者正在等待发送。" in page.text
    assert await noted("message:list") == []
    assert "未送达的消息（" not in (await person.get("/desk")).text


async def test_a_tick_says_who_called_and_can_be_taken_back(visitor: Browser) -> None:
    paper = await application()
    id = await unreached(paper)
    site = await officer(visitor, "site", zone="43", site="430100", username="changsha")
    other = await officer(visitor, "zone", zone="43")

    answer = await site.post(f"/desk/messages/{id}/phone", page="/desk/messages")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/desk/messages?done={id}")
    page = await site.get(answer.headers["location"])
    assert "已电话通知。" in page.text and listed(page) == []
    again = await site.post(f"/desk/messages/{id}/phone", page="/desk")
    assert again.status_code == 303

    late = await other.post(f"/desk/messages/{id}/phone", page="/desk")
    assert late.status_code == 409
    assert "已由考点（长沙市） changsha于 12月5日 12:00 电话通知考生" in late.text
    told = await other.get("/desk/messages?state=told")
    assert listed(told) == listed(await other.get("/desk/messages?state=")) == [id]
    assert "考点（长沙市） changsha" in told.text

    for _ in range(2):
        answer = await other.post(f"/desk/messages/{id}/undo", page="/desk")
        assert answer.status_code == 303
    assert listed(await site.get("/desk/messages")) == [id]
    log = await other.get(f"/desk/log?q={paper.row.number}")
    assert (log.text.count("记下已电话通知"), log.text.count("撤销电话通知的记录")) == (1, 1)


@pytest.mark.parametrize("id", ["999999", "0", "-1", "x", "2147483648", "9" * 20])
async def test_an_unknown_message_is_not_found(visitor: Browser, id: str) -> None:
    center = await officer(visitor, "center")

    for verb in ("phone", "undo"):
        answer = await center.post(f"/desk/messages/{id}/{verb}", page="/desk")
        assert answer.status_code == 404
    assert (await center.get("/desk/messages/1/phone")).status_code == 405


async def test_one_that_arrived_is_not_ticked(visitor: Browser) -> None:
    id = await unreached(await application(), failed_at=None, sent_at=clock.now())
    center = await officer(visitor, "center")

    assert (await center.post(f"/desk/messages/{id}/phone", page="/desk")).status_code == 404
    [row] = await rows("SELECT phoned_at FROM outbox_message WHERE id = {}", id)
    assert row["phoned_at"] is None


async def test_the_list_costs_three_queries(visitor: Browser) -> None:
    for _ in range(3):
        await unreached(await application())
    center = await officer(visitor, "center")
    await center.get("/desk/messages")

    with counted() as queries:
        await center.get("/desk/messages")

    own = [sql for sql in queries if "setting" not in sql and "catalogue_revision" not in sql]
    assert len(own) == 3

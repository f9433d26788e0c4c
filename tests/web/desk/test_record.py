import json
import re
from uuid import uuid4

import pytest
from tests.app import Browser
from tests.papers import ONLINE, PHOTO, application
from tests.people import account, officer, resident_id
from tests.web.desk.conftest import move_clock

from baoming import clock
from baoming.applications.tables import Application
from baoming.audit.tables import Look
from baoming.candidates.tables import Education
from baoming.database import counted
from baoming.outbox.tables import Message


async def test_everything_saved_is_shown_in_words(visitor: Browser) -> None:
    number = resident_id()
    paper = await application(owner=await account(id_number=number, name="阿卜杜热合曼·买买提江"))
    person = await officer(visitor, "site", zone="43", site="430100")

    page = await person.get(f"/desk/applications/{paper.row.number}")

    for words in (
        "阿卜杜热合曼·买买提江",
        number,
        "居民身份证",
        "湖南（现场确认）",
        "长沙市",
        "汉族",
        "13800001234",
        "203 护理学",
        "基础知识、相关专业知识、专业知识、专业实践能力",
        "长春医学高等专科学校",
        "138221201306000123",
        "长沙市第一医院",
        "综合医院",
        paper.code,
        "第 1 次提交",
    ):
        assert words in page.text, words
    assert f'src="/files/{PHOTO}?size=small"' in page.text
    assert 'data-status="submitted"' in page.text
    assert 'data-site="430100"' in page.text
    assert 'data-deadline="confirmation" datetime="2023-12-17T00:00:00+08:00"' in page.text
    assert "data-code" not in page.text


async def test_the_eligibility_advice_names_rule_and_years(visitor: Browser) -> None:
    person = await officer(visitor, "zone", zone="43")
    met = await application()
    short = await application(first_licensed_in="2022-08")
    unclear = await application("draft", level=None, specialty=None)

    for paper, verdict in ((met, "met"), (short, "not_met"), (unclear, "unclear")):
        page = await person.get(f"/desk/applications/{paper.row.number}")
        assert page.text.count("data-eligibility=") == 1
        assert f'data-eligibility="{verdict}"' in page.text, verdict
        assert ("需满" in page.text) == (verdict != "unclear")


async def test_an_empty_draft_is_shown_too(visitor: Browser) -> None:
    paper = await application("draft")
    row = Application(
        number="202499999999",
        account=paper.account.id,
        exam="2023",
        zone="43",
        status="draft",
        created_at=paper.row.created_at,
        status_since=paper.row.created_at,
    )
    row.exam = "2024"
    await Application.delete().where(Application.id == paper.row.id)
    await row.save()
    person = await officer(visitor, "center")

    page = await person.get("/desk/applications/202499999999")

    assert page.status_code == 200
    assert "还没有提交过。" in page.text
    assert "还没有记录。" in page.text
    assert "现在没有您可以办理的事项。" in page.text


async def test_each_view_is_logged_with_who_and_which(visitor: Browser) -> None:
    paper = await application()
    person = await officer(visitor, "site", zone="43", site="430100")

    await person.get(f"/desk/applications/{paper.row.number}")
    await person.get(f"/desk/applications/{paper.row.number}")

    looks = await Look.objects()
    assert [(each.action, each.subject, each.actor) for each in looks] == [
        ("application:view", paper.row.number, str(person.staff.id))
    ] * 2


async def test_what_is_out_of_scope_leaves_no_line(visitor: Browser) -> None:
    paper = await application(**ONLINE)
    person = await officer(visitor, "zone", zone="43")

    await person.get(f"/desk/applications/{paper.row.number}")

    assert await Look.count() == 0


async def test_the_deadline_shown_is_the_one_that_binds(visitor: Browser) -> None:
    paper = await application()
    person = await officer(visitor, "zone", zone="43")
    await person.post(
        f"/desk/applications/{paper.row.number}/extend",
        {"reason": "病假", "until": "2023-12-20"},
        page="/desk",
    )

    page = await person.get(f"/desk/applications/{paper.row.number}")
    assert 'data-deadline="personal" datetime="2023-12-21T00:00:00+08:00"' in page.text

    await move_clock("2023-12-21T00:00:00+08:00")
    page = await person.get(f"/desk/applications/{paper.row.number}")
    assert 'data-status="abandoned"' in page.text
    assert "data-deadline" not in page.text


@pytest.mark.parametrize("verification", ["unverified", "passed", "failed"])
async def test_a_verification_is_set_on_the_cited_record_and_logged(
    visitor: Browser, verification: str
) -> None:
    paper = await application("draft")
    person = await officer(visitor, "site", zone="43", site="430100")
    address = f"/desk/applications/{paper.row.number}"

    answer = await person.post(f"{address}/education", {"verification": verification}, page="/desk")

    assert (answer.status_code, answer.headers["location"]) == (303, address)
    record = await Education.objects().get(Education.id == paper.row.education)
    assert record.verification == verification
    (look,) = await Look.objects()
    assert (look.action, look.subject) == ("education:verify", paper.row.number)
    assert json.loads(look.detail) == {
        "from": "passed",
        "to": verification,
        "record": paper.row.education,
    }
    page = await person.get(address)
    assert f'value="{verification}" id="education-verification' in page.text
    assert page.text.count(" checked") == 1


async def test_a_verification_is_refused_in_the_contract_s_order(visitor: Browser) -> None:
    cited = await application()
    uncited = await application("draft", education=None)
    site = await officer(visitor, "site", zone="43", site="430100")
    center = await officer(visitor, "center")

    async def post(person: Browser, number: str, value: str) -> int:
        form = {"verification": value}
        answer = await person.post(f"/desk/applications/{number}/education", form, page="/desk")
        return answer.status_code

    assert await post(center, cited.row.number, "king") == 403
    assert await post(site, uncited.row.number, "king") == 409
    assert await post(site, cited.row.number, "king") == 422
    assert await post(site, cited.row.number, "") == 422
    record = await Education.objects().get(Education.id == cited.row.education)
    assert record.verification == "passed"


async def test_a_record_costs_seven_queries_whatever_its_history(visitor: Browser) -> None:
    """Sign-in, application with account, education records, print, history, messages, the line
    in the log. The demo's clock and the look at the catalogue once a second are left out."""
    paper = await application("confirmed")
    person = await officer(visitor, "site", zone="43", site="430100")
    address = f"/desk/applications/{paper.row.number}"
    await person.get(address)
    for _ in range(2):
        with counted() as seen:
            await person.get(address)
        own = [sql for sql in seen if "setting" not in sql and "catalogue_revision" not in sql]
        assert len(own) == 7
        await person.post(f"{address}/approve", page="/desk")


async def test_from_the_scan_the_code_is_typed_already(visitor: Browser) -> None:
    paper = await application()
    person = await officer(visitor, "site", zone="43", site="430100")

    page = await person.get(f"/desk/applications/{paper.row.number}?from=scan&code={paper.code}")

    assert f'name="code" value="{paper.code}"' in page.text.replace(' maxlength="200"', "").replace(
        ' aria-describedby="confirm-code-hint"', ""
    ).replace(' autocomplete="off"', "")
    assert '<input type="hidden" name="from" value="scan">' in page.text


async def test_what_became_of_each_message_stands_beside_its_history(visitor: Browser) -> None:
    paper = await application()
    now = clock.now()
    common = {"account": paper.account.id, "data": "{}", "created_at": now, "due_at": now}
    for n, columns in enumerate(
        (
            {"kind": "submit", "sent_at": now},
            {"kind": "remind", "failed_at": now, "answer": "unfollowed 43004: x", "phoned_at": now},
            {"kind": "reset", "application": None},
        )
    ):
        row = {"application": paper.row.id, "subject": f"event:{n}", **common, **columns}
        await Message(**row).save()
    await Message(**{**common, "kind": "submit", "subject": "other", "account": uuid4()}).save()
    person = await officer(visitor, "zone", zone="43")

    text = (await person.get(f"/desk/applications/{paper.row.number}")).text

    told = re.findall(r'<li data-fate="(\w+)"><b>(.+?)</b><small>(.+?)</small>', text, re.S)
    said = [(fate, label, re.sub(r"<[^>]+>", "", words)) for fate, label, words in told]
    assert said == [
        ("sent", "提交报名信息", "微信已送达 12月5日 12:00"),
        ("failed", "截止提醒", "未送达：未关注公众号 12月5日 12:00 · 12月5日 12:00 已电话通知"),
        ("waiting", "重设密码", "等待发送"),
    ]


async def test_what_a_deleted_account_left_is_not_restored(visitor: Browser) -> None:
    gone = await account(deleted_at=clock.now())
    paper = await application("abandoned", owner=gone, abandoned_by="deleted")
    zone = await officer(visitor, "zone", zone="43")

    page = await zone.get(f"/desk/applications/{paper.row.number}")

    assert "考生的注册信息已于 12月5日 12:00 删除，这份报名不能恢复。" in page.text
    assert "/restore" not in page.text
    other = await application("abandoned", abandoned_by="window")
    assert "/restore" in (await zone.get(f"/desk/applications/{other.row.number}")).text

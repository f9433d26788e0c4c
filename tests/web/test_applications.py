"""The flow page in every status."""

import re
from datetime import date

import pytest
from tests.app import Browser
from tests.filling import SECTIONS, apply, fill, marks, save, submit, submitted
from tests.people import Candidate, candidate
from tests.visiting import measured, move_clock

from baoming.applications import dossier as dossiers
from baoming.applications import lifecycle
from baoming.applications import snapshot as snapshots
from baoming.applications.dossier import Dossier
from baoming.applications.moving import Who
from baoming.wechat.tables import Binding

SITE = Who("staff", "site", "1", "长沙市考点")
ZONE = Who("staff", "zone", "2", "湖南考区")
WINDOW = ("window", "2023-12-15T00:00:00+08:00")
CONFIRMATION = ("confirmation", "2023-12-17T00:00:00+08:00")


async def opened(person: Candidate, number: str) -> Dossier:
    return await dossiers.open_own(number, person.account)


async def confirmed(visitor: Browser) -> tuple[Candidate, str]:
    person = await candidate(visitor)
    number = await submitted(person)
    dossier = await opened(person, number)
    kept = await snapshots.latest(dossier.row)
    assert kept is not None
    await lifecycle.confirm(dossier, SITE, kept.code)
    return person, number


async def shown(person: Candidate, number: str) -> str:
    page = await person.get(f"/applications/{number}")
    assert page.status_code == 200
    return page.text


def road(text: str) -> str:
    return "".join(state[0] for _, state in marks(text, "data-node", "data-state"))


def dates(text: str) -> list[tuple[str, ...]]:
    return re.findall(r'<time data-deadline="([^"]*)" datetime="([^"]*)"', text)


def action(text: str, verb: str) -> bool:
    return re.search(rf'<form method="post" action="/applications/\d+/{verb}"', text) is not None


async def test_a_new_draft_leads_to_its_first_section(visitor: Browser) -> None:
    wang = await candidate(visitor)
    number = await apply(wang)
    page = await shown(wang, number)
    assert marks(page, "data-status") == ["draft"]
    assert marks(page, "data-node", "data-state") == [
        ("fill", "current"),
        ("photo", "todo"),
        ("submit", "todo"),
        ("confirmation", "todo"),
        ("review", "todo"),
    ]
    assert marks(page, "data-section", "data-state") == [(name, "todo") for name in SECTIONS]
    assert all(f'href="/applications/{number}/{name}"' in page for name in SECTIONS)
    assert "继续填写：报考须知" in page
    assert dates(page) == [WINDOW]
    assert marks(page, "data-event") == []
    assert (action(page, "submit"), action(page, "withdraw")) == (False, False)


async def test_the_road_follows_the_sections(visitor: Browser) -> None:
    wang = await candidate(visitor)
    number = await apply(wang)
    await fill(wang, number, but=("photo",))
    page = await shown(wang, number)
    assert (road(page), "继续填写：确认报名照片" in page) == ("dcttt", True)
    await save(wang, number, "photo", {"confirm": "yes"})
    page = await shown(wang, number)
    assert (road(page), action(page, "submit")) == ("ddctt", True)
    assert f'href="/applications/{number}/check"' in page


async def test_an_online_zone_has_its_materials(visitor: Browser) -> None:
    wang = await candidate(visitor)
    number = await apply(wang, "12")
    await fill(wang, number)
    page = await shown(wang, number)
    names = [name for name, _ in marks(page, "data-node", "data-state")]
    assert names == ["fill", "photo", "materials", "submit", "confirmation", "review"]
    assert f'href="/applications/{number}/materials"' in page
    assert f'href="/applications/{number}/form"' in page


async def test_a_submission_on_site_says_what_to_bring_where_and_until_when(
    visitor: Browser,
) -> None:
    wang = await candidate(visitor)
    number = await submitted(wang)
    page = await shown(wang, number)
    assert marks(page, "data-status") == ["submitted"]
    assert road(page) == "dddtt"
    assert dates(page) == [WINDOW, CONFIRMATION]
    assert "考区未公布，以考区通知为准" in page
    assert "有效身份证件原件及复印件" in page
    assert "湖南 长沙市" in page
    assert f'href="/applications/{number}/form"' in page
    assert marks(page, "data-event") == ["submit"]
    assert (action(page, "submit"), action(page, "withdraw")) == (False, True)
    assert marks(page, "data-code") == []
    assert f'href="/applications/{number}/basic"' not in page


async def test_the_point_and_its_address_are_named(visitor: Browser) -> None:
    wang = await candidate(visitor)
    number = await apply(wang, "33")
    point = {"site": "330800", "registration_point": "33080001"}
    await fill(wang, number, site=point)
    await submit(wang, number)
    page = await shown(wang, number)
    assert "衢州市闽江大道108号市公共卫生服务中心2号楼3楼" in page


@pytest.mark.parametrize(
    ("moment", "warned"),
    [
        ("2023-12-12T23:59:00", False),
        ("2023-12-13T00:00:00", True),
        ("2023-12-14T23:59:58", True),
    ],
)
async def test_in_the_last_48_hours_withdrawing_says_what_it_may_cost(
    visitor: Browser, moment: str, warned: bool
) -> None:
    wang = await candidate(visitor)
    number = await submitted(wang)
    await move_clock(moment)
    for address in ("", "/check"):
        page = (await wang.get(f"/applications/{number}{address}")).text
        assert action(page, "withdraw")
        assert ("离截止不到 48 小时" in page) == warned


async def test_after_the_window_nothing_is_withdrawn_but_confirmation_is_waited_for(
    visitor: Browser,
) -> None:
    wang = await candidate(visitor)
    number = await submitted(wang)
    await move_clock("2023-12-15T00:00:00")
    page = await shown(wang, number)
    assert (marks(page, "data-status"), dates(page)) == (["submitted"], [CONFIRMATION])
    assert not action(page, "withdraw")


@pytest.mark.parametrize(
    ("moment", "which"),
    [("2023-12-15T00:00:00", "draft"), ("2023-12-17T00:00:00", "submitted")],
)
async def test_a_missed_deadline_is_told_at_once(visitor: Browser, moment: str, which: str) -> None:
    wang = await candidate(visitor)
    number = await (apply(wang) if which == "draft" else submitted(wang))
    await move_clock(moment)
    page = await shown(wang, number)
    assert marks(page, "data-status") == ["abandoned"]
    assert road(page) == ("ftttt" if which == "draft" else "dddft")
    expected = "网上报名截止" if which == "draft" else "现场确认截止"
    assert f"{expected}时间为" in page
    assert "请联系考区" in page
    assert dates(page) == []
    assert (action(page, "submit"), action(page, "withdraw")) == (False, False)


async def test_the_review_is_told_step_by_step(visitor: Browser) -> None:
    wang, number = await confirmed(visitor)
    page = await shown(wang, number)
    assert (marks(page, "data-status"), road(page)) == (["confirmed"], "ddddc")
    assert "您已完成报名确认，请等待考点和考区考试管理机构进行资格审核" in page
    await lifecycle.approve(await opened(wang, number), SITE)
    page = await shown(wang, number)
    assert (marks(page, "data-status"), road(page)) == (["site_approved"], "ddddc")
    await lifecycle.approve(await opened(wang, number), ZONE)
    page = await shown(wang, number)
    assert (marks(page, "data-status"), road(page)) == (["qualified"], "ddddd")
    assert "缴费" in page
    assert marks(page, "data-event") == ["submit", "confirm", "approve", "approve"]
    assert re.findall(r"<b>(考.审核通过)</b>", page) == ["考点审核通过", "考区审核通过"]


async def test_a_rejection_gives_its_reason_and_whom_to_ask(visitor: Browser) -> None:
    wang, number = await confirmed(visitor)
    await lifecycle.reject(await opened(wang, number), SITE, "从事护理工作<年限>不足。")
    page = await shown(wang, number)
    assert (marks(page, "data-status"), road(page)) == (["rejected"], "ddddf")
    assert "考点审核不通过" in page
    assert "从事护理工作&lt;年限&gt;不足。" in page
    assert "报名地市的考点考试管理机构" in page


async def test_a_reopened_application_has_a_date_of_its_own(visitor: Browser) -> None:
    wang, number = await confirmed(visitor)
    await move_clock("2023-12-18T09:00:00")
    until = date(2023, 12, 20)
    await lifecycle.reopen(await opened(wang, number), ZONE, "编号与证书不符", until)
    page = await shown(wang, number)
    assert marks(page, "data-status") == ["submitted"]
    assert dates(page) == [("personal", "2023-12-21T00:00:00+08:00")]
    assert page.count("编号与证书不符") == 2
    assert action(page, "withdraw")
    await move_clock("2023-12-21T00:00:00")
    assert marks(await shown(wang, number), "data-status") == ["confirmed"]


async def test_a_refused_application_shows_what_to_mend(visitor: Browser) -> None:
    wang = await candidate(visitor)
    number = await apply(wang, "12")
    await fill(wang, number)
    dossier = await opened(wang, number)
    # The road to `submitted` leads over the materials, which have tests of their own.
    await type(dossier.row).update({type(dossier.row).status: "submitted"}, force=True)
    point = Who("staff", "point", "3", "和平区卫生健康委员会")
    items = ["section:work", "material:diploma"]
    await lifecycle.refuse(await opened(wang, number), point, "单位名称与公章不符", items, None)
    page = await shown(wang, number)
    assert marks(page, "data-status") == ["refused"]
    assert dict(marks(page, "data-node", "data-state"))["confirmation"] == "failed"
    assert "单位名称与公章不符" in page
    assert dates(page) == [("reupload", "2023-12-15T17:00:00+08:00")]
    assert f'href="/applications/{number}/work"' in page
    assert "需修改" in page


async def test_without_wechat_the_page_says_what_submitting_wants(visitor: Browser) -> None:
    wang = await candidate(visitor)
    number = await apply(wang)
    await fill(wang, number)
    assert "先绑定并关注微信才能提交" not in await shown(wang, number)
    await Binding.update({Binding.following: False}, force=True)
    page = await shown(wang, number)
    assert "先绑定并关注微信才能提交" in page
    assert 'href="/me/wechat"' in page
    assert (await wang.post(f"/applications/{number}/contact", {})).status_code == 303


@pytest.mark.parametrize("rounds", [1, 3])
async def test_queries_and_bytes(visitor: Browser, rounds: int) -> None:
    wang = await candidate(visitor)
    number = await apply(wang)
    here = f"/applications/{number}"
    queries, sent = await measured(wang, here)
    assert (queries, sent <= 2600) == (3, True)
    await fill(wang, number)
    for _ in range(rounds):
        await submit(wang, number)
        await lifecycle.withdraw(await opened(wang, number), Who("candidate", "candidate"))
    await submit(wang, number)
    queries, sent = await measured(wang, here)
    assert (queries, sent <= 3400) == (3, True), sent

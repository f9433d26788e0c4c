"""Notices of the offices: who writes them, who sees them, and what a load leaves alone."""

import json
import re

import pytest
from tests.app import Browser
from tests.people import AtDesk, candidate, catalogue, officer
from tests.web.desk.conftest import move_clock

from baoming.audit.tables import Look
from baoming.database import rows
from baoming.desk import notices

TEXT = {
    "title": "长沙考点确认时间有调整",
    "body": "第一段 <b>原样</b>\r\n\r\n\r\n第二段",
    "published_on": "2023-12-05",
}


async def added(person: AtDesk, **changed: str) -> int:
    answer = await person.post("/desk/notices", {**TEXT, **changed})
    assert answer.status_code == 303, answer.text
    return int(answer.headers["location"].rpartition("/")[2])


async def seen(visitor: Browser, address: str) -> str:
    """By a guest in another process, which looks once a second."""
    notices.forget()
    return (await visitor.get(address)).text


async def version(person: AtDesk, id: int) -> str:
    page = await person.get(f"/desk/notices/{id}")
    return re.findall(r'name="version" value="(\d+)"', page.text)[0]


async def test_a_zone_publishes_in_its_zone_alone(visitor: Browser) -> None:
    zone = await officer(visitor, "zone", zone="43")

    await added(zone)

    text = await seen(visitor, "/notices/43")
    assert "<h2>长沙考点确认时间有调整</h2>" in text
    assert "<p>第一段 &lt;b&gt;原样&lt;/b&gt;</p>" in text and "<p>第二段</p>" in text
    assert "2023年12月5日发布。来源：湖南考区。" in text
    assert "报名提示" in text, "those of the catalogue stay"
    for other in ("/notices/44", "/notices"):
        assert "长沙考点确认时间有调整" not in await seen(visitor, other)
    wang = await candidate(visitor)
    assert "长沙考点确认时间有调整" in (await wang.get("/notices/43")).text


async def test_the_center_writes_for_everybody_and_for_each_zone(visitor: Browser) -> None:
    center = await officer(visitor, "center")

    id = await added(center, zone="all", title="全国的公告")
    await added(center, zone="63", title="一个考区的公告")

    assert "来源：人才中心。" in await seen(visitor, "/notices")
    text = await seen(visitor, "/notices/63")
    assert "一个考区的公告" in text and "本考区没有另外的公告" not in text
    refused = await center.post("/desk/notices", TEXT)
    assert (refused.status_code, "请选择考区" in refused.text) == (422, True)
    zone = await officer(visitor, "zone", zone="63")
    page = await zone.get("/desk/notices")
    assert "一个考区的公告" in page.text and "全国的公告" not in page.text
    assert (await zone.get(f"/desk/notices/{id}")).status_code == 404


async def test_a_preview_saves_nothing(visitor: Browser) -> None:
    zone = await officer(visitor, "zone", zone="43")

    page = await zone.post("/desk/notices", {**TEXT, "preview": "1"})

    assert page.status_code == 200
    assert "预览，还没有保存" in page.text and "<p>第二段</p>" in page.text
    assert 'value="长沙考点确认时间有调整"' in page.text
    id = await added(zone)
    asked = {**TEXT, "title": "改了", "version": "0", "preview": "1"}
    assert "<h2>改了</h2>" in (await zone.post(f"/desk/notices/{id}", asked)).text
    assert await rows("SELECT title, version FROM office_notice") == [
        {"title": TEXT["title"], "version": 0}
    ]


async def test_a_date_to_come_is_waited_for(visitor: Browser) -> None:
    zone = await officer(visitor, "zone", zone="43")
    await added(zone, published_on="2023-12-07")

    assert TEXT["title"] not in await seen(visitor, "/notices/43")
    assert "到日期后发布" in (await zone.get("/desk/notices")).text
    await move_clock("2023-12-07T00:00:00+08:00")
    assert TEXT["title"] in await seen(visitor, "/notices/43")


async def test_a_notice_is_changed_withdrawn_and_restored_and_the_log_knows(
    visitor: Browser,
) -> None:
    zone = await officer(visitor, "zone", zone="43", username="hunan.zone")
    id = await added(zone)
    here = f"/desk/notices/{id}"

    changed = {**TEXT, "title": "又有调整", "version": await version(zone, id)}
    assert (await zone.post(here, changed)).status_code == 303
    assert "又有调整" in await seen(visitor, "/notices/43")
    for _ in range(2):
        assert (await zone.post(f"{here}/withdraw", page=here)).status_code == 303
    assert "又有调整" not in await seen(visitor, "/notices/43")
    assert "已撤下" in (await zone.get("/desk/notices")).text
    assert (await zone.post(f"{here}/restore", page=here)).status_code == 303
    assert "又有调整" in await seen(visitor, "/notices/43")

    page = (await zone.get(here)).text
    said = re.findall(r"<li><b>(.+?)</b>", page)
    assert said == ["恢复公告", "撤下公告", "修改公告", "发布公告"]
    assert "标题：长沙考点确认时间有调整 → 又有调整" in page and "hunan.zone" in page
    [look] = await Look.objects().where(Look.action == "notice:change")
    assert json.loads(look.detail)["from"]["body"] == "第一段 <b>原样</b>\n\n第二段"
    log = (await zone.get("/desk/log")).text
    assert "修改公告" in log and f"{id} 号 又有调整" in log


async def test_two_who_change_at_once_do_not_overwrite_unseen(visitor: Browser) -> None:
    zone, other = [await officer(visitor, "zone", zone="43") for _ in range(2)]
    id = await added(zone)
    here, read = f"/desk/notices/{id}", await version(zone, id)
    assert (await other.post(here, {**TEXT, "title": "先", "version": read})).status_code == 303

    late = await zone.post(here, {**TEXT, "title": "后", "version": read})

    assert late.status_code == 409
    assert "刚刚被别人改过" in late.text and 'value="后"' in late.text
    assert "先" in await seen(visitor, "/notices/43")
    again = re.findall(r'name="version" value="(\d+)"', late.text)[0]
    assert (await zone.post(here, {**TEXT, "title": "后", "version": again})).status_code == 303


async def test_whose_a_notice_is(visitor: Browser) -> None:
    own = await added(await officer(visitor, "zone", zone="43"))
    for role, place, status in (
        ("center", {}, 200),
        ("zone", {"zone": "44"}, 404),
        ("site", {"zone": "43", "site": "430100"}, 403),
        ("site", {"zone": "31", "site": "310101"}, 404),
        ("point", {"zone": "43", "site": "430100", "point": "43010001"}, 403),
    ):
        person = await officer(visitor, role, **place)
        page = await person.get(f"/desk/notices/{own}")
        assert page.status_code == status, (role, place)
        assert ("公告由考区和人才中心发布" in page.text) is (status == 403)
        for verb in ("", "/withdraw", "/restore"):
            answer = await person.post(
                f"/desk/notices/{own}{verb}", {**TEXT, "version": "9"}, page="/desk"
            )
            allowed = answer.status_code in (303, 409)
            assert allowed if status == 200 else answer.status_code == status, (role, verb)
        listed = await person.get("/desk/notices")
        made = await person.post("/desk/notices", {"zone": "43", **TEXT}, page="/desk")
        expected = (403, 403) if role in ("site", "point") else (200, 303)
        assert (listed.status_code, made.status_code) == expected
        assert ('href="/desk/notices"' in (await person.get("/desk")).text) is (expected[0] == 200)
    assert {row["zone"] for row in await rows("SELECT zone FROM office_notice")} == {"43", "44"}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("title", ""),
        ("title", "长" * 121),
        ("title", "a\x00b"),
        ("body", ""),
        ("body", " \r\n "),
        ("body", "长" * 5001),
        ("published_on", "x"),
        ("published_on", "2023-02-30"),
    ],
)
async def test_what_cannot_be_published_is_told(visitor: Browser, name: str, value: str) -> None:
    zone = await officer(visitor, "zone", zone="43")
    id = await added(zone)

    for address in ("/desk/notices", f"/desk/notices/{id}"):
        answer = await zone.post(address, {**TEXT, "version": "0", name: value})
        assert answer.status_code == 422, address
        assert 'role="alert"' in answer.text and f'href="#{name}"' in answer.text
    assert len(await rows("SELECT id FROM office_notice")) == 1


@pytest.mark.parametrize("id", ["0", "999", "x", "9" * 12])
async def test_an_unknown_notice_is_not_found(visitor: Browser, id: str) -> None:
    center = await officer(visitor, "center")
    assert (await center.get(f"/desk/notices/{id}")).status_code == 404
    assert (await center.post(f"/desk/notices/{id}/withdraw", page="/desk")).status_code == 404


async def test_loading_the_catalogue_leaves_them_alone(visitor: Browser) -> None:
    await added(await officer(visitor, "zone", zone="43"))
    await rows("UPDATE zone SET contact = 'x' WHERE code = '43' RETURNING code")

    await catalogue()

    assert TEXT["title"] in await seen(visitor, "/notices/43")

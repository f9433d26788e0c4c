import asyncio
import re

import pytest
from tests.app import Browser
from tests.filling import apply, errors, marks, row_of
from tests.people import candidate
from tests.visiting import measured, move_clock

from baoming.applications.tables import Application


async def test_the_exams_and_their_dates_lead_to_the_zones(visitor: Browser) -> None:
    wang = await candidate(visitor)
    page = await wang.get("/apply")
    assert page.status_code == 200
    assert 'href="/apply/2024"' in page.text
    assert "12月1日 00:00 至 12月14日 24:00" in page.text
    assert "报名前请先完成" not in page.text


async def test_every_zone_is_offered_with_its_kind_of_confirmation(visitor: Browser) -> None:
    wang = await candidate(visitor)
    page = (await wang.get("/apply/2024")).text
    offered = dict(re.findall(r'<option value="(\d\d)">([^<]+)</option>', page))
    assert len(offered) == 32
    online = {code for code, label in offered.items() if label.endswith("（网上确认）")}
    assert online == {"12", "31", "66"}


async def test_choosing_a_zone_starts_a_draft(visitor: Browser) -> None:
    wang = await candidate(visitor)
    number = await apply(wang, "43")
    row = await row_of(number)
    assert (row.account, row.exam, row.zone, row.status) == (
        wang.account.id,
        "2024",
        "43",
        "draft",
    )
    assert f'href="/applications/{number}"' in (await wang.get("/apply")).text


async def test_a_second_start_leads_to_the_first_whatever_it_says(visitor: Browser) -> None:
    wang = await candidate(visitor)
    number = await apply(wang)
    for answer in (
        await wang.get("/apply/2024"),
        await wang.post("/apply/2024", {"zone": "11"}, page="/apply"),
        await wang.post("/apply/2024", {"zone": "99"}, page="/apply"),
    ):
        assert answer.status_code == 303
        assert answer.headers["location"] == f"/applications/{number}"
    await move_clock("2024-01-01T00:00:00")
    late = await wang.post("/apply/2024", {"zone": "11"}, page="/apply")
    assert late.headers["location"] == f"/applications/{number}"
    assert (await row_of(number)).zone == "43"


async def test_ten_starts_at_once_lead_to_one_application(visitor: Browser) -> None:
    wang = await candidate(visitor)
    token = await wang.token("/apply")
    form = {"_csrf_token": token, "zone": "43"}
    found = await asyncio.gather(*(wang.client.post("/apply/2024", data=form) for _ in range(10)))
    assert {answer.status_code for answer in found} == {303}
    assert len({answer.headers["location"] for answer in found}) == 1
    assert await Application.count() == 1


@pytest.mark.parametrize(
    ("lacking", "href", "words"),
    [
        ({"photo": False}, "/me/photo", "上传基本照片"),
        ({"education": False}, "/me/education", "添加学历学位信息"),
        ({"wechat": False}, "/me/wechat", "绑定并关注微信"),
    ],
)
async def test_a_missing_preparation_is_told_and_refused(
    visitor: Browser, lacking: dict[str, bool], href: str, words: str
) -> None:
    wang = await candidate(visitor, **lacking)  # type: ignore[arg-type]
    for address in ("/apply", "/apply/2024"):
        page = (await wang.get(address)).text
        assert f'<a href="{href}">{words}</a>' in page
    refused = await wang.post("/apply/2024", {"zone": "43"})
    assert refused.status_code == 409
    assert words in refused.text
    assert f'href="{href}"' in refused.text
    assert await Application.count() == 0


@pytest.mark.parametrize("moment", ["2023-11-30T23:59:58", "2023-12-15T00:00:00"])
async def test_outside_the_window_nothing_starts(visitor: Browser, moment: str) -> None:
    wang = await candidate(visitor)
    await move_clock(moment)
    page = await wang.get("/apply/2024")
    assert page.status_code == 200
    assert 'name="zone"' not in page.text
    assert (await wang.post("/apply/2024", {"zone": "43"})).status_code == 409
    assert await Application.count() == 0


@pytest.mark.parametrize("zone", ["", "99", "43\0", "四三", "4" * 200])
async def test_an_unknown_zone_is_shown_at_its_field(visitor: Browser, zone: str) -> None:
    wang = await candidate(visitor)
    refused = await wang.post("/apply/2024", {"zone": zone})
    assert refused.status_code == 422
    assert 'role="alert"' in refused.text
    assert 'aria-invalid="true"' in refused.text
    assert len(errors(refused.text)) == 1
    assert await Application.count() == 0


async def test_an_unknown_exam_is_not_found(visitor: Browser) -> None:
    wang = await candidate(visitor)
    assert (await wang.get("/apply/2031")).status_code == 404
    assert (await wang.post("/apply/2031", {"zone": "43"}, page="/apply")).status_code == 404


async def test_a_guest_signs_in_first(visitor: Browser) -> None:
    for address in ("/apply", "/apply/2024"):
        answer = await visitor.get(address)
        assert (answer.status_code, answer.headers["location"]) == (303, f"/login?next={address}")
    answer = await visitor.post("/apply/2024", {"zone": "43"}, page="/login")
    assert (answer.status_code, answer.headers["location"]) == (303, "/login?next=/apply/2024")


async def test_queries_and_bytes(visitor: Browser) -> None:
    wang = await candidate(visitor)
    for address in ("/apply", "/apply/2024"):
        queries, sent = await measured(wang, address)
        assert queries == 3
        assert sent <= 2600


async def test_there_is_no_status_before_there_is_an_application(visitor: Browser) -> None:
    wang = await candidate(visitor, photo=False)
    refused = await wang.post("/apply/2024", {"zone": "43"})
    assert marks(refused.text, "data-status") == []

"""Online confirmation: materials beside the data, a refusal that points, the mending, the dates."""

import re

import httpx
import pytest
from tests.app import Browser
from tests.filling import SITES, save, submit, submitted
from tests.people import AtDesk, Candidate, candidate, officer
from tests.slots import photo, send
from tests.visiting import measured
from tests.web.desk.conftest import move_clock

ZONE = "12"
SITE, POINT = SITES[ZONE]["site"], SITES[ZONE]["registration_point"]
AFTER = "2023-12-15T17:00:00+08:00"
"""The first instant that is too late for a new upload."""


@pytest.fixture
async def nurse(visitor: Browser) -> Candidate:
    return await candidate(visitor)


@pytest.fixture
async def number(nurse: Candidate) -> str:
    return await submitted(nurse, ZONE)


@pytest.fixture
async def point(visitor: Browser) -> AtDesk:
    return await officer(visitor, "point", zone=ZONE, site=SITE, point=POINT)


async def refuse(person: AtDesk, number: str, **more: object) -> httpx.Response:
    record = f"/desk/applications/{number}"
    form = {"reason": "身份证照片不清楚", "item": ["material:identity", "section:work"], **more}
    return await person.post(f"{record}/refuse", form, page=record)


async def status(person: Browser, address: str) -> str:
    found = re.search(r'data-status="(\w+)"', (await person.get(address)).text)
    assert found
    return found[1]


def pointed(text: str) -> list[tuple[str, str, str]]:
    """Name, state and link of each item, in the order of the page."""
    return re.findall(r'data-item="([^"]+)" data-state="(\w+)"><a class="row" href="([^"]+)"', text)


async def test_an_officer_of_the_point_sees_the_materials_and_confirms_without_a_code(
    point: AtDesk, nurse: Candidate, number: str
) -> None:
    record = await point.get(f"/desk/applications/{number}")
    files = re.findall(r'href="(/files/[\w-]+)"', record.text)
    assert 'data-material="identity"' in record.text
    assert len(files) >= 3
    assert (await point.get(files[0])).status_code == 200
    answer = await point.post(
        f"/desk/applications/{number}/confirm", page=f"/desk/applications/{number}"
    )
    assert answer.status_code == 303, answer.text
    assert await status(nurse, f"/applications/{number}") == "confirmed"


async def test_a_refusal_is_mended_item_by_item_and_seen_beside_the_old(
    point: AtDesk, nurse: Candidate, number: str
) -> None:
    assert (await refuse(point, number)).status_code == 303
    here = f"/applications/{number}"
    flow = (await nurse.get(here)).text
    assert pointed(flow) == [
        ("material:identity", "failed", f"{here}/materials/identity"),
        ("section:work", "failed", f"{here}/work"),
    ]
    assert "身份证照片不清楚" in flow
    assert flow.index("data-item") < flow.index("data-section")
    for _ in ("front", "back"):
        assert (await send(nurse, number, "identity", photo(800, 600))).status_code == 303
    work = {"employer_type": "general_hospital", "employer": "天津市第三医院"}
    await save(
        nurse, number, "work", work | {"employer_affiliation": "county", "started_in": "2014-05"}
    )
    flow = (await nurse.get(here)).text
    assert [state for _, state, _ in pointed(flow)] == ["done", "done"]
    assert "与上次提交时相同" not in flow
    await submit(nurse, number)
    record = (await point.get(f"/desk/applications/{number}")).text
    assert 'data-change="employer"' in record
    assert "天津市第三医院" in record
    assert "data-difference" not in record
    assert pointed(record) == [
        ("material:identity", "done", "#material:identity"),
        ("section:work", "done", "#section:work"),
    ]
    first = record.index("data-material=")
    assert record.index('data-material="identity"') == first
    identity = record[first : record.index("data-material=", first + 1)]
    assert identity.index("这一次") < identity.index("新文件") < identity.index("上一次")
    assert len(re.findall(r'href="/files/', identity)) == 3
    assert "第 2 轮" in record
    events = re.findall(r'data-event="(\w+)"', (await nurse.get(here)).text)
    assert sorted(events) == ["refuse", "submit", "submit"]


async def test_the_pages_of_a_refused_one_say_why_and_until_when(
    point: AtDesk, nurse: Candidate, number: str
) -> None:
    assert (await refuse(point, number)).status_code == 303
    here, deadline = f"/applications/{number}", f'data-deadline="reupload" datetime="{AFTER}"'
    for page in ("work", "contact", "check", "materials", "materials/identity"):
        text = (await nurse.get(f"{here}/{page}")).text
        assert deadline in text, page
        pointed_at = page in ("work", "materials", "materials/identity")
        assert ("身份证照片不清楚" in text) == pointed_at, page


async def test_what_was_not_mended_is_told_to_both_and_may_be_sent_again(
    point: AtDesk, nurse: Candidate, number: str
) -> None:
    assert (await refuse(point, number)).status_code == 303
    here = f"/applications/{number}"
    assert (await send(nurse, number, "identity", photo(800, 600))).status_code == 303
    flow = (await nurse.get(here)).text
    assert [state for _, state, _ in pointed(flow)] == ["done", "failed"]
    assert "“工作情况”与上次提交时相同" in flow
    await submit(nurse, number)
    record = (await point.get(f"/desk/applications/{number}")).text
    assert [state for _, state, _ in pointed(record)] == ["done", "failed"]
    assert ("没有改动" in record, "data-change" in record) == (True, False)
    assert "身份证照片不清楚" in record


async def test_a_withdrawal_between_hides_nothing_that_was_mended(
    point: AtDesk, nurse: Candidate, number: str
) -> None:
    assert (await refuse(point, number)).status_code == 303
    here = f"/applications/{number}"
    work = {"employer_type": "general_hospital", "employer": "天津市第三医院"}
    work |= {"employer_affiliation": "county", "started_in": "2014-05"}
    await save(nurse, number, "work", work)
    await submit(nurse, number)
    assert (await nurse.post(f"{here}/withdraw", page=here)).status_code == 303
    await submit(nurse, number)
    record = (await point.get(f"/desk/applications/{number}")).text
    assert [state for _, state, _ in pointed(record)] == ["failed", "done"]
    assert 'data-change="employer"' in record
    address = f"/desk/applications/{number}"
    assert (await point.post(f"{address}/confirm", page=address)).status_code == 303
    assert pointed((await point.get(address)).text) == []


async def test_the_form_of_a_refusal_says_until_when(
    point: AtDesk, nurse: Candidate, number: str
) -> None:
    address = f"/desk/applications/{number}"
    assert "考生须在 12月15日 17:00 前修改并提交" in (await point.get(address)).text
    await move_clock(AFTER)
    assert "重新上传的截止时间已过，必须填写" in (await point.get(address)).text


async def test_queries_of_both_pages_of_a_refused_one(
    point: AtDesk, nurse: Candidate, number: str
) -> None:
    assert (await refuse(point, number)).status_code == 303
    assert (await measured(nurse, f"/applications/{number}"))[0] == 3
    assert (await measured(point, f"/desk/applications/{number}"))[0] == 8


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"reason": ""}, "reason"),
        ({"reason": "长" * 501}, "reason"),
        ({"item": []}, "item"),
        ({"item": ["material:nothing"]}, "item"),
        ({"item": ["section:nothing"]}, "item"),
        ({"until": "2023-12-04"}, "until"),
        ({"until": "soon"}, "until"),
    ],
)
async def test_a_refusal_that_says_too_little_changes_nothing(
    point: AtDesk, nurse: Candidate, number: str, more: dict[str, object], field: str
) -> None:
    answer = await refuse(point, number, **more)
    assert answer.status_code == 422
    assert f"{field}-error" in answer.text
    assert await status(nurse, f"/applications/{number}") == "submitted"


async def test_who_never_mends_is_given_up_at_the_second(
    point: AtDesk, nurse: Candidate, number: str
) -> None:
    assert (await refuse(point, number)).status_code == 303
    here = f"/applications/{number}"
    deadline = f'data-deadline="reupload" datetime="{AFTER}"'
    assert deadline in (await nurse.get(here)).text
    await move_clock("2023-12-15T16:59:30+08:00")
    assert await status(nurse, here) == "refused"
    await move_clock(AFTER)
    assert await status(nurse, here) == "abandoned"
    assert (await send(nurse, number, "identity", photo())).status_code == 409


async def test_whom_the_office_never_answers_stays(nurse: Candidate, number: str) -> None:
    await move_clock("2024-06-01T00:00:00+08:00")
    assert await status(nurse, f"/applications/{number}") == "submitted"


async def test_after_the_deadline_a_refusal_gives_a_personal_date(
    point: AtDesk, nurse: Candidate, number: str
) -> None:
    await move_clock(AFTER)
    answer = await refuse(point, number)
    assert answer.status_code == 422
    assert "until-error" in answer.text
    assert (await refuse(point, number, until="2023-12-20")).status_code == 303
    here = f"/applications/{number}"
    personal = 'data-deadline="personal" datetime="2023-12-21T00:00:00+08:00"'
    assert personal in (await nurse.get(here)).text
    assert (await send(nurse, number, "identity", photo(800, 600))).status_code == 303
    await submit(nurse, number)
    assert await status(nurse, here) == "submitted"


async def test_zones_that_confirm_on_site_refuse_nobody(visitor: Browser) -> None:
    nurse = await candidate(visitor)
    number = await submitted(nurse, "43")
    changsha = await officer(visitor, "site", zone="43", site="430100")
    answer = await changsha.post(
        f"/desk/applications/{number}/refuse",
        {"reason": "不清楚", "item": ["section:work"]},
        page=f"/desk/applications/{number}",
    )
    assert answer.status_code == 409
    assert 'data-status="submitted"' in answer.text

import re

import pytest
from tests.app import demo_settings, running
from tests.applications.test_calendar import moment, read, text
from tests.applied import application
from tests.people import bind_wechat, candidate, catalogue

from baoming import clock
from baoming.applications.tables import Application


@pytest.fixture
async def site(database_url, tmp_path):
    async with running(demo_settings(database_url, tmp_path)) as site:
        await catalogue()
        yield site


async def entries(person) -> dict[str, dict[str, str]]:
    answer = await person.get("/me/calendar.ics")
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert answer.headers["content-disposition"] == 'inline; filename="baoming.ics"'
    assert answer.headers["cache-control"] == "no-store"
    _, _, found = read(answer.content)
    assert len({entry["UID"] for _, entry, _ in found}) == len(found)
    return {text(entry["SUMMARY"]): entry for _, entry, _ in found}


@pytest.mark.parametrize(
    ("columns", "summary", "ends"),
    [
        ({}, "12月14日 24:00前：填写报考信息并提交", "2023-12-15T00:00:00+08:00"),
        (
            {"status": "submitted"},
            "12月16日 24:00前：打印报名申请表，盖章后到现场确认",
            "2023-12-17T00:00:00+08:00",
        ),
        (
            {"status": "refused", "zone": "31"},
            "12月15日 17:00前：按要求修改后再次提交",
            "2023-12-15T17:00:00+08:00",
        ),
        (
            {"personal_until": clock.at("2023-12-21T00:00:00+08:00")},
            "12月20日 24:00前：填写报考信息并提交",
            "2023-12-21T00:00:00+08:00",
        ),
    ],
)
async def test_the_dates_of_one_s_to_dos(site, columns, summary, ends) -> None:
    wang = await candidate(site)
    row = await application(wang.account.id, **columns)
    other = await candidate(site)
    await application(other.account.id)

    found = await entries(wang)

    assert list(found) == [summary]
    assert moment(found[summary]["DTEND"]) == clock.at(ends)
    assert found[summary]["URL"] == f"http://localhost/applications/{row.number}"
    assert row.number in text(found[summary]["DESCRIPTION"])
    assert 'href="/me/calendar"' in (await wang.get("/me")).text
    page = await wang.get("/me/calendar")
    assert 'href="/me/calendar.ics"' in page.text
    assert summary.partition("：")[2] in page.text


async def test_a_moved_date_changes_the_entry_that_is_there(site) -> None:
    wang = await candidate(site)
    row = await application(wang.account.id)
    [before] = (await entries(wang)).values()
    [again] = (await entries(wang)).values()
    assert (again["UID"], again["SEQUENCE"]) == (before["UID"], before["SEQUENCE"])
    until = clock.at("2023-12-21T00:00:00+08:00")
    moved = {Application.personal_until: until, Application.version: Application.version + 1}
    await Application.update(moved).where(Application.id == row.id)

    [after] = (await entries(wang)).values()

    assert after["UID"] == before["UID"]
    assert int(after["SEQUENCE"]) > int(before["SEQUENCE"])
    assert moment(after["DTEND"]) == until


async def test_what_submitting_wants_has_the_date_too(site) -> None:
    wang = await candidate(site, wechat=False)
    await bind_wechat(wang.account.id, following=False)
    await application(wang.account.id)

    found = await entries(wang)

    assert "12月14日 24:00前：关注公众号" in found and len(found) == 2
    assert "关注公众号</a>（12月14日 24:00 前）" in (await wang.get("/me")).text


async def test_an_exam_that_is_open_is_a_date(site) -> None:
    found = await entries(await candidate(site))
    [summary] = found
    assert re.fullmatch("12月14日 24:00前：报考.+", summary)


async def test_without_a_date_there_is_no_file(site) -> None:
    wang = await candidate(site)
    await application(wang.account.id, status="confirmed")

    answer = await wang.get("/me/calendar.ics")

    assert (answer.status_code, "没有要记入日历的截止日期" in answer.text) == (409, True)
    assert "没有要记入日历的截止日期" in (await wang.get("/me/calendar")).text
    assert "/me/calendar" not in (await wang.get("/me")).text


@pytest.mark.parametrize("address", ["/me/calendar", "/me/calendar.ics"])
async def test_a_calendar_is_personal(site, address: str) -> None:
    guest = await site.get(address)
    assert (guest.status_code, guest.headers["location"]) == (303, f"/login?next={address}")
    wang = await candidate(site)
    assert (await wang.post(address, page="/me")).status_code == 405


async def test_inside_wechat_the_page_says_that_nothing_is_downloaded(site) -> None:
    wang = await candidate(site)
    phone = "Mozilla/5.0 (Linux; Android 9) MicroMessenger/8.0"
    page = await wang.get("/me/calendar", user_agent=phone)
    assert "微信里不能下载文件" in page.text
    assert "微信里不能下载文件" not in (await wang.get("/me/calendar")).text

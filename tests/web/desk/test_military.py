"""Military lists: confirmed applications, with their origin, all of a list or none."""

from typing import Any

import httpx
import pytest
from tests import people
from tests.app import Browser
from tests.filling import marks
from tests.people import AtDesk, officer
from tests.returning.lists import SOLDIER, resident_id, sheet

from baoming.accounts.tables import Account
from baoming.applications.tables import Application, Event
from baoming.database import rows

ADDRESS = "/desk/import"
HEAD = list(SOLDIER)


def soldier(**changes: Any) -> dict[str, str]:
    return {**SOLDIER, **{name: str(value) for name, value in changes.items()}}


async def hand_in(desk: AtDesk, *lines: dict[str, str], **more: Any) -> httpx.Response:
    data = sheet(lines, more.get("head", HEAD), more.get("encoding", "utf-8"))
    return await desk.post(ADDRESS, files={"file": ("list.csv", data, "text/csv")})


async def test_a_list_becomes_confirmed_applications_with_their_origin(visitor: Browser) -> None:
    desk = await officer(visitor, "zone", zone="11")
    lines = [soldier(), soldier(id_number="军字第7654321号", name="李敏", subjects="基础知识")]
    answer = await hand_in(desk, *lines)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{ADDRESS}?new=2&equal=0")
    assert "新增报名 2 份，已有 0 份" in (await desk.get(answer.headers["location"])).text
    first, second = await Application.objects().order_by(Application.id)
    assert (first.status, first.zone, first.site, first.specialty) == (
        "confirmed",
        "11",
        "110105",
        "368",
    )
    assert (first.subjects, second.subjects) == ("basic related", "basic")
    assert (first.employer, first.title_obtained_in) == ("北京市朝阳区第三医院", "2018-06")
    page = (await desk.get(f"/desk/applications/{first.number}")).text
    assert marks(page, "data-status")[0] == "confirmed"
    assert marks(page, "data-event") == ["import"]
    assert "王秀英" in page
    assert "军字第1234567号" in page
    assert "长春医学高等专科学校" in page
    [event] = await Event.objects().where(Event.application == first.id)
    assert (event.actor, event.from_status, event.to_status) == (
        str(desk.staff.id),
        None,
        "confirmed",
    )
    approver = await officer(visitor.another(), "site", zone="11", site="110105")
    record = f"/desk/applications/{first.number}"
    assert (await approver.post(f"{record}/approve", page=record)).status_code == 303


async def test_the_same_list_again_changes_nothing(visitor: Browser) -> None:
    desk = await officer(visitor, "zone", zone="11")
    await hand_in(desk, soldier())
    answer = await hand_in(desk, soldier(), encoding="gb18030")
    assert answer.headers["location"] == f"{ADDRESS}?new=0&equal=1"
    assert (await Account.count(), await Application.count()) == (1, 1)
    answer = await hand_in(desk, soldier(specialty="369"))
    assert answer.status_code == 422
    assert "第 2 行：已有 2024 年度的报名" in answer.text


async def test_who_is_registered_already_keeps_the_account(visitor: Browser) -> None:
    number = resident_id(3)
    known = await people.account(id_number=number, name="王秀英")
    desk = await officer(visitor, "zone", zone="11")
    await hand_in(desk, soldier(id_type="resident_id", id_number=number))
    [made] = await Application.objects()
    assert made.account == known.id
    assert await Account.count() == 1


async def test_an_account_of_the_list_has_no_sign_in(visitor: Browser) -> None:
    desk = await officer(visitor.another(), "zone", zone="11")
    await hand_in(desk, soldier())
    person = visitor.another()
    for password in ("", "军字第1234567号", "password"):
        form = {"login": "军字第1234567号", "password": password}
        assert (await person.post("/login", form)).status_code in (401, 422)
    [account] = await Account.objects()
    assert account.username_key is None


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"zone": "22"}, "zone：应为 11"),
        ({"site": "220100"}, "site：不是这个考区的考点"),
        ({"registration_point": "33080002"}, "registration_point：不是这个考点的报名点"),
        ({"specialty": "101"}, "specialty：与专业类别和级别不符"),
        ({"category": "pharmacy"}, "specialty：与专业类别和级别不符"),
        ({"category": ""}, "category：不能为空"),
        ({"subjects": ""}, "subjects：不能为空"),
        ({"subjects": "basic other"}, "subjects：“other”不是选项的代码或名称"),
        ({"first_licensed_in": "2014"}, "first_licensed_in：“2014”不是年月，应如 2012-07"),
        ({"id_number": "1"}, "id_number：军人证件号码应为"),
        ({"school": ""}, "school：不能为空"),
    ],
)
async def test_a_faulty_row_refuses_the_list(
    visitor: Browser, changes: dict[str, str], reason: str
) -> None:
    desk = await officer(visitor, "zone", zone="11")
    other = soldier(id_number="军字第7654321号")
    answer = await hand_in(desk, other, soldier(**changes))
    assert answer.status_code == 422
    assert f"第 3 行：{reason}" in answer.text
    assert (await Account.count(), await Application.count()) == (0, 0)


async def test_strangers_under_a_known_number_are_faults(visitor: Browser) -> None:
    number = resident_id(3)
    await people.account(id_number=number, name="李敏")
    await people.account(id_number="军字第1234567号", id_type="passport", name="王秀英")
    desk = await officer(visitor, "zone", zone="11")
    answer = await hand_in(desk, soldier(id_type="resident_id", id_number=number), soldier())
    assert answer.status_code == 422
    assert "第 2 行：这个证件号码已经以别的姓名注册" in answer.text
    assert "第 3 行：这个证件号码已经以别的证件类型注册" in answer.text


async def test_who_applied_online_and_who_stands_twice_are_faults(visitor: Browser) -> None:
    desk = await officer(visitor.another(), "zone", zone="11")
    await hand_in(desk, soldier())
    await rows("DELETE FROM event RETURNING id")
    answer = await hand_in(desk, soldier(), soldier())
    assert answer.status_code == 422
    assert "第 2 行：已有 2024 年度的报名" in answer.text
    assert "第 3 行：证件号码与第 2 行相同" in answer.text


@pytest.mark.parametrize(
    ("role", "place"),
    [("center", {}), ("site", {"zone": "11", "site": "110105"})],
)
async def test_only_a_zone_may(visitor: Browser, role: str, place: dict[str, str]) -> None:
    desk = await officer(visitor, role, **place)
    assert (await desk.get(ADDRESS)).status_code == 403
    answer = await desk.client.post(ADDRESS, headers={"x-csrftoken": await desk.token("/desk")})
    assert answer.status_code == 403


async def test_a_guest_and_a_missing_file(visitor: Browser) -> None:
    assert (await visitor.another().get(ADDRESS)).status_code == 303
    desk = await officer(visitor, "zone", zone="11")
    answer = await desk.post(ADDRESS)
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.text
    answer = await hand_in(desk, soldier(), head=HEAD[:-1])
    assert "第 1 行：缺少“mobile”列" in answer.text


async def test_a_thousand_are_admitted_together(visitor: Browser) -> None:
    desk = await officer(visitor, "zone", zone="11")
    lines = [soldier(id_number=f"军字第{n:07d}号", name=f"王{n}") for n in range(1000)]
    assert (await hand_in(desk, *lines)).headers["location"] == f"{ADDRESS}?new=1000&equal=0"
    [counted] = await rows(
        "SELECT COUNT(DISTINCT number) AS n FROM application WHERE status = 'confirmed'"
    )
    assert counted["n"] == 1000

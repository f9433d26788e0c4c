"""A returning candidate: filled in beforehand, told what differs, confirmed at once."""

import re
from datetime import date
from typing import Any

import pytest
from tests.app import Browser
from tests.filling import ANSWERS as ALL_ANSWERS
from tests.filling import apply, errors, fill, marks, row_of, save, submit
from tests.people import Candidate, add_education, candidate, officer, resident_id
from tests.returning.lists import row, sheet

from baoming import clock
from baoming.accounts.tables import RequestCase
from baoming.applications.tables import Event
from baoming.catalogue import current
from baoming.database import counted, execute
from baoming.outbox.tables import Message
from baoming.returning.importing import take_file
from baoming.returning.reading import of_bytes

BORN = date(1992, 3, 4)
NUMBER = resident_id(BORN)
SUCCESS = "您已完成报名确认，请等待考点和考区考试管理机构进行资格审查"
FAILED = "自动确认失败"

ANSWERS = {
    "exam": {
        "category": "nursing",
        "level": "intermediate",
        "specialty": "368",
        "subjects": ["related", "practice"],
    },
    "work": {
        "employer_type": "general_hospital",
        "employer": "北京市朝阳区第三医院",
        "employer_affiliation": "county",
    },
}
SITES = {"11": "110105", "22": "220100", "44": "440100", "31": "310101"}


async def results(*lines: dict[str, str]) -> None:
    await take_file(of_bytes(sheet(lines)), "2023", "2023.csv")


async def wang(visitor: Browser, **columns: Any) -> Candidate:
    return await candidate(visitor.another(), **{"name": "王秀英", "id_number": NUMBER, **columns})


async def filled(person: Candidate, zone: str = "11", **more: Any) -> str:
    number = await apply(person, zone)
    answers = {**ANSWERS, "site": {"site": SITES[zone]}}
    for name, changes in more.items():
        answers[name] = {**answers.get(name, {}), **changes}
    await fill(person, number, **answers)
    return number


async def kinds(number: str) -> list[str]:
    found = (
        await Event.select(Event.kind)
        .where(Event.application == (await row_of(number)).id)
        .order_by(Event.id)
    )
    return [each["kind"] for each in found]


def past(**changes: Any) -> dict[str, str]:
    return row(id_number=NUMBER, **changes)


async def test_nothing_changed_is_confirmed_with_the_submission(visitor: Browser) -> None:
    await results(past())
    person = await wang(visitor)
    number = await filled(person)
    here = f"/applications/{number}"
    check = (await person.get(f"{here}/check")).text
    assert marks(check, "data-difference") == []
    assert "提交后立即完成报名确认" in check
    await submit(person, number)
    page = (await person.get(here)).text
    assert marks(page, "data-status") == ["confirmed"]
    assert marks(page, "data-node", "data-state")[-2:] == [
        ("confirmation", "done"),
        ("review", "current"),
    ]
    assert SUCCESS in page
    assert FAILED not in page
    assert await kinds(number) == ["submit", "auto_confirm"]
    sent = await Message.select(Message.kind).order_by(Message.id)
    assert [each["kind"] for each in sent] == ["submit", "auto_confirm"]


@pytest.mark.parametrize(
    ("changes", "field", "old", "new"),
    [
        ({"name": "王秀"}, "name", "王秀", "王秀英"),
        ({"site": "110101"}, "site", "东城区", "朝阳区"),
        ({"zone": "22"}, "zone", "吉林", "北京"),
        ({"level": "practitioner"}, "level", "初级（师）", "中级"),
        ({"gender": "male"}, "gender", "男", "女"),
        ({"birth_date": "1992-03-05"}, "birth_date", "1992-03-05", "1992-03-04"),
        ({"school": "吉林大学"}, "school", "吉林大学", "长春医学高等专科学校"),
        ({"school_note": "南岭"}, "school_note", "南岭", "空"),
        ({"years_of_schooling": "4"}, "years_of_schooling", "4", "3"),
        ({"employer_type": "clinic"}, "employer_type", "门诊部、诊所", "综合医院"),
    ],
)
async def test_one_change_is_told_before_and_after_and_the_ordinary_way_is_left(
    visitor: Browser, changes: dict[str, str], field: str, old: str, new: str
) -> None:
    await results(past(**changes))
    person = await wang(visitor)
    number = await filled(person)
    here = f"/applications/{number}"
    assert marks((await person.get(f"{here}/check")).text, "data-difference") == [field]
    await submit(person, number)
    page = (await person.get(here)).text
    assert marks(page, "data-status") == ["submitted"]
    assert marks(page, "data-difference") == [field]
    assert f"<del>上一年度：{old}</del><ins>本次：{new}</ins>" in page
    assert FAILED in page
    assert SUCCESS not in page
    assert marks(page, "data-node", "data-state")[-2:] == [
        ("confirmation", "todo"),
        ("review", "todo"),
    ]
    assert await kinds(number) == ["submit"]
    desk = await officer(visitor.another(), "zone", zone="11")
    record = (await desk.get(f"/desk/applications/{number}")).text
    assert marks(record, "data-difference") == [field]


@pytest.mark.parametrize(
    ("changes", "zone"),
    [
        ({"absent": "yes"}, "11"),
        ({"violation": "yes"}, "11"),
        ({"qualified": "yes"}, "11"),
        (dict.fromkeys(("score_related", "score_practice"), "60"), "11"),
        ({"zone": "44", "site": "440100"}, "44"),
    ],
)
async def test_who_is_not_open_to_it_is_never_confirmed_at_once_and_sees_nothing_of_it(
    visitor: Browser, changes: dict[str, str], zone: str
) -> None:
    await results(past(**changes))
    person = await wang(visitor)
    number = await filled(person, zone)
    here = f"/applications/{number}"
    check = (await person.get(f"{here}/check")).text
    await submit(person, number)
    page = (await person.get(here)).text
    assert marks(page, "data-status") == ["submitted"]
    for text in (check, page):
        assert marks(text, "data-difference") == []
        assert FAILED not in text
    assert await kinds(number) == ["submit"]


async def test_where_nobody_is_confirmed_at_once_the_differences_are_there_to_check(
    visitor: Browser,
) -> None:
    await results(past(zone="44", site="440100"))
    person = await wang(visitor)
    number = await filled(person, "44", work={"employer": "广州市第一人民医院"})
    check = (await person.get(f"/applications/{number}/check")).text
    assert marks(check, "data-difference") == ["employer"]
    assert "这些不同只供核对" in check
    await submit(person, number)
    page = (await person.get(f"/applications/{number}")).text
    assert marks(page, "data-difference") == []
    assert FAILED not in page


async def test_who_was_not_there_last_year_sees_nothing_of_it(visitor: Browser) -> None:
    person = await wang(visitor)
    number = await filled(person)
    await submit(person, number)
    page = (await person.get(f"/applications/{number}")).text
    assert marks(page, "data-status") == ["submitted"]
    assert FAILED not in page
    assert marks(page, "data-guard") == []


async def test_an_online_zone_wants_no_materials_of_whom_nothing_changed(
    visitor: Browser,
) -> None:
    await results(past(zone="31", site="310101"))
    person = await wang(visitor)
    number = await apply(person, "31")
    point = re.findall(
        r'value="(3101[^"]+)"', (await person.get(f"/applications/{number}/site")).text
    )
    answers = {**ANSWERS, "site": {"site": "310101", "registration_point": point[-1]}}
    answers["work"] = {**ANSWERS["work"], "employer": "北京市朝阳区第四医院"}
    for name in ("notice", "site", "basic", "contact", "exam", "education", "work", "photo"):
        await fill_one(person, number, name, answers.get(name, {}))
    answer = await person.post(
        f"/applications/{number}/submit", page=f"/applications/{number}/check"
    )
    assert answer.status_code == 422
    assert "请上传" in answer.text
    await save(
        person, number, "work", {**answers["work"], **ANSWERS["work"], "started_in": "2014-05"}
    )
    await submit(person, number)
    page = (await person.get(f"/applications/{number}")).text
    assert marks(page, "data-status") == ["confirmed"]


async def fill_one(person: Candidate, number: str, name: str, more: dict[str, Any]) -> None:
    but = tuple(each for each in _SECTIONS if each != name)
    await fill(person, number, but=but, **{name: more})


_SECTIONS = ("notice", "site", "basic", "contact", "exam", "education", "work", "photo")


async def test_a_new_application_starts_from_last_years_data(visitor: Browser) -> None:
    await results(past())
    person = await wang(visitor)
    number = await apply(person, "11")
    kept = await row_of(number)
    assert (kept.site, kept.category, kept.level, kept.specialty, kept.subjects) == (
        "110105",
        "nursing",
        "intermediate",
        "368",
        None,
    )
    assert (kept.gender, kept.birth_date, kept.ethnicity) == ("female", BORN, "01")
    assert kept.employer == "北京市朝阳区第三医院"
    assert kept.education is not None
    page = (await person.get(f"/applications/{number}/work")).text
    assert page.count("与 2023 年度相同。") == 3
    assert "北京市朝阳区第三医院" in page


async def test_what_this_year_does_not_offer_is_left_open(visitor: Browser) -> None:
    await results(past(specialty="109", level="assistant"))
    person = await wang(visitor, education=False, photo=True)
    await add_education(person.account.id, certificate_number="9")
    number = await apply(person, "22")
    kept = await row_of(number)
    assert (kept.site, kept.education) == (None, None)
    assert (kept.specialty, kept.level) == ("X09", "assistant")


def ticked(text: str) -> list[str]:
    return re.findall(r'name="subjects" value="(\w+)"[^>]*? checked', text)


async def test_subjects_passed_last_year_are_left_out_until_something_is_saved(
    visitor: Browser,
) -> None:
    await results(past())
    person = await wang(visitor)
    number = await apply(person, "11")
    here = f"/applications/{number}/exam"
    query = "category=nursing&level=intermediate&specialty="
    page = (await person.get(here)).text
    assert ticked(page) == ["related", "practice"]
    assert "基础知识 71 分、专业知识 66 分" in page
    assert ticked((await person.get(f"{here}?{query}368")).text) == ["related", "practice"]
    everything = ["basic", "related", "professional", "practice"]
    assert ticked((await person.get(f"{here}?{query}369")).text) == everything
    typed = f"{here}?typed=1&{query}369&subjects=related&subjects=practice"
    assert ticked((await person.get(typed)).text) == everything
    typed = f"{here}?typed=1&{query}368&subjects=basic"
    assert ticked((await person.get(typed)).text) == ["basic"]
    await save(person, number, "exam", {**ANSWERS["exam"], "subjects": ["basic", "related"]})
    assert ticked((await person.get(f"{here}?{query}368")).text) == ["basic", "related"]


async def test_last_years_value_is_taken_back_with_one_tap(visitor: Browser) -> None:
    await results(past())
    person = await wang(visitor)
    number = await filled(person, site={"site": "110101"}, work={"employer": "别的医院"})
    here = f"/applications/{number}"
    found = marks((await person.get(f"{here}/check")).text, "data-difference")
    assert found == ["site", "employer"]
    answer = await person.post(f"{here}/last-year", {"field": "employer"}, page=f"{here}/check")
    assert (answer.status_code, answer.headers["location"]) == (303, f"{here}/check")
    assert marks((await person.get(f"{here}/check")).text, "data-difference") == ["site"]
    await person.post(f"{here}/last-year", page=f"{here}/check")
    assert marks((await person.get(f"{here}/check")).text, "data-difference") == []
    await submit(person, number)
    answer = await person.post(f"{here}/last-year", {"field": "employer"}, page=here)
    assert answer.status_code == 409


@pytest.mark.parametrize("field", ["zone", "name", "birth_date", "number", "'", "file_number"])
async def test_what_cannot_be_taken_back_is_refused(visitor: Browser, field: str) -> None:
    await results(past(zone="22", name="王秀", birth_date="1992-03-05"))
    person = await wang(visitor)
    number = await filled(person)
    here = f"/applications/{number}"
    answer = await person.post(f"{here}/last-year", {"field": field}, page=f"{here}/check")
    assert answer.status_code == 409
    assert (await row_of(number)).zone == "11"


async def test_last_years_values_are_the_candidates_own(visitor: Browser) -> None:
    person, stranger = await wang(visitor), await candidate(visitor.another())
    number = await apply(person, "11")
    answer = await stranger.post(f"/applications/{number}/last-year", page="/me")
    assert answer.status_code == 404
    guest = visitor.another()
    answer = await guest.post(f"/applications/{number}/last-year", page="/login")
    assert answer.status_code == 303


async def test_another_document_raises_the_guard_and_tells_nothing(visitor: Browser) -> None:
    await results(past())
    other = resident_id(BORN)
    person = await wang(visitor, id_number=other)
    number = await filled(person)
    here = f"/applications/{number}"
    for address in (here, f"{here}/check"):
        page = (await person.get(address)).text
        assert marks(page, "data-guard") == ["merge_scores"]
        assert 'href="/me/requests"' in page
        assert NUMBER not in page
        assert "北京市朝阳区第三医院" not in page or address.endswith("check")
    await submit(person, number)
    page = (await person.get(here)).text
    assert marks(page, "data-status") == ["submitted"]
    assert marks(page, "data-guard") == ["merge_scores"]
    assert FAILED not in page
    await RequestCase(
        kind="merge_scores",
        account=person.account.id,
        exam="2023",
        status="refused",
        reason="换证",
        created_at=clock.now(),
    ).save()
    assert marks((await person.get(here)).text, "data-guard") == []


async def test_a_look_at_the_flow_costs_no_further_query(visitor: Browser) -> None:
    await results(past())
    person = await wang(visitor)
    number = await apply(person, "11")
    await person.get(f"/applications/{number}")
    with counted() as queries:
        await person.get(f"/applications/{number}")
    assert len([sql for sql in queries if "setting" not in sql and "revision" not in sql]) <= 3


async def test_a_first_education_record_starts_from_last_years_data(visitor: Browser) -> None:
    await results(past())
    person = await wang(visitor, education=False)
    page = (await person.get("/me/education")).text
    for value in ("长春医学高等专科学校", "2013-07-01", "138221201306000123", "护理"):
        assert f'value="{value}"' in page
    assert re.search(r'<option value="college" selected>', page)
    await add_education(person.account.id)
    page = (await person.get("/me/education")).text
    assert 'value="长春医学高等专科学校"' not in page


@pytest.mark.parametrize(("locked", "status"), [(True, 422), (False, 303)])
async def test_a_zone_may_lock_specialty_and_subjects_once_confirmed_at_once(
    visitor: Browser, locked: bool, status: int
) -> None:
    await execute(
        "UPDATE zone SET lock_specialty_after_auto_confirm = {} WHERE code = '11'", locked
    )
    current.forget()
    await results(past())
    person = await wang(visitor)
    number = await filled(person)
    await submit(person, number)
    desk = await officer(visitor.another(), "zone", zone="11")
    record = f"/desk/applications/{number}"
    answer = await desk.post(
        f"{record}/reopen", {"reason": "照片", "until": "2023-12-20"}, page=record
    )
    assert answer.status_code == 303
    here = f"/applications/{number}"
    assert (await person.post(f"{here}/withdraw", page=here)).status_code == 303
    answers = {
        **ALL_ANSWERS["exam"],
        **ANSWERS["exam"],
        "subjects": ["related", "practice"],
    }
    assert (await person.post(f"{here}/exam", answers)).status_code == 303
    for changed in ({"specialty": "369"}, {"subjects": ["basic"]}):
        answer = await person.post(f"{here}/exam", {**answers, **changed})
        assert answer.status_code == status
        if locked:
            sentence = "自动报名确认成功后，不能再修改报考专业和报考科目。"
            assert errors(answer.text) == [sentence]


async def test_ticks_that_nobody_touched_follow_the_specialty_on_the_open_page(
    visitor: Browser,
) -> None:
    await results(past())
    person = await wang(visitor)
    exam = f"/applications/{await apply(person, '11')}/exam"
    page = (await person.get(exam)).text
    assert re.search(
        r"(?:<select|<fieldset)[^>]*specialty[^>]*hx-get=|hx-get[^>]*>\s*<legend>专业<", page
    )
    typed = "typed=1&category=nursing&level=intermediate"
    left = "&subjects=related&subjects=practice"
    for specialty, ticks, wanted in (
        ("369", left, 4),
        ("368", "&subjects=basic&subjects=related&subjects=professional&subjects=practice", 2),
        ("369", "&subjects=related", 1),
    ):
        part = await person.get(f"{exam}?{typed}&specialty={specialty}{ticks}", HX_Request="true")
        assert len(re.findall(r'name="subjects"[^>]* checked', part.text)) == wanted

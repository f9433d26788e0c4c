"""What form.js asks while somebody types: a section that saves itself, and forms that are checked."""

import asyncio
import re
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.app import Browser
from tests.filling import ANSWERS, apply, errors, fill, row_of, save, submitted
from tests.people import QUESTION, Candidate, add_education, candidate, resident_id
from tests.visiting import move_clock

from baoming.accounts.tables import Account, SignIn
from baoming.candidates.tables import Education

TYPED = {"hx-request": "true", "x-typed": "1"}


async def draft(visitor: Browser, zone: str = "43") -> tuple[Candidate, str]:
    wang = await candidate(visitor)
    return wang, f"/applications/{await apply(wang, zone)}"


async def types(
    person: Browser,
    address: str,
    form: dict[str, Any],
    may: dict[str, Any] | None = None,
    **more: Any,
) -> httpx.Response:
    """Every field of the form as changed on a page that showed nothing, unless `may` says so."""
    token = more.pop("token", None) or await person.token(more.pop("page", address))
    seen = {f"may:{name}": value for name, value in (may or {}).items()}
    data = {"_csrf_token": token, "changed": more.pop("changed", list(form)), **form, **seen}
    return await person.client.post(address, data=data, headers=TYPED)


def left_open(text: str) -> list[str]:
    found = re.search(r'<p id="said" data-open="([^"]*)"', text)
    assert found, text
    return found[1].split()


def line(text: str) -> str:
    found = re.search(r'<p id="said"[^>]*>(.*?)</p>', text, re.DOTALL)
    assert found, text
    return re.sub(r"<[^>]+>", "", found[1]).strip()


async def test_what_is_well_formed_is_saved_and_the_rest_comes_back(visitor: Browser) -> None:
    wang, here = await draft(visitor)
    form = {"mobile": "12345", "phone": "0731-88001234", "email": "x<b>", "address": " 长沙 "}
    answer = await types(wang, f"{here}/contact", form)
    assert answer.status_code == 200
    assert left_open(answer.text) == ["mobile", "email"]
    assert line(answer.text) == "有 2 项需要修改，没有保存；其余 12:00 已保存。"
    assert re.findall(r'class="fault" id="(\w+)-error"', answer.text) == ["mobile", "email"]
    assert "<html" not in answer.text
    row = await row_of(here.rpartition("/")[2])
    assert (row.mobile, row.phone, row.email, row.address) == (None, "0731-88001234", None, "长沙")
    assert row.version == 1
    again = await types(wang, f"{here}/contact", form | {"mobile": "", "email": "a@b.cn"})
    assert (left_open(again.text), line(again.text)) == ([], "12:00 已保存。")
    assert len(again.content) < 100


async def test_only_what_changed_is_judged_and_saved(visitor: Browser) -> None:
    wang, here = await draft(visitor)
    form = {"mobile": "1", "phone": "x", "postcode": "410011"}
    answer = await types(wang, f"{here}/contact", form, changed=["postcode", "no-such", "id"])
    assert left_open(answer.text) == []
    row = await row_of(here.rpartition("/")[2])
    assert (row.mobile, row.phone, row.postcode) == (None, None, "410011")


@pytest.mark.parametrize(
    ("section", "form", "bad"),
    [
        ("site", {"site": "110101"}, "site"),
        ("basic", {"birth_date": "4. März"}, "birth_date"),
        ("basic", {"gender": "male"}, "gender"),
        ("contact", {"address": "街" * 201}, "address"),
        ("contact", {"mobile": "1380000123\0"}, "mobile"),
        ("exam", {"specialty": "203", "category": "pharmacy"}, "specialty"),
        ("exam", {"subjects": ["basic", "<script>"]}, "subjects"),
        ("education", {"education": "999999"}, "education"),
        ("work", {"started_in": "2999-01"}, "started_in"),
    ],
)
async def test_nothing_malformed_is_saved(
    visitor: Browser, section: str, form: dict[str, Any], bad: str
) -> None:
    wang, here = await draft(visitor)
    answer = await types(wang, f"{here}/{section}", form, changed=[bad])
    assert (answer.status_code, left_open(answer.text)) == (200, [bad])
    assert len(errors(answer.text)) == 1
    assert "<script" not in answer.text
    row = await row_of(here.rpartition("/")[2])
    assert getattr(row, bad, None) is None
    assert row.version == 0


async def test_what_another_device_saved_stays_and_the_person_chooses(visitor: Browser) -> None:
    wang, here = await draft(visitor)
    number, contact = here.rpartition("/")[2], f"{here}/contact"
    await save(wang, number, "contact", {"mobile": "13800001111", "address": "长沙<i>"})
    form = {"mobile": "13800002222", "phone": "0731-88001234", "address": "株洲"}
    answer = await types(wang, contact, form, {"mobile": "13800000000", "address": "长沙<i>"})
    assert left_open(answer.text) == ["mobile"]
    assert line(answer.text) == "有 1 项在别处改过，请选择用哪一个。"
    assert 'data-both="mobile" data-theirs="13800001111"' in answer.text
    assert "已保存的是“13800001111”，这里填的是“13800002222”" in answer.text
    row = await row_of(number)
    assert (row.mobile, row.phone, row.address) == ("13800001111", "0731-88001234", "株洲")
    # Seen, and taken all the same.
    seen = {"mobile": ["13800000000", "13800001111"]}
    answer = await types(wang, contact, {"mobile": "13800002222"}, seen)
    assert (left_open(answer.text), (await row_of(number)).mobile) == ([], "13800002222")
    # What equals the saved value is no quarrel, whatever was seen.
    assert left_open((await types(wang, contact, {"mobile": "13800002222"})).text) == []


async def test_another_device_is_told_in_words_and_escaped(visitor: Browser) -> None:
    wang, here = await draft(visitor)
    number = here.rpartition("/")[2]
    await save(wang, number, "work", {"employer": '"><b>长沙', "employer_type": "general_hospital"})
    form = {"employer": "株洲", "employer_type": "none"}
    answer = await types(wang, f"{here}/work", form)
    assert left_open(answer.text) == ["employer_type", "employer"]
    assert "<b>" not in answer.text
    assert 'data-theirs="general_hospital"' in answer.text
    assert "用“无单位”" in answer.text
    assert (await row_of(number)).employer == '"><b>长沙'


async def test_another_section_saved_meanwhile_is_no_quarrel(visitor: Browser) -> None:
    wang, here = await draft(visitor)
    number = here.rpartition("/")[2]
    token = await wang.token(f"{here}/contact")
    await save(wang, number, "work", ANSWERS["work"])
    answers = await asyncio.gather(
        *(
            types(wang, f"{here}/{section}", ANSWERS[section], token=token)
            for section in ("contact", "basic", "exam", "site")
        )
    )
    assert [left_open(answer.text) for answer in answers] == [[]] * 4
    row = await row_of(number)
    assert (row.mobile, row.health, row.specialty, row.site, row.version) == (
        "13800001234",
        "healthy",
        "203",
        "430100",
        5,
    )


async def test_a_list_takes_its_answer_with_it(visitor: Browser) -> None:
    wang, here = await draft(visitor)
    number, exam = here.rpartition("/")[2], f"{here}/exam"
    await fill(wang, number)
    form = {"category": "nursing", "level": "intermediate", "specialty": "203"}
    seen = {"level": "practitioner", "specialty": "203"}
    assert left_open((await types(wang, exam, form, seen, changed=["level"])).text) == []
    row = await row_of(number)
    assert (row.level, row.specialty, row.years_in_specialty) == ("intermediate", None, 9)
    form["specialty"] = "368"
    assert left_open((await types(wang, exam, form, seen, changed=["specialty"])).text) == []
    assert (await row_of(number)).specialty == "368"
    # Both at once, as after a time without network.
    form = {"category": "nursing", "level": "practitioner", "specialty": "204"}
    seen = {"level": "intermediate", "specialty": "368"}
    answer = await types(wang, exam, form, seen, changed=["level", "specialty"])
    assert left_open(answer.text) == []
    row = await row_of(number)
    assert (row.level, row.specialty) == ("practitioner", "204")


async def test_a_point_goes_with_its_site(visitor: Browser) -> None:
    wang, here = await draft(visitor, "33")
    number, site = here.rpartition("/")[2], f"{here}/site"
    await save(wang, number, "site", {"site": "330800", "registration_point": "33080002"})
    form = {"site": "330100", "registration_point": "33080002"}
    answer = await types(wang, site, form, {"site": "330800"}, changed=["site"])
    assert left_open(answer.text) == []
    row = await row_of(number)
    assert (row.site, row.registration_point) == ("330100", None)


async def test_notice_and_photo_are_confirmed_by_their_button_alone(visitor: Browser) -> None:
    wang, here = await draft(visitor)
    for section in ("notice", "photo"):
        page = (await wang.get(f"{here}/{section}")).text
        assert "js/form" not in page
    for section in ("site", "basic", "contact", "exam", "education", "work"):
        page = (await wang.get(f"{here}/{section}")).text
        assert re.findall(r'js/form\.\w+\.js" data-keeper="([0-9a-f]{12})" data-saves', page)


async def test_whoever_may_not_save_is_told_why(visitor: Browser) -> None:
    wang, here = await draft(visitor)
    contact, form = f"{here}/contact", {"mobile": "13800001234"}
    stranger = await candidate(visitor)
    assert (await types(stranger, contact, form, page="/me")).status_code == 404
    token = await wang.token(contact)
    assert (await types(wang, contact, form, token="x")).status_code == 403
    large = await types(wang, contact, {"address": "街" * 60_000}, token=token)
    assert large.status_code == 413
    await move_clock("2023-12-15T00:00:00")
    late = await types(wang, contact, form, token=token)
    assert late.status_code == 409
    assert 'data-status="abandoned"' in late.text
    assert line(late.text).startswith("未保存。这份报名已过截止时间，视为自动放弃，不能再修改。")
    assert (await row_of(here.rpartition("/")[2])).mobile is None
    # The sign-in has ended: where to, and back to this page.
    await SignIn.delete().where(SignIn.account == wang.account.id)
    out = await types(wang, contact, form, token=token)
    assert (out.status_code, out.headers["hx-redirect"]) == (401, f"/login?next={contact}")
    assert 'id="said"' not in out.text


async def test_submitted_meanwhile_is_said_with_a_link(visitor: Browser) -> None:
    wang = await candidate(visitor)
    here = f"/applications/{await submitted(wang)}"
    answer = await types(wang, f"{here}/contact", {"mobile": "13800009999"}, page=here)
    assert answer.status_code == 409
    assert 'data-status="submitted"' in answer.text
    assert f'<a href="{here}">' in answer.text
    assert "请先撤回信息提交" in line(answer.text)


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    values=st.lists(st.integers(10_000, 99_999), min_size=2, max_size=5, unique=True),
    answered=st.lists(st.booleans(), min_size=5, max_size=5),
    late=st.permutations(range(5)),
)
async def test_lost_answers_and_late_repeats_leave_the_last_value(
    visitor: Browser, values: list[int], answered: list[bool], late: list[int]
) -> None:
    """As form.js sends: one after the other, an answer may get lost, a request may arrive twice."""
    wang = await candidate(visitor)
    here = f"/applications/{await apply(wang)}"
    contact, number = f"{here}/contact", here.rpartition("/")[2]
    token = await wang.token(contact)
    sent: list[tuple[dict[str, str], dict[str, list[str]]]] = []
    may = [""]
    for value, heard in zip(values, answered, strict=False):
        request = ({"address": f"{value}号"}, {"address": list(may)})
        sent.append(request)
        assert left_open((await types(wang, contact, *request, token=token)).text) == []
        may = [f"{value}号"] if heard else [*may, f"{value}号"]
    for place in late:
        if place < len(sent):
            await types(wang, contact, *sent[place], token=token)
    assert (await row_of(number)).address == f"{values[-1]}号"


async def test_an_education_record_is_checked_and_not_saved(visitor: Browser) -> None:
    wang = await candidate(visitor, education=False)
    form = {"school": "长春", "graduated_on": "2999-01-01", "years_of_schooling": "", "degree": "x"}
    answer = await types(wang, "/me/education", form)
    assert answer.status_code == 200
    assert left_open(answer.text) == ["degree", "school", "graduated_on"]
    assert re.findall(r'id="(\w+)-error"', answer.text) == ["degree", "graduated_on"]
    assert await Education.count() == 0
    record = await add_education(wang.account.id)
    form = {"school": record.school, "major": "助产"}
    answer = await types(wang, f"/me/education/{record.id}", form)
    assert left_open(answer.text) == ["major"]
    kept = await Education.objects().get(Education.id == record.id)
    assert kept is not None
    assert (kept.major, kept.verification) == ("护理", "passed")
    stranger = await candidate(visitor)
    there = f"/me/education/{record.id}"
    assert (await types(stranger, there, form, page="/me")).status_code == 404


async def test_another_record_is_another_form_to_the_phone(visitor: Browser) -> None:
    wang = await candidate(visitor)
    one = re.findall(r'data-keeper="([^"]+)"', (await wang.get("/me/education")).text)
    await add_education(wang.account.id)
    two = re.findall(r'data-keeper="([^"]+)"', (await wang.get("/me/education")).text)
    assert (one[0][:-2], one[0][-2:], two[0][-2:]) == (two[0][:-2], ".1", ".2")
    other = await candidate(visitor)
    foreign = re.findall(r'data-keeper="([^"]+)"', (await other.get("/me/education")).text)
    assert foreign[0][:-2] != one[0][:-2]


async def test_registering_is_checked_without_telling_whom_the_site_knows(
    visitor: Browser,
) -> None:
    known = resident_id()
    await candidate(visitor, id_number=known, username="wang.fang")
    form = {
        "username": "wang.fang",
        "password": "short",
        "password_again": "",
        "name": "王芳",
        "name_again": "王方",
        "id_type": "resident_id",
        "id_number": known,
        "id_number_again": known[:-1],
        "security_question": QUESTION,
        "security_answer": "",
    }
    answer = await types(visitor, "/register", form)
    assert answer.status_code == 200
    assert re.findall(r'id="(\w+)-error"', answer.text) == [
        "password",
        "name_again",
        "id_number_again",
    ]
    wrong = known[:-1] + str((int(known[-1], 36) + 1) % 10)
    answer = await types(visitor, "/register", {**form, "id_number": wrong}, changed=["id_number"])
    assert re.findall(r'id="(\w+)-error"', answer.text) == ["id_number"]
    assert known not in answer.text
    assert await Account.count() == 1
    page = (await visitor.get("/register")).text
    assert "data-keeper" not in page
    assert re.findall(r'name="(\w+)"[^>]* data-private', page) == [
        "id_number",
        "id_number_again",
        "security_answer",
    ]


async def test_without_the_script_a_form_answers_as_ever(visitor: Browser) -> None:
    wang, here = await draft(visitor)
    form = {"mobile": "12345", "phone": "0731-88001234", "changed": "phone"}
    assert (await wang.post(f"{here}/contact", form)).status_code == 422
    assert (await row_of(here.rpartition("/")[2])).phone is None

import re
from typing import Any

import pytest
from tests.app import Browser
from tests.filling import ANSWERS, SECTIONS, apply, errors, fill, marks, row_of, save, submitted
from tests.people import Candidate, add_education, add_photo, candidate
from tests.visiting import measured, move_clock

from baoming.applications.tables import Suggestion
from baoming.candidates.tables import Education


async def draft(visitor: Browser, zone: str = "43") -> tuple[Candidate, str]:
    wang = await candidate(visitor)
    return wang, f"/applications/{await apply(wang, zone)}"


def chosen(text: str, name: str) -> list[str]:
    """The values that are selected or ticked."""
    ticked = re.findall(rf'name="{name}" value="([^"]*)"[^>]* checked', text)
    select = re.search(rf'<select[^>]* name="{name}".*?</select>', text, re.DOTALL)
    return ticked + (re.findall(r'value="([^"]*)" selected', select[0]) if select else [])


def offered(text: str, name: str) -> list[str]:
    select = re.search(rf'<select[^>]* name="{name}".*?</select>', text, re.DOTALL)
    if select:
        return [value for value in re.findall(r'value="([^"]*)"', select[0]) if value]
    return re.findall(rf'name="{name}" value="([^"]*)"', text)


def value(text: str, name: str) -> str:
    found = re.search(rf'name="{name}"[^>]* value="([^"]*)"', text)
    return found[1] if found else ""


async def test_each_section_leads_to_the_next_and_the_last_to_the_check(visitor: Browser) -> None:
    wang, here = await draft(visitor)
    record = await Education.objects().get(Education.account == wang.account.id)
    assert record is not None
    answers = {**ANSWERS, "education": {"education": str(record.id)}}
    found = [await save(wang, here.rpartition("/")[2], name, answers[name]) for name in SECTIONS]
    assert found == [f"{here}/{name}" for name in (*SECTIONS[1:], "check")]


async def test_saving_leads_to_what_is_still_to_do(visitor: Browser) -> None:
    wang, here = await draft(visitor)
    number = here.rpartition("/")[2]
    await fill(wang, number, but=("contact",))
    assert await save(wang, number, "work", ANSWERS["work"]) == f"{here}/contact"
    # The only one that is to do stays so: the check page says what is missing.
    assert await save(wang, number, "contact", {"mobile": ""}) == f"{here}/check"


@pytest.mark.parametrize("section", SECTIONS)
async def test_a_section_may_be_left_empty_and_stays_to_do(visitor: Browser, section: str) -> None:
    wang, here = await draft(visitor)
    number = here.rpartition("/")[2]
    await fill(wang, number)
    answer = await wang.post(f"{here}/{section}", {})
    assert answer.status_code == 303
    page = (await wang.get(here)).text
    states = dict(marks(page, "data-section", "data-state"))
    assert states == dict.fromkeys(SECTIONS, "done") | {section: "todo"}


async def test_what_is_saved_is_shown_again(visitor: Browser) -> None:
    wang, here = await draft(visitor)
    await fill(wang, here.rpartition("/")[2])
    pages = {name: (await wang.get(f"{here}/{name}")).text for name in SECTIONS}
    assert chosen(pages["site"], "site") == ["430100"]
    assert chosen(pages["basic"], "gender") == ["female"]
    assert value(pages["basic"], "id_expires_on") == "2030-01-01"
    assert value(pages["contact"], "mobile") == "13800001234"
    exam = {name: chosen(pages["exam"], name) for name in ("category", "level", "specialty")}
    assert exam == {"category": ["nursing"], "level": ["practitioner"], "specialty": ["203"]}
    assert value(pages["work"], "employer") == "长沙市第一人民医院"
    assert "checked" in pages["notice"]
    assert "checked" in pages["photo"]


@pytest.mark.parametrize(
    ("section", "typed", "field"),
    [
        ("site", {"site": "110101"}, "site"),
        ("site", {"site": "430100", "registration_point": "33080001"}, "registration_point"),
        ("basic", {"gender": "male"}, "gender"),
        ("basic", {"birth_date": "1990-01-01"}, "birth_date"),
        ("basic", {"birth_date": "4. März"}, "birth_date"),
        ("basic", {"ethnicity": "99"}, "ethnicity"),
        ("contact", {"mobile": "12345"}, "mobile"),
        ("contact", {"mobile": "1380000123\0"}, "mobile"),
        ("contact", {"address": "街" * 201}, "address"),
        ("exam", {"category": "nursing", "level": "practitioner", "specialty": "368"}, "specialty"),
        ("exam", {"years_in_specialty": "-1"}, "years_in_specialty"),
        ("exam", {"subjects": ["basic", "x"]}, "subjects"),
        ("education", {"education": "999999"}, "education"),
        ("work", {"started_in": "2014/05"}, "started_in"),
        ("work", {"employer": "<script>alert(1)</script>", "employer_type": "x"}, "employer_type"),
    ],
)
async def test_a_malformed_answer_is_refused_and_nothing_is_saved(
    visitor: Browser, section: str, typed: dict[str, Any], field: str
) -> None:
    wang, here = await draft(visitor)
    number = here.rpartition("/")[2]
    await fill(wang, number)
    before = (await row_of(number)).to_dict()
    refused = await wang.post(f"{here}/{section}", {**ANSWERS[section], **typed})
    assert refused.status_code == 422
    assert len(errors(refused.text)) == 1
    assert f'href="#{field}"' in refused.text
    assert re.search(rf'aria-invalid="true" aria-describedby="{field}-error', refused.text)
    assert f'id="{field}-error"' in refused.text
    assert "<script>alert" not in refused.text
    assert (await row_of(number)).to_dict() == before


async def test_every_fault_of_a_section_is_told_and_nothing_typed_is_lost(
    visitor: Browser,
) -> None:
    wang, here = await draft(visitor)
    typed = {"mobile": "123", "phone": "七", "email": "x", "address": "长沙", "postcode": "1"}
    refused = await wang.post(f"{here}/contact", typed)
    assert [name for name in typed if f'href="#{name}"' in refused.text] == [
        "mobile",
        "phone",
        "email",
        "postcode",
    ]
    assert {name: value(refused.text, name) for name in typed} == typed


async def test_anothers_education_record_is_an_unknown_one(visitor: Browser) -> None:
    wang, here = await draft(visitor)
    other = await candidate(visitor)
    foreign = await Education.objects().get(Education.account == other.account.id)
    assert foreign is not None
    refused = await wang.post(f"{here}/education", {"education": str(foreign.id)})
    assert refused.status_code == 422
    assert (await row_of(here.rpartition("/")[2])).education is None


async def test_a_list_follows_the_query(visitor: Browser) -> None:
    wang, here = await draft(visitor, "33")
    page = (await wang.get(f"{here}/site?site=330800")).text
    assert chosen(page, "site") == ["330800"]
    assert len(offered(page, "registration_point")) == 7
    page = (await wang.get(f"{here}/exam?category=nursing&level=practitioner&specialty=204")).text
    assert offered(page, "specialty") == ["203", "204"]
    assert chosen(page, "specialty") == ["204"]
    assert len(chosen(page, "subjects")) == 4
    assert (await row_of(here.rpartition("/")[2])).version == 0


async def test_the_query_goes_before_what_is_saved_and_keeps_the_rest(visitor: Browser) -> None:
    wang, here = await draft(visitor)
    await fill(wang, here.rpartition("/")[2])
    page = (await wang.get(f"{here}/exam?level=intermediate")).text
    assert chosen(page, "category") == ["nursing"]
    assert chosen(page, "specialty") == []
    assert "368" in offered(page, "specialty")
    assert value(page, "years_in_specialty") == "9"
    unknown = (await wang.get(f"{here}/exam?category=astrology&level=x")).text
    assert offered(unknown, "specialty") == []
    assert chosen(unknown, "category") == []


async def test_htmx_sends_the_whole_form_as_it_stands(visitor: Browser) -> None:
    wang, here = await draft(visitor)
    await fill(wang, here.rpartition("/")[2])
    query = "typed=1&category=technology&level=practitioner&specialty=203&subjects=basic"
    part = await wang.get(f"{here}/exam?{query}&years_in_specialty=8", HX_Request="true")
    assert part.status_code == 200
    assert chosen(part.text, "subjects") == ["basic"]
    assert chosen(part.text, "specialty") == []
    assert value(part.text, "years_in_specialty") == "8"
    assert value(part.text, "first_licensed_in") == ""


async def test_the_button_saves_what_is_typed_and_shows_the_lists(visitor: Browser) -> None:
    wang, here = await draft(visitor, "33")
    answer = await wang.post(f"{here}/site", {"site": "330800", "show": "1"})
    assert (answer.status_code, answer.headers["location"]) == (303, f"{here}/site")
    page = (await wang.get(f"{here}/site")).text
    assert len(offered(page, "registration_point")) == 7
    first = {"category": "nursing", "level": "practitioner", "years_in_specialty": "9"}
    await wang.post(f"{here}/exam", {**first, "show": "1"})
    page = (await wang.get(f"{here}/exam")).text
    assert offered(page, "specialty") == ["203", "204"]
    assert value(page, "years_in_specialty") == "9"


async def test_the_button_drops_an_answer_that_no_longer_fits(visitor: Browser) -> None:
    wang, here = await draft(visitor)
    number = here.rpartition("/")[2]
    await fill(wang, number)
    changed = {**ANSWERS["exam"], "level": "intermediate"}
    assert (await wang.post(f"{here}/exam", changed)).status_code == 422
    answer = await wang.post(f"{here}/exam", {**changed, "show": "1"})
    assert (answer.status_code, answer.headers["location"]) == (303, f"{here}/exam")
    row = await row_of(number)
    assert (row.level, row.specialty, row.years_in_specialty) == ("intermediate", None, 9)


async def test_the_button_refuses_what_is_malformed_as_well(visitor: Browser) -> None:
    wang, here = await draft(visitor)
    typed = {"category": "nursing", "years_in_specialty": "neun", "show": "1"}
    assert (await wang.post(f"{here}/exam", typed)).status_code == 422
    assert (await row_of(here.rpartition("/")[2])).category is None


async def test_htmx_and_the_button_come_only_where_a_list_depends(visitor: Browser) -> None:
    _, (wang, here) = None, await draft(visitor, "43")
    other, there = await draft(visitor, "33")
    asks = {name: "htmx.min" in (await wang.get(f"{here}/{name}")).text for name in SECTIONS}
    assert [name for name, found in asks.items() if found] == ["exam"]
    page = (await other.get(f"{there}/site")).text
    assert 'name="show"' in page
    assert "hx-get" in page


async def test_the_resident_number_answers_for_itself(visitor: Browser) -> None:
    wang, here = await draft(visitor)
    page = (await wang.get(f"{here}/basic")).text
    assert chosen(page, "gender") == ["female"]
    assert value(page, "birth_date") == "1992-03-04"
    assert (await row_of(here.rpartition("/")[2])).gender is None


async def test_a_document_that_ends_before_the_exam_is_warned_of(visitor: Browser) -> None:
    wang, here = await draft(visitor)
    number = here.rpartition("/")[2]
    ends = {**ANSWERS["basic"], "id_expires_on": "2024-04-20"}
    assert await save(wang, number, "basic", ends) == f"{here}/contact"
    for page in ("/basic", "/contact", "/check"):
        assert "早于考试日期" in (await wang.get(here + page)).text, page
    assert "证件在考试前到期" in (await wang.get(here)).text


async def test_a_new_photo_is_confirmed_again(visitor: Browser) -> None:
    wang, here = await draft(visitor)
    number = here.rpartition("/")[2]
    old = wang.account.photo
    await fill(wang, number)
    new = await add_photo(visitor, wang.account)
    page = (await wang.get(f"{here}/photo")).text
    assert f'src="/files/{new}' in page
    assert dict(marks((await wang.get(here)).text, "data-section", "data-state"))["photo"] == "todo"
    # The page that was still open shows the old one.
    unreadable = await wang.post(f"{here}/photo", {"confirm": "\x00", "seen": old})
    assert unreadable.status_code == 422
    refused = await wang.post(f"{here}/photo", {"confirm": "yes", "seen": old})
    assert (refused.status_code, (await row_of(number)).photo) == (422, old)
    await save(wang, number, "photo", {"confirm": "yes", "seen": new})
    assert (await row_of(number)).photo == new


async def test_without_a_photo_the_page_leads_to_it(visitor: Browser) -> None:
    wang, here = await draft(visitor)
    wang.account.photo = None
    await type(wang.account).update({type(wang.account).photo: None}, force=True)
    assert 'href="/me/photo"' in (await wang.get(f"{here}/photo")).text
    assert (await wang.post(f"{here}/photo", {"confirm": "yes"})).status_code == 422


async def test_employers_of_the_zone_are_suggested_once_two_have_named_them(
    visitor: Browser,
) -> None:
    for text, zone, uses in (
        ("长沙市中心医院", "43", 2),
        ("只有一人填过的医院", "43", 1),
        ("北京某医院", "11", 5),
    ):
        await Suggestion(kind="employer", zone=zone, text=text, uses=uses).save()
    wang, here = await draft(visitor)
    page = (await wang.get(f"{here}/work")).text
    found = re.search(r"<datalist.*?</datalist>", page, re.DOTALL)
    assert found is not None
    assert re.findall(r'value="([^"]*)"', found[0]) == ["长沙市中心医院"]


async def test_sections_are_closed_once_submitted(visitor: Browser) -> None:
    wang = await candidate(visitor)
    number = await submitted(wang)
    here = f"/applications/{number}"
    before = (await row_of(number)).to_dict()
    for name in SECTIONS:
        for answer in (
            await wang.get(f"{here}/{name}"),
            await wang.post(f"{here}/{name}", ANSWERS[name], page=here),
        ):
            assert answer.status_code == 409
            assert marks(answer.text, "data-status") == ["submitted"]
            assert f'href="{here}"' in answer.text
    # Closed comes before malformed.
    assert (await wang.post(f"{here}/site", {"site": "x"}, page=here)).status_code == 409
    assert (await row_of(number)).to_dict() == before


async def test_sections_are_closed_at_the_first_instant_that_is_too_late(visitor: Browser) -> None:
    wang, here = await draft(visitor)
    await move_clock("2023-12-14T23:59:58")
    assert (await wang.post(f"{here}/notice", {"agree": "yes"})).status_code == 303
    await move_clock("2023-12-15T00:00:00")
    late = await wang.post(f"{here}/contact", ANSWERS["contact"], page=here)
    assert late.status_code == 409
    assert marks(late.text, "data-status") == ["abandoned"]
    assert (await row_of(here.rpartition("/")[2])).mobile is None


@pytest.mark.parametrize("records", [1, 3])
async def test_queries_and_bytes(visitor: Browser, records: int) -> None:
    wang, here = await draft(visitor)
    for _ in range(records - 1):
        await add_education(wang.account.id)
    await fill(wang, here.rpartition("/")[2])
    found = {name: await measured(wang, f"{here}/{name}") for name in SECTIONS}
    assert {name: queries for name, (queries, _) in found.items()} == dict.fromkeys(SECTIONS, 2) | {
        "work": 3
    }
    assert max(sent for _, sent in found.values()) <= 3200
    assert sum(sent for _, sent in found.values()) / len(found) <= 2600

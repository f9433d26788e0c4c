"""The application form on the screen and as PDF."""

import io
import re

import pytest
from pypdf import PdfReader
from tests.app import Browser
from tests.filling import ANSWERS, apply, fill, marks, save, submit, submitted
from tests.people import Candidate, add_photo, candidate
from tests.visiting import measured, move_clock

from baoming.applications.tables import Snapshot
from baoming.document.name_picture import rare_characters

NAMES = ("张㛃", "李䶮", "王𬀩", "赵𫖯", "钱𠅤", "阿卜杜热合曼·买买提江")


async def here_of(person: Candidate, zone: str = "43") -> str:
    return f"/applications/{await submitted(person, zone)}"


async def text_of(person: Browser, address: str) -> str:
    answer = await person.get(address)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/pdf"
    reader = PdfReader(io.BytesIO(answer.content))
    assert len(reader.pages) == 1
    return reader.pages[0].extract_text()


async def test_the_code_stands_on_the_page_and_in_the_print(visitor: Browser) -> None:
    wang = await candidate(visitor)
    here = await here_of(wang)
    (kept,) = await Snapshot.objects()
    page = (await wang.get(f"{here}/form")).text
    assert marks(page, "data-code") == [kept.code]
    assert f'href="{here}/form.pdf"' in page
    printed = await text_of(wang, f"{here}/form.pdf")
    assert kept.code in printed
    for words in ("护理学", "203", "长沙市第一人民医院", "长春医学高等专科学校", "13800001234"):
        assert words in page, words
        assert words in printed, words


async def test_the_file_is_named_for_a_person_and_not_kept(visitor: Browser) -> None:
    wang = await candidate(visitor)
    here = await here_of(wang)
    answer = await wang.get(f"{here}/form.pdf")
    number = here.rpartition("/")[2]
    assert answer.headers["content-disposition"] == (
        f"inline; filename*=UTF-8''%E6%8A%A5%E5%90%8D%E7%94%B3%E8%AF%B7%E8%A1%A8-{number}.pdf"
    )
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("name", NAMES)
async def test_every_name_is_printed(visitor: Browser, name: str) -> None:
    person = await candidate(visitor, name=name)
    here = await here_of(person)
    for address in (f"{here}/form", f"{here}/check"):
        page = (await person.get(address)).text
        assert name in page
        assert page.count('class="drawn"') == len(rare_characters(name))
    assert name in await text_of(person, f"{here}/form.pdf")


async def test_before_submission_there_is_no_form_on_site(visitor: Browser) -> None:
    wang = await candidate(visitor)
    number = await apply(wang)
    await fill(wang, number)
    for address in ("form", "form.pdf"):
        assert (await wang.get(f"/applications/{number}/{address}")).status_code == 404
    flow = (await wang.get(f"/applications/{number}")).text
    assert f'href="/applications/{number}/form"' not in flow


async def test_an_online_draft_prints_a_sheet_for_the_stamp_without_a_code(
    visitor: Browser,
) -> None:
    wang = await candidate(visitor)
    number = await apply(wang, "12")
    here = f"/applications/{number}"
    empty = await text_of(wang, f"{here}/form.pdf")
    assert "供单位盖章（未提交）" in empty
    await fill(wang, number)
    page = (await wang.get(f"{here}/form")).text
    assert "供单位盖章（未提交）" in page
    assert marks(page, "data-code") == []
    printed = await text_of(wang, f"{here}/form.pdf")
    assert "供单位盖章（未提交）" in printed
    assert "长沙市第一人民医院" in printed
    assert re.search(r"[A-Z0-9]{6}-\d\d", printed + page) is None


async def test_a_withdrawn_application_shows_no_code_anywhere(visitor: Browser) -> None:
    wang = await candidate(visitor)
    here = await here_of(wang)
    (kept,) = await Snapshot.objects()
    await wang.post(f"{here}/withdraw", page=here)
    for address in ("", "/check", "/basic", "/form"):
        page = (await wang.get(here + address)).text
        assert kept.code not in page
        assert marks(page, "data-code") == []


async def test_an_abandoned_application_has_no_form(visitor: Browser) -> None:
    wang = await candidate(visitor)
    here = await here_of(wang)
    await move_clock("2023-12-17T00:00:00")
    assert (await wang.get(f"{here}/form")).status_code == 404


async def test_the_form_is_of_the_last_submission_whatever_changes_later(
    visitor: Browser,
) -> None:
    wang = await candidate(visitor)
    here = await here_of(wang)
    old = wang.account.photo
    await add_photo(visitor, wang.account)
    page = (await wang.get(f"{here}/form")).text
    assert f'src="/files/{old}' in page
    assert (await wang.get(f"{here}/form.pdf")).status_code == 200


async def test_submitting_again_prints_the_new_code_and_the_new_answers(visitor: Browser) -> None:
    wang = await candidate(visitor)
    here = await here_of(wang)
    number = here.rpartition("/")[2]
    await wang.post(f"{here}/withdraw", page=here)
    await save(wang, number, "work", {**ANSWERS["work"], "employer": "长沙市中心医院"})
    await submit(wang, number)
    page = (await wang.get(f"{here}/form")).text
    (code,) = marks(page, "data-code")
    assert str(code).endswith("-02")
    assert "长沙市中心医院" in page
    assert "第 2 次提交" in await text_of(wang, f"{here}/form.pdf")


async def test_queries_and_bytes(visitor: Browser) -> None:
    wang = await candidate(visitor)
    here = await here_of(wang)
    queries, sent = await measured(wang, f"{here}/form")
    assert (queries, sent <= 2900) == (3, True)
    queries, sent = await measured(wang, f"{here}/form.pdf")
    assert (queries, sent <= 100 * 1024) == (3, True)

"""Checking, submitting, withdrawing, changing the zone, over HTTP."""

import asyncio
import re
from datetime import date

import pytest
from tests.app import Browser
from tests.filling import ANSWERS, SECTIONS, apply, fill, marks, row_of, save, submit, submitted
from tests.people import Candidate, candidate
from tests.visiting import measured, move_clock

from baoming.applications.tables import Application, Event, Snapshot
from baoming.candidates.tables import Education
from baoming.outbox.tables import Message
from baoming.wechat.tables import Binding


async def ready(visitor: Browser, zone: str = "43") -> tuple[Candidate, str]:
    wang = await candidate(visitor)
    number = await apply(wang, zone)
    await fill(wang, number)
    return wang, f"/applications/{number}"


async def only() -> Application:
    (row,) = await Application.objects()
    return row


async def test_the_check_page_shows_every_answer_with_a_way_back(visitor: Browser) -> None:
    wang, here = await ready(visitor)
    page = (await wang.get(f"{here}/check")).text
    assert marks(page, "data-status") == ["draft"]
    for words in ("王𬀩", "长沙市", "汉族", "13800001234", "203 护理学", "长春医学高等专科学校"):
        assert words in page, words
    assert all(f'href="{here}/{name}"' in page for name in SECTIONS)
    assert f'action="{here}/submit"' in page
    assert 'role="alert"' not in page


async def test_the_check_page_names_what_is_missing(visitor: Browser) -> None:
    wang, here = await ready(visitor)
    await save(wang, here.rpartition("/")[2], "contact", {"mobile": ""})
    page = (await wang.get(f"{here}/check")).text
    assert f'href="{here}/contact#mobile"' in page
    assert "联系方式：请填写手机号码。" in page
    assert 'role="alert"' not in page


async def test_the_advice_stands_once_with_its_rule_and_blocks_nothing(visitor: Browser) -> None:
    wang, here = await ready(visitor)
    page = (await wang.get(f"{here}/check")).text
    assert marks(page, "data-eligibility") == ["met"]
    assert "需满 3 年" in page
    assert "满 9 年" in page
    late = {**ANSWERS["exam"], "first_licensed_in": "2021-01"}
    await save(wang, here.rpartition("/")[2], "exam", late)
    page = (await wang.get(f"{here}/check")).text
    assert marks(page, "data-eligibility") == ["not_met"]
    assert "还差 1 年" in page
    assert (await wang.post(f"{here}/submit", page=here)).status_code == 303


async def test_a_diploma_after_the_cut_off_day_is_told(visitor: Browser) -> None:
    wang, here = await ready(visitor)
    await Education.update({Education.graduated_on: date(2024, 1, 1)}, force=True)
    page = (await wang.get(f"{here}/check")).text
    assert marks(page, "data-eligibility") == ["not_met"]
    assert "晚于 2023年12月31日" in page


async def test_advice_before_anything_is_answered_is_unclear(visitor: Browser) -> None:
    wang = await candidate(visitor)
    page = (await wang.get(f"/applications/{await apply(wang)}/check")).text
    assert marks(page, "data-eligibility") == ["unclear"]


@pytest.mark.parametrize(
    ("employer", "told"), [("某\U00031350医院", True), ("某𬀩医院", False), ("某医院", False)]
)
async def test_characters_that_cannot_be_printed_are_told_before(
    visitor: Browser, employer: str, told: bool
) -> None:
    """U+31350 is of extension H, which no font of ours has."""
    wang, here = await ready(visitor)
    answers = {**ANSWERS["work"], "employer": employer}
    await save(wang, here.rpartition("/")[2], "work", answers)
    page = (await wang.get(f"{here}/check")).text
    assert ("打印字体缺少" in page) == told


async def test_submitting_leads_to_the_flow_page(visitor: Browser) -> None:
    wang, here = await ready(visitor)
    answer = await wang.post(f"{here}/submit", page=f"{here}/check")
    assert (answer.status_code, answer.headers["location"]) == (303, here)
    assert marks((await wang.get(here)).text, "data-status") == ["submitted"]
    page = (await wang.get(f"{here}/check")).text
    assert marks(page, "data-status") == ["submitted"]
    assert f'action="{here}/withdraw"' in page
    assert f'action="{here}/submit"' not in page
    assert f'href="{here}/basic"' not in page


async def test_htmx_gets_the_fragment_of_the_next_page(visitor: Browser) -> None:
    wang, here = await ready(visitor)
    answer = await wang.post(f"{here}/submit", page=here, HX_Request="true")
    assert answer.status_code == 303
    part = await wang.get(answer.headers["location"], HX_Request="true")
    assert "<html" not in part.text
    assert marks(part.text, "data-status") == ["submitted"]


async def test_submitting_with_anything_missing_lists_all_of_it(visitor: Browser) -> None:
    wang = await candidate(visitor)
    here = f"/applications/{await apply(wang)}"
    refused = await wang.post(f"{here}/submit", page=here)
    assert refused.status_code == 422
    assert marks(refused.text, "data-status") == ["draft"]
    summary = re.search(r'role="alert".*?</ul>', refused.text, re.DOTALL)
    assert summary is not None
    links = re.findall(rf'href="{here}/([a-z]+)#', summary[0])
    assert list(dict.fromkeys(links)) == list(SECTIONS)
    assert len(links) == 21
    assert ((await only()).status, await Event.count()) == ("draft", 0)


@pytest.mark.parametrize("change", ["unbound", "unfollowed"])
async def test_without_wechat_submitting_waits_and_nothing_else(
    visitor: Browser, change: str
) -> None:
    wang, here = await ready(visitor)
    if change == "unbound":
        await Binding.delete(force=True)
    else:
        await Binding.update({Binding.following: False}, force=True)
    refused = await wang.post(f"{here}/submit", page=here)
    assert refused.status_code == 409
    assert marks(refused.text, "data-status") == ["draft"]
    assert 'href="/me/wechat"' in refused.text
    assert (await wang.post(f"{here}/contact", ANSWERS["contact"])).status_code == 303
    moved = await wang.post(f"{here}/zone", {"zone": "11", "confirm": "yes"})
    assert moved.status_code == 303


async def test_submitting_twice_answers_with_the_true_status(visitor: Browser) -> None:
    wang, here = await ready(visitor)
    await submit(wang, here.rpartition("/")[2])
    again = await wang.post(f"{here}/submit", page=here)
    assert again.status_code == 409
    assert marks(again.text, "data-status") == ["submitted"]
    assert f'href="{here}"' in again.text
    assert await Event.count() == 1


async def test_at_the_end_of_the_window_submitting_is_over(visitor: Browser) -> None:
    wang, here = await ready(visitor)
    await move_clock("2023-12-15T00:00:00")
    refused = await wang.post(f"{here}/submit", page=here)
    assert refused.status_code == 409
    assert marks(refused.text, "data-status") == ["abandoned"]
    assert marks((await wang.get(here)).text, "data-event") == ["lapse"]


async def test_of_twenty_requests_at_once_one_submits(visitor: Browser) -> None:
    wang, here = await ready(visitor)
    form = {"_csrf_token": await wang.token(here)}
    found = await asyncio.gather(
        *(wang.client.post(f"{here}/submit", data=form) for _ in range(20))
    )
    assert sorted(answer.status_code for answer in found) == [303] + [409] * 19
    refused = [answer.text for answer in found if answer.status_code == 409]
    assert {status for text in refused for status in marks(text, "data-status")} == {"submitted"}
    counts = (await Event.count(), await Snapshot.count(), await Message.count())
    assert counts == (1, 1, 1)


async def test_withdrawing_opens_the_sections_again(visitor: Browser) -> None:
    wang = await candidate(visitor)
    here = f"/applications/{await submitted(wang)}"
    answer = await wang.post(f"{here}/withdraw", page=here)
    assert (answer.status_code, answer.headers["location"]) == (303, here)
    page = (await wang.get(here)).text
    assert marks(page, "data-status") == ["draft"]
    assert marks(page, "data-event") == ["submit", "withdraw"]
    assert f'action="{here}/submit"' in page
    assert (await wang.get(f"{here}/basic")).status_code == 200
    assert (await wang.get(f"{here}/form")).status_code == 404


async def test_withdrawing_a_draft_or_after_the_window_is_refused(visitor: Browser) -> None:
    wang, here = await ready(visitor)
    refused = await wang.post(f"{here}/withdraw", page=here)
    assert (refused.status_code, marks(refused.text, "data-status")) == (409, ["draft"])
    await submit(wang, here.rpartition("/")[2])
    await move_clock("2023-12-15T00:00:00")
    refused = await wang.post(f"{here}/withdraw", page=here)
    assert (refused.status_code, marks(refused.text, "data-status")) == (409, ["submitted"])
    assert f'href="{here}"' in refused.text


async def test_changing_the_zone_warns_and_clears(visitor: Browser) -> None:
    wang, here = await ready(visitor)
    page = (await wang.get(f"{here}/zone")).text
    assert "清空" in page
    assert re.search(r'<option value="43" selected>', page)
    answer = await wang.post(f"{here}/zone", {"zone": "11", "confirm": "yes"})
    assert (answer.status_code, answer.headers["location"]) == (303, here)
    page = (await wang.get(here)).text
    assert marks(page, "data-event") == ["change_zone"]
    assert {state for _, state in marks(page, "data-section", "data-state")} == {"todo"}
    row = await row_of(here.rpartition("/")[2])
    assert (row.zone, row.mobile, row.status) == ("11", None, "draft")
    assert await Education.count() == 1


@pytest.mark.parametrize(
    ("form", "fields"),
    [
        ({"zone": "11"}, ["confirm"]),
        ({"confirm": "yes"}, ["zone"]),
        ({"zone": "99", "confirm": "yes"}, ["zone"]),
        ({"zone": "43", "confirm": "yes"}, ["zone"]),
        ({}, ["zone", "confirm"]),
    ],
)
async def test_changing_the_zone_wants_another_zone_and_the_tick(
    visitor: Browser, form: dict[str, object], fields: list[str]
) -> None:
    wang, here = await ready(visitor)
    refused = await wang.post(f"{here}/zone", form)
    assert refused.status_code == 422
    assert re.findall(r'<li><a href="#([a-z]+)"', refused.text) == fields
    assert (await only()).zone == "43"


async def test_the_zone_of_a_submission_stays(visitor: Browser) -> None:
    wang = await candidate(visitor)
    here = f"/applications/{await submitted(wang)}"
    for answer in (
        await wang.get(f"{here}/zone"),
        await wang.post(f"{here}/zone", {"zone": "x"}, page=here),
    ):
        assert (answer.status_code, marks(answer.text, "data-status")) == (409, ["submitted"])
    assert (await only()).zone == "43"


async def test_queries_and_bytes(visitor: Browser) -> None:
    wang, here = await ready(visitor)
    check, zone = await measured(wang, f"{here}/check"), await measured(wang, f"{here}/zone")
    assert (check[0], zone[0]) == (2, 2)
    assert (check[1] <= 3400, zone[1] <= 2800) == (True, True)

"""A request to merge scores: asked with proof, decided once, by whoever's it is."""

from datetime import date
from typing import Any

import httpx
import pytest
from tests.app import Browser
from tests.filling import apply, errors, marks
from tests.people import AtDesk, Candidate, candidate, officer, photo_bytes, resident_id
from tests.returning.lists import row, sheet

from baoming.accounts.tables import RequestCase
from baoming.database import rows
from baoming.outbox.tables import Message
from baoming.returning.importing import take_file
from baoming.returning.reading import of_bytes

BORN = date(1992, 3, 4)
FORMER = resident_id(BORN)
ADDRESS = "/me/requests"
ASKED = {
    "kind": "merge_scores",
    "name": "王秀英",
    "id_type": "resident_id",
    "id_number": FORMER,
    "reason": "换领了新的证件",
}


@pytest.fixture(autouse=True)
async def results(visitor: Browser) -> None:
    data = sheet([row(id_number=FORMER)])
    await take_file(of_bytes(data), "2023", "2023.csv")


async def wang(visitor: Browser, **columns: Any) -> Candidate:
    return await candidate(
        visitor.another(), **{"name": "王秀英", "id_number": resident_id(BORN), **columns}
    )


async def ask(person: Candidate, proof: bytes | None = None, **changes: str) -> httpx.Response:
    data = photo_bytes() if proof is None else proof
    files = {"evidence": ("proof.jpg", data, "image/jpeg")}
    return await person.post(ADDRESS, {**ASKED, **changes}, files=files)


async def case() -> RequestCase:
    [found] = await RequestCase.objects()
    return found


async def decide(desk: AtDesk, id: int, decision: str, reason: str = "已核对") -> httpx.Response:
    form = {"decision": decision, "reason": reason}
    return await desk.post(f"/desk/requests/{id}", form, page="/desk")


async def test_an_approved_merge_makes_last_years_row_the_candidates_own(
    visitor: Browser,
) -> None:
    person = await wang(visitor)
    number = await apply(person, "11")
    here = f"/applications/{number}"
    assert marks((await person.get(here)).text, "data-guard") == ["merge_scores"]
    answer = await ask(person)
    assert (answer.status_code, answer.headers["location"]) == (303, ADDRESS)
    assert marks((await person.get(ADDRESS)).text, "data-request-status") == ["open"]
    assert marks((await person.get(here)).text, "data-guard") == ["merge_scores"]
    desk = await officer(visitor.another(), "zone", zone="11")
    found = await case()
    assert marks((await desk.get("/desk/requests")).text, "data-request-status") == ["open"]
    page = (await desk.get(f"/desk/requests/{found.id}")).text
    assert FORMER in page
    assert "基础知识 71 分" in page
    assert f'href="/files/{found.evidence}"' in page
    assert (await desk.get(f"/files/{found.evidence}")).status_code == 200
    assert (await decide(desk, found.id, "approve")).status_code == 303
    assert marks((await person.get(ADDRESS)).text, "data-request-status") == ["approved"]
    page = (await desk.get(f"/desk/requests/{found.id}")).text
    assert marks(page, "data-request-status") == ["approved"]
    assert marks((await person.get(here)).text, "data-guard") == []
    page = (await person.get(f"{here}/exam?category=nursing&level=intermediate&specialty=368")).text
    assert "基础知识 71 分" in page
    [sent] = await Message.objects()
    assert (sent.kind, sent.account) == ("request", person.account.id)


async def test_a_refused_merge_takes_the_guard_away_and_gives_nothing(visitor: Browser) -> None:
    person = await wang(visitor)
    number = await apply(person, "11")
    await ask(person)
    desk = await officer(visitor.another(), "center")
    await decide(desk, (await case()).id, "refuse", "不是同一人")
    page = (await person.get(ADDRESS)).text
    assert marks(page, "data-request-status") == ["refused"]
    assert "不是同一人" in page
    page = (await person.get(f"/applications/{number}")).text
    assert marks(page, "data-guard") == []
    assert await rows("SELECT 1 FROM past_result_link") == []


async def test_a_second_decision_and_a_second_open_request_are_conflicts(
    visitor: Browser,
) -> None:
    person = await wang(visitor)
    await ask(person)
    token = await person.token("/me")
    again = await person.client.post(
        ADDRESS,
        data={"_csrf_token": token, **ASKED},
        files={"evidence": ("a.jpg", photo_bytes(), "image/jpeg")},
    )
    assert again.status_code == 409
    desk = await officer(visitor.another(), "center")
    id = (await case()).id
    assert (await decide(desk, id, "refuse")).status_code == 303
    assert (await decide(desk, id, "approve")).status_code == 409
    assert (await ask(person)).status_code == 303


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kind": "other"}, "kind"),
        ({"name": ""}, "name"),
        ({"id_type": "x"}, "id_type"),
        ({"id_number": "123"}, "id_number"),
        ({"id_number": ""}, "id_number"),
        ({"reason": ""}, "reason"),
        ({"reason": "长" * 501}, "reason"),
        ({"zone": "99"}, "zone"),
    ],
)
async def test_bad_values_are_told_and_nothing_is_asked(
    visitor: Browser, changes: dict[str, str], field: str
) -> None:
    person = await wang(visitor)
    answer = await ask(person, **changes)
    assert answer.status_code == 422
    assert len(errors(answer.text)) == 1
    assert await RequestCase.count() == 0


@pytest.mark.parametrize("proof", [b"", b"not a picture", b"%PDF-1.4 broken"])
async def test_a_proof_that_cannot_be_taken_is_told_at_its_field(
    visitor: Browser, proof: bytes
) -> None:
    person = await wang(visitor)
    answer = await ask(person, proof)
    assert answer.status_code == 422
    assert 'id="evidence-error"' in answer.text
    assert await RequestCase.count() == 0


async def test_who_has_an_own_row_or_names_the_own_document_has_nothing_to_merge(
    visitor: Browser,
) -> None:
    own = resident_id(BORN)
    person = await wang(visitor, id_number=own)
    assert (await ask(person, id_number=own)).status_code == 422
    owner = await wang(visitor, id_number=FORMER)
    assert (await ask(owner, id_number=own)).status_code == 409


async def test_a_document_without_results_cannot_be_approved(visitor: Browser) -> None:
    person = await wang(visitor)
    await ask(person, id_number=resident_id(BORN))
    desk = await officer(visitor.another(), "center")
    id = (await case()).id
    answer = await decide(desk, id, "approve")
    assert answer.status_code == 422
    assert errors(answer.text) == ["上一年度的成绩中没有这个证件，不能同意合并。"]
    assert (await case()).status == "open"
    assert (await decide(desk, id, "refuse")).status_code == 303


async def test_one_row_is_merged_into_one_account(visitor: Browser) -> None:
    first, second = await wang(visitor), await wang(visitor)
    await ask(first)
    await ask(second)
    desk = await officer(visitor.another(), "center")
    ids = [each["id"] for each in await rows("SELECT id FROM request_case ORDER BY id")]
    assert (await decide(desk, ids[0], "approve")).status_code == 303
    assert (await decide(desk, ids[1], "approve")).status_code == 409
    found = await rows("SELECT status FROM request_case ORDER BY id")
    assert [each["status"] for each in found] == ["approved", "open"]


@pytest.mark.parametrize(
    ("role", "place", "status"),
    [
        ("center", {}, 200),
        ("zone", {"zone": "11"}, 200),
        ("zone", {"zone": "22"}, 404),
        ("site", {"zone": "11", "site": "110105"}, 404),
        ("point", {"zone": "11", "site": "110105", "point": "11010501"}, 404),
    ],
)
async def test_without_an_application_the_named_zone_and_the_center_decide(
    visitor: Browser, role: str, place: dict[str, str], status: int
) -> None:
    person = await wang(visitor)
    await ask(person, zone="11")
    found, desk = await case(), await officer(visitor.another(), role, **place)
    assert (await desk.get(f"/desk/requests/{found.id}")).status_code == status
    assert (await desk.get(f"/files/{found.evidence}")).status_code == status
    answer = await decide(desk, found.id, "refuse")
    assert answer.status_code == (303 if status == 200 else 404)


@pytest.mark.parametrize(
    ("role", "place", "status"),
    [
        ("center", {}, 200),
        ("zone", {"zone": "11"}, 200),
        ("zone", {"zone": "22"}, 404),
        ("site", {"zone": "11", "site": "110105"}, 200),
        ("site", {"zone": "11", "site": "110101"}, 404),
    ],
)
async def test_with_an_application_its_site_and_zone_decide_whatever_zone_was_named(
    visitor: Browser, role: str, place: dict[str, str], status: int
) -> None:
    person = await wang(visitor)
    number = await apply(person, "11")
    await person.post(f"/applications/{number}/site", {"site": "110105"})
    await ask(person, zone="22")
    found, desk = await case(), await officer(visitor.another(), role, **place)
    assert (await desk.get(f"/desk/requests/{found.id}")).status_code == status
    assert len(marks((await desk.get("/desk/requests")).text, "data-request-status")) == (
        status == 200
    )


async def test_a_point_decides_nothing(visitor: Browser) -> None:
    desk = await officer(visitor.another(), "point", zone="33", site="330800", point="33080002")
    assert (await desk.get("/desk/requests")).status_code == 403


async def test_a_request_is_its_candidates_own(visitor: Browser) -> None:
    person, stranger = await wang(visitor), await candidate(visitor.another())
    await ask(person)
    found = await case()
    assert marks((await stranger.get(ADDRESS)).text, "data-request-status") == []
    assert (await stranger.get(f"/files/{found.evidence}")).status_code == 404
    assert (await person.get(f"/files/{found.evidence}")).status_code == 200
    assert FORMER not in str(found.to_dict())
    guest = await visitor.another().get(ADDRESS)
    assert guest.status_code == 303
    assert (await person.client.post(ADDRESS, data=ASKED)).status_code == 403

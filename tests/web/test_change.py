"""Requests to change or delete what is frozen: asked, decided, in force at once."""

import asyncio
from typing import Any

import httpx
import pytest
from tests.app import Browser
from tests.filling import apply, errors, fill, marks, row_of, submit, submitted
from tests.people import (
    PASSWORD,
    AtDesk,
    Candidate,
    candidate,
    officer,
    photo_bytes,
    resident_id,
)
from tests.visiting import move_clock

from baoming.accounts.tables import Account, RequestCase
from baoming.applications.invariants import broken
from baoming.applications.tables import Event
from baoming.audit.tables import Look
from baoming.database import rows
from baoming.outbox.tables import Message

ADDRESS = "/me/requests"
PROOF = {"evidence": ("proof.jpg", photo_bytes(), "image/jpeg")}


async def ask(person: Candidate, kind: str, proof: bool = True, **values: str) -> httpx.Response:
    form: dict[str, object] = {"kind": kind, "reason": "户口簿上的名字改了", **values}
    return await person.post(ADDRESS, form, files=PROOF if proof else None, page="/me")


async def case() -> RequestCase:
    found = await RequestCase.objects().order_by(RequestCase.id, ascending=False).first()
    assert found
    return found


async def decide(desk: AtDesk, id: int, decision: str, reason: str = "已核对") -> httpx.Response:
    form: dict[str, object] = {"decision": decision, "reason": reason}
    return await desk.post(f"/desk/requests/{id}", form, page="/desk")


async def account(person: Candidate) -> Account:
    found = await Account.objects().get(Account.id == person.account.id)
    assert found
    return found


@pytest.fixture
async def hunan(visitor: Browser) -> AtDesk:
    return await officer(visitor, "zone", zone="43")


async def test_an_approved_change_shows_in_drafts_and_not_in_what_was_submitted(
    visitor: Browser, hunan: AtDesk
) -> None:
    wang = await candidate(visitor, name="王秀英")
    number = await submitted(wang)
    code = marks((await wang.get(f"/applications/{number}/form")).text, "data-code")[0]
    scan = (await hunan.get(f"/desk/scan?code={code}")).text
    assert marks(scan, "data-verdict") == ["match"]
    assert (await ask(wang, "change", name="王秀瑛")).headers["location"] == ADDRESS
    assert marks((await wang.get(ADDRESS)).text, "data-request-status") == ["open"]
    found = await case()
    page = (await hunan.get(f"/desk/requests/{found.id}")).text
    assert "王秀英" in page and "王秀瑛" in page
    assert (await hunan.get(f"/files/{found.evidence}")).status_code == 200
    assert (await decide(hunan, found.id, "approve")).status_code == 303
    assert (await account(wang)).name == "王秀瑛"
    assert "王秀瑛" in (await wang.get("/me")).text
    scan = (await hunan.get(f"/desk/scan?code={code}")).text
    assert marks(scan, "data-verdict") == ["mismatch"]
    assert "王秀英" in scan and "王秀瑛" in scan
    here = f"/applications/{number}"
    await wang.post(f"{here}/withdraw", page=here)
    await submit(wang, number)
    code = marks((await wang.get(f"{here}/form")).text, "data-code")[0]
    scan = (await hunan.get(f"/desk/scan?code={code}")).text
    assert marks(scan, "data-verdict") == ["match"]
    sent = [each.kind for each in await Message.objects() if each.kind == "request"]
    assert sent == ["request"]
    log = await Look.objects().get(Look.action == "account:change")
    assert log and "王秀英" in str(log.detail) and "王秀瑛" in str(log.detail)


async def test_a_type_is_changed_to_one_that_the_number_is_of(
    visitor: Browser, hunan: AtDesk
) -> None:
    wang = await candidate(visitor)
    await apply(wang)
    refused = await ask(wang, "change", id_type="tw_permit")
    assert refused.status_code == 422
    assert len(errors(refused.text)) == 1
    assert 'id="id_type-error"' in refused.text
    assert (await ask(wang, "change", id_type="passport")).status_code == 303
    assert (await decide(hunan, (await case()).id, "approve")).status_code == 303
    found = await account(wang)
    assert (found.id_type, found.name) == ("passport", wang.account.name)
    assert "护照" in (await wang.get("/me")).text


async def test_a_change_refused_changes_nothing_and_tells_why(
    visitor: Browser, hunan: AtDesk
) -> None:
    wang = await candidate(visitor, name="王秀英")
    await apply(wang)
    await ask(wang, "change", name="王秀瑛")
    assert (await decide(hunan, (await case()).id, "refuse", "证明看不清")).status_code == 303
    page = (await wang.get(ADDRESS)).text
    assert marks(page, "data-request-status") == ["refused"]
    assert "证明看不清" in page
    assert (await account(wang)).name == "王秀英"
    assert (await ask(wang, "change", name="王秀瑛")).status_code == 303, "asked again"


@pytest.mark.parametrize(
    ("kind", "values", "proof", "field"),
    [
        ("change", {}, True, "name"),
        ("change", {"name": "王秀英", "id_type": "resident_id"}, True, "name"),
        ("change", {"name": "王秀瑛"}, False, "evidence"),
        ("change", {"name": "王1"}, True, "name"),
        ("change", {"name": "王" * 61}, True, "name"),
        ("change", {"name": "王\x00"}, True, "name"),
        ("change", {"name": "王秀瑛", "id_type": "nothing"}, True, "id_type"),
        ("change", {"name": "王秀瑛", "reason": ""}, True, "reason"),
        ("change", {"name": "王秀瑛", "zone": "99"}, True, "zone"),
        ("delete", {"reason": " "}, False, "reason"),
        ("delete", {"reason": "长" * 501}, False, "reason"),
        ("taken", {}, True, "kind"),
        ("", {}, True, "kind"),
    ],
)
async def test_bad_values_are_told_at_their_field_and_kept(
    visitor: Browser, kind: str, values: dict[str, str], proof: bool, field: str
) -> None:
    wang = await candidate(visitor, name="王秀英")
    answer = await ask(wang, kind, proof, **values)
    assert answer.status_code == 422
    assert len(errors(answer.text)) == 1, errors(answer.text)
    assert f'id="{field}-error"' in answer.text
    assert 'role="alert"' in answer.text
    assert await RequestCase.count() == 0


async def test_a_conflict_comes_before_bad_values(visitor: Browser) -> None:
    wang = await candidate(visitor)
    assert (await ask(wang, "delete", False)).status_code == 303
    assert (await ask(wang, "delete", False, reason="")).status_code == 409
    assert (await ask(wang, "change", name="王秀瑛")).status_code == 303, "another kind"


async def test_two_at_once_open_one_case(visitor: Browser) -> None:
    wang = await candidate(visitor)
    answers = await asyncio.gather(*(ask(wang, "delete", False) for _ in range(5)))
    assert sorted(each.status_code for each in answers) == [303, 409, 409, 409, 409]
    assert await RequestCase.count() == 1


async def test_an_approved_deletion_frees_everything_and_ends_what_was_not_confirmed(
    visitor: Browser, hunan: AtDesk
) -> None:
    number = resident_id()
    wang = await candidate(visitor, username="nurse.wang", id_number=number)
    application = await apply(wang)
    await ask(wang, "delete", False)
    found = await case()
    assert (await decide(hunan, found.id, "approve", "号码填错")).status_code == 303
    gone = await account(wang)
    assert (gone.username_key, gone.id_number_index) == (None, None)
    assert gone.deleted_at is not None
    for table in ("sign_in", "wechat_binding"):
        assert await rows(f"SELECT 1 FROM {table} WHERE account = {{}}", wang.account.id) == []
    assert (await wang.get("/me")).status_code == 303
    login = await visitor.another().post("/login", {"login": number, "password": PASSWORD})
    assert login.status_code == 422
    row = await row_of(application)
    assert (row.status, row.abandoned_by, row.status_before) == ("abandoned", "deleted", "draft")
    page = (await hunan.get(f"/desk/applications/{application}")).text
    assert marks(page, "data-status")[0] == "abandoned"
    assert marks(page, "data-event") == ["lapse"]
    assert "号码填错" in page
    [told] = await Message.objects().where(Message.kind == "request")
    assert (told.account, told.openid) == (wang.account.id, f"openid-{wang.account.id}")
    event = await Event.objects().get(Event.kind == "lapse")
    assert event and event.actor_kind == "staff"
    page = (await hunan.get(f"/desk/requests/{found.id}")).text
    assert marks(page, "data-request-status") == ["approved"]
    assert await broken() == []
    again = await candidate(visitor, username="nurse.wang", id_number=number)
    assert (await again.get("/me")).status_code == 200


@pytest.mark.parametrize(
    ("status", "after"),
    [
        ("submitted", "abandoned"),
        ("refused", "abandoned"),
        ("confirmed", "confirmed"),
        ("site_approved", "site_approved"),
        ("qualified", "qualified"),
        ("rejected", "rejected"),
        ("abandoned", "abandoned"),
    ],
)
async def test_a_deletion_leaves_with_the_office_what_was_confirmed(
    visitor: Browser, status: str, after: str
) -> None:
    wang = await candidate(visitor)
    number = await submitted(wang, "12")
    await rows(
        "UPDATE application SET status = {}, abandoned_by = {} WHERE number = {} RETURNING id",
        status,
        "window" if status == "abandoned" else None,
        number,
    )
    await ask(wang, "delete", False)
    center = await officer(visitor, "center")
    assert (await decide(center, (await case()).id, "approve")).status_code == 303
    row = await row_of(number)
    assert row.status == after
    assert (row.abandoned_by == "deleted") == (after == "abandoned" != status)
    page = await center.get(f"/desk/applications/{number}")
    assert page.status_code == 200, "readable to the office"


async def test_an_application_of_a_deleted_account_is_not_restored(
    visitor: Browser, hunan: AtDesk
) -> None:
    wang = await candidate(visitor)
    number = await apply(wang)
    await ask(wang, "delete", False)
    await decide(hunan, (await case()).id, "approve")
    here = f"/desk/applications/{number}"
    form: dict[str, object] = {"reason": "误删", "until": "2023-12-20"}
    answer = await hunan.post(f"{here}/restore", form, page=here)
    assert answer.status_code == 409
    assert marks(answer.text, "data-status") == ["abandoned"]


async def test_what_lapsed_before_stays_lapsed_by_its_deadline(
    visitor: Browser, hunan: AtDesk
) -> None:
    wang = await candidate(visitor)
    number = await apply(wang)
    await ask(wang, "delete", False)
    await move_clock("2023-12-15T00:00:00+08:00")
    assert (await decide(hunan, (await case()).id, "approve")).status_code == 303
    assert (await row_of(number)).abandoned_by == "window"
    assert await broken() == []


async def test_a_deletion_closes_the_other_cases_of_the_account(
    visitor: Browser, hunan: AtDesk
) -> None:
    wang = await candidate(visitor)
    await apply(wang)
    await ask(wang, "change", name="王秀瑛")
    other = await case()
    await ask(wang, "delete", False)
    await decide(hunan, (await case()).id, "approve")
    assert (await decide(hunan, other.id, "approve")).status_code == 409
    page = (await hunan.get(f"/desk/requests/{other.id}")).text
    assert marks(page, "data-request-status") == ["refused"]


async def test_two_officers_at_once_decide_once(visitor: Browser, hunan: AtDesk) -> None:
    wang = await candidate(visitor, name="王秀英")
    await apply(wang)
    await ask(wang, "change", name="王秀瑛")
    id = (await case()).id
    others = [await officer(visitor, "center") for _ in range(3)]
    answers = await asyncio.gather(
        *(
            decide(desk, id, decision)
            for desk, decision in zip(
                [hunan, *others], ["approve", "refuse", "approve", "refuse"], strict=True
            )
        )
    )
    assert sorted(each.status_code for each in answers) == [303, 409, 409, 409]
    found = await case()
    changed = (await account(wang)).name == "王秀瑛"
    assert changed == (found.status == "approved")
    assert await Look.count().where(Look.action.like("request:%e")) == 1
    assert await Message.count().where(Message.kind == "request") == 1


async def test_a_submission_and_a_deletion_at_once_leave_nothing_impossible(
    visitor: Browser, hunan: AtDesk
) -> None:
    for _ in range(3):
        wang = await candidate(visitor.another())
        number = await apply(wang)
        await fill(wang, number)
        await ask(wang, "delete", False)
        here = f"/applications/{number}"
        id = (await case()).id
        await asyncio.gather(wang.post(f"{here}/submit", page=here), decide(hunan, id, "approve"))
        if (await case()).status == "open":  # told that the application had moved: once more
            await decide(hunan, id, "approve")
        row = await row_of(number)
        assert row.status == "abandoned"
    assert await broken() == []


@pytest.mark.parametrize(
    ("role", "place", "status"),
    [
        ("center", {}, 200),
        ("zone", {"zone": "43"}, 200),
        ("zone", {"zone": "22"}, 404),
        ("site", {"zone": "43", "site": "430100"}, 200),
        ("site", {"zone": "43", "site": "430200"}, 404),
        ("point", {"zone": "33", "site": "330800", "point": "33080002"}, 404),
    ],
)
async def test_a_case_its_proof_and_its_decision_are_for_officers_in_scope(
    visitor: Browser, role: str, place: dict[str, Any], status: int
) -> None:
    wang = await candidate(visitor)
    number = await apply(wang)
    await wang.post(f"/applications/{number}/site", {"site": "430100"})
    await ask(wang, "change", name="王秀瑛")
    found, desk = await case(), await officer(visitor, role, **place)
    assert (await desk.get(f"/desk/requests/{found.id}")).status_code == status
    assert (await desk.get(f"/files/{found.evidence}")).status_code == status
    answer = await decide(desk, found.id, "refuse")
    assert answer.status_code == (303 if status == 200 else 404)


async def test_the_list_is_narrowed_to_a_status(visitor: Browser, hunan: AtDesk) -> None:
    for name in ("王秀瑛", "李小丽"):
        person = await candidate(visitor)
        await apply(person)
        await ask(person, "change", name=name)
    await decide(hunan, (await case()).id, "refuse")
    for query, seen in (
        ("", ["open", "refused"]),
        ("?status=open", ["open"]),
        ("?status=refused", ["refused"]),
        ("?status=approved", []),
    ):
        page = await hunan.get(f"/desk/requests{query}")
        assert marks(page.text, "data-request-status") == seen
    assert (await hunan.get("/desk/requests?status=nonsense")).status_code == 422


async def test_a_decision_that_cannot_be_read_is_refused(visitor: Browser, hunan: AtDesk) -> None:
    wang = await candidate(visitor)
    await apply(wang)
    await ask(wang, "delete", False)
    id = (await case()).id
    for form in (
        {"decision": "approve", "reason": ""},
        {"decision": "maybe", "reason": "好"},
        {"decision": "", "reason": "好"},
        {"decision": "approve", "reason": "长" * 501},
    ):
        answer = await hunan.post(f"/desk/requests/{id}", dict(form), page="/desk")
        assert answer.status_code == 422, form
        assert len(errors(answer.text)) == 1
    assert (await case()).status == "open"
    assert (await hunan.client.post(f"/desk/requests/{id}")).status_code == 403
    assert (await hunan.get("/desk/requests/999999")).status_code == 404
    assert (await hunan.get("/desk/requests/x")).status_code == 404
    for guest in (visitor, wang):
        answer = await guest.get(f"/desk/requests/{id}")
        assert answer.headers["location"] == f"/desk/login?next=/desk/requests/{id}"


@pytest.mark.parametrize("kind", ["change", "delete", "merge_scores"])
async def test_each_kind_has_its_own_form(visitor: Browser, kind: str) -> None:
    wang = await candidate(visitor)
    page = (await wang.get(f"{ADDRESS}?kind={kind}")).text
    assert f'name="kind" value="{kind}"' in page
    names = marks(page, "name")
    assert ("id_number" in names) == (kind == "merge_scores")
    assert ("id_type" in names) == (kind != "delete")
    whole = marks((await wang.get(f"{ADDRESS}?kind=other")).text, "name")
    assert {"kind", "zone", "name", "id_type", "id_number", "reason", "evidence"} <= set(whole)

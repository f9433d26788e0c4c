"""Somebody has my number: asked without signing in, decided by the zone, nobody shown to anybody."""

import re
from datetime import timedelta
from typing import Any

import httpx
import pytest
from tests.app import Browser
from tests.filling import apply, errors, marks, row_of
from tests.people import PASSWORD, AtDesk, candidate, officer, photo_bytes, resident_id
from tests.visiting import measured

from baoming import clock, clock_setting
from baoming.accounts.tables import Account, RequestCase
from baoming.database import counted
from baoming.outbox.tables import Message

ADDRESS = "/register/taken"


async def ask(
    person: Browser, number: str, proof: bytes | None = None, **values: str
) -> httpx.Response:
    form: dict[str, object] = {
        "name": "王秀英",
        "id_type": "resident_id",
        "id_number": number,
        "zone": "43",
        "mobile": "13800001234",
        "reason": "从未注册过",
        **values,
    }
    data = photo_bytes() if proof is None else proof
    return await person.post(ADDRESS, form, files={"evidence": ("a.jpg", data, "image/jpeg")})


async def case() -> RequestCase:
    found = await RequestCase.objects().order_by(RequestCase.id, ascending=False).first()
    assert found
    return found


async def decide(desk: AtDesk, id: int, decision: str, reason: str = "已核对") -> httpx.Response:
    form: dict[str, object] = {"decision": decision, "reason": reason}
    return await desk.post(f"/desk/requests/{id}", form, page="/desk")


@pytest.fixture
async def hunan(visitor: Browser) -> AtDesk:
    return await officer(visitor, "zone", zone="43")


async def test_the_register_page_leads_there(visitor: Browser) -> None:
    assert f'href="{ADDRESS}"' in (await visitor.get("/register")).text


async def test_the_zone_frees_the_number_of_somebody_without_an_application(
    visitor: Browser, hunan: AtDesk
) -> None:
    number = resident_id()
    holder = await candidate(visitor, id_number=number, name="李大伟", username="li.dawei")
    answer = await ask(visitor, number)
    assert answer.status_code == 303
    page = answer.headers["location"]
    assert re.fullmatch(r"/register/taken/[\w-]{43}", page)
    shown = (await visitor.another().get(page)).text
    assert marks(shown, "data-request-status") == ["open"]
    found = await case()
    desk = (await hunan.get(f"/desk/requests/{found.id}")).text
    for each in ("王秀英", "13800001234", "李大伟", number):
        assert each in desk
    assert (await hunan.get(f"/files/{found.evidence}")).status_code == 200
    assert (await decide(hunan, found.id, "approve", "证件属于申请人")).status_code == 303
    shown = (await visitor.get(page)).text
    assert marks(shown, "data-request-status") == ["approved"]
    assert "证件属于申请人" in shown
    assert (await holder.get("/me")).status_code == 303
    login = await visitor.post("/login", {"login": number, "password": PASSWORD})
    assert login.status_code == 422
    await candidate(visitor, id_number=number)
    [told] = await Message.objects().where(Message.kind == "request")
    assert told.account == holder.account.id
    desk = (await hunan.get(f"/desk/requests/{found.id}")).text
    assert "李大伟" in desk, "the history stays"


async def test_known_and_unknown_numbers_get_the_same_answer(visitor: Browser) -> None:
    number = resident_id()
    await candidate(visitor, id_number=number, name="李大伟")
    seen = []
    for each in (number, resident_id()):
        browser = visitor.another()
        await browser.get(ADDRESS)
        with counted() as queries:
            answer = await ask(browser, each)
        page = await browser.get(answer.headers["location"])
        token = await browser.token("/register")
        text = page.text.replace(token, "")
        seen.append((answer.status_code, len(queries), text))
    assert seen[0] == seen[1]
    assert "李大伟" not in seen[0][2]


async def test_a_refusal_leaves_the_holder_as_he_was_and_tells_who_asked(
    visitor: Browser, hunan: AtDesk
) -> None:
    number = resident_id()
    holder = await candidate(visitor, id_number=number)
    page = (await ask(visitor, number)).headers["location"]
    id = (await case()).id
    assert (await decide(hunan, id, "refuse", "号码是对方的")).status_code == 303
    shown = (await visitor.get(page)).text
    assert marks(shown, "data-request-status") == ["refused"]
    assert "号码是对方的" in shown
    assert (await holder.get("/me")).status_code == 200
    assert await Message.count() == 0
    assert (await decide(hunan, id, "approve")).status_code == 409


async def test_a_free_number_needs_no_deletion(visitor: Browser, hunan: AtDesk) -> None:
    await ask(visitor, resident_id())
    id = (await case()).id
    assert "现在没有被注册" in (await hunan.get(f"/desk/requests/{id}")).text
    answer = await decide(hunan, id, "approve")
    assert answer.status_code == 422
    assert len(errors(answer.text)) == 1
    assert (await decide(hunan, id, "refuse", "可以直接注册")).status_code == 303


async def test_where_the_holder_has_applied_that_office_decides(
    visitor: Browser, hunan: AtDesk
) -> None:
    number = resident_id()
    holder = await candidate(visitor, id_number=number)
    application = await apply(holder, "22")
    await ask(visitor, number, zone="43")
    found = await case()
    page = (await hunan.get(f"/desk/requests/{found.id}")).text
    assert application in page
    assert f'href="/desk/applications/{application}"' not in page
    assert (await decide(hunan, found.id, "approve")).status_code == 409
    assert (await case()).status == "open"
    assert (await holder.get("/me")).status_code == 200
    jilin = await officer(visitor, "zone", zone="22")
    assert (await jilin.get(f"/files/{found.evidence}")).status_code == 200
    assert (await decide(jilin, found.id, "approve")).status_code == 303
    assert (await row_of(application)).abandoned_by == "deleted"
    for desk in (jilin, hunan):
        assert (await desk.get(f"/desk/requests/{found.id}")).status_code == 200


@pytest.mark.parametrize(
    ("role", "place", "status"),
    [
        ("center", {}, 200),
        ("zone", {"zone": "43"}, 200),
        ("zone", {"zone": "22"}, 404),
        ("site", {"zone": "43", "site": "430100"}, 404),
    ],
)
async def test_only_the_zone_that_was_named_and_the_center_see_it(
    visitor: Browser, role: str, place: dict[str, Any], status: int
) -> None:
    await ask(visitor, resident_id())
    found, desk = await case(), await officer(visitor, role, **place)
    assert (await desk.get(f"/desk/requests/{found.id}")).status_code == status
    assert (await desk.get(f"/files/{found.evidence}")).status_code == status
    listed = marks((await desk.get("/desk/requests")).text, "data-request-status")
    assert listed == (["open"] if status == 200 else [])
    assert (await visitor.get(f"/files/{found.evidence}")).status_code == 404
    person = await candidate(visitor)
    assert (await person.get(f"/files/{found.evidence}")).status_code == 404


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "王1"}, "name"),
        ({"id_type": "x"}, "id_type"),
        ({"id_number": "123"}, "id_number"),
        ({"zone": ""}, "zone"),
        ({"zone": "99"}, "zone"),
        ({"mobile": "12"}, "mobile"),
        ({"mobile": ""}, "mobile"),
        ({"reason": ""}, "reason"),
        ({"reason": "a\x00b"}, "reason"),
        ({"reason": "长" * 501}, "reason"),
    ],
)
async def test_bad_values_are_told_and_open_nothing(
    visitor: Browser, values: dict[str, str], field: str
) -> None:
    number = values.pop("id_number", resident_id())
    answer = await ask(visitor, number, **values)
    assert answer.status_code == 422
    assert len(errors(answer.text)) == 1
    assert f'id="{field}-error"' in answer.text
    assert await RequestCase.count() == 0


@pytest.mark.parametrize("proof", [b"", b"no picture", b"%PDF-1.4 broken"])
async def test_a_proof_that_cannot_be_taken_is_told_at_its_field(
    visitor: Browser, proof: bytes
) -> None:
    answer = await ask(visitor, resident_id(), proof)
    assert answer.status_code == 422
    assert 'id="evidence-error"' in answer.text


async def test_an_address_asks_ten_times_an_hour(visitor: Browser) -> None:
    for _ in range(10):
        assert (await ask(visitor, resident_id())).status_code == 303
    refused = await ask(visitor, resident_id())
    assert refused.status_code == 429
    assert 0 < int(refused.headers["retry-after"]) <= 3600
    assert "从未注册过" in refused.text, "what was typed is kept"
    await clock_setting.move(clock.now() + timedelta(hours=1))
    assert (await ask(visitor, resident_id())).status_code == 303


async def test_refusals_before_the_handler(visitor: Browser) -> None:
    await visitor.get(ADDRESS)
    assert (await visitor.client.post(ADDRESS, data={"name": "x"})).status_code == 403
    assert (await visitor.client.put(ADDRESS)).status_code == 405
    token = await visitor.token(ADDRESS)
    large = await visitor.client.post(
        ADDRESS,
        data={"_csrf_token": token},
        files={"evidence": ("a.jpg", b"0" * (6 * 1024 * 1024 + 1), "image/jpeg")},
    )
    assert large.status_code == 413
    for unknown in ("x", "a" * 43, "%00", "é"):
        assert (await visitor.get(f"{ADDRESS}/{unknown}")).status_code == 404
    queries, _ = await measured(visitor, ADDRESS)
    assert queries == 0


async def test_the_number_is_kept_sealed(visitor: Browser) -> None:
    number = resident_id()
    await ask(visitor, number)
    assert number not in str((await case()).to_dict())
    assert await Account.count() == 0

"""An account closed by its candidate: before any application, and then it is gone."""

import asyncio

import httpx
import pytest
from tests.app import Browser
from tests.filling import apply, errors
from tests.people import PASSWORD, Candidate, candidate, resident_id

from baoming.accounts.tables import Account
from baoming.applications.tables import Application
from baoming.database import rows
from baoming.outbox.tables import Message

ADDRESS = "/me/close"


async def close(person: Candidate, **values: str) -> httpx.Response:
    form: dict[str, object] = {"confirm": "yes", "current_password": PASSWORD, **values}
    return await person.post(ADDRESS, form, page="/me")


async def test_a_closed_account_frees_its_number_and_leaves_nothing_behind(
    visitor: Browser,
) -> None:
    number = resident_id()
    wang = await candidate(visitor, username="nurse.wang", id_number=number)
    assert 'href="/me/close"' in (await wang.get("/me")).text
    assert "不能恢复" in (await wang.get(ADDRESS)).text
    answer = await close(wang)
    assert answer.headers["location"] == "/login?closed=yes"
    assert "账户已注销" in (await wang.get("/login?closed=yes")).text
    assert (await wang.get("/me")).status_code == 303
    login = await visitor.post("/login", {"login": "nurse.wang", "password": PASSWORD})
    assert login.status_code == 422
    for table in ("education", "wechat_binding", "sign_in"):
        assert await rows(f"SELECT 1 FROM {table} WHERE account = {{}}", wang.account.id) == []
    found = await Account.objects().get(Account.id == wang.account.id)
    assert found and (found.photo, found.id_number_index) == (None, None)
    [told] = await Message.objects()
    assert (told.kind, told.openid) == ("closed", f"openid-{wang.account.id}")
    again = await candidate(visitor, username="nurse.wang", id_number=number)
    assert (await again.get("/me")).status_code == 200


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"confirm": ""}, "confirm"),
        ({"current_password": ""}, "current_password"),
        ({"current_password": "wrong"}, "current_password"),
        ({"current_password": "x" * 129}, "current_password"),
    ],
)
async def test_without_the_tick_or_the_password_nothing_is_closed(
    visitor: Browser, values: dict[str, str], field: str
) -> None:
    wang = await candidate(visitor)
    answer = await close(wang, **values)
    assert answer.status_code == 422
    assert len(errors(answer.text)) == 1
    assert f'id="{field}-error"' in answer.text
    assert PASSWORD not in answer.text
    assert (await wang.get("/me")).status_code == 200


async def test_who_has_applied_asks_the_office_instead(visitor: Browser) -> None:
    wang = await candidate(visitor)
    await apply(wang)
    assert 'href="/me/close"' not in (await wang.get("/me")).text
    for answer in (await wang.get(ADDRESS), await close(wang, current_password="wrong")):
        assert answer.status_code == 409
        assert "/me/requests?kind=delete" in answer.text


async def test_closing_and_applying_at_once_leave_no_application_without_an_account(
    visitor: Browser,
) -> None:
    for _ in range(4):
        wang = await candidate(visitor)
        token = await wang.token("/me")
        applied, closed = await asyncio.gather(
            wang.client.post("/apply/2024", data={"_csrf_token": token, "zone": "43"}),
            wang.client.post(
                ADDRESS,
                data={"_csrf_token": token, "confirm": "yes", "current_password": PASSWORD},
            ),
        )
        gone = await Account.exists().where(
            (Account.id == wang.account.id) & Account.deleted_at.is_not_null()
        )
        has = await Application.exists().where(Application.account == wang.account.id)
        assert gone != has, (applied.status_code, closed.status_code)


async def test_guests_and_forms_of_others_are_refused(visitor: Browser) -> None:
    wang = await candidate(visitor)
    assert (await visitor.get(ADDRESS)).headers["location"] == f"/login?next={ADDRESS}"
    assert (await wang.client.post(ADDRESS, data={"current_password": PASSWORD})).status_code == 403
    assert (await wang.client.put(ADDRESS)).status_code == 405

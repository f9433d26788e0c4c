"""Candidates at the counter: found in scope, let in once by a code, freed of WeChat for two days."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from tests.app import Browser
from tests.filling import apply, fill, submit, submitted
from tests.people import PASSWORD, AtDesk, Candidate, candidate, officer, resident_id

from baoming import clock, clock_setting
from baoming.accounts import throttle
from baoming.accounts.tables import Account
from baoming.audit.tables import Look


@pytest.fixture
async def hunan(visitor: Browser) -> AtDesk:
    return await officer(visitor, "zone", zone="43")


async def applied(visitor: Browser, zone: str = "43", **columns: object) -> Candidate:
    person = await candidate(visitor, **columns)
    await apply(person, zone)
    return person


async def reset(person: AtDesk, account: object) -> str:
    answer = await person.post(f"/desk/accounts/{account}/reset-password", page="/desk/accounts")
    assert answer.status_code == 200, answer.text
    found = re.search(r'data-reset-code="([^"]+)"', answer.text)
    assert found
    return found[1]


async def test_an_account_is_found_by_number_username_and_the_start_of_a_name(
    visitor: Browser, hunan: AtDesk
) -> None:
    number = resident_id()
    await applied(visitor, id_number=number, username="nurse.wang", name="欧阳小梅")
    for q in (number, f" {number.lower()} ", "Nurse.Wang", "欧阳", "欧阳小梅"):
        page = await hunan.client.get("/desk/accounts", params={"q": q})
        assert "nurse.wang" in page.text, q
        assert number not in page.text.replace(f'value="{q}"', ""), q
    for q in ("小梅", number[:-1], "%", "_"):
        page = await hunan.client.get("/desk/accounts", params={"q": q})
        assert "nurse.wang" not in page.text, q
    assert await Look.exists().where(Look.action == "account:search")


async def test_only_who_has_an_application_in_scope_is_seen(
    visitor: Browser, hunan: AtDesk
) -> None:
    mine = await applied(visitor, username="mine")
    other = await applied(visitor, "33", username="other")
    nobody = await candidate(visitor, username="nobody")
    changsha = await officer(visitor, "site", zone="43", site="430100")
    center = await officer(visitor, "center")
    for person, sees in (
        (hunan, [mine]),
        (changsha, []),
        (center, [mine, other, nobody]),
    ):
        for each in (mine, other, nobody):
            page = await person.client.get("/desk/accounts", params={"q": each.account.username})
            assert (f"用户名 {each.account.username}" in page.text) == (each in sees)
            for verb in ("reset-password", "waive-wechat"):
                if each not in sees:
                    answer = await person.post(
                        f"/desk/accounts/{each.account.id}/{verb}",
                        {"reason": "故障"},
                        page="/desk/accounts",
                    )
                    assert answer.status_code == 404


async def test_a_code_lets_in_once_and_leads_to_a_new_password_only(
    visitor: Browser, hunan: AtDesk
) -> None:
    wang = await applied(visitor, username="wang")
    code = await reset(hunan, wang.account.id)
    assert (await wang.get("/me")).status_code == 303, "every sign-in has ended"
    phone = visitor.another()
    old = await phone.post("/login", {"login": "wang", "password": PASSWORD})
    assert old.status_code == 422
    answer = await phone.post("/login", {"login": "wang", "password": code})
    assert answer.headers["location"] == "/me/password"
    assert (await phone.get("/me")).headers["location"] == "/me/password"
    again = await visitor.another().post("/login", {"login": "wang", "password": code})
    assert again.status_code == 422
    form = {"current_password": code, "password": "a new password"}
    answer = await phone.post("/me/password", form | {"password_again": "a new password"})
    assert answer.headers["location"] == "/me"
    assert (await phone.get("/me")).status_code == 200
    page = await hunan.client.get("/desk/accounts", params={"q": "wang"})
    assert code not in page.text


async def test_a_code_lasts_a_day_and_a_second_one_replaces_it(
    visitor: Browser, hunan: AtDesk
) -> None:
    wang = await applied(visitor, username="wang")
    first = await reset(hunan, wang.account.id)
    second = await reset(hunan, wang.account.id)
    assert first != second
    answer = await visitor.another().post("/login", {"login": "wang", "password": first})
    assert answer.status_code == 422
    await clock_setting.move(clock.now() + timedelta(days=1))
    answer = await visitor.another().post("/login", {"login": "wang", "password": second})
    assert answer.status_code == 422


async def test_an_officer_resets_twenty_an_hour_and_the_log_names_them(
    visitor: Browser, hunan: AtDesk
) -> None:
    wang = await applied(visitor, username="wang")
    address = f"/desk/accounts/{wang.account.id}/reset-password"
    await reset(hunan, wang.account.id)
    for _ in range(throttle.RESET.failures - 1):
        await throttle.count(throttle.RESET, str(hunan.staff.id))
    refused = await hunan.post(address, page="/desk/accounts")
    assert refused.status_code == 429
    assert 0 < int(refused.headers["retry-after"]) <= 3600
    assert "您一小时内已重设 20 次考生密码" in refused.text
    assert re.search("请在 13:0[0-9] 以后再试", refused.text)
    log = (await hunan.get("/desk/log")).text
    assert log.count("用户名 wang") == 2
    assert log.count("重设考生密码次数过多，未办理") == 1
    colleague = await officer(visitor, "zone", zone="43")
    await reset(colleague, wang.account.id)
    await clock_setting.move(clock.now() + timedelta(hours=1))
    await reset(hunan, wang.account.id)


async def test_a_waiver_opens_submitting_for_48_hours_and_is_logged(
    visitor: Browser, hunan: AtDesk
) -> None:
    wang = await candidate(visitor)
    number = await apply(wang)
    await fill(wang, number)
    await Account.raw("DELETE FROM wechat_binding")
    closed = await wang.post(f"/applications/{number}/submit", page=f"/applications/{number}")
    assert closed.status_code == 409
    address = f"/desk/accounts/{wang.account.id}/waive-wechat"
    empty = await hunan.post(address, {"reason": " "}, page="/desk/accounts")
    assert empty.status_code == 422
    assert 'id="reason-error"' in empty.text
    assert f"用户名 {wang.account.username}" in empty.text, "still at the same candidate"
    given = await hunan.post(address, {"reason": "微信接口故障"}, page="/desk/accounts")
    assert given.status_code == 303
    page = (await hunan.get(given.headers["location"])).text
    assert f"用户名 {wang.account.username}" in page
    assert "12月7日 12:00 前不要求绑定微信" in page
    assert "考点已临时放行至 12月7日 12:00" in (await wang.get("/me")).text
    await submit(wang, number)
    log = await Look.select(Look.detail).where(Look.action == "account:waive_wechat").first()
    assert log is not None
    assert "微信接口故障" in str(log["detail"])


async def test_after_48_hours_wechat_is_asked_for_again(visitor: Browser, hunan: AtDesk) -> None:
    wang = await candidate(visitor)
    number = await submitted(wang)
    await Account.raw("DELETE FROM wechat_binding")
    address = f"/desk/accounts/{wang.account.id}/waive-wechat"
    await hunan.post(address, {"reason": "故障"}, page="/desk/accounts")
    here = f"/applications/{number}"
    assert (await wang.post(f"{here}/withdraw", page=here)).status_code == 303
    await clock_setting.move(clock.now() + timedelta(hours=48))
    assert (await wang.post(f"{here}/submit", page=here)).status_code == 409


@pytest.mark.parametrize("verb", ["reset-password", "waive-wechat"])
async def test_refusals_before_the_handler(visitor: Browser, hunan: AtDesk, verb: str) -> None:
    wang = await applied(visitor)
    address = f"/desk/accounts/{wang.account.id}/{verb}"
    assert (await hunan.get(address)).status_code == 405
    assert (await hunan.client.post(address)).status_code == 403
    for guest in (visitor, wang):
        answer = await guest.post(address, {"reason": "x"}, page="/notices/43")
        assert answer.status_code == 303
        assert answer.headers["location"].startswith("/desk/login?next=")
    for unknown in (uuid4(), "7", "nobody"):
        answer = await hunan.post(
            f"/desk/accounts/{unknown}/{verb}", {"reason": "x"}, page="/desk/accounts"
        )
        assert answer.status_code == 404

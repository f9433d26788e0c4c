"""Registering, signing in and out, recovery and changes: right person, wrong person, guest."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from tests.app import Browser, demo_settings, running
from tests.people import ANSWER, PASSWORD, QUESTION, account, candidate, catalogue, resident_id

from baoming import clock, clock_setting
from baoming.accounts.identity import id_number_of
from baoming.accounts.passwords import hash_password, verify
from baoming.accounts.tables import Account, ResetCode, SignIn
from baoming.database import counted


@pytest.fixture
async def site(database_url: str, tmp_path: Path) -> AsyncIterator[Browser]:
    async with running(demo_settings(database_url, tmp_path)) as found:
        await catalogue()
        yield found


def registration(**changed: str) -> dict[str, str]:
    number = changed.get("id_number") or resident_id()
    form = {
        "username": f"nurse{number[-5:-1]}",
        "password": "一个好密码2023",
        "name": "张㛃",
        "id_type": "resident_id",
        "id_number": number,
        "security_question": QUESTION,
        "security_answer": "吉林",
        "agree": "on",
    } | changed
    form |= {f"{each}_again": form[each] for each in ("password", "name", "id_number")}
    return form | {name: value for name, value in changed.items() if name.endswith("_again")}


async def register(site: Browser, **changed: str) -> dict[str, str]:
    form = registration(**changed)
    answer = await site.post("/register", form)
    assert (answer.status_code, answer.headers.get("location")) == (303, "/me"), answer.text
    return form


async def test_registering_signs_in_and_freezes_the_name(site: Browser) -> None:
    await register(site, username="Zhang.San", name=" 张㛃 ", id_number="11010519491231002x")
    me = await site.get("/me")
    assert me.status_code == 200
    assert "张㛃" in me.text
    row = await Account.objects().first()
    assert row is not None
    assert (row.name, row.username, row.username_key) == ("张㛃", "Zhang.San", "zhang.san")
    assert id_number_of(row) == "11010519491231002X"
    assert b"11010519491231002X" not in bytes(row.id_number)
    assert row.password_hash.startswith("$argon2id$v=19$m=19456,t=2,p=1$")


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"username": "ab"}, "username"),
        ({"username": "a" * 33}, "username"),
        ({"username": "张三丰"}, "username"),
        ({"username": "11010519491231002X"}, "username"),
        ({"password": "short"}, "password"),
        ({"password_again": "another password"}, "password_again"),
        ({"name": "张\u200b三"}, "name"),
        ({"name": "张三\x00"}, "name"),
        ({"name": "三" * 61}, "name"),
        ({"name_again": "李四"}, "name_again"),
        ({"id_type": "driving_licence"}, "id_type"),
        ({"id_number": "110105194912310021"}, "id_number"),
        ({"id_number": "1" * 31}, "id_number"),
        ({"id_number_again": "11010519491231002X"}, "id_number_again"),
        ({"security_question": "nothing"}, "security_question"),
        ({"security_answer": ""}, "security_answer"),
        ({"agree": ""}, "agree"),
    ],
)
async def test_bad_values_are_told_at_the_field_and_change_nothing(
    site: Browser, changed: dict[str, str], field: str
) -> None:
    answer = await site.post("/register", registration(**changed))
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert f'href="#{field}"' in answer.text
    assert 'role="alert"' in answer.text
    assert "一个好密码2023" not in answer.text
    assert "张㛃" in answer.text or "name" in changed or "name_again" in changed
    assert await Account.count() == 0


async def test_a_number_has_one_account_whatever_its_type_and_spelling(site: Browser) -> None:
    await register(site, id_type="passport", id_number="E12345678", username="first-one")
    second = site.another()
    form = registration(id_type="hm_permit", id_number=" e12345678 ", username="second-one")
    answer = await second.post("/register", form)
    assert answer.status_code == 422
    answer = await second.post("/register", form | {"id_type": "passport"})
    assert answer.status_code == 422
    assert "已经注册过" in answer.text
    assert await Account.count() == 1


async def test_a_username_is_taken_without_regard_to_case(site: Browser) -> None:
    await register(site, username="Nurse.Wang")
    answer = await site.another().post("/register", registration(username="nurse.wang"))
    assert answer.status_code == 422
    assert 'id="username-error"' in answer.text


async def test_of_two_who_register_one_number_at_once_one_is_told(site: Browser) -> None:
    number = resident_id()
    browsers = [site.another() for _ in range(4)]
    answers = await asyncio.gather(
        *(
            each.post("/register", registration(id_number=number, username=f"user-{n}"))
            for n, each in enumerate(browsers)
        )
    )
    assert sorted(answer.status_code for answer in answers) == [303, 422, 422, 422]
    assert await Account.count() == 1


async def test_who_asks_for_many_taken_numbers_has_to_wait(site: Browser) -> None:
    number = resident_id()
    await account(id_number=number)
    form = registration(id_number=number)
    for _ in range(30):
        assert (await site.post("/register", form)).status_code == 422
    answer = await site.post("/register", form)
    assert answer.status_code == 429
    assert 3500 < int(answer.headers["retry-after"]) <= 3601
    assert 'id="id_number-error"' in answer.text
    assert f'value="{form["username"]}"' in answer.text, "the form is kept"
    await register(site.another(), username="somebody-else")
    await clock_setting.move(clock.now() + timedelta(hours=1))
    assert (await site.post("/register", form)).status_code == 422


@pytest.mark.parametrize("by", ["username", "number", "spelling"])
async def test_username_and_number_sign_in_with_a_new_cookie(site: Browser, by: str) -> None:
    number = resident_id()
    row = await account(id_number=number, username="Wang.Fang")
    login = {"username": "wang.fang", "number": number, "spelling": f" {number.lower()} "}[by]
    await site.get("/login")
    before = site.client.cookies["baoming"]
    answer = await site.post("/login", {"login": login, "password": PASSWORD})
    assert (answer.status_code, answer.headers["location"]) == (303, "/me")
    assert site.client.cookies["baoming"] != before
    assert "HttpOnly" in answer.headers["set-cookie"]
    assert (await site.get("/me")).status_code == 200
    fresh = await Account.objects().get(Account.id == row.id)
    assert fresh is not None
    assert "m=19456" in fresh.password_hash, "the cheap hash was renewed"
    assert await verify(fresh.password_hash, PASSWORD)


async def test_an_unknown_cookie_is_never_adopted(site: Browser) -> None:
    await account(username="wang")
    site.client.cookies.set("baoming", "planted-by-somebody")
    await site.post("/login", {"login": "wang", "password": PASSWORD})
    assert site.client.cookies.get("baoming", domain="localhost.local") != "planted-by-somebody"
    stranger = site.another()
    stranger.client.cookies.set("baoming", "planted-by-somebody")
    assert (await stranger.get("/me")).headers["location"] == "/login?next=/me"


async def test_guests_leave_no_row(site: Browser) -> None:
    for address in ("/login", "/register", "/recover", "/"):
        assert (await site.get(address)).status_code == 200
    assert await SignIn.count() == 0


async def test_ten_failures_close_one_login_from_one_address(site: Browser) -> None:
    await account(username="wang")
    await account(username="li")
    for _ in range(10):
        answer = await site.post("/login", {"login": "wang", "password": "not this one"})
        assert answer.status_code == 422
        assert "不正确" in answer.text
    answer = await site.post("/login", {"login": "WANG", "password": PASSWORD})
    assert answer.status_code == 429
    assert 0 < int(answer.headers["retry-after"]) <= 901
    other = await site.another().post("/login", {"login": "li", "password": PASSWORD})
    assert other.status_code == 303
    await clock_setting.move(clock.now() + timedelta(minutes=15))
    answer = await site.post("/login", {"login": "wang", "password": PASSWORD})
    assert answer.status_code == 303


async def test_successes_never_count(site: Browser) -> None:
    await account(username="wang")
    for _ in range(12):
        answer = await site.another().post("/login", {"login": "wang", "password": PASSWORD})
        assert answer.status_code == 303


async def test_an_unknown_login_is_answered_like_a_wrong_password(site: Browser) -> None:
    await account(username="wang")
    known = await site.post("/login", {"login": "wang", "password": "not this one"})
    unknown = await site.post("/login", {"login": "nobody", "password": "not this one"})
    assert known.status_code == unknown.status_code == 422
    assert known.text.replace("wang", "nobody") == unknown.text


async def test_after_signing_in_back_to_where_one_was_but_only_here(site: Browser) -> None:
    await account(username="wang")
    guest = await site.get("/me/education")
    assert guest.headers["location"] == "/login?next=/me/education"
    form = {"login": "wang", "password": PASSWORD}
    answer = await site.post("/login?next=/me/education", form)
    assert answer.headers["location"] == "/me/education"
    for bad in ("//evil.example", "https://evil.example", "/\\evil.example", "/\tevil"):
        person = site.another()
        page = f"/login?next={bad.replace(chr(9), '%09')}"
        assert (await person.post(page, form)).headers["location"] == "/me"


async def test_signing_out_ends_it(site: Browser) -> None:
    wang = await candidate(site)
    cookie = wang.client.cookies["baoming"]
    assert (await wang.post("/logout", page="/me")).headers["location"] == "/"
    wang.client.cookies.set("baoming", cookie)
    assert (await wang.get("/me")).status_code == 303
    assert (await site.get("/logout")).status_code == 405


async def test_a_deleted_account_is_nobody(site: Browser) -> None:
    wang = await candidate(site, username="wang", deleted_at=clock.now())
    assert (await wang.get("/me")).status_code == 303
    answer = await site.post("/login", {"login": "wang", "password": PASSWORD})
    assert answer.status_code == 422


async def recover(site: Browser, login: str, **form: str) -> tuple[int, str]:
    answer = await site.post("/recover", {"login": login})
    assert (answer.status_code, answer.headers["location"]) == (303, "/recover/answer")
    given = {
        "security_answer": ANSWER,
        "password": "a new password",
        "password_again": "a new password",
    }
    final = await site.post("/recover/answer", given | form)
    return final.status_code, final.text


async def test_the_right_answer_gives_a_new_password_and_ends_every_sign_in(
    site: Browser,
) -> None:
    number = resident_id()
    wang = await candidate(site, id_number=number, username="wang")
    assert (await recover(site, number, security_answer=" 吉林 "))[0] == 303
    assert (await wang.get("/me")).status_code == 303
    form = {"login": "wang", "password": PASSWORD}
    assert (await site.post("/login", form)).status_code == 422
    form["password"] = "a new password"
    assert (await site.post("/login", form)).status_code == 303


async def test_a_wrong_answer_and_an_unknown_login_look_the_same(site: Browser) -> None:
    await account(username="known-one")
    known = await recover(site.another(), "known-one", security_answer="别处")
    unknown = await recover(site.another(), "nobody-at-all", security_answer="别处")
    assert known[0] == unknown[0] == 422
    assert 'id="security_answer-error"' in known[1]
    first = (await site.get("/recover/answer")).headers["location"]
    assert first == "/recover", "nobody was named yet"
    pages = []
    for _ in range(2):
        person = site.another()
        await person.post("/recover", {"login": "nobody-at-all"})
        shown = (await person.get("/recover/answer")).text
        pages.append(shown[shown.index("问题：") :][:40])
    assert pages[0] == pages[1], "always the same question"


@pytest.mark.parametrize("login", ["wang", "nobody-at-all"])
async def test_ten_wrong_answers_close_a_login_for_the_right_one_too(
    site: Browser, login: str
) -> None:
    await account(username="wang")
    for n in range(10):
        assert (await recover(site, login, security_answer=f"{n}"))[0] == 422
    assert (await recover(site, login))[0] == 429
    assert (await recover(site.another(), login.upper()))[0] == 429
    await clock_setting.move(clock.now() + timedelta(days=1))
    assert (await recover(site, login))[0] == (303 if login == "wang" else 422)


async def test_a_bad_new_password_asks_nobody_for_the_answer(site: Browser) -> None:
    await account(username="wang")
    status, text = await recover(site, "wang", password="short", password_again="short")
    assert status == 422
    assert 'id="password-error"' in text
    assert 'id="security_answer-error"' not in text
    status, text = await recover(site, "wang", password_again="another password")
    assert 'id="password_again-error"' in text


async def test_a_new_password_ends_the_other_sign_ins_only(site: Browser) -> None:
    wang = await candidate(site, username="wang")
    elsewhere = site.another()
    await elsewhere.post("/login", {"login": "wang", "password": PASSWORD})
    form = {"current_password": PASSWORD, "password": "a new password"}
    form["password_again"] = form["password"]
    before = wang.client.cookies["baoming"]
    assert (await wang.post("/me/password", form)).headers["location"] == "/me"
    assert wang.client.cookies.get("baoming", domain="localhost.local") != before
    assert (await wang.get("/me")).status_code == 200
    assert (await elsewhere.get("/me")).status_code == 303


async def test_a_new_question_ends_the_other_sign_ins_only(site: Browser) -> None:
    wang = await candidate(site, username="wang")
    elsewhere = site.another()
    await elsewhere.post("/login", {"login": "wang", "password": PASSWORD})
    form = {
        "current_password": PASSWORD,
        "security_question": QUESTION,
        "security_answer": "上海",
    }
    assert (await wang.post("/me/security", form)).headers["location"] == "/me"
    assert (await wang.get("/me")).status_code == 200
    assert (await elsewhere.get("/me")).status_code == 303


@pytest.mark.parametrize(
    ("login", "shown"),
    [("Wang.Fang", "Wang.Fang"), ("11010519491231002x", "110***********002X")],
)
async def test_a_slip_in_the_login_is_seen_but_no_number_in_full(
    site: Browser, login: str, shown: str
) -> None:
    await site.post("/recover", {"login": login})
    page = await site.get("/recover/answer")
    assert f"您填写的是：{shown}" in page.text
    assert page.headers["cache-control"] == "no-store"
    assert login.upper() not in page.text.replace(shown, "")


async def test_the_present_password_guards_both_changes(site: Browser) -> None:
    wang = await candidate(site)
    wrong = {"current_password": "not this one", "password": "a new password"}
    answer = await wang.post("/me/password", wrong | {"password_again": "a new password"})
    assert answer.status_code == 422
    assert 'id="current_password-error"' in answer.text
    form = {"security_question": QUESTION, "security_answer": "上海"}
    answer = await wang.post("/me/security", form | {"current_password": "not this one"})
    assert answer.status_code == 422
    answer = await wang.post("/me/security", form | {"current_password": PASSWORD})
    assert answer.headers["location"] == "/me"
    assert (await recover(site, wang.account.username, security_answer="上海"))[0] == 303


async def test_a_code_from_the_counter_leads_to_a_new_password_and_nowhere_else(
    site: Browser,
) -> None:
    row = await account(username="wang", password_hash=await hash_password("K7QM-3XHN"))
    code = ResetCode(
        account=row.id, code_hash="", issued_by=1, expires_at=clock.now() + timedelta(days=1)
    )
    await code.save()
    answer = await site.post("/login", {"login": "wang", "password": "K7QM-3XHN"})
    assert answer.headers["location"] == "/me/password"
    assert (await site.get("/me")).headers["location"] == "/me/password"
    again = await site.another().post("/login", {"login": "wang", "password": "K7QM-3XHN"})
    assert again.status_code == 422
    form = {"current_password": "K7QM-3XHN", "password": "a new password"}
    answer = await site.post("/me/password", form | {"password_again": "a new password"})
    assert answer.headers["location"] == "/me"
    assert (await site.get("/me")).status_code == 200


@pytest.mark.parametrize("address", ["/me/password", "/me/security"])
async def test_guests_and_officers_are_led_to_the_sign_in(site: Browser, address: str) -> None:
    assert (await site.get(address)).headers["location"] == f"/login?next={address}"
    posted = await site.post(address, {}, page="/login")
    assert posted.headers["location"] == f"/login?next={address}"
    fragment = await site.get(address, hx_request="true")
    assert fragment.status_code == 401
    assert fragment.headers["hx-redirect"] == f"/login?next={address}"


@pytest.mark.parametrize(
    "address", ["/register", "/login", "/recover", "/recover/answer", "/logout"]
)
async def test_a_form_without_the_token_is_refused(site: Browser, address: str) -> None:
    answer = await site.client.post(address, data={"login": "wang"})
    assert answer.status_code == 403
    await site.get("/login")
    answer = await site.client.post(address, data={"_csrf_token": "é"})
    assert answer.status_code == 403
    answer = await site.client.post(address, files={"_csrf_token": ("a", b"b", "text/plain")})
    assert answer.status_code == 403


async def test_pages_cost_few_queries_and_bytes(site: Browser) -> None:
    wang = await candidate(site)
    costs = {}
    for person, address in (
        (site, "/register"),
        (site, "/login"),
        (site, "/recover"),
        (wang, "/me/password"),
        (wang, "/me/security"),
    ):
        await person.get(address)
        with counted() as queries:
            answer = await person.get(address, accept_encoding="br")
        mine = [q for q in queries if "FROM setting" not in q]
        mine = [q for q in mine if "catalogue_revision" not in q]
        costs[address] = len(mine)
        assert int(answer.headers["content-length"]) <= 4096, address
    assert costs == {
        "/register": 0,
        "/login": 0,
        "/recover": 0,
        "/me/password": 1,
        "/me/security": 1,
    }

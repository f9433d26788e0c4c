import pytest
from tests.app import Browser
from tests.people import PASSWORD, candidate, officer, staff

from baoming.accounts.tables import SignIn
from baoming.desk.tables import Staff


async def sign_in(visitor: Browser, username: str, password: str, **more: str) -> object:
    form = {"username": username, "password": password, **more}
    return await visitor.post("/desk/login", form)


async def test_the_right_password_leads_to_the_desk(visitor: Browser) -> None:
    await staff("site", zone="43", site="430100", username="Changsha.1")

    answer = await sign_in(visitor, " changsha.1 ", PASSWORD)

    assert (answer.status_code, answer.headers["location"]) == (303, "/desk")
    page = await visitor.get("/desk")
    assert page.status_code == 200
    assert "考点（长沙市）" in page.text


async def test_signing_in_changes_the_cookie(visitor: Browser) -> None:
    await staff("center", username="center")
    await visitor.get("/desk/login")
    before = visitor.client.cookies["baoming"]

    await sign_in(visitor, "center", PASSWORD)

    assert visitor.client.cookies["baoming"] != before


@pytest.mark.parametrize(
    ("username", "password", "fields"),
    [
        ("known", "wrong-password", ["password"]),
        ("nobody", PASSWORD, ["password"]),
        ("", "", ["username", "password"]),
        ("x" * 33, PASSWORD, ["username"]),
        ("known", "x" * 129, ["password"]),
        ("known", "a\x00b", ["password"]),
        ("a\x00b", PASSWORD, ["username"]),
    ],
)
async def test_a_refused_sign_in_tells_why_and_keeps_the_name(
    visitor: Browser, username: str, password: str, fields: list[str]
) -> None:
    await staff("center", username="known")

    answer = await sign_in(visitor, username, password)

    assert answer.status_code == 422
    for field in fields:
        assert f'href="#{field}"' in answer.text
    assert password not in answer.text or not password
    assert not username or username.isprintable() is False or f'value="{username}"' in answer.text
    assert await SignIn.count() == 0


async def test_an_unknown_and_a_wrong_name_are_told_the_same(visitor: Browser) -> None:
    await staff("center", username="known")

    known = await sign_in(visitor, "known", "wrong-password")
    unknown = await sign_in(visitor.another(), "nobody1", "wrong-password")

    told = [answer.text.split('class="fault"')[1].split("</p>")[0] for answer in (known, unknown)]
    assert told[0] == told[1]


async def test_after_ten_failures_the_right_password_waits_too(visitor: Browser) -> None:
    await staff("center", username="known")
    for _ in range(10):
        assert (await sign_in(visitor, "known", "wrong-password")).status_code == 422

    blocked = await sign_in(visitor, "KNOWN", PASSWORD)
    other = await sign_in(visitor.another(), "other", PASSWORD)

    assert blocked.status_code == 429
    assert 0 < int(blocked.headers["retry-after"]) <= 15 * 60
    assert other.status_code == 422


async def test_successes_never_count(visitor: Browser) -> None:
    await staff("center", username="known")

    for _ in range(12):
        assert (await sign_in(visitor.another(), "known", PASSWORD)).status_code == 303


async def test_after_signing_in_an_officer_goes_back_within_the_desk_only(
    visitor: Browser,
) -> None:
    await staff("center", username="known")

    for asked, leads in (
        ("/desk/applications?status=draft&page=2", "/desk/applications?status=draft&page=2"),
        ("/desk", "/desk"),
        ("/me", "/desk"),
        ("/desktop", "/desk"),
        ("//evil.example/desk/", "/desk"),
        ("https://evil.example/desk/", "/desk"),
        ("/desk/\\evil.example", "/desk"),
        ("/desk/login", "/desk"),
        ("/desk/logout", "/desk"),
    ):
        answer = await sign_in(visitor.another(), "known", PASSWORD, next=asked)
        assert answer.headers["location"] == leads, asked


async def test_a_candidate_and_an_officer_share_a_browser_and_leave_one_by_one(
    visitor: Browser,
) -> None:
    person = await candidate(visitor)
    await staff("center", username="known")
    await sign_in(person, "known", PASSWORD)

    assert (await person.get("/desk")).status_code == 200
    assert (await person.post("/desk/logout", page="/desk")).headers["location"] == "/desk/login"
    assert (await person.get("/desk")).status_code == 303
    assert await SignIn.count().where(SignIn.account == person.account.id) == 1


async def test_signing_out_ends_the_sign_in(visitor: Browser) -> None:
    person = await officer(visitor, "center")

    await person.post("/desk/logout", page="/desk")

    assert await SignIn.count() == 0
    assert (await person.get("/desk")).status_code == 303


async def test_a_signed_in_officer_is_led_on_from_the_sign_in(visitor: Browser) -> None:
    person = await officer(visitor, "center")

    answer = await person.get("/desk/login?next=/desk/scan")

    assert (answer.status_code, answer.headers["location"]) == (303, "/desk/scan")


async def test_a_closed_account_is_out_at_once(visitor: Browser) -> None:
    person = await officer(visitor, "site", zone="43", site="430100")
    await Staff.update({Staff.active: False}).where(Staff.id == person.staff.id)

    assert (await person.get("/desk")).status_code == 303

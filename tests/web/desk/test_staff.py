import pytest
from tests.app import Browser
from tests.people import PASSWORD, officer, staff

from baoming.accounts.tables import SignIn
from baoming.audit.tables import Look
from baoming.desk.tables import Staff


async def test_the_center_adds_an_account_that_signs_in(visitor: Browser) -> None:
    center = await officer(visitor, "center")

    answer = await center.post(
        "/desk/staff",
        {
            "username": "Changsha.1",
            "password": PASSWORD,
            "role": "site",
            "zone": "43",
            "site": "430100",
        },
    )

    assert (answer.status_code, answer.headers["location"]) == (303, "/desk/staff?zone=43")
    page = await center.get("/desk/staff?zone=43")
    assert "Changsha.1" in page.text
    assert "长沙市" in page.text
    other = visitor.another()
    signed = await other.post("/desk/login", {"username": "changsha.1", "password": PASSWORD})
    assert signed.status_code == 303
    (look,) = await Look.objects()
    assert (look.action, look.subject, look.actor) == (
        "staff:add",
        "Changsha.1",
        str(center.staff.id),
    )


async def test_a_zone_adds_points_of_its_own_and_is_offered_no_other(visitor: Browser) -> None:
    zone = await officer(visitor, "zone", zone="31")

    page = await zone.get("/desk/staff")
    assert 'name="zone"' not in page.text
    assert 'value="center"' not in page.text
    assert 'value="430100"' not in page.text
    added = await zone.post(
        "/desk/staff",
        {"username": "huangpu", "password": PASSWORD, "role": "point", "point": "31010101"},
    )
    elsewhere = await zone.post(
        "/desk/staff",
        {
            "username": "changsha",
            "password": PASSWORD,
            "role": "site",
            "site": "430100",
            "zone": "43",
        },
    )

    assert (added.status_code, elsewhere.status_code) == (303, 422)
    row = await Staff.objects().get(Staff.username_key == "huangpu")
    assert (row.zone, row.site, row.point) == ("31", "310101", "31010101")
    assert not await Staff.exists().where(Staff.username_key == "changsha")


async def test_bad_values_are_told_at_their_fields_and_kept(visitor: Browser) -> None:
    center = await officer(visitor, "center", username="taken")

    answer = await center.post(
        "/desk/staff", {"username": "TAKEN", "password": "long-enough", "role": "center"}
    )
    short = await center.post(
        "/desk/staff", {"username": "a b", "password": "short", "role": "zone", "zone": ""}
    )

    assert answer.status_code == 422
    assert 'href="#username"' in answer.text
    assert 'value="TAKEN"' in answer.text
    assert "long-enough" not in answer.text
    assert short.status_code == 422
    for field in ("username", "password", "zone"):
        assert f'href="#{field}"' in short.text
    assert await Staff.count() == 1


async def test_closing_ends_the_sign_ins_and_opening_gives_the_account_back(
    visitor: Browser,
) -> None:
    zone = await officer(visitor, "zone", zone="43")
    site = await officer(visitor, "site", zone="43", site="430100", username="changsha")
    assert (await site.get("/desk")).status_code == 200

    closed = await zone.post(f"/desk/staff/{site.staff.id}/close", page="/desk/staff")

    assert (closed.status_code, closed.headers["location"]) == (303, "/desk/staff")
    assert (await site.get("/desk")).status_code == 303
    assert await SignIn.count().where(SignIn.staff == site.staff.id) == 0
    form = {"username": "changsha", "password": PASSWORD}
    assert (await visitor.another().post("/desk/login", form)).status_code == 422
    await zone.post(f"/desk/staff/{site.staff.id}/open", page="/desk/staff")
    assert (await visitor.another().post("/desk/login", form)).status_code == 303


async def test_only_own_accounts_are_closed(visitor: Browser) -> None:
    zone = await officer(visitor, "zone", zone="43")
    other = await staff("site", zone="44", site="440100")

    unknown = await zone.post("/desk/staff/9999999/close", page="/desk/staff")
    elsewhere = await zone.post(f"/desk/staff/{other.id}/close", page="/desk/staff")
    center = await officer(visitor, "center")
    own = await center.post(f"/desk/staff/{center.staff.id}/close", page="/desk/staff")

    assert (unknown.status_code, elsewhere.status_code, own.status_code) == (404, 404, 409)
    assert await Staff.count().where(Staff.active.eq(True)) == 3


@pytest.mark.parametrize("role", ["site", "point"])
async def test_a_site_and_a_point_manage_nobody(visitor: Browser, role: str) -> None:
    person = await officer(visitor, role, zone="43", site="430100", point="43010001")

    shown = await person.get("/desk/staff")
    added = await person.post("/desk/staff", page="/desk")
    closed = await person.post("/desk/staff/1/close", page="/desk")

    assert [shown.status_code, added.status_code, closed.status_code] == [403, 403, 403]
    assert "人才中心和考区" in shown.text

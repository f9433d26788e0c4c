import pytest
from tests.people import PASSWORD, staff

from baoming.catalogue import current
from baoming.desk import staff as officers
from baoming.desk.officer import Officer
from baoming.desk.tables import Staff
from baoming.errors import Conflict, Invalid, NotAllowed, NotFound

CENTER = Officer(1000, "center", "center")
HUNAN = Officer(1001, "hunan", "zone", zone="43")


async def add(username: str = "new.officer", role: str = "site", **codes: object) -> Staff:
    return await officers.add(await current.newest(), username, PASSWORD, role, **codes)


async def test_the_narrowest_code_says_the_others() -> None:
    point = await add("a.point", "point", point="31010101")
    site = await add("a.site", "site", site="430100")
    zone = await add("a.zone", "zone", zone="43")
    center = await add("a.center", "center")

    assert (point.zone, point.site, point.point) == ("31", "310101", "31010101")
    assert (site.zone, site.site, site.point) == ("43", "430100", None)
    assert (zone.zone, zone.site, zone.point) == ("43", None, None)
    assert (center.zone, center.site, center.point) == (None, None, None)


@pytest.mark.parametrize(
    ("role", "codes", "field"),
    [
        ("king", {}, "role"),
        ("zone", {}, "zone"),
        ("zone", {"zone": "99"}, "zone"),
        ("site", {"zone": "43"}, "site"),
        ("site", {"site": "999999"}, "site"),
        ("site", {"site": "430100", "zone": "44"}, "zone"),
        ("point", {"point": "1"}, "point"),
        ("point", {"point": "31010101", "site": "310104"}, "site"),
    ],
)
async def test_a_place_that_cannot_be_is_told_at_its_field(
    role: str, codes: dict[str, str], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        await add(role=role, **codes)
    assert list(refused.value.errors) == [field]


@pytest.mark.parametrize("username", ["ab", "a" * 33, "有中文", "a b c", "", "a\x00bc"])
async def test_a_username_of_another_form_is_refused(username: str) -> None:
    with pytest.raises(Invalid) as refused:
        await add(username, site="430100")
    assert list(refused.value.errors) == ["username"]


async def test_a_username_is_taken_in_any_case() -> None:
    await add("Hunan.One", site="430100")

    with pytest.raises(Invalid) as refused:
        await add("hunan.one", site="430200")
    assert refused.value.errors == {"username": "这个用户名已有人使用，请换一个。"}


async def test_a_zone_adds_for_its_own_sites_and_points_only() -> None:
    added = await add("changsha", site="430100", by=HUNAN)
    assert added.zone == "43"
    for role, codes in (
        ("site", {"site": "440100"}),
        ("zone", {"zone": "43"}),
        ("center", {}),
    ):
        with pytest.raises(Invalid):
            await add("other", role, by=HUNAN, **codes)


@pytest.mark.parametrize("role", ["site", "point"])
async def test_a_site_and_a_point_add_nobody(role: str) -> None:
    officer = Officer(7, "x", role, zone="31", site="310101", point="31010101")

    with pytest.raises(NotAllowed):
        await add("other", by=officer, site="310101")


async def test_the_right_password_of_an_open_account_signs_in() -> None:
    known = await staff("site", zone="43", site="430100", username="Changsha")

    assert (await officers.verified("changsha", PASSWORD)).id == known.id
    assert await officers.verified("changsha", PASSWORD + "x") is None
    assert await officers.verified("nobody", PASSWORD) is None
    await officers.set_active(HUNAN, known.id, False)
    assert await officers.verified("changsha", PASSWORD) is None


async def test_a_zone_closes_its_own_accounts_only_and_nobody_their_own() -> None:
    other = await staff("site", zone="44", site="440100")
    peer = await staff("zone", zone="43")
    center = await staff("center")

    for id in (other.id, peer.id, center.id, 99999):
        with pytest.raises(NotFound):
            await officers.set_active(HUNAN, id, False)
    with pytest.raises(Conflict):
        await officers.set_active(Officer(center.id, "c", "center"), center.id, False)
    assert await officers.set_active(CENTER, other.id, False)

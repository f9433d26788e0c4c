import pytest

from baoming.catalogue import current
from baoming.desk.officer import Officer
from baoming.desk.place import Place, place, unit

CENTER = Officer(1, "center", "center")
SHANGHAI = Officer(2, "shanghai", "zone", zone="31")
HUANGPU = Officer(3, "huangpu", "site", zone="31", site="310101")
POINT = Officer(4, "point", "point", zone="31", site="310101", point="31010101")


@pytest.mark.parametrize(
    ("officer", "asked", "expected"),
    [
        (CENTER, {}, Place()),
        (CENTER, {"zone": "43"}, Place("zone", "43")),
        (CENTER, {"site": "430100"}, Place("site", "430100")),
        (CENTER, {"zone": "44", "site": "430100"}, None),
        (CENTER, {"site": "310104", "point": "31010101"}, None),
        (CENTER, {"site": "000000"}, None),
        (SHANGHAI, {}, Place("zone", "31")),
        (SHANGHAI, {"site": "310101"}, Place("site", "310101")),
        (SHANGHAI, {"point": "31010101"}, Place("registration_point", "31010101")),
        (SHANGHAI, {"site": "430100"}, None),
        (HUANGPU, {}, Place("site", "310101")),
        (HUANGPU, {"zone": "31"}, Place("site", "310101")),
        (HUANGPU, {"zone": "43"}, None),
        (POINT, {}, Place("registration_point", "31010101")),
        (POINT, {"site": "310101"}, Place("registration_point", "31010101")),
        (POINT, {"point": "31010401"}, None),
    ],
)
async def test_a_place_is_the_narrowest_of_own_and_asked(
    officer: Officer, asked: dict[str, str], expected: Place | None
) -> None:
    assert place(officer, await current.newest(), **asked) == expected


async def test_an_office_is_named_by_its_place() -> None:
    catalogue = await current.newest()
    assert unit(CENTER, catalogue) == "人才中心"
    assert unit(SHANGHAI, catalogue) == "考区（上海）"
    assert unit(HUANGPU, catalogue) == "考点（黄浦区）"
    assert unit(POINT, catalogue) == "报名点（黄浦区卫生健康委员会网上确认机构）"

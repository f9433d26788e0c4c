"""Autosaves that race with another write, by pages that were opened before it."""

import pytest
from tests.app import Browser
from tests.filling import apply, fill, row_of, submit
from tests.people import Candidate, candidate

from baoming.applications.autosave import Typed, autosave
from baoming.applications.dossier import Dossier, open_own
from baoming.applications.sections import BY_NAME
from baoming.applications.tables import Application
from baoming.errors import Conflict

CONTACT = BY_NAME["contact"]


def typed(replaces: dict[str, list[str]] | None = None, **values: str) -> Typed:
    given = {name: [value] for name, value in values.items()}
    return Typed(given, frozenset(values), replaces or {})


async def opened(visitor: Browser) -> tuple[Candidate, Dossier]:
    wang = await candidate(visitor)
    return wang, await open_own(await apply(wang), wang.account)


async def write(number: str, **columns: object) -> None:
    changes = {getattr(Application, name): value for name, value in columns.items()}
    changes[Application.version] = Application.version + 1
    await Application.update(changes).where(Application.number == number)


async def test_a_write_elsewhere_in_between_is_seen_and_both_stay(visitor: Browser) -> None:
    _, dossier = await opened(visitor)
    await write(dossier.row.number, employer="长沙市第一人民医院")
    judged = await autosave(dossier, CONTACT, typed(mobile="13800001234"))
    assert (judged.written, judged.conflicts) == ({"mobile": "13800001234"}, {})
    row = await row_of(dossier.row.number)
    assert (row.mobile, row.employer, row.version) == ("13800001234", "长沙市第一人民医院", 2)


async def test_the_same_field_written_in_between_is_not_overwritten(visitor: Browser) -> None:
    _, dossier = await opened(visitor)
    await write(dossier.row.number, address="株洲")
    judged = await autosave(
        dossier, CONTACT, typed({"address": [""]}, address="长沙", postcode="410011")
    )
    assert judged.conflicts == {"address": "株洲"}
    assert judged.written == {"postcode": "410011"}
    assert (await row_of(dossier.row.number)).address == "株洲"


async def test_submitted_in_between_nothing_is_written(visitor: Browser) -> None:
    wang, dossier = await opened(visitor)
    number = dossier.row.number
    await fill(wang, number)
    stale = await open_own(number, wang.account)
    await submit(wang, number)
    before = (await row_of(number)).to_dict()
    with pytest.raises(Conflict) as refused:
        await autosave(stale, CONTACT, typed({"mobile": ["13800001234"]}, mobile="13900001234"))
    assert refused.value.status == "submitted"
    assert (await row_of(number)).to_dict() == before


async def test_another_zone_in_between_judges_anew(visitor: Browser) -> None:
    _, dossier = await opened(visitor)
    await write(dossier.row.number, zone="33")
    judged = await autosave(dossier, BY_NAME["site"], typed(site="430100"))
    assert judged.errors == {"site": "报名地市（考点）不在可选范围内，请从列表中选择。"}
    assert (await row_of(dossier.row.number)).site is None


async def test_an_empty_place_is_free_and_emptying_needs_to_have_seen(visitor: Browser) -> None:
    wang, dossier = await opened(visitor)
    number = dossier.row.number
    assert (await autosave(dossier, CONTACT, typed(phone="0731-1234"))).written == {
        "phone": "0731-1234"
    }
    emptied = await autosave(await open_own(number, wang.account), CONTACT, typed(phone=""))
    assert emptied.conflicts == {"phone": "0731-1234"}
    seen = typed({"phone": [" 0731-1234"]}, phone="")
    emptied = await autosave(await open_own(number, wang.account), CONTACT, seen)
    assert (emptied.written, (await row_of(number)).phone) == ({"phone": None}, None)

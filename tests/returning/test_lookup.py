"""The candidate's own row, the guard, and nobody else's data."""

from datetime import date
from typing import Any

import pytest
from tests import people
from tests.returning.lists import resident_id, row, sheet

from baoming import clock
from baoming.accounts.identity import index_of
from baoming.accounts.tables import Account, RequestCase
from baoming.catalogue.current import Catalogue
from baoming.database import counted
from baoming.returning.importing import take_file
from baoming.returning.lookup import Found, find
from baoming.returning.reading import of_bytes
from baoming.returning.tables import PastResultLink

BORN = date(1992, 3, 4)
NUMBER = row()["id_number"]
OTHER = people.resident_id(BORN)


@pytest.fixture(autouse=True)
async def results(book: Catalogue) -> None:
    await take(row(), row(id_number=resident_id(7), name="李敏", birth_date="1980-01-01"))


async def take(*lines: dict[str, str]) -> None:
    await take_file(of_bytes(sheet(lines)), "2023", "2023.csv")


async def wang(**columns: Any) -> Account:
    return await people.account(**{"name": "王秀英", "id_number": NUMBER, **columns})


async def merge(account: Account, status: str, **columns: Any) -> None:
    case = RequestCase(
        account=account.id,
        status=status,
        reason="换了证件",
        created_at=clock.now(),
        **{"kind": "merge_scores", "exam": "2023", **columns},
    )
    await case.save()


async def test_the_own_row_is_found_by_type_and_number_in_one_query() -> None:
    account = await wang(name="王某")
    with counted() as queries:
        found = await find(account, "2023", BORN)
    assert len(queries) == 1
    assert found.past is not None
    assert found.past.data["name"] == "王秀英"
    assert not found.guarded


async def test_the_row_of_the_latest_file_counts() -> None:
    account = await wang()
    await take(row(employer="甲"))
    await take(row(employer="乙"))
    found = await find(account, "2023", BORN)
    assert found.past is not None
    assert found.past.data["employer"] == "乙"


@pytest.mark.parametrize("exam", ["", "2022", "2024"])
async def test_another_exam_has_no_row(exam: str) -> None:
    assert await find(await wang(), exam, BORN) == Found()


@pytest.mark.parametrize(
    "columns",
    [
        {"id_number": OTHER},
        {"id_number": OTHER, "name": " 王秀英　"},
        {"id_type": "passport", "id_number": NUMBER},
        {"id_type": "passport", "id_number": "E12345678"},
    ],
)
async def test_a_namesake_of_the_same_birth_date_raises_the_guard_and_tells_nothing(
    columns: dict[str, str],
) -> None:
    found = await find(await wang(**columns), "2023", BORN)
    assert found == Found(past=None, namesake=True)
    assert found.guarded


@pytest.mark.parametrize(
    ("columns", "born"),
    [
        ({"name": "王秀", "id_number": OTHER}, BORN),
        ({"id_number": people.resident_id(date(1992, 3, 5))}, BORN),
        ({"id_type": "passport", "id_number": "E12345678"}, date(1992, 3, 5)),
        ({"id_type": "passport", "id_number": "E12345678"}, None),
    ],
)
async def test_another_name_or_birth_date_raises_no_guard(
    columns: dict[str, str], born: date | None
) -> None:
    assert await find(await wang(**columns), "2023", born) == Found()


async def test_the_birth_date_that_the_number_tells_goes_before_what_is_said() -> None:
    assert await find(await wang(id_number=OTHER), "2023", date(1980, 1, 1)) == Found(namesake=True)


async def test_who_has_an_own_row_sees_no_guard() -> None:
    await take(row(id_number=OTHER, id_type="resident_id"))
    found = await find(await wang(), "2023", BORN)
    assert found.past is not None
    assert not found.guarded


@pytest.mark.parametrize(("status", "guarded"), [("open", True), ("refused", False)])
async def test_the_guard_stands_until_the_case_is_decided(status: str, guarded: bool) -> None:
    account = await wang(id_number=OTHER)
    await merge(account, status)
    found = await find(account, "2023", BORN)
    assert (found.past, found.case, found.guarded) == (None, status, guarded)


async def test_a_second_case_after_a_refusal_raises_the_guard_again() -> None:
    account = await wang(id_number=OTHER)
    await merge(account, "refused")
    await merge(account, "open")
    assert (await find(account, "2023", BORN)).guarded


async def test_a_case_of_another_kind_exam_or_account_changes_nothing() -> None:
    account = await wang(id_number=OTHER)
    await merge(account, "refused", kind="change")
    await merge(account, "refused", exam="2022")
    await merge(await people.account(), "refused")
    assert await find(account, "2023", BORN) == Found(namesake=True)


async def test_a_linked_row_counts_as_own_and_raises_nobody_elses_guard() -> None:
    account, stranger = await wang(id_number=OTHER), await wang(id_number=people.resident_id(BORN))
    await PastResultLink(
        account=account.id,
        exam="2023",
        id_type="resident_id",
        id_number_index=index_of(NUMBER),
        created_at=clock.now(),
    ).save()
    await merge(account, "approved")
    found = await find(account, "2023", BORN)
    assert found.past is not None
    assert found.past.data["name"] == "王秀英"
    assert not found.guarded
    assert await find(stranger, "2023", BORN) == Found()

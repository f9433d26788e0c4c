import asyncio
from datetime import date
from uuid import uuid4

import pytest
from tests.applied import again, application
from tests.people import account, add_education

from baoming.candidates import education
from baoming.candidates.tables import Education
from baoming.database import Engine
from baoming.errors import Conflict, NotFound
from baoming.fields import bind

FACTS = {
    "qualification": "bachelor",
    "degree": "bachelor",
    "school": "吉林大学",
    "school_note": None,
    "major": "护理学",
    "study_form": "full_time",
    "years_of_schooling": 4,
    "graduated_on": date(2015, 7, 1),
    "certificate_number": "101831201505001234",
}
GIVEN = {name: [str(value)] for name, value in FACTS.items() if value is not None}


async def stored(id):
    return await Education.select().where(Education.id == id).first()


async def test_add_keeps_every_answer_unverified(engine: Engine) -> None:
    person = await account()
    id = await education.add(person.id, FACTS)
    (record,) = await education.listed(person.id)
    assert {name: record[name] for name in FACTS} == FACTS
    assert (record["id"], record["verification"], bool(record["closed"])) == (
        id,
        "unverified",
        False,
    )


async def test_add_refuses_a_sixth(engine: Engine) -> None:
    person = await account()
    for _ in range(5):
        await education.add(person.id, FACTS)
    with pytest.raises(Conflict):
        await education.add(person.id, FACTS)
    assert len(await education.listed(person.id)) == 5


async def test_add_of_two_fifths_at_once_lets_one_in(engine: Engine) -> None:
    person = await account()
    for _ in range(4):
        await education.add(person.id, FACTS)
    tries = [education.add(person.id, FACTS) for _ in range(4)]
    results = await asyncio.gather(*tries, return_exceptions=True)
    assert sorted(type(each).__name__ for each in results) == ["Conflict"] * 3 + ["int"]
    assert len(await education.listed(person.id)) == 5


async def test_a_removed_record_makes_room(engine: Engine) -> None:
    person = await account()
    ids = [await education.add(person.id, FACTS) for _ in range(5)]
    await education.remove(person.id, await education.own(person.id, ids[0]))
    assert await education.add(person.id, FACTS)
    assert [each["id"] for each in await education.listed(person.id)][:4] == ids[1:]


@pytest.mark.parametrize("verification", ["passed", "failed"])
async def test_change_of_a_fact_is_unverified_again(engine: Engine, verification: str) -> None:
    person = await account()
    row = await add_education(person.id, verification=verification)
    record = await education.own(person.id, row.id)
    await education.change(person.id, record, {"major": record["major"]})
    assert (await stored(row.id))["verification"] == verification
    await education.change(person.id, record, {"major": "临床医学"})
    changed = await stored(row.id)
    assert (changed["major"], changed["verification"]) == ("临床医学", "unverified")
    assert changed["school"] == record["school"]


async def test_another_persons_record_is_unknown(engine: Engine) -> None:
    row = await add_education((await account()).id)
    with pytest.raises(NotFound):
        await education.own((await account()).id, row.id)
    with pytest.raises(NotFound):
        await education.own(uuid4(), 10**30)


@pytest.mark.parametrize(
    ("status", "before", "closed"),
    [
        ("draft", None, False),
        ("refused", None, False),
        ("submitted", None, True),
        ("confirmed", None, True),
        ("site_approved", None, True),
        ("qualified", None, True),
        ("rejected", "confirmed", True),
        ("abandoned", None, False),
        ("abandoned", "draft", False),
        ("abandoned", "refused", False),
        ("abandoned", "submitted", True),
    ],
)
async def test_record_is_closed_while_a_submitted_application_cites_it(
    engine: Engine, status: str, before: str | None, closed: bool
) -> None:
    person = await account()
    row = await add_education(person.id)
    await application(person.id, status=status, status_before=before, education=row.id)
    record = await education.own(person.id, row.id)
    assert bool(record["closed"]) is closed
    if not closed:
        education.require_open(record)
        await education.change(person.id, record, {"major": "药学"})
        await education.remove(person.id, record)
        return
    with pytest.raises(Conflict):
        education.require_open(record)
    for verb in (
        education.change(person.id, record, {"major": "药学"}),
        education.change(person.id, record, {"major": record["major"]}),
        education.remove(person.id, record),
    ):
        with pytest.raises(Conflict):
            await verb
    kept = await stored(row.id)
    assert (kept["major"], kept["deleted_at"]) == (record["major"], None)


async def test_remove_clears_the_citation_of_a_draft_only_where_it_is_cited(
    engine: Engine,
) -> None:
    person = await account()
    cited, other = await add_education(person.id), await add_education(person.id)
    draft = await application(person.id, education=cited.id)
    await education.remove(person.id, await education.own(person.id, other.id))
    assert (await again(draft)).education == cited.id
    await education.remove(person.id, await education.own(person.id, cited.id))
    after = await again(draft)
    assert (after.education, after.version) == (None, 1)


async def test_change_gives_the_citing_draft_a_new_version(engine: Engine) -> None:
    """So a submission that has read the old record fails."""
    person = await account()
    row = await add_education(person.id)
    draft = await application(person.id, education=row.id)
    await education.change(person.id, await education.own(person.id, row.id), {"major": "药学"})
    assert ((await again(draft)).version, (await again(draft)).education) == (1, row.id)


async def test_change_of_a_record_removed_meanwhile(engine: Engine) -> None:
    person = await account()
    row = await add_education(person.id)
    record = await education.own(person.id, row.id)
    await education.remove(person.id, record)
    with pytest.raises(NotFound):
        await education.change(person.id, record, {"major": "药学"})


def test_fields_take_the_contracts_names() -> None:
    bound = bind(education.fields(date(2023, 12, 5)), GIVEN)
    assert (bound.errors, bound.data) == ({}, FACTS)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("qualification", "phd"),
        ("degree", ""),
        ("school", "校" * 101),
        ("school_note", "校" * 101),
        ("major", "药\x00学"),
        ("study_form", "night"),
        ("years_of_schooling", "9"),
        ("years_of_schooling", "三"),
        ("graduated_on", "2023-12-06"),
        ("graduated_on", "2015-02-30"),
        ("certificate_number", "1" * 41),
    ],
)
def test_fields_refuse(name: str, value: str) -> None:
    bound = bind(education.fields(date(2023, 12, 5)), {**GIVEN, name: [value]})
    assert list(bound.errors) == [name]


def test_fields_take_today_as_the_day_of_graduation() -> None:
    given = {**GIVEN, "graduated_on": ["2023-12-05"]}
    assert bind(education.fields(date(2023, 12, 5)), given).ok

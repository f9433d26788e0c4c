"""No impossible state: with the clock going to and fro under load, and each rule can be broken."""

import asyncio
import random
from dataclasses import dataclass

import pytest
from tests.app import Browser
from tests.filling import SITES, row_of, submitted
from tests.people import AtDesk, Candidate, candidate, officer
from tests.slots import photo
from tests.visiting import move_clock

from baoming.applications import snapshot
from baoming.applications.invariants import RULES, broken
from baoming.applications.settling import settle_all
from baoming.database import execute

MOMENTS = (
    "2023-12-05T12:00:00+08:00",
    "2023-12-14T12:00:00+08:00",
    "2023-12-15T12:00:00+08:00",
    "2023-12-16T12:00:00+08:00",
    "2023-12-17T12:00:00+08:00",
    "2024-01-11T12:00:00+08:00",
)
ROUNDS = 20
PLACES = {"43": "430100", "12": SITES["12"]["site"]}


@dataclass
class Case:
    person: Candidate
    number: str
    site: AtDesk
    zone: AtDesk


async def test_the_clock_to_and_fro_under_load_leaves_no_impossible_state(
    visitor: Browser,
) -> None:
    chance = random.Random(20231205)
    cases = [await case(visitor, zone) for zone in ("43", "43", "12", "12")]
    for _ in range(ROUNDS):
        await asyncio.gather(
            settle_all(),
            *(act(chance, each) for each in cases),
            move_clock(chance.choice(MOMENTS)),
            *(act(chance, each) for each in cases),
            settle_all(),
            *(act(chance, each) for each in cases),
            move_clock(chance.choice(MOMENTS)),
            settle_all(),
        )
        assert await broken() == []


async def case(visitor: Browser, zone: str) -> Case:
    person = await candidate(visitor)
    number = await submitted(person, zone)
    return Case(
        person,
        number,
        await officer(visitor, "site", zone=zone, site=PLACES[zone]),
        await officer(visitor, "zone", zone=zone),
    )


async def act(chance: random.Random, case: Case) -> None:
    """One of the things that somebody might do just now; refused or not, never a fault of ours."""
    here = f"/applications/{case.number}"
    record = f"/desk{here}"
    decided = {"reason": "核对", "until": "2024-01-10"}
    items = {"item": ["material:identity", "section:contact"]}
    print_ = await snapshot.latest(await row_of(case.number))
    code = {"code": print_.code if print_ else ""}
    file = {"file": ("证件.jpg", photo(60, 80), "image/jpeg")}
    who, address, form, files = chance.choice(
        [
            (case.person, f"{here}/submit", {}, None),
            (case.person, f"{here}/withdraw", {}, None),
            (case.person, f"{here}/contact", {"mobile": "13800001234"}, None),
            (case.person, f"{here}/materials/identity", {}, file),
            (case.site, f"{record}/confirm", code, None),
            (case.site, f"{record}/approve", {}, None),
            (case.site, f"{record}/reject", decided, None),
            (case.site, f"{record}/refuse", decided | items, None),
            (case.zone, f"{record}/reopen", decided, None),
            (case.zone, f"{record}/extend", decided, None),
            (case.zone, f"{record}/restore", decided, None),
            (case.zone, f"{record}/revoke", decided, None),
            (case.zone, f"{record}/return", decided, None),
        ]
    )
    page = "/me" if who is case.person else "/desk"
    answer = await who.post(address, form, page=page, files=files)
    # On site there is no slot to send a file to.
    expected = (303, 404, 409, 422) if files else (303, 409, 422)
    assert answer.status_code in expected, (address, answer.status_code)
    shown = await case.person.get(here)
    assert shown.status_code == 200


BREAKS = {
    "the last event leads to the status": "UPDATE application SET status = 'confirmed'",
    "each event begins where the one before ended": (
        "INSERT INTO event (application, kind, actor_kind, actor_name, from_status, to_status, at)"
        " SELECT id, 'confirm', 'staff', '', 'draft', 'submitted', created_at FROM application"
    ),
    "who was given up missed a deadline, or was deleted": (
        "UPDATE application SET status = 'abandoned', abandoned_by = NULL"
    ),
    "only who was given up missed a deadline": "UPDATE application SET abandoned_by = 'window'",
    "who is refused knows what to mend, who is rejected by whom": (
        "UPDATE application SET status = 'refused'"
    ),
    "each refusal is a round": "UPDATE application SET rounds = 1",
    "who is further than a draft was submitted or imported": "UPDATE application SET revision = 0",
    "each submission has its print": "DELETE FROM snapshot",
    "only what was reopened waits untouched": (
        "UPDATE application SET untouched = true, status = 'draft'"
    ),
}


@pytest.mark.parametrize("rule", RULES)
async def test_each_rule_finds_what_breaks_it(visitor: Browser, rule: str) -> None:
    number = await submitted(await candidate(visitor))
    assert await broken() == []
    await execute(BREAKS[rule])
    assert {each.rule: each.numbers for each in await broken()}[rule] == (number,)

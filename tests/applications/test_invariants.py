"""No impossible state: with the clock going to and fro under load, and each rule can be broken."""

import asyncio
import random

import pytest
from tests.app import Browser
from tests.filling import row_of, submitted
from tests.people import AtDesk, Candidate, candidate, officer
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
)
ROUNDS = 12


async def test_the_clock_to_and_fro_under_load_leaves_no_impossible_state(
    visitor: Browser,
) -> None:
    chance = random.Random(20231205)
    people = [await candidate(visitor) for _ in range(3)]
    numbers = [await submitted(person) for person in people]
    site = await officer(visitor, "site", zone="43", site="430100")
    zone = await officer(visitor, "zone", zone="43")
    for _ in range(ROUNDS):
        await move_clock(chance.choice(MOMENTS))
        await asyncio.gather(
            settle_all(),
            settle_all(),
            *(
                act(chance, person, number, site, zone)
                for person, number in zip(people, numbers, strict=True)
                for _ in range(3)
            ),
        )
        assert await broken() == []


async def act(
    chance: random.Random, person: Candidate, number: str, site: AtDesk, zone: AtDesk
) -> None:
    """One of the things that somebody might do just now; refused or not, never a fault of ours."""
    here, record = f"/applications/{number}", f"/desk/applications/{number}"
    decided = {"reason": "核对", "until": "2024-01-10"}
    print_ = await snapshot.latest(await row_of(number))
    code = {"code": print_.code if print_ else ""}
    who, address, form = chance.choice(
        [
            (person, f"{here}/submit", {}),
            (person, f"{here}/withdraw", {}),
            (person, f"{here}/contact", {"mobile": "13800001234"}),
            (site, f"{record}/confirm", code),
            (site, f"{record}/approve", {}),
            (site, f"{record}/reject", decided),
            (zone, f"{record}/reopen", decided),
            (zone, f"{record}/extend", decided),
            (zone, f"{record}/restore", decided),
            (zone, f"{record}/revoke", decided),
            (zone, f"{record}/return", decided),
        ]
    )
    answer = await who.post(address, form, page="/me" if who is person else "/desk")
    assert answer.status_code in (303, 409, 422), (address, answer.status_code)
    page = await person.get(here)
    assert page.status_code == 200


BREAKS = {
    "the last event leads to the status": "UPDATE application SET status = 'confirmed'",
    "each event begins where the one before ended": (
        "INSERT INTO event (application, kind, actor_kind, actor_name, from_status, to_status, at)"
        " SELECT id, 'confirm', 'staff', '', 'draft', 'submitted', created_at FROM application"
    ),
    "who was given up missed a deadline, or was deleted": (
        "UPDATE application SET status = 'abandoned', abandoned_by = NULL"
    ),
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

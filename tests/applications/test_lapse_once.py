"""A deadline that has passed is written once: two processes settle while pages are read and forms
are sent, on each of the applications."""

import asyncio
import json
import random
import sys
from asyncio.subprocess import PIPE, Process, create_subprocess_exec
from pathlib import Path

from tests.app import Browser
from tests.papers import ONLINE, Paper, application
from tests.people import AtDesk, Candidate, candidate, officer
from tests.visiting import move_clock

from baoming.applications.invariants import broken
from baoming.applications.tables import Event
from baoming.database import execute

EACH = 10
AFTER_ALL = "2024-01-01T00:00:00+08:00"
SETTLER = Path(__file__).parents[1] / "settler.py"
EXPECTED = {
    "draft": ("lapse", "abandoned", "window"),
    "submitted": ("lapse", "abandoned", "confirmation"),
    "refused": ("lapse", "abandoned", "reupload"),
    "reopened": ("keep", "confirmed", "personal"),
}

Filed = tuple[str, Candidate, Paper]


async def test_two_workers_and_pages_at_once_write_one_event_each(
    visitor: Browser, database_url: str
) -> None:
    filed = [await file(visitor, kind) for kind in EXPECTED for _ in range(EACH)]
    await move_clock(AFTER_ALL)
    offices = {zone: await officer(visitor, "zone", zone=zone) for zone in ("43", "31")}
    settlers = [await settler(database_url) for _ in range(2)]
    random.Random(7).shuffle(filed)
    for each in filed[:5]:
        await ask(each, offices)
    written_by_workers, *_ = await asyncio.gather(
        settled(settlers), *(ask_all(filed[5 + n :: 4], offices) for n in range(4))
    )
    assert 0 < written_by_workers <= len(filed) - 5
    events = await Event.select(Event.application, Event.kind, Event.to_status, Event.detail).where(
        Event.actor_kind == "clock"
    )
    found = {each["application"]: each for each in events}
    assert len(events) == len(found) == len(filed)
    for kind, person, paper in filed:
        event = found[paper.row.id]
        told = (event["kind"], event["to_status"], json.loads(event["detail"])["deadline"])
        assert told == EXPECTED[kind]
        page = await person.get(f"/applications/{paper.row.number}")
        assert f'data-status="{EXPECTED[kind][1]}"' in page.text
    assert await broken() == []


async def file(visitor: Browser, kind: str) -> Filed:
    """As it lies there when its date passes."""
    person = await candidate(visitor)
    status = "submitted" if kind == "reopened" else kind
    place = ONLINE if kind == "refused" else {}
    paper = await application(status, owner=person.account, **place)
    if kind == "reopened":
        await execute(
            "UPDATE application SET untouched = {}, personal_until = {} WHERE id = {}",
            True,
            paper.row.created_at,
            paper.row.id,
        )
    return kind, person, paper


async def ask_all(filed: list[Filed], offices: dict[str, AtDesk]) -> None:
    for each in filed:
        await ask(each, offices)


async def ask(filed: Filed, offices: dict[str, AtDesk]) -> None:
    """Look, and try what is too late by now, from both sides."""
    kind, person, paper = filed
    office = offices[paper.row.zone]
    here = f"/applications/{paper.row.number}"
    desk = f"/desk{here}"
    status = f'data-status="{EXPECTED[kind][1]}"'
    answers = await asyncio.gather(
        person.get(here),
        person.post(f"{here}/contact", {"mobile": "13800001234"}, page="/me"),
        person.post(f"{here}/withdraw", page="/me"),
        office.get(desk),
        office.post(f"{desk}/confirm", {"code": paper.code if paper.codes else ""}, page="/desk"),
    )
    assert [each.status_code for each in answers] == [200, 409, 409, 200, 409]
    assert all(status in each.text for each in answers)


async def settler(database_url: str) -> Process:
    process = await create_subprocess_exec(
        sys.executable, SETTLER, database_url, stdin=PIPE, stdout=PIPE
    )
    assert process.stdout is not None
    assert await process.stdout.readline() == b"ready\n"
    return process


async def settled(settlers: list[Process]) -> int:
    """How many applications both of them moved, begun together."""
    told = await asyncio.gather(*(process.communicate(b"\n") for process in settlers))
    assert [process.returncode for process in settlers] == [0, 0]
    return sum(int(out) for out, _ in told)

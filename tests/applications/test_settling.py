"""What the database is told to settle equals what the rule says of each row."""

import asyncio
import itertools
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from baoming import clock
from baoming.applications import deadlines, settling
from baoming.applications.dossier import terms_of
from baoming.applications.tables import Application, Event
from baoming.catalogue import current
from baoming.catalogue.loader import load
from baoming.database import Engine
from baoming.settings import ROOT

CATALOGUE = ROOT / "src/baoming/catalogue/data/2024"
ZONES = ("43", "12", "31", "11")
STATUSES = ("draft", "submitted", "confirmed", "refused", "rejected", "qualified", "abandoned")
OFFSETS = (None, timedelta(days=-3), timedelta(), timedelta(days=30))
"""Of a personal date, from the moment that is settled."""


@pytest.fixture(autouse=True)
async def catalogue(engine: Engine) -> None:
    await load(Path(CATALOGUE))


def set_clock(text: str) -> datetime:
    at = clock.at(text)
    clock.set_offset(at - clock.real())
    return at


async def every_kind_of_row(now: datetime) -> None:
    rows = [
        Application(
            number=f"2024{n:08d}",
            account=uuid4(),
            exam="2024",
            zone=zone,
            status=status,
            untouched=untouched,
            personal_until=None if offset is None else now + offset,
            created_at=now,
            status_since=now,
        )
        for n, (zone, status, offset, untouched) in enumerate(
            itertools.product(ZONES, STATUSES, OFFSETS, (False, True))
        )
        if not untouched or (status == "submitted" and offset is not None)
    ]
    await Application.insert(*rows)


@pytest.mark.parametrize(
    "moment",
    [
        "2023-12-14T23:59:59+08:00",
        "2023-12-15T00:00:00+08:00",
        "2023-12-15T16:59:59+08:00",
        "2023-12-15T17:00:00+08:00",
        "2023-12-16T23:59:59+08:00",
        "2023-12-17T00:00:00+08:00",
        "2024-03-01T00:00:00+08:00",
    ],
)
async def test_settling_follows_the_rule_of_every_row(moment: str) -> None:
    now = set_clock(moment)
    await every_kind_of_row(now)
    book = await current.get("2024")
    before = await Application.objects().order_by(Application.id)
    expected = {}
    for row in before:
        found = deadlines.standing(row, terms_of(book, row.zone), now)
        name = found.deadline.name if found.move == "lapse" and found.deadline else None
        expected[row.id] = (found.status, name or row.abandoned_by)
    set_clock(moment)
    moved = await settling.settle_all()
    after = await Application.objects().order_by(Application.id)
    assert {row.id: (row.status, row.abandoned_by) for row in after} == expected
    changed = {row.id for row in before if expected[row.id][0] != row.status}
    assert moved == len(changed)
    events = await Event.select(Event.application)
    assert sorted(event["application"] for event in events) == sorted(changed)


async def test_a_second_settling_moves_nothing() -> None:
    now = set_clock("2024-03-01T00:00:00+08:00")
    await every_kind_of_row(now)
    assert await settling.settle_all() > 0
    assert await settling.settle_all() == 0


async def test_workers_at_once_write_one_event_each() -> None:
    now = set_clock("2024-03-01T00:00:00+08:00")
    await every_kind_of_row(now)
    moved = await asyncio.gather(*(settling.settle_all() for _ in range(4)))
    events = await Event.select(Event.application)
    assert sum(moved) == len(events)
    assert len({event["application"] for event in events}) == len(events)

"""What the database is told to list and count equals what the rule says of each row."""

import itertools
from datetime import timedelta

import pytest
from tests.desk.conftest import set_clock
from tests.people import account

from baoming import clock
from baoming.applications import deadlines
from baoming.applications.dossier import terms_of
from baoming.applications.states import STATUSES
from baoming.applications.tables import Application
from baoming.catalogue import current
from baoming.desk import queue
from baoming.desk.officer import Officer
from baoming.desk.queue import Asked
from baoming.desk.tally import tally

CENTER = Officer(1, "center", "center")
ZONES = ("43", "31", "12", "11")
OFFSETS = (None, timedelta(days=-3), timedelta(), timedelta(days=30))
"""Of a personal date, from now."""

MOMENTS = [
    "2023-12-05T12:00:00+08:00",
    "2023-12-14T23:59:59+08:00",
    "2023-12-15T00:00:00+08:00",
    "2023-12-15T17:00:00+08:00",
    "2023-12-17T00:00:00+08:00",
    "2024-03-01T00:00:00+08:00",
]


async def every_kind_of_row() -> None:
    owner, now = await account(), clock.now()
    rows = [
        Application(
            number=f"2024{n:08d}",
            account=owner.id if n == 0 else (await account(username=f"u{n}")).id,
            exam="2024",
            zone=zone,
            status=status,
            untouched=untouched,
            personal_until=None if offset is None else now + offset,
            created_at=now,
            status_since=now - timedelta(minutes=n),
        )
        for n, (zone, status, offset, untouched) in enumerate(
            itertools.product(ZONES, STATUSES, OFFSETS, (False, True))
        )
        if not untouched or (status == "submitted" and offset is not None)
    ]
    await Application.insert(*rows)


async def truth() -> dict[int, str]:
    """By the rule, row by row."""
    catalogue, now = await current.newest(), clock.now()
    return {
        row.id: deadlines.standing(row, terms_of(catalogue, row.zone), now).status
        for row in await Application.objects()
    }


@pytest.mark.parametrize("moment", MOMENTS)
async def test_lists_and_counts_follow_the_clock(moment: str) -> None:
    set_clock(moment)
    await every_kind_of_row()
    true = await truth()

    # The clock of a test runs on, and a personal date stood exactly at now.
    counts = await tally(CENTER)
    for status in STATUSES:
        ids = await queue.matching(CENTER, Asked(status=status))
        assert sorted(ids) == [id for id, each in sorted(true.items()) if each == status], status
        assert counts[status] == len(ids), status
    assert sorted(await queue.matching(CENTER, Asked())) == sorted(true)


async def test_a_line_tells_the_true_status_and_since_when() -> None:
    set_clock("2023-12-05T12:00:00+08:00")
    owner = await account()
    await Application(
        number="202400000001",
        account=owner.id,
        exam="2024",
        zone="43",
        status="draft",
        created_at=clock.now(),
        status_since=clock.now(),
    ).save()

    set_clock("2023-12-16T12:00:00+08:00")

    found = await queue.listed(CENTER, Asked(status="abandoned"))
    assert [(line.number, line.status) for line in found.lines] == [("202400000001", "abandoned")]
    assert found.lines[0].since == clock.at("2023-12-15T00:00:00+08:00")
    assert (await queue.listed(CENTER, Asked(status="draft"))).lines == []

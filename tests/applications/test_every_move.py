"""Every status, move and role in both kinds of zone, on both sides of every deadline's second.

The guard of each verb is asked with the row in the database: what it lets through follows from the
table of moves and from the status that the clock gives, told here once more in few words.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import product

import pytest
from tests.applications import made

from baoming import clock
from baoming.applications import lifecycle, states
from baoming.applications.dossier import Dossier
from baoming.applications.moving import Who, opening
from baoming.applications.states import STATUSES
from baoming.applications.tables import Application, Event
from baoming.database import Engine, execute
from baoming.errors import Conflict, Invalid, NotAllowed

SECOND = timedelta(seconds=1)
WINDOW = clock.at("2023-12-15T00:00:00")
REUPLOAD = clock.at("2023-12-15T17:00:00")
CONFIRMATION = clock.at("2023-12-17T00:00:00")
PERSONAL = clock.at("2023-12-21T00:00:00")
EARLY = clock.at("2023-12-10T00:00:00")
"""A personal date that takes nothing away."""
DEADLINES = (WINDOW, REUPLOAD, CONFIRMATION, PERSONAL)
ROLES = ("candidate", "point", "site", "zone", "center", "clock", "system")
VERBS = tuple(dict.fromkeys(move.verb for move in states.MOVES))
BEFORE = {"rejected": "confirmed", "abandoned": "draft"}


def told_by_the_clock(
    status: str, online: bool, personal: datetime | None, now: datetime, untouched: bool = False
) -> str:
    """Contract, section 3: a draft ends with the window, a refused one with the re-upload, a
    submitted one with the confirmation on site; a later personal date replaces them. A reopened
    one that nobody touched is kept when its date passes."""
    if untouched and personal:
        return "confirmed" if now >= personal else status
    ends = {"draft": WINDOW, "refused": REUPLOAD}
    if not online:
        ends["submitted"] = CONFIRMATION
    if status not in ends:
        return status
    end = max(ends[status], personal) if personal else ends[status]
    return "abandoned" if now >= end else status


def moments() -> Iterator[datetime]:
    for deadline in DEADLINES:
        yield deadline - SECOND
        yield deadline


DATES = pytest.mark.parametrize(
    "personal", [None, EARLY, PERSONAL], ids=["no date", "an early date", "a personal date"]
)
ZONES = pytest.mark.parametrize("zone", ["31", "43"], ids=["online", "on site"])


@DATES
@ZONES
async def test_the_guard_follows_the_table_and_the_clock(
    engine: Engine, zone: str, personal: datetime | None
) -> None:
    online = zone == "31"
    row = made.row(zone=zone)
    await Application.insert(row)
    owner, catalogue = made.account(), made.catalogue()
    for status, now in product(STATUSES, moments()):
        true = told_by_the_clock(status, online, personal, now)
        for verb in VERBS:
            found = states.find(verb, true, online)
            for role in ROLES:
                await _reset(row, status, personal)
                dossier = Dossier(row, owner, catalogue, (), now)
                where = f"{verb} by {role} from {status} at {now}"
                try:
                    move = await opening(dossier, verb, Who("x", role))
                except NotAllowed:
                    assert not states.may(verb, role), where
                except Conflict as refused:
                    assert states.may(verb, role), where
                    assert found is None or role not in found.actors, where
                    assert refused.status == true, where
                else:
                    assert move is found, where
                    assert role in move.actors, where
                if true != status and states.may(verb, role):
                    kept = await Application.objects().get(Application.id == row.id)
                    assert kept is not None
                    assert kept.status == true, where


@ZONES
async def test_what_was_reopened_waits_for_its_own_date_and_is_kept(
    engine: Engine, zone: str
) -> None:
    row = made.row(zone=zone)
    await Application.insert(row)
    for now, verb, role in product(moments(), VERBS, ROLES):
        true = told_by_the_clock("submitted", zone == "31", PERSONAL, now, untouched=True)
        await _reset(row, "submitted", PERSONAL, untouched=True)
        dossier = Dossier(row, made.account(), made.catalogue(), (), now)
        allowed = verb in {each.verb for each in states.open_to(role, true, zone == "31")}
        try:
            await opening(dossier, verb, Who("x", role))
        except (NotAllowed, Conflict):
            assert not allowed, f"{verb} by {role} at {now}"
        else:
            assert allowed, f"{verb} by {role} at {now}"
        assert dossier.status == true


@DATES
@ZONES
@pytest.mark.parametrize("untouched", [False, True])
async def test_withdrawing_ends_with_the_window_or_the_personal_date(
    engine: Engine, zone: str, personal: datetime | None, untouched: bool
) -> None:
    row = made.row(zone=zone)
    await Application.insert(row)
    for now in moments():
        await _reset(row, "submitted", personal, untouched=untouched and personal is not None)
        dossier = Dossier(row, made.account(), made.catalogue(), (), now)
        kept = untouched and personal is not None and now >= personal
        inside = now < max(WINDOW, personal or WINDOW) and not kept
        try:
            await lifecycle.withdraw(dossier, Who("candidate", "candidate"))
        except Conflict:
            assert not inside, now
        else:
            assert inside, now


@DATES
async def test_refusing_leaves_time_to_mend_or_asks_for_it(
    engine: Engine, personal: datetime | None
) -> None:
    row = made.row(zone="31")
    await Application.insert(row)
    for now, until in product(moments(), (None, date(2023, 12, 31))):
        await _reset(row, "submitted", personal)
        dossier = Dossier(row, made.account(), made.catalogue(), (), now)
        items, ends = ["material:identity"], max(REUPLOAD, personal or REUPLOAD)
        try:
            await lifecycle.refuse(dossier, Who("staff", "zone"), "不清楚", items, until)
        except Invalid as refused:
            assert set(refused.errors) == {"until"}
            assert now >= ends and until is None, now
        else:
            assert now < ends or until is not None, now


async def _reset(
    row: Application, status: str, personal: datetime | None, untouched: bool = False
) -> None:
    """The row as it was before the clock was asked."""
    before = (row.status, row.personal_until, row.untouched)
    changed = before != (status, personal, untouched)
    if not changed and not await Event.exists():
        return
    row.status, row.status_before = status, BEFORE.get(status)
    row.personal_until, row.untouched, row.version = personal, untouched, 0
    await execute("DELETE FROM event")
    await Application.update(
        {
            Application.status: row.status,
            Application.status_before: row.status_before,
            Application.personal_until: personal,
            Application.abandoned_by: "window" if status == "abandoned" else None,
            Application.untouched: untouched,
            Application.rounds: 0,
            Application.version: 0,
        }
    ).where(Application.id == row.id)

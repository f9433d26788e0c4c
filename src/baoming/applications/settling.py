"""Passed deadlines written into the rows, in batches: constant memory, whatever the number.

A batch is one transaction: the UPDATE claims the rows, their events follow. Whoever comes second,
a page or another worker, finds nothing left to claim.
"""

import json
from dataclasses import dataclass
from datetime import datetime

from baoming import clock
from baoming.applications.deadlines import Terms
from baoming.applications.dossier import terms_of
from baoming.applications.moving import CLOCK
from baoming.catalogue import current
from baoming.database import execute, rows, transaction

BATCH = 500


@dataclass(frozen=True)
class Due:
    """Rows that the clock moves for the same reason; `condition` is SQL with `{}` for values."""

    verb: str
    to: str
    deadline: str
    condition: str
    values: tuple[object, ...]


async def settle_all() -> int:
    """Apply every deadline that has passed; how many applications moved."""
    now = clock.now()
    moved = 0
    for due in await _due(now):
        while batch := await _settle_batch(due, now):
            moved += batch
    return moved


async def _due(now: datetime) -> list[Due]:
    found = [
        Due(
            "keep",
            "confirmed",
            "personal",
            "untouched AND status = 'submitted' AND personal_until <= {}",
            (now,),
        )
    ]
    for catalogue in (await current.book()).catalogues:
        for zone in catalogue.contents.zones:
            terms = terms_of(catalogue, zone.code)
            found += _lapses(catalogue.exam.code, zone.code, terms, now)
    return found


def _lapses(exam: str, zone: str, terms: Terms, now: datetime) -> list[Due]:
    """The lapses of one zone; the same rule as `deadlines.lapses_at`, told to the database."""
    dates = [("draft", "window", terms.window), ("refused", "reupload", terms.reupload)]
    if not terms.online:
        dates.append(("submitted", "confirmation", terms.confirmation))
    found = []
    for status, name, at in dates:
        if at is None or at > now:
            continue
        here = "exam = {} AND zone = {} AND status = {} AND NOT untouched AND "
        values = (exam, zone, status)
        found += [
            Due(
                "lapse",
                "abandoned",
                name,
                here + "(personal_until IS NULL OR personal_until <= {})",
                (*values, at),
            ),
            Due(
                "lapse",
                "abandoned",
                "personal",
                here + "personal_until > {} AND personal_until <= {}",
                (*values, at, now),
            ),
        ]
    return found


# The condition twice: on PostgreSQL a row may change between being chosen and being claimed.
_CLAIM = (
    "UPDATE application SET status_before = status, status = {}, status_since = {},"
    " abandoned_by = {}, untouched = {}, version = version + 1 WHERE id IN"
    " (SELECT id FROM application WHERE ? ORDER BY id LIMIT {}) AND ?"
    " RETURNING id, status_before"
)


async def _settle_batch(due: Due, now: datetime) -> int:
    async with transaction():
        claimed = await rows(
            _CLAIM.replace("?", due.condition),
            due.to,
            now,
            due.deadline if due.verb == "lapse" else None,
            False,
            *due.values,
            BATCH,
            *due.values,
        )
        detail = json.dumps({"deadline": due.deadline})
        for row in claimed:
            await execute(
                "INSERT INTO event (application, kind, actor_kind, actor_name, from_status,"
                " to_status, detail, at) VALUES ({}, {}, {}, {}, {}, {}, {}, {})",
                row["id"],
                due.verb,
                CLOCK.kind,
                CLOCK.name,
                row["status_before"],
                due.to,
                detail,
                now,
            )
    return len(claimed)

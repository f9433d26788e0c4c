# ruff: noqa: S608  (SQL of our own parts; every value is bound)
"""How many applications stand where, by the clock."""

import time
from collections import Counter
from dataclasses import dataclass, replace

from baoming import clock, database
from baoming.applications.dossier import terms_of
from baoming.applications.states import STATUSES
from baoming.catalogue import current
from baoming.database import rows
from baoming.desk.officer import Officer
from baoming.desk.place import Place, place
from baoming.desk.standing import PERSONAL_SQL, true_status

MANY = 20_000
KEPT = 10.0
"""Seconds for which a count of many is told again."""


async def tally(officer: Officer) -> dict[str, int]:
    """By true status, in scope, in the order of STATUSES."""
    catalogue, now = await current.newest(), clock.now()
    where = place(officer, catalogue)
    if where is None:
        return dict.fromkeys(STATUSES, 0)
    total: Counter[str] = Counter()
    for kind, number in (await _kinds(catalogue.exam.code, where, officer.zone)).items():
        terms = terms_of(catalogue, kind.zone)
        total[true_status(kind.status, kind.untouched, kind.personal, terms, now)] += number
    return {status: total[status] for status in STATUSES}


@dataclass(frozen=True)
class _Kind:
    zone: str
    status: str
    untouched: bool = False
    personal: str = "none"


@dataclass(frozen=True)
class _Kept:
    engine: object
    at: float
    kinds: Counter[_Kind]


_kept: dict[tuple[str, Place], _Kept] = {}


async def _kinds(exam: str, where: Place, zone: str | None) -> Counter[_Kind]:
    engine, key = database.current(), (exam, where)
    kept = _kept.get(key)
    if kept and kept.engine is engine and time.monotonic() - kept.at < KEPT:
        return kept.kinds
    kinds = await _counted(exam, where, zone)
    _kept.pop(key, None)
    if kinds.total() > MANY:
        _kept[key] = _Kept(engine, time.monotonic(), kinds)
    return kinds


async def _counted(exam: str, where: Place, zone: str | None) -> Counter[_Kind]:
    """All along an index alone; the few with a personal date once more, to be told apart.

    One statement, so that both halves see the same moment. A place inside a zone is grouped
    without the zone, which its index does not hold.
    """
    here, values = "exam = {}", [exam]
    if where.column:
        here, values = f"{here} AND {where.column} = {{}}", [exam, where.code]
    zoned = "zone" if zone is None else "''"
    found = await rows(
        f"SELECT {zoned} AS zone, status, 0 AS untouched, 'any' AS personal, count(*) AS n"
        f" FROM application WHERE {here} GROUP BY 1, 2"
        f" UNION ALL SELECT {zoned}, status, {_UNTOUCHED}, {PERSONAL_SQL}, count(*)"
        f" FROM application WHERE {here} AND personal_until IS NOT NULL"
        " GROUP BY 1, 2, 3, 4",
        *values,
        clock.now(),
        *values,
    )
    kinds: Counter[_Kind] = Counter()
    for row in found:
        plain = _Kind(zone or row["zone"], row["status"])
        if row["personal"] == "any":
            kinds[plain] += row["n"]
            continue
        exact = replace(plain, untouched=bool(row["untouched"]), personal=row["personal"])
        kinds[plain] -= row["n"]
        kinds[exact] += row["n"]
    return kinds


_UNTOUCHED = "CASE WHEN untouched THEN 1 ELSE 0 END"

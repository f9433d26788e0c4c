# ruff: noqa: S608  (SQL of our own parts; every value is bound)
"""The applications that an officer sees: found, listed, counted. Fast whatever their number.

Every list is a walk along one index by place, status and waiting time (migration 0007), so a page
costs the same with 300,000 applications. Only counts look at more, and they are kept a while when
there are many.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from baoming import clock
from baoming.applications import states
from baoming.applications.dossier import terms_of
from baoming.applications.states import STATUSES
from baoming.catalogue import current
from baoming.catalogue.current import Catalogue
from baoming.database import rows
from baoming.desk import search
from baoming.desk.choice import Choice
from baoming.desk.line import LINE, Line
from baoming.desk.officer import Officer
from baoming.desk.place import place
from baoming.desk.standing import branches

PAGE = 50
COUNTED_UP_TO = 2000
"""A list says how many there are; beyond this it says that there are more."""


@dataclass(frozen=True)
class Asked:
    """What an officer wants to see; `None`: no matter."""

    status: str | None = None
    q: str = ""
    zone: str | None = None
    site: str | None = None
    point: str | None = None
    specialty: str | None = None
    page: int = 1


@dataclass(frozen=True)
class Found:
    lines: list[Line]
    total: int
    """At most `COUNTED_UP_TO` + 1."""
    more: bool
    """Is there another page?"""
    by_id_number: bool = False
    """The search was for a document number: the log wants to know."""


async def listed(officer: Officer, asked: Asked) -> Found:
    """One page, what waits longest first; names in the order of names."""
    book = await current.book()
    catalogue, now = book.newest(), clock.now()
    if asked.q:
        exact, by_id_number = await search.exactly(asked.q)
        if exact or by_id_number:
            lines = await _lines_of(officer, exact, asked, now)
            return Found(lines, len(lines), False, by_id_number)
    picked = _picked(officer, catalogue, asked, now)
    if picked is None:
        return Found([], 0, False)
    skipped = PAGE * (asked.page - 1)
    found = await _lines(picked, PAGE + 1, skipped, now)
    total = skipped + len(found)
    if len(found) > PAGE or (not found and asked.page > 1):
        total = max(await _bounded_count(picked), skipped + len(found))
    seen = [line for line in found[:PAGE] if officer.sees(line)]
    return Found(seen, total, len(found) > PAGE)


async def waiting(officer: Officer, limit: int) -> list[Line]:
    """What has waited longest for this officer's own step; the center sees everybody's."""
    catalogue, now = await current.newest(), clock.now()
    chosen = own_steps(officer.role)
    picked = _picked(officer, catalogue, Asked(), now, chosen)
    return [] if picked is None else await _lines(picked, limit, 0, now)


def own_steps(role: str) -> tuple[str, ...]:
    """The statuses from which this role leads an application on."""
    roles = {role} if role != "center" else {"point", "site", "zone"}
    origins = {
        status
        for move in states.MOVES
        if move.verb in ("confirm", "approve") and roles & set(move.actors)
        for status in move.origins
    }
    return tuple(status for status in STATUSES if status in origins)


async def matching(officer: Officer, asked: Asked) -> list[int]:
    """The ids of everything that a list has, in its order: for an export."""
    catalogue, now = await current.newest(), clock.now()
    if asked.q:
        exact, by_id_number = await search.exactly(asked.q)
        if exact or by_id_number:
            return [line.id for line in await _lines_of(officer, exact, asked, now)]
    picked = _picked(officer, catalogue, asked, now)
    if picked is None:
        return []
    sql, values = picked.sql()
    found = await rows(f"{sql} ORDER BY sort, id", *values)
    return [row["id"] for row in found]


async def lines_by_id(officer: Officer, ids: Sequence[int]) -> list[Line]:
    """In scope, in the order of the ids."""
    return await _lines_of(officer, ids, Asked(), clock.now())


def _picked(
    officer: Officer,
    catalogue: Catalogue,
    asked: Asked,
    now: datetime,
    statuses: Iterable[str] = (),
) -> Choice | None:
    where = place(officer, catalogue, zone=asked.zone, site=asked.site, point=asked.point)
    if where is None:
        return None
    chosen = [asked.status] if asked.status else list(statuses) or list(STATUSES)
    terms = {
        each.code: terms_of(catalogue, each.code)
        for each in catalogue.contents.zones
        if officer.zone in (None, each.code)
    }
    names = search.name_ranges(asked.q) if asked.q else ()
    found = branches(chosen, terms, now)
    return Choice(catalogue.exam.code, where, found, asked.specialty, names, tuple(terms))


async def _lines(choice: Choice, limit: int, skipped: int, now: datetime) -> list[Line]:
    sql, values = choice.sql(limit + skipped)
    found = await rows(
        f"SELECT {LINE} FROM ({sql} ORDER BY sort, id LIMIT {{}} OFFSET {{}}) AS p"
        " JOIN application a ON a.id = p.id JOIN account c ON c.id = a.account"
        " ORDER BY p.sort, p.id",
        *values,
        limit,
        skipped,
    )
    book = await current.book()
    return [Line.of(row, book.get(row["exam"]), now) for row in found]


async def _bounded_count(choice: Choice) -> int:
    sql, values = choice.sql(COUNTED_UP_TO + 1)
    found = await rows(
        f"SELECT count(*) AS n FROM (SELECT id FROM ({sql}) AS p LIMIT {{}}) AS counted",
        *values,
        COUNTED_UP_TO + 1,
    )
    return int(found[0]["n"])


async def _lines_of(
    officer: Officer, ids: Sequence[int], asked: Asked, now: datetime
) -> list[Line]:
    if not ids:
        return []
    found = await rows(
        f"SELECT {LINE} FROM application a JOIN account c ON c.id = a.account"
        f" WHERE a.id IN ({', '.join(['{}'] * len(ids))})",
        *ids,
    )
    book, order = await current.book(), {id: i for i, id in enumerate(ids)}
    lines = [Line.of(row, book.get(row["exam"]), now) for row in found]
    lines.sort(key=lambda line: order[line.id])
    return [line for line in lines if officer.sees(line) and _fits(line, asked)]


def _fits(line: Line, asked: Asked) -> bool:
    return (
        asked.status in (None, line.status)
        and asked.zone in (None, line.zone)
        and asked.site in (None, line.site)
        and asked.point in (None, line.registration_point)
        and asked.specialty in (None, line.specialty)
    )

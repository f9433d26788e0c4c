"""Reminders (待办事项提醒): 14, 7, 2 and 1 days before a deadline that concerns the candidate.

Only the nearest step that is due, to those whom the deadline concerned when its moment came; a
missed one never. What is missing is worded when it is sent (`reminder`), so that here one
statement writes thousands: every zone's step at once, window after window of ids.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from json import dumps
from typing import Any

from baoming import clock
from baoming.applications.deadlines import Name
from baoming.applications.dossier import terms_of
from baoming.catalogue import current
from baoming.database import current as engine
from baoming.database import rows

STEPS = (14, 7, 2, 1)
"""Days before the deadline."""
WINDOW = 2000
"""Ids that one statement looks at: it holds up nobody who saves."""


@dataclass(frozen=True)
class Step:
    """One deadline at one of its steps, and whom it may concern: those of a zone in a status, or,
    where these are empty, those with this personal date."""

    name: Name
    at: datetime
    days: int
    exam: str = ""
    zone: str = ""
    status: str = ""

    @property
    def since(self) -> datetime:
        return self.at - timedelta(days=self.days)

    @property
    def mark(self) -> str:
        """The end of the subject: each step of each deadline is told once."""
        return f":{self.name}:{self.at.isoformat()}:{self.days}"

    @property
    def known(self) -> str:
        return dumps({"deadline": self.name, "at": self.at.isoformat(), "days": self.days})


@dataclass
class Reminded:
    """The steps that this process has been through: whom a step concerns is settled at its
    moment, so nobody comes later. The subject, unique, keeps two processes from writing twice."""

    done: set[Step] = field(default_factory=set)
    offset: timedelta = field(default_factory=clock.offset)

    def keep_pace(self) -> None:
        """The clock of a demo may be moved back, and steps come again."""
        if clock.offset() != self.offset:
            self.done.clear()
            self.offset = clock.offset()


def nearest_step(at: datetime, now: datetime) -> int | None:
    """The days of the nearest step whose moment has come."""
    if now >= at:
        return None
    return min((days for days in STEPS if now >= at - timedelta(days=days)), default=None)


async def post_due(reminded: Reminded) -> int:
    """Write down every reminder whose moment has come; how many. Killed in the middle, the next
    run writes what is missing."""
    now = clock.now()
    reminded.keep_pace()
    shared = [step for step in await _shared(now) if step not in reminded.done]
    personal = [step for step in await _personal(now) if step not in reminded.done]
    posted = await _post_shared(shared, now) if shared else 0
    for step in personal:
        posted += await _post_personal(step, now)
    reminded.done.update(shared, personal)
    return posted


async def _shared(now: datetime) -> list[Step]:
    """The deadlines of each zone, for those without a later personal date: what
    `deadlines.lapses_at` says, told to the database."""
    found = []
    for catalogue in (await current.book()).catalogues:
        exam = catalogue.exam.code
        for zone in catalogue.zones:
            terms = terms_of(catalogue, zone.code)
            on_site = None if terms.online else terms.confirmation
            dates: tuple[tuple[Name, datetime | None, str], ...] = (
                ("window", terms.window, "draft"),
                ("reupload", terms.reupload, "refused"),
                ("confirmation", on_site, "submitted"),
            )
            for name, at, status in dates:
                days = nearest_step(at, now) if at else None
                if at is not None and days is not None:
                    found.append(Step(name, at, days, exam, zone.code, status))
    return found


async def _personal(now: datetime) -> list[Step]:
    """Dates that a zone gave. Whether one is the later one, and binds, is asked at sending."""
    dates = await rows(
        "SELECT DISTINCT personal_until FROM application"
        " WHERE personal_until > {} AND personal_until <= {}",
        now,
        now + timedelta(days=max(STEPS)),
    )
    found = [each["personal_until"].astimezone(clock.ZONE) for each in dates]
    steps = [(at, nearest_step(at, now)) for at in found]
    return [Step("personal", at, days) for at, days in steps if days is not None]


_INSERT = """
INSERT INTO outbox_message
 (subject, account, application, kind, data, due_at, tries, channel, created_at)
SELECT 'remind:' || CAST(a.id AS VARCHAR) || s.mark, a.account, a.id, 'remind', s.known, s.now, 0,
 'wechat', s.now
"""
_END = " ON CONFLICT (subject) DO NOTHING RETURNING id"
_COLUMNS = "mark, known, now, at, since, exam, zone, status"


async def _post_shared(steps: list[Step], now: datetime) -> int:
    table, values = _table(steps, now)
    ends = await rows("SELECT max(id) AS last FROM application")
    posted = 0
    for after in range(0, ends[0]["last"] or 0, WINDOW):
        found = await rows(
            f"WITH s ({_COLUMNS}) AS ({table}) {_INSERT} FROM application a JOIN s"  # our own parts
            " ON a.exam = s.exam AND a.zone = s.zone AND a.status = s.status"
            " WHERE a.id > {} AND a.id <= {} AND NOT a.untouched"
            " AND COALESCE(a.status_since, s.now) <= s.since"  # by id, not by this index
            f" AND (a.personal_until IS NULL OR a.personal_until <= s.at) {_END}",
            *values,
            after,
            after + WINDOW,
        )
        posted += len(found)
    return posted


async def _post_personal(step: Step, now: datetime) -> int:
    """Whoever was given the date after the step's moment has just heard of it."""
    table, values = _table([step], now)
    found = await rows(
        f"WITH s ({_COLUMNS}) AS ({table}) {_INSERT} FROM application a CROSS JOIN s"  # noqa: S608  # our own parts
        " WHERE a.personal_until = {} AND a.status IN ('draft', 'refused', 'submitted')"
        " AND a.status_since <= s.since AND NOT EXISTS (SELECT 1 FROM event e WHERE"
        f" e.application = a.id AND e.kind = 'extend' AND e.at > s.since) {_END}",
        *values,
        step.at,
    )
    return len(found)


def _table(steps: list[Step], now: datetime) -> tuple[str, list[Any]]:
    """The steps as rows of SQL."""
    words = {"text": "CAST({} AS VARCHAR)", "moment": "{}"}
    if engine().engine_type == "postgres":
        words["moment"] = "CAST({} AS TIMESTAMPTZ)"
    line = ", ".join([words["text"]] * 2 + [words["moment"]] * 3 + [words["text"]] * 3)
    values = [
        each
        for step in steps
        for each in (
            *(step.mark, step.known, now, step.at, step.since),
            *(step.exam, step.zone, step.status),
        )
    ]
    return f"VALUES {', '.join([f'({line})'] * len(steps))}", values

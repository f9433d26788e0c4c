"""Notices that the offices publish: a zone its own, the center everybody's.

What is public is held in memory for a second, as the catalogue is: most who read it are guests.
"""

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from baoming import clock, database
from baoming.audit import record as audit
from baoming.database import rows, transaction
from baoming.desk.officer import Officer
from baoming.errors import Conflict, NotAllowed, NotFound

LOOK_EVERY = 1.0
"""Seconds."""
NATIONAL = "全国"
NO_SUCH = "没有找到这条公告，或者它不属于您的考区。"

_COLUMNS = "n.id, n.zone, n.title, n.body, n.published_on, n.version, n.created_at, n.withdrawn_at"


@dataclass(frozen=True)
class Text:
    """What an officer writes."""

    title: str
    body: str
    published_on: date

    @classmethod
    def of(cls, title: str, body: str, published_on: date) -> "Text":
        """Every line is a paragraph, however many empty ones stand between them."""
        lines = [" ".join(line.split()) for line in body.splitlines()]
        return cls(title, "\n\n".join(line for line in lines if line), published_on)


@dataclass(frozen=True)
class Notice:
    """`zone` is empty for the whole country."""

    id: int
    zone: str
    title: str
    body: str
    published_on: date
    version: int
    created_at: datetime
    withdrawn_at: datetime | None

    def state(self, today: date) -> str:
        if self.withdrawn_at:
            return "已撤下"
        return "已发布" if self.published_on <= today else "到日期后发布"


@dataclass(frozen=True)
class Change:
    """One line of a notice's history."""

    action: str
    at: datetime
    who: str
    said: str


async def public(exam: str, zone: str = "") -> list[Notice]:
    """What everybody sees today, the newest first; without a zone those for the whole country."""
    today = clock.today()
    found = [each for each in await _held_of(exam) if each.zone == zone]
    return [each for each in found if each.published_on <= today]


def require_writer(officer: Officer) -> None:
    if officer.role not in ("zone", "center"):
        raise NotAllowed("公告由考区和人才中心发布，您的账号没有这项权限。")


async def listed(officer: Officer, exam: str) -> list[Notice]:
    """Those that this officer may change, withdrawn ones too, the newest first."""
    require_writer(officer)
    own, values = ("", []) if officer.role == "center" else (" AND n.zone = {}", [officer.zone])
    return await _found(f"n.exam = {{}}{own}", exam, *values)


async def one(officer: Officer, id: int) -> Notice:
    """NotFound for what is unknown and for another zone's."""
    found = await _found("n.id = {}", id)
    if not found or (officer.role != "center" and found[0].zone != officer.zone):
        raise NotFound(NO_SUCH)
    require_writer(officer)
    return found[0]


async def add(officer: Officer, exam: str, zone: str, text: Text) -> int:
    require_writer(officer)
    async with transaction():
        made = await rows(
            "INSERT INTO office_notice (exam, zone, title, body, published_on, version, created_at)"
            " VALUES ({}, {}, {}, {}, {}, 0, {}) RETURNING id",
            exam,
            zone,
            text.title,
            text.body,
            text.published_on,
            clock.now(),
        )
        id = int(made[0]["id"])
        await _note(officer, "notice:add", id, {"to": _written(text)})
    forget()
    return id


async def change(officer: Officer, notice: Notice, version: int, text: Text) -> None:
    """Conflict when it was changed since `version` was read."""
    async with transaction():
        changed = await rows(
            "UPDATE office_notice SET title = {}, body = {}, published_on = {},"
            " version = version + 1 WHERE id = {} AND version = {} RETURNING id",
            text.title,
            text.body,
            text.published_on,
            notice.id,
            version,
        )
        if not changed:
            raise Conflict("这条公告刚刚被别人改过。")
        before = Text(notice.title, notice.body, notice.published_on)
        detail = {"from": _written(before), "to": _written(text)}
        await _note(officer, "notice:change", notice.id, detail)
    forget()


async def withdraw(officer: Officer, notice: Notice) -> None:
    await _set_withdrawn(officer, notice, clock.now())


async def restore(officer: Officer, notice: Notice) -> None:
    await _set_withdrawn(officer, notice, None)


async def history(notice: Notice) -> list[Change]:
    """Who did what, the newest first."""
    found = await rows(
        "SELECT a.at, a.action, a.detail, s.username FROM audit a"
        " LEFT JOIN staff s ON CAST(s.id AS VARCHAR) = a.actor"
        " WHERE a.subject = {} ORDER BY a.id DESC LIMIT 100",
        _subject(notice.id),
    )
    return [
        Change(row["action"], row["at"], row["username"] or "", _changed(row["detail"]))
        for row in found
    ]


def forget() -> None:
    """The next look reads again."""
    global _held
    _held = None


@dataclass
class _Held:
    engine: Any
    exam: str
    notices: Sequence[Notice]
    looked_at: float


_held: _Held | None = None


async def _held_of(exam: str) -> Sequence[Notice]:
    global _held
    engine, held = database.current(), _held
    fresh = held is not None and time.monotonic() - held.looked_at < LOOK_EVERY
    if held is None or not fresh or held.engine is not engine or held.exam != exam:
        looked_at = time.monotonic()
        found = await _found("n.exam = {} AND n.withdrawn_at IS NULL", exam)
        held = _held = _Held(engine, exam, found, looked_at)
    return held.notices


async def _found(condition: str, *values: Any) -> list[Notice]:
    found = await rows(
        f"SELECT {_COLUMNS} FROM office_notice n WHERE {condition}"  # noqa: S608  # our own parts
        " ORDER BY n.published_on DESC, n.id DESC",
        *values,
    )
    return [Notice(**row) for row in found]


async def _set_withdrawn(officer: Officer, notice: Notice, at: datetime | None) -> None:
    """Twice is as good as once."""
    here = "IS NULL" if at else "IS NOT NULL"
    async with transaction():
        changed = await rows(
            "UPDATE office_notice SET withdrawn_at = {}, version = version + 1"  # noqa: S608  # our own parts
            f" WHERE id = {{}} AND withdrawn_at {here} RETURNING id",
            at,
            notice.id,
        )
        if changed:
            await _note(officer, "notice:withdraw" if at else "notice:restore", notice.id)
    forget()


async def _note(
    officer: Officer, action: str, id: int, detail: dict[str, Any] | None = None
) -> None:
    await audit.note("staff", str(officer.id), action, _subject(id), detail)


def _subject(id: int) -> str:
    return f"notice:{id}"


def _changed(detail: str | None) -> str:
    """Titles and dates in full; that the text is another, which the log keeps."""
    told = json.loads(detail or "{}")
    before, after = told.get("from"), told.get("to")
    if not before:
        return ""
    names = {"title": "标题", "published_on": "公布日期"}
    parts = [
        f"{label}：{before[name]} → {after[name]}"
        for name, label in names.items()
        if before[name] != after[name]
    ]
    return "；".join(parts + (["正文有修改"] if before["body"] != after["body"] else []))


def _written(text: Text) -> dict[str, str]:
    return {
        "title": text.title,
        "body": text.body,
        "published_on": text.published_on.isoformat(),
    }

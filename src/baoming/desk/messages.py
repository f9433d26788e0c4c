# ruff: noqa: S608  (SQL of our own parts; every value is bound)
"""Messages that reached nobody: neither by WeChat nor by mail. The office tells these candidates
by telephone, and ticks who was told.

A message belongs to its application's officers; without one, as after a reset password, to those
of the account's latest application, and else to the center.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from baoming import clock
from baoming.applications import deadlines
from baoming.applications.dossier import terms_of
from baoming.applications.reminder import ENDS
from baoming.audit.record import note
from baoming.catalogue import current
from baoming.database import rows, transaction
from baoming.desk.officer import Officer
from baoming.desk.place import unit
from baoming.errors import Conflict, NotFound
from baoming.outbox.fate import KINDS, MAILED, why

PAGE = 50
COUNTED_UP_TO = 99
NO_SUCH = "没有找到这条消息，或者它不在您的管辖范围内。"
BACK = ("/desk/messages", "返回未送达的消息")

_COLUMN = {"zone": "zone", "site": "site", "point": "registration_point"}
_FROM = f"""
FROM outbox_message m
JOIN account c ON c.id = m.account
LEFT JOIN application a ON a.id =
 COALESCE(m.application, (SELECT MAX(x.id) FROM application x WHERE x.account = m.account))
{MAILED}
LEFT JOIN staff s ON s.id = m.phoned_by
WHERE m.channel = 'wechat' AND m.failed_at IS NOT NULL AND l.sent_at IS NULL
"""
_LINE = (
    "m.id, m.kind, m.data, m.answer, m.failed_at, m.phoned_at, m.phoned_by, c.name,"
    " c.deleted_at, a.number, a.exam, a.zone, a.site, a.registration_point, a.status,"
    " a.personal_until, a.untouched, a.mobile, a.phone,"
    " s.username AS by_name, s.role AS by_role, s.zone AS by_zone, s.site AS by_site,"
    " s.point AS by_point"
)


@dataclass(frozen=True)
class Asked:
    """What an officer wants to see. `told`: by telephone already; `None`: no matter."""

    kind: str | None = None
    zone: str | None = None
    site: str | None = None
    told: bool | None = False
    page: int = 1


@dataclass(frozen=True)
class Unreached:
    id: int
    kind: str
    said: str
    why: str
    failed_at: datetime
    name: str
    number: str | None
    status: str | None
    """Of the application, by the clock."""
    phones: str
    """As the candidate gave them; empty: none."""
    phoned_at: datetime | None
    phoned_by: int | None
    phoner: str
    """The office and its officer."""


async def listed(officer: Officer, asked: Asked) -> list[Unreached]:
    """The newest first; one more than a page where there are more."""
    where, values = _chosen(officer, asked)
    order = "m.phoned_at DESC" if asked.told else "m.failed_at DESC"
    found = await rows(
        f"SELECT {_LINE} {_FROM} AND {where} ORDER BY {order}, m.id DESC LIMIT {{}} OFFSET {{}}",
        *values,
        PAGE + 1,
        PAGE * (asked.page - 1),
    )
    shown = [await _unreached(row) for row in found]
    if shown:
        numbers = [each.number for each in shown[:PAGE] if each.number]
        await _log(officer, "message:list", "messages", {"found": numbers})
    return shown


async def waiting(officer: Officer) -> int:
    """How many nobody was told of yet; counted to one more than `COUNTED_UP_TO`."""
    where, values = _chosen(officer, Asked())
    found = await rows(
        f"SELECT count(*) AS n FROM (SELECT m.id {_FROM} AND {where} LIMIT {{}}) AS counted",
        *values,
        COUNTED_UP_TO + 1,
    )
    return int(found[0]["n"])


async def one(officer: Officer, id: int) -> Unreached:
    """NotFound for what is unknown, out of scope, or reached somebody."""
    scope, values = _scope(officer)
    found = await rows(f"SELECT {_LINE} {_FROM} AND m.id = {{}} AND {scope}", id, *values)
    if not found:
        raise NotFound(NO_SUCH)
    return await _unreached(found[0])


async def tick(officer: Officer, id: int) -> Unreached:
    """Told by telephone. Conflict when another officer has told it; one's own tick stays."""
    message = await one(officer, id)
    async with transaction():
        ticked = await rows(
            "UPDATE outbox_message SET phoned_at = {}, phoned_by = {}"
            " WHERE id = {} AND phoned_at IS NULL RETURNING id",
            clock.now(),
            officer.id,
            id,
        )
        if ticked:
            await _log(officer, "message:phone", message.number or str(id), {"message": id})
    if not ticked:
        message = await one(officer, id)
        if message.phoned_by != officer.id:
            raise _told_already(message)
    return message


async def untick(officer: Officer, id: int) -> None:
    """A tick by mistake: it waits again."""
    message = await one(officer, id)
    async with transaction():
        undone = await rows(
            "UPDATE outbox_message SET phoned_at = NULL, phoned_by = NULL"
            " WHERE id = {} AND phoned_at IS NOT NULL RETURNING id",
            id,
        )
        if undone:
            await _log(officer, "message:unphone", message.number or str(id), {"message": id})


_PHONED = {True: "m.phoned_at IS NOT NULL", False: "m.phoned_at IS NULL", None: "1 = 1"}


def _chosen(officer: Officer, asked: Asked) -> tuple[str, list[Any]]:
    scope, values = _scope(officer)
    parts = [scope, _PHONED[asked.told]]
    wanted = {"m.kind": asked.kind, "a.zone": asked.zone, "a.site": asked.site}
    for column, value in wanted.items():
        if value is not None:
            parts.append(f"{column} = {{}}")
            values.append(value)
    return " AND ".join(parts), values


def _scope(officer: Officer) -> tuple[str, list[Any]]:
    """A point belongs to one site and a site to one zone: every code is asked for all the same."""
    found = [
        (column, code)
        for name, column in _COLUMN.items()
        if (code := getattr(officer, name)) is not None
    ]
    parts = [f"a.{column} = {{}}" for column, _ in found]
    return " AND ".join(parts) or "1 = 1", [code for _, code in found]


async def _unreached(row: Mapping[str, Any]) -> Unreached:
    book = await current.book()
    status = None
    if row["number"]:
        terms = terms_of(book.get(row["exam"]), row["zone"])
        dated = _Dated(row["status"], row["personal_until"], bool(row["untouched"]))
        status = deadlines.standing(dated, terms, clock.now()).status
    by = Officer(
        row["phoned_by"] or 0,
        row["by_name"] or "",
        row["by_role"] or "center",
        row["by_zone"],
        row["by_site"],
        row["by_point"],
    )
    return Unreached(
        id=row["id"],
        kind=KINDS.get(row["kind"], "通知"),
        said=_said(row["kind"], json.loads(row["data"])),
        why=why(row["answer"]),
        failed_at=row["failed_at"],
        name=row["name"] + ("（注册信息已删除）" if row["deleted_at"] else ""),
        number=row["number"],
        status=status,
        phones="、".join(filter(None, (row["mobile"], row["phone"]))),
        phoned_at=row["phoned_at"],
        phoned_by=row["phoned_by"],
        phoner=f"{unit(by, book.newest())} {by.username}" if row["phoned_at"] else "",
    )


def _said(kind: str, words: dict[str, Any]) -> str:
    """A reminder that could not be worded says at least of which deadline."""
    if kind == "remind" and "status" not in words:
        return f"{ENDS[words['deadline']]}将要截止"
    until = f"截止时间：{words['until']}" if words.get("until") else ""
    parts = (words.get("status", ""), words.get("reason", ""), until)
    return "。".join(part.rstrip("。") for part in parts if part) + "。"


def _told_already(message: Unreached) -> Conflict:
    at = message.phoned_at.astimezone(clock.ZONE) if message.phoned_at else clock.now()
    return Conflict(
        f"这条消息已由{message.phoner}于 {at.month}月{at.day}日 {at:%H:%M} 电话通知考生，不用再打。",
        link=BACK,
    )


async def _log(officer: Officer, action: str, subject: str, detail: dict[str, Any]) -> None:
    await note("staff", str(officer.id), action, subject, detail)


@dataclass(frozen=True)
class _Dated:
    status: str
    personal_until: datetime | None
    untouched: bool

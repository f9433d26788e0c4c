# ruff: noqa: S608  (SQL of our own parts; every value is bound)
"""One application as its officers see it, opened in scope or not at all."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from baoming.accounts.identity import id_number_of
from baoming.accounts.tables import Account
from baoming.applications import dossier as dossiers
from baoming.applications import states
from baoming.applications.dossier import Dossier
from baoming.applications.moving import Who
from baoming.applications.tables import Application
from baoming.audit.record import note
from baoming.candidates.tables import Education
from baoming.catalogue import codes
from baoming.database import rows, transaction
from baoming.desk.history import Entry, history
from baoming.desk.materials import Shown, materials
from baoming.desk.mending import Mending, mending
from baoming.desk.officer import Officer
from baoming.desk.place import unit
from baoming.errors import Conflict, NotAllowed, NotFound
from baoming.outbox import fate
from baoming.outbox.fate import Told

NO_SUCH = "没有找到这份报名，或者它不在您的管辖范围内。"


@dataclass
class Record:
    dossier: Dossier
    officer: Officer
    events: list[Entry]
    mending: Mending
    materials: tuple[Shown, ...]
    messages: list[Told]

    @property
    def id_number(self) -> str:
        return id_number_of(self.dossier.account)


async def in_scope(number: str, officer: Officer) -> Dossier:
    """NotFound for what is unknown and for what is another's."""
    found = await _found("a.number = {}", number) if _is_number(number) else None
    if found is None or not officer.sees(found[0]):
        raise NotFound(NO_SUCH)
    return await dossiers.of(*found)


async def opened(number: str, officer: Officer) -> Record:
    """For looking at: with its print and its history, and a line in the log."""
    dossier = await in_scope(number, officer)
    record = await of(dossier, officer)
    await looked(officer, "application:view", dossier.row.number)
    return record


async def of(dossier: Dossier, officer: Officer) -> Record:
    events = await history(dossier)
    found = await mending(dossier, events)
    asked = {each.name for each in found.asked}
    since = found.refused.at if found.refused else None
    shown = await materials(dossier, asked, since)
    told = await fate.of_application(dossier.row.id, dossier.account.id, dossier.now)
    return Record(dossier, officer, events, found, shown, told)


async def looked(
    officer: Officer, action: str, subject: str, detail: dict[str, Any] | None = None
) -> None:
    await note("staff", str(officer.id), action, subject, detail)


def who(officer: Officer, dossier: Dossier) -> Who:
    """The candidate reads which office decided; the log knows the officer."""
    name = unit(officer, dossier.catalogue)[:60]
    return Who("staff", officer.role, str(officer.id), name)


async def verify_education(dossier: Dossier, officer: Officer, verification: str) -> None:
    """The result of looking the cited record up by hand: there is no open interface to ask."""
    record = verifiable(dossier, officer)
    async with transaction():
        await Education.update({Education.verification: verification}).where(
            Education.id == record["id"]
        )
        change = {"from": record["verification"], "to": verification, "record": record["id"]}
        await looked(officer, "education:verify", dossier.row.number, change)


def verifiable(dossier: Dossier, officer: Officer) -> Mapping[str, Any]:
    """The cited record, in whatever status: a zone may want it verified before submission."""
    if officer.role not in states.STAFF:
        raise NotAllowed("学历核验结果由报名点、考点和考区登记，人才中心不办理。")
    record = dossier.frame.cited
    if record is None:
        sentence = "考生还没有选择报考所用的学历，没有可以核验的记录。"
        link = (f"/desk/applications/{dossier.row.number}", "查看这份报名")
        raise Conflict(sentence, dossier.status, link)
    return record


async def by_id(application: int) -> tuple[Application, Account] | None:
    return await _found("a.id = {}", application)


_APPLICATION = [column._meta.name for column in Application._meta.columns]
_ACCOUNT = [column._meta.name for column in Account._meta.columns]
_LOAD = (
    "SELECT "
    + ", ".join(f"a.{name} AS {name}" for name in _APPLICATION)
    + ", "
    + ", ".join(f"c.{name} AS c_{name}" for name in _ACCOUNT)
    + " FROM application a JOIN account c ON c.id = a.account WHERE "
)


async def _found(condition: str, value: Any) -> tuple[Application, Account] | None:
    found = await rows(_LOAD + condition, value)
    if not found:
        return None
    row = Application(**{name: found[0][name] for name in _APPLICATION})
    account = Account(**{name: found[0][f"c_{name}"] for name in _ACCOUNT})
    row._exists_in_db = account._exists_in_db = True
    return row, account


def _is_number(text: str) -> bool:
    return re.fullmatch(r"[0-9A-Za-z-]{1,20}", text) is not None


VERIFICATIONS = tuple(codes.VERIFICATIONS.items())

"""What happened to an application, in words, in the order in which it happened."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from baoming.applications import refusal
from baoming.applications.deadlines import LABELS
from baoming.applications.dossier import Dossier
from baoming.applications.history import label
from baoming.database import rows


@dataclass(frozen=True)
class Entry:
    name: str
    label: str
    at: datetime
    who: str
    note: str
    reason: str = ""
    items: tuple[str, ...] = ()
    """What a refusal points at."""
    code: str | None = None
    """Of the print that a submission made."""


async def history(dossier: Dossier) -> list[Entry]:
    found = await rows(
        "SELECT e.kind, e.actor_kind, e.actor_name, e.from_status, e.reason, e.detail, e.at,"
        " s.username FROM event e LEFT JOIN staff s"
        # Evaluated for officers alone: a candidate's id is no number.
        " ON s.id = CASE WHEN e.actor_kind = 'staff' THEN CAST(e.actor AS INTEGER) END"
        " WHERE e.application = {} ORDER BY e.id",
        dossier.row.id,
    )
    return [_entry(dossier, row) for row in found]


def _entry(dossier: Dossier, row: dict[str, Any]) -> Entry:
    move = label(row["kind"], row["from_status"])
    detail = json.loads(row["detail"] or "{}")
    return Entry(
        row["kind"],
        move,
        row["at"],
        _who(row),
        _note(dossier, row["reason"] or "", detail),
        row["reason"] or "",
        tuple(detail.get("items", ())),
        detail.get("code"),
    )


def _who(row: dict[str, Any]) -> str:
    if row["actor_kind"] == "candidate":
        return "考生本人"
    return " ".join(filter(None, (row["actor_name"], row["username"])))


def _note(dossier: Dossier, reason: str, detail: dict[str, Any]) -> str:
    parts = [reason]
    if detail.get("items"):
        named = "、".join(refusal.label(dossier, each) for each in detail["items"])
        parts.append(f"需修改：{named}。")
    if detail.get("until"):
        until = date.fromisoformat(detail["until"])
        parts.append(f"期限延至 {until.year}年{until.month}月{until.day}日（含当日）。")
    if detail.get("deadline"):
        parts.append(f"{LABELS[detail['deadline']]}已过。")
    if detail.get("code"):
        parts.append(f"申请表验证码 {detail['code']}")
    return " ".join(filter(None, parts))

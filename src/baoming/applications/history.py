"""What happened to an application, in words."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from baoming.applications import states
from baoming.database import look
from baoming.outbox.fate import MAILED, why


@dataclass(frozen=True)
class Line:
    """One event. `by` is the kind of actor: `candidate`, `staff`, `clock` or `system`."""

    kind: str
    label: str
    at: datetime
    by: str
    name: str
    reason: str | None
    until: date | None
    """The personal date that came with it, its day included."""
    detail: dict[str, Any]
    unreached: str
    """Why the message about it reached nobody; empty where it did, or is on its way."""


_LINES = f"""
SELECT e.kind, e.actor_kind, e.actor_name, e.from_status, e.reason, e.detail, e.at, m.answer,
 CASE WHEN m.failed_at IS NULL OR l.sent_at IS NOT NULL THEN 0 ELSE 1 END AS unreached
FROM event e
LEFT JOIN outbox_message m ON m.subject = 'event:' || CAST(e.id AS VARCHAR)
{MAILED}
WHERE e.application = {{}} ORDER BY e.id
"""  # noqa: S608  # our own parts


async def lines(application: int) -> list[Line]:
    """Every event, the first one first; one query."""
    found = await look(_LINES, application)
    return [_line(row) for row in found]


def label(kind: str, origin: str | None) -> str:
    """The name of a move; one name of several goes by the status it leads away from."""
    moves = states.moves_of(kind)
    return next((move for move in moves if origin in move.origins), moves[0]).label


def _line(row: dict[str, Any]) -> Line:
    detail = json.loads(row["detail"] or "{}")
    until = detail.get("until")
    return Line(
        kind=row["kind"],
        label=label(row["kind"], row["from_status"]),
        at=row["at"],
        by=row["actor_kind"],
        name=row["actor_name"],
        reason=row["reason"],
        until=date.fromisoformat(until) if until else None,
        detail=detail,
        unreached=why(row["answer"]) if row["unreached"] else "",
    )

"""What happened to an application, in words."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from baoming.applications import states
from baoming.database import rows


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


async def lines(application: int) -> list[Line]:
    """Every event, the first one first; one query."""
    found = await rows(
        "SELECT kind, actor_kind, actor_name, from_status, reason, detail, at FROM event"
        " WHERE application = {} ORDER BY id",
        application,
    )
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
    )

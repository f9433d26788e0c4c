"""How a move is made: the guard, the write, the record, the message. Only `lifecycle` calls it.

The guard is the UPDATE itself: of two that race for one row, one writes it and the other is told
what happened.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from baoming import clock
from baoming.applications import states
from baoming.applications.conflicts import no_such_move, not_this_role, somebody_was_faster
from baoming.applications.deadlines import lapses_at, last_moment
from baoming.applications.dossier import Dossier
from baoming.applications.states import Move
from baoming.applications.tables import Application, Event
from baoming.database import transaction
from baoming.errors import Conflict
from baoming.outbox.post import post


@dataclass(frozen=True)
class Who:
    """Who makes a move. `role` is `candidate`, `clock`, `system` or an officer's role."""

    kind: str
    role: str
    id: str | None = None
    name: str = ""


CLOCK = Who("clock", "clock", name="系统时钟")
SYSTEM = Who("system", "system", name="系统")

MESSAGES = frozenset(
    ("submit", "confirm", "auto_confirm", "refuse", "reopen", "restore", "approve", "reject")
)
"""The moves that are told to the candidate (contract, section 5)."""


async def opening(dossier: Dossier, verb: str, who: Who) -> Move:
    """The guard before anything is judged: role, then the status by the clock."""
    if not states.may(verb, who.role):
        raise not_this_role(verb)
    if dossier.standing.move:
        await settle(dossier)
        await _reload(dossier)
    move = states.find(verb, dossier.row.status, dossier.online)
    if move is None or who.role not in move.actors:
        raise no_such_move(verb, dossier)
    return move


async def settle(dossier: Dossier) -> bool:
    """Let the row follow the clock: `lapse` or `keep`, once. True if this call wrote it."""
    if not dossier.standing.move:
        return False
    try:
        async with transaction():
            await follow(dossier)
    except Conflict:
        return False  # another process settled it, or a zone moved its date
    return True


async def follow(dossier: Dossier) -> None:
    """As `settle`, inside the transaction of a verb. Conflict when another was faster."""
    standing = dossier.standing
    if not standing.move or standing.deadline is None:
        return
    move = states.moves_of(standing.move)[0]
    changes: dict[str, Any] = {"untouched": False}
    if standing.move == "lapse":
        changes |= {"abandoned_by": standing.deadline.name, "status_before": dossier.row.status}
    await write(dossier, move, changes, version=dossier.row.version)
    await record(dossier, move, CLOCK, detail={"deadline": standing.deadline.name})
    await true_status(dossier)


async def write(dossier: Dossier, move: Move, changes: Mapping[str, Any], **guards: int) -> None:
    """Compare and set: the status that was read, and what else must not have changed."""
    row = dossier.row
    to = target(move, row)
    where = (Application.id == row.id) & (Application.status == row.status)
    for column, value in guards.items():
        where = where & (getattr(Application, column) == value)
    if to != row.status:
        changes = {**changes, "status": to, "status_since": dossier.now}
    values = {getattr(Application, name): value for name, value in changes.items()}
    values[Application.version] = Application.version + 1
    moved = await Application.update(values).where(where).returning(Application.id)
    if not moved:
        before = row.status
        await true_status(dossier)
        raise somebody_was_faster(dossier, before)


async def record(
    dossier: Dossier,
    move: Move,
    who: Who,
    reason: str | None = None,
    detail: Mapping[str, Any] | None = None,
) -> None:
    """The event, and the message about it where the candidate is to be told."""
    row, to = dossier.row, target(move, dossier.row)
    event = Event(
        application=row.id,
        kind=move.verb,
        actor_kind=who.kind,
        actor=who.id,
        actor_name=who.name,
        from_status=row.status,
        to_status=to,
        reason=reason,
        detail=json.dumps(detail, ensure_ascii=False) if detail else None,
        at=dossier.now,
    )
    await event.save()
    if move.verb in MESSAGES:
        words = _words(dossier, move, reason, detail or {})
        subject, at = f"event:{event.id}", dossier.now
        await post(subject, row.account, move.verb, words, at=at, application=row.id)


@dataclass(frozen=True)
class _Moved:
    """What dates depend on, as this move leaves it."""

    status: str
    personal_until: datetime | None
    untouched: bool


def _words(
    dossier: Dossier, move: Move, reason: str | None, detail: Mapping[str, Any]
) -> dict[str, str]:
    """Where it stands, why, what the candidate has to do next, and until when."""
    row, to, until = dossier.row, target(move, dossier.row), detail.get("until")
    personal = clock.end_of_day(date.fromisoformat(until)) if until else row.personal_until
    status = {"reopen": "退回修改，请撤回后修改再提交", "restore": "报名已恢复，请按期办理"}.get(
        move.verb, states.STATUSES[to]
    )
    if move.verb == "submit":
        reason = "请等待网上确认" if dossier.online else "请打印申请表，按时到现场确认"
    words = {"number": row.number, "status": status, "reason": reason or ""}
    if move.verb == "submit" and dossier.verdict.automatic:
        return words | {"reason": "信息与上一年度相同，自动报名确认"}
    ends = lapses_at(_Moved(to, personal, move.verb == "reopen"), dossier.terms)
    return words if ends is None else {**words, "until": last_moment(ends)}


def target(move: Move, row: Application) -> str:
    if move.to == "before":
        return row.status_before or "draft"
    return move.to or row.status


async def _reload(dossier: Dossier) -> None:
    row = await Application.objects().get(Application.id == dossier.row.id)
    if row is not None:
        dossier.row = row
        dossier.forget()


async def true_status(dossier: Dossier) -> str:
    await _reload(dossier)
    return dossier.status

# ruff: noqa: S608  (SQL of our own parts; every value is bound)
"""Write down who looked at what, and read it again."""

import json
from collections.abc import Mapping
from typing import Any

from baoming import clock
from baoming.database import execute, rows

PAGE = 50


async def note(
    actor_kind: str,
    actor: str | None,
    action: str,
    subject: str,
    detail: Mapping[str, Any] | None = None,
) -> None:
    """`action` is `subject:verb`, such as `application:view`."""
    await execute(
        "INSERT INTO audit (at, actor_kind, actor, action, subject, detail)"
        " VALUES ({}, {}, {}, {}, {}, {})",
        clock.now(),
        actor_kind,
        actor,
        action,
        subject,
        json.dumps(detail, ensure_ascii=False) if detail else None,
    )


async def lines(
    *, zone: str | None = None, subject: str | None = None, page: int = 1
) -> list[dict[str, Any]]:
    """What officers did, newest first, one line more than a page where there are more.

    `zone` leaves only its own officers, those of its sites and points included.
    """
    conditions, values = ["a.actor_kind = 'staff'"], []
    if zone is not None:
        conditions.append("a.actor IN (SELECT CAST(id AS TEXT) FROM staff WHERE zone = {})")
        values.append(zone)
    if subject is not None:
        conditions.append("a.subject = {}")
        values.append(subject)
    found = await rows(
        "SELECT a.id, a.at, a.actor, a.action, a.subject, a.detail FROM audit a WHERE "
        + " AND ".join(conditions)
        + " ORDER BY a.id DESC LIMIT {} OFFSET {}",
        *values,
        PAGE + 1,
        PAGE * (page - 1),
    )
    return [{**row, "detail": json.loads(row["detail"] or "{}")} for row in found]

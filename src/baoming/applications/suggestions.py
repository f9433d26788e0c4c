"""Suggestions for free text: what others of the same zone entered.

Every application counts once, with what it last submitted. A text of one application alone is
never suggested: it may be a slip, or say who somebody is.
"""

from collections.abc import Mapping
from typing import Any

from baoming.database import execute, rows

KINDS = ("employer", "school")
WIDELY_USED = 2
SHOWN = 20


async def top(kind: str, zone: str | None) -> tuple[str, ...]:
    """The most used first; without a zone those of all."""
    if zone is None:
        return await _top_anywhere(kind)
    found = await rows(
        "SELECT text FROM suggestion WHERE kind = {} AND zone = {} AND uses >= {}"
        " ORDER BY uses DESC, text LIMIT {}",
        kind,
        zone,
        WIDELY_USED,
        SHOWN,
    )
    return tuple(row["text"] for row in found)


async def _top_anywhere(kind: str) -> tuple[str, ...]:
    """A text known in several zones stands once, by its most frequent use."""
    found = await rows(
        "SELECT text FROM suggestion WHERE kind = {} AND uses >= {}"
        " ORDER BY uses DESC, text LIMIT {}",
        kind,
        WIDELY_USED,
        SHOWN * 3,
    )
    return tuple(dict.fromkeys(row["text"] for row in found))[:SHOWN]


async def count(before: Mapping[str, Any] | None, after: Mapping[str, Any]) -> None:
    """What a submission changes, told by the data of its snapshot and of the one before.

    Called inside the transaction of `submit`, last. The rows are taken in one order, so that two
    submissions never wait for each other.
    """
    gone, come = _texts(before or {}), _texts(after)
    steps = [(key, -1) for key in gone - come] + [(key, 1) for key in come - gone]
    for (kind, zone, text), step in sorted(steps):
        await execute(
            "INSERT INTO suggestion (kind, zone, text, uses) VALUES ({}, {}, {}, {})"
            " ON CONFLICT (kind, zone, text) DO UPDATE SET uses = suggestion.uses + {}",
            kind,
            zone,
            text,
            max(step, 0),
            step,
        )


def _texts(data: Mapping[str, Any]) -> set[tuple[str, str, str]]:
    return {(kind, data["zone"], data[kind]) for kind in KINDS if data.get(kind)}

"""What the last refusal asked for, and what has changed since an officer last looked."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from baoming.applications import refusal
from baoming.applications import snapshot as snapshots
from baoming.applications.dossier import Dossier
from baoming.applications.refusal import Item
from baoming.applications.tables import Snapshot
from baoming.desk.changes import changes
from baoming.desk.history import Entry

UNSEEN = ("section:notice", "section:photo")
"""They have no place of their own on the officer's page."""
SAME = "没有改动"


@dataclass(frozen=True)
class Mending:
    printed: Snapshot | None
    """The last submission."""
    refused: Entry | None
    """The last refusal, as long as nobody has decided since."""
    asked: tuple[Item, ...]
    """What it points at."""
    changes: list[dict[str, str]]
    """Old and new: since the refusal, or else since the submission before."""


async def mending(dossier: Dossier, events: Sequence[Entry]) -> Mending:
    """One query."""
    refused = _refused(dossier, events)
    seen = _seen(events, refused) if refused else None
    found = await Snapshot.objects().where(
        (Snapshot.application == dossier.row.id)
        & ((Snapshot.revision >= dossier.row.revision - 1) | (Snapshot.code == (seen or "")))
    )
    prints = sorted(found, key=lambda each: each.revision)
    if not prints:
        return Mending(None, refused, (), [])
    before, after = json.loads(_before(prints, seen).data), json.loads(prints[-1].data)
    changed = refusal.changed_sections(dossier, before, after)
    return Mending(
        prints[-1],
        refused,
        _asked(dossier, refused, changed) if refused else (),
        changes(dossier.catalogue, snapshots.changed(before, after)),
    )


def _refused(dossier: Dossier, events: Sequence[Entry]) -> Entry | None:
    if dossier.status not in ("submitted", "refused"):
        return None
    decided = (each for each in reversed(events) if each.name in ("refuse", "confirm", "reopen"))
    last = next(decided, None)
    return last if last and last.name == "refuse" else None


def _asked(dossier: Dossier, refused: Entry, changed: set[str]) -> tuple[Item, ...]:
    """Each leads to its place on the officer's page."""
    return tuple(
        replace(
            each,
            href="" if each.name in UNSEEN else f"#{each.name}",
            words=SAME if each.state == "failed" and dossier.status == "submitted" else each.words,
        )
        for each in refusal.answered(dossier, refused.items, changed)
    )


def _seen(events: Sequence[Entry], refused: Entry) -> str | None:
    """The code of the submission that was refused."""
    before = events[: events.index(refused)]
    return next((each.code for each in reversed(before) if each.code), None)


def _before(prints: Sequence[Any], seen: str | None) -> Snapshot:
    """What the last print is compared with; itself where it is the only one."""
    refused = next((each for each in prints if each.code == seen), None)
    found: Snapshot = refused or prints[-2:][0]
    return found

"""The materials of an online zone beside the data: what is there, and what was there before."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from baoming.applications.dossier import Dossier
from baoming.materials.requirements import POINTED, Held, Slot, all_held


@dataclass(frozen=True)
class Shown:
    slot: Slot
    asked: bool
    """By the last refusal."""
    new: tuple[Held, ...]
    """Sent after the last refusal."""
    same: tuple[Held, ...]
    replaced: tuple[Held, ...]
    """Gone since the last refusal: what the new ones stand beside."""
    older: tuple[Held, ...]


async def materials(
    dossier: Dossier, asked: Collection[str], since: datetime | None
) -> tuple[Shown, ...]:
    """One query; none in zones that confirm on site. `since` is the time of the last refusal, and
    what it asked for comes first."""
    if not dossier.online:
        return ()
    every = await all_held(dossier.row.id)
    gone = [file for file in reversed(every) if file.removed_at is not None]
    found = [_shown(dossier, slot, asked, gone, since) for slot in dossier.slots]
    return tuple(sorted(found, key=lambda each: not each.asked))


def _shown(
    dossier: Dossier, slot: Slot, asked: Collection[str], gone: list[Held], since: datetime | None
) -> Shown:
    former = [file for file in gone if file.requirement == slot.code]
    new = [file for file in slot.files if since and file.round == dossier.row.rounds]
    replaced = [file for file in former if since and file.removed_at and file.removed_at >= since]
    return Shown(
        slot,
        f"{POINTED}{slot.code}" in asked,
        tuple(new),
        tuple(file for file in slot.files if file not in new),
        tuple(replaced),
        tuple(file for file in former if file not in replaced),
    )

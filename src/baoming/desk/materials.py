"""The materials of an online zone beside the data: what is there, and what was there before."""

from dataclasses import dataclass

from baoming.applications.dossier import Dossier
from baoming.materials.requirements import Held, Slot, all_held


@dataclass(frozen=True)
class Shown:
    slot: Slot
    former: tuple[Held, ...]
    """Files of earlier rounds that were replaced or removed, the newest first."""


async def materials(dossier: Dossier) -> tuple[Shown, ...]:
    """One query; none in zones that confirm on site."""
    if not dossier.online:
        return ()
    every = await all_held(dossier.row.id)
    gone = [file for file in reversed(every) if file.removed_at is not None]
    return tuple(
        Shown(slot, tuple(file for file in gone if file.requirement == slot.code))
        for slot in dossier.slots
    )

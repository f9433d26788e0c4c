"""What a refusal points at: the items that the candidate sees first, and the officer's words."""

from dataclasses import dataclass

from baoming.applications.dossier import Dossier
from baoming.applications.sections import BY_NAME


@dataclass(frozen=True)
class Item:
    """`name` as in the refusal: `material:{requirement}` or `section:{name}`."""

    name: str
    label: str
    href: str
    state: str
    """`failed`: to be mended; `done`: a new file is there."""
    words: str


def items(dossier: Dossier) -> tuple[Item, ...]:
    """In the order in which the officer ticked them; of what the catalogue still knows."""
    named = (dossier.row.refused_items or "").split()
    return tuple(_item(dossier, name) for name in named)


def label(dossier: Dossier, item: str) -> str:
    kind, _, name = item.partition(":")
    if kind == "section":
        return BY_NAME[name].title if name in BY_NAME else name
    found = dossier.catalogue.requirement(dossier.row.zone, name)
    return found.name if found else name


def _item(dossier: Dossier, name: str) -> Item:
    kind, _, code = name.partition(":")
    here = f"/applications/{dossier.row.number}"
    if kind == "section":
        return Item(name, label(dossier, name), f"{here}/{code}", "failed", "需修改")
    mended = any(slot.code == code and slot.mended for slot in dossier.slots)
    href = f"{here}/materials/{code}"
    if mended:
        return Item(name, label(dossier, name), href, "done", "已重新上传")
    return Item(name, label(dossier, name), href, "failed", "需重新上传")

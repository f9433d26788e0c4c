"""What a refusal points at: the items that the candidate sees first, and what came of each."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from baoming.applications import snapshot as snapshots
from baoming.applications.dossier import Dossier
from baoming.applications.sections import BY_NAME, SECTIONS, answers, columns
from baoming.applications.snapshot import CITED
from baoming.materials.requirements import POINTED

SECTION = "section:"
WORDS = {
    POINTED: {"failed": "需重新上传", "done": "已重新上传"},
    SECTION: {"failed": "需修改", "done": "已修改"},
}


@dataclass(frozen=True)
class Item:
    """`name` as in the refusal: `material:{requirement}` or `section:{name}`."""

    name: str
    label: str
    href: str
    state: str
    """`failed`: to be mended; `done`: there is a new file, or another answer."""
    words: str


def items(dossier: Dossier) -> tuple[Item, ...]:
    """For the candidate, in the order in which the officer ticked them."""
    named = (dossier.row.refused_items or "").split()
    compared = dossier.printed and any(map(is_section, named))
    before = json.loads(dossier.printed or "") if compared else None
    after = snapshots.taken(dossier)
    changed = {
        name
        for name in changed_sections(dossier, before or after, after)
        if BY_NAME[name].done(dossier.frame)
    }
    return answered(dossier, named, changed)


def answered(dossier: Dossier, named: Iterable[str], changed: Iterable[str]) -> tuple[Item, ...]:
    """`changed` are the sections that are not as they were; a file that was sent after the
    refusal tells by itself."""
    mended = {f"{SECTION}{name}" for name in changed}
    for slot in dossier.slots:
        if any(file.round == dossier.row.rounds for file in slot.files):
            mended.add(f"{POINTED}{slot.code}")
    return tuple(_item(dossier, name, name in mended) for name in named)


def changed_sections(dossier: Dossier, before: dict[str, Any], after: dict[str, Any]) -> set[str]:
    """By what two prints hold."""
    differ = snapshots.changed(before, after).keys()
    found = set()
    for section in SECTIONS:
        held = set(columns(section, dossier.frame, answers(section, dossier.frame)))
        if section.name == "education":
            held.update(CITED)
        if held & differ:
            found.add(section.name)
    return found


def label(dossier: Dossier, item: str) -> str:
    code = _code(item)
    if is_section(item):
        return BY_NAME[code].title if code in BY_NAME else code
    found = dossier.catalogue.requirement(dossier.row.zone, code)
    return found.name if found else code


def is_section(item: str) -> bool:
    return item.startswith(SECTION)


def _code(item: str) -> str:
    return item.partition(":")[2]


def _item(dossier: Dossier, name: str, mended: bool) -> Item:
    state = "done" if mended else "failed"
    way = _code(name) if is_section(name) else f"materials/{_code(name)}"
    words = WORDS[SECTION if is_section(name) else POINTED][state]
    href = f"/applications/{dossier.row.number}/{way}"
    return Item(name, label(dossier, name), href, state, words)

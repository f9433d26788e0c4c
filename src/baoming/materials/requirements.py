"""Which materials an application owes, and which it has: slot by slot.

What is owed depends on the answers; before they are given only what certainly applies is shown.
Takes plain values, so that `applications` may ask it.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any

from baoming.catalogue.entries import Circumstances, Requirement
from baoming.catalogue.lookups import Catalogue
from baoming.database import look

STAMPED_FORM = "stamped_form"
"""The requirement that the print for the stamp (供单位盖章) is brought for."""
POINTED = "material:"
"""How a refusal names a requirement among its items."""


@dataclass(frozen=True)
class Held:
    """A file in a slot; one with `removed_at` was in it when an officer may have looked."""

    id: int
    requirement: str
    position: int
    round: int
    file: str
    thumbnail: str | None
    name: str
    created_at: datetime
    removed_at: datetime | None
    content_type: str
    size: int


@dataclass(frozen=True)
class Slot:
    """One requirement, and the files that are in it now."""

    requirement: Requirement
    files: tuple[Held, ...] = ()
    pointed_at: bool = False
    """By the refusal that is to be mended."""
    mended: bool = False
    """It has a file of this round."""
    concerns: bool = True
    """False for what holds files but is not asked for any more."""

    @property
    def code(self) -> str:
        return self.requirement.code

    @property
    def full(self) -> bool:
        return len(self.files) >= self.requirement.max_files

    @property
    def owed(self) -> bool:
        return self.concerns and self.requirement.required and not self.files

    @property
    def to_mend(self) -> bool:
        return self.pointed_at and not self.mended


_COLUMNS = """m.id, m.requirement, m.position, m.round, m.file, m.thumbnail, m.name, m.created_at,
 m.removed_at, f.content_type, f.size"""
_FROM = "FROM material m JOIN stored_file f ON f.id = m.file"
_JSON = {
    "sqlite": ("json_array", "json_group_array"),
    "postgres": ("json_build_array", "json_agg"),
}


def held(application: str, engine: str) -> str:
    """A column of another query, for `read`: the files that are in the slots now. `application`
    is SQL, and each of both engines has its own words for JSON."""
    each, every = _JSON[engine]
    return (
        f"(SELECT {every}({each}({_COLUMNS})) {_FROM}"
        f" WHERE m.application = {application} AND m.removed_at IS NULL)"
    )


def read(column: str | None) -> tuple[Held, ...]:
    """In the order of their slots. PostgreSQL has nothing at all where there are none."""
    names = [each.name for each in fields(Held)]
    rows = [dict(zip(names, values, strict=True)) for values in json.loads(column or "[]")]
    for row in rows:
        row["created_at"] = datetime.fromisoformat(row["created_at"])
    return tuple(sorted((Held(**row) for row in rows), key=lambda file: (file.position, file.id)))


async def all_held(application: int) -> tuple[Held, ...]:
    """With those that were replaced after an officer may have seen them, oldest first."""
    found = await look(
        f"SELECT {_COLUMNS} {_FROM} WHERE m.application = {{}} ORDER BY m.id",
        application,
    )
    return tuple(Held(**row) for row in found)


def slots(
    catalogue: Catalogue,
    application: Mapping[str, Any],
    cited: Mapping[str, Any] | None,
    files: Sequence[Held],
) -> tuple[Slot, ...]:
    """By the columns of the application: first what a refusal points at, then the form with the
    stamp, then in the order of the catalogue; at the end what is not asked for any more."""
    zone, pointed = application["zone"], pointed_at(application)
    asked = catalogue.requirements(zone, circumstances(application, cited))
    codes = {each.code for each in asked}
    former = {each.requirement for each in files} | pointed
    found = [(each, True) for each in asked]
    for code in sorted(former - codes):
        if requirement := catalogue.requirement(zone, code):
            found.append((requirement, code in pointed))
    made = [_slot(each, concerns, application, pointed, files) for each, concerns in found]
    return tuple(sorted(made, key=_order))


def welcome(made: Iterable[Slot]) -> tuple[Slot, ...]:
    """For whom nothing is asked for: what a refusal does not point at may be left empty."""
    return tuple(
        each
        if each.pointed_at
        else replace(each, requirement=replace(each.requirement, required=False))
        for each in made
    )


def owed(made: Iterable[Slot]) -> tuple[Requirement, ...]:
    """What submitting still wants."""
    return tuple(each.requirement for each in made if each.owed)


def unsettled(application: Mapping[str, Any]) -> bool:
    """Whether answers are missing on which further requirements depend."""
    return any(application[name] is None for name in _DECIDING)


def circumstances(application: Mapping[str, Any], cited: Mapping[str, Any] | None) -> Circumstances:
    """From the columns of the application and of the education record that it cites."""
    return Circumstances(
        category=application["category"],
        level=application["level"],
        current_title=application["current_title"],
        practice_category=application["practice_category"],
        residency_certified_in=application["residency_certified_in"],
        employer_type=application["employer_type"],
        degree=cited["degree"] if cited else None,
        verification=cited["verification"] if cited else None,
    )


def pointed_at(application: Mapping[str, Any]) -> frozenset[str]:
    """The requirements that the last refusal names; none once it was submitted again."""
    items = (application["refused_items"] or "").split()
    return frozenset(each.removeprefix(POINTED) for each in items if each.startswith(POINTED))


_DECIDING = (
    "category",
    "level",
    "current_title",
    "practice_category",
    "education",
    "employer_type",
)


def _slot(
    requirement: Requirement,
    concerns: bool,
    application: Mapping[str, Any],
    pointed: frozenset[str],
    files: Sequence[Held],
) -> Slot:
    own = tuple(each for each in files if each.requirement == requirement.code)
    mended = any(each.round == application["rounds"] for each in own)
    return Slot(requirement, own, requirement.code in pointed, mended, concerns)


def _order(slot: Slot) -> tuple[bool, bool, bool]:
    return (not slot.pointed_at, not slot.concerns, slot.code != STAMPED_FORM)

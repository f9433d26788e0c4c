"""The catalogue in the database: which table holds which entries, and the way in and out."""

from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any, get_args, get_origin

from piccolo.table import Table

from baoming import clock
from baoming.catalogue import entries, tables
from baoming.catalogue.entries import Contents
from baoming.database import look, rows


@dataclass(frozen=True)
class Kind:
    """One kind of entry: its name in `Contents`, its file, its table, what tells rows apart."""

    name: str
    file: str
    entry: type
    table: type[Table]
    key: tuple[str, ...]

    @property
    def withdraws(self) -> bool:
        """Whether records may cite it, so that a cited row stays."""
        return any(each.name == "withdrawn" for each in fields(self.entry))

    def key_of(self, entry: Any) -> tuple[Any, ...]:
        return tuple(getattr(entry, name) for name in self.key)


RULE_KEY = ("level", "categories", "qualification", "counted_from")
KINDS: tuple[Kind, ...] = (
    Kind("zones", "zones.csv", entries.Zone, tables.Zone, ("code",)),
    Kind("sites", "sites.csv", entries.Site, tables.Site, ("code",)),
    Kind("points", "points.csv", entries.Point, tables.Point, ("code",)),
    Kind("specialties", "specialties.csv", entries.Specialty, tables.Specialty, ("code",)),
    Kind("rules", "eligibility.csv", entries.EligibilityRule, tables.EligibilityRule, RULE_KEY),
    Kind(
        "requirements",
        "requirements.csv",
        entries.Requirement,
        tables.Requirement,
        ("zone", "code"),
    ),
    Kind("options", "options.csv", entries.Option, tables.Option, ("kind", "value")),
    Kind("notices", "notices.toml", entries.Notice, tables.Notice, ("zone", "code")),
)


async def stored_exams() -> tuple[entries.Exam, ...]:
    """The newest first."""
    found = await rows("SELECT * FROM exam ORDER BY opens_at DESC, code DESC")
    return tuple(from_row(entries.Exam, row) for row in found)


async def stored_rows(kind: Kind, exam: str) -> list[dict[str, Any]]:
    name = kind.table._meta.tablename
    return await rows(f"SELECT * FROM {name} WHERE exam = {{}} ORDER BY seq, id", exam)  # noqa: S608


async def stored_contents(exam: entries.Exam) -> Contents:
    found = {}
    for kind in KINDS:
        found[kind.name] = tuple(
            from_row(kind.entry, row) for row in await stored_rows(kind, exam.code)
        )
    return Contents(exam, **found)


async def revision() -> int:
    """0 before anything was loaded."""
    found = await look("SELECT id FROM catalogue_revision ORDER BY id DESC LIMIT 1")
    return int(found[0]["id"]) if found else 0


def from_row(entry: type, row: dict[str, Any]) -> Any:
    return entry(**{each.name: _value(each.type, row[each.name]) for each in fields(entry)})


def to_row(entry: Any) -> dict[str, Any]:
    return {each.name: _column(getattr(entry, each.name)) for each in fields(entry)}


def _value(kind: Any, stored: Any) -> Any:
    if get_origin(kind) is tuple:
        parse = date.fromisoformat if get_args(kind)[0] is date else str
        return tuple(parse(each) for each in stored.split())
    return stored.astimezone(clock.ZONE) if isinstance(stored, datetime) else stored


def _column(value: Any) -> Any:
    return " ".join(str(each) for each in value) if isinstance(value, tuple) else value

"""One application in a list of the desk."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from baoming.accounts.identity import number_of
from baoming.applications import deadlines
from baoming.applications.dossier import terms_of
from baoming.catalogue.current import Catalogue

LINE = (
    "a.id, a.number, a.exam, a.zone, a.site, a.registration_point, a.status, a.status_since,"
    " a.untouched, a.personal_until, a.submitted_at, a.specialty,"
    " c.id AS account, c.name, c.id_type, c.id_number"
)


@dataclass(frozen=True)
class Line:
    id: int
    number: str
    name: str
    id_type: str
    id_number: str
    """Whole: lists mask it, an export does not."""
    zone: str
    site: str | None
    registration_point: str | None
    specialty: str | None
    status: str
    """By the clock."""
    since: datetime
    """When it came into this status; a lapse began at its deadline."""
    submitted_at: datetime | None
    catalogue: Catalogue

    @classmethod
    def of(cls, row: dict[str, Any], catalogue: Catalogue, now: datetime) -> "Line":
        terms = terms_of(catalogue, row["zone"])
        true = deadlines.standing(_Dated(**{name: row[name] for name in _DATED}), terms, now)
        since = true.deadline.at if true.deadline else row["status_since"]
        return cls(
            id=row["id"],
            number=row["number"],
            name=row["name"],
            id_type=row["id_type"],
            id_number=number_of(row["account"], row["id_number"]),
            zone=row["zone"],
            site=row["site"],
            registration_point=row["registration_point"],
            specialty=row["specialty"],
            status=true.status,
            since=since,
            submitted_at=row["submitted_at"],
            catalogue=catalogue,
        )


@dataclass(frozen=True)
class _Dated:
    status: str
    personal_until: datetime | None
    untouched: bool


_DATED = ("status", "personal_until", "untouched")

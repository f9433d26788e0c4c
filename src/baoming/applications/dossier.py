"""An application together with everything its pages and rules depend on."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from baoming import clock
from baoming.accounts import documents
from baoming.accounts.identity import id_number_of
from baoming.accounts.tables import Account
from baoming.applications import deadlines
from baoming.applications.deadlines import Standing, Terms
from baoming.applications.sections import Frame
from baoming.applications.tables import Application
from baoming.candidates.tables import Education
from baoming.catalogue import current
from baoming.catalogue.current import Catalogue
from baoming.database import rows
from baoming.errors import NotFound


@dataclass
class Dossier:
    """One application, its candidate, the catalogue of its exam, and the moment it is read."""

    row: Application
    account: Account
    catalogue: Catalogue
    educations: tuple[dict[str, Any], ...]
    now: datetime

    @property
    def zone(self) -> current.Zone:
        return self.catalogue.zone(self.row.zone)

    @property
    def online(self) -> bool:
        return self.zone.online

    @cached_property
    def terms(self) -> Terms:
        return terms_of(self.catalogue, self.row.zone)

    @property
    def standing(self) -> Standing:
        return deadlines.standing(self.row, self.terms, self.now)

    @property
    def status(self) -> str:
        """The true status at this moment."""
        return self.standing.status

    @property
    def status_before(self) -> str | None:
        """What an abandoned or rejected application was, also before the row follows the clock."""
        return self.row.status if self.standing.move else self.row.status_before

    @property
    def missed(self) -> str | None:
        """The deadline by which it was abandoned."""
        standing = self.standing
        if standing.move == "lapse" and standing.deadline:
            return standing.deadline.name
        return self.row.abandoned_by if self.row.status == "abandoned" else None

    @cached_property
    def frame(self) -> Frame:
        number = id_number_of(self.account)
        return Frame(
            catalogue=self.catalogue,
            row=self.row.to_dict(),
            photo=self.account.photo,
            educations=self.educations,
            today=self.now.date(),
            fixed_gender=documents.gender(self.account.id_type, number),
            fixed_birth_date=documents.birth_date(self.account.id_type, number),
        )


async def open_own(number: str, account: Account) -> Dossier:
    """The candidate's own application; another's is as unknown as none (NotFound). One query."""
    found = await rows(_OWN, number, account.id) if number.isascii() and number.isalnum() else []
    if not found:
        raise NotFound("没有找到这份报名。请从“我的报名”进入。")
    catalogue = await current.get(found[0]["exam"])
    return Dossier(_application(found[0]), account, catalogue, _records(found), clock.now())


async def of(row: Application, account: Account) -> Dossier:
    catalogue = await current.get(row.exam)
    return Dossier(row, account, catalogue, await records(account.id), clock.now())


async def records(account: UUID) -> tuple[dict[str, Any], ...]:
    """The candidate's education records, oldest first."""
    found = (
        await Education.select()
        .where((Education.account == account) & Education.deleted_at.is_null())
        .order_by(Education.id)
    )
    return tuple(found)


def terms_of(catalogue: Catalogue, zone_code: str) -> Terms:
    """The dates of the zone; an unannounced one binds unless the zone's setting says otherwise."""
    exam, zone = catalogue.exam, catalogue.zone(zone_code)
    return Terms(
        opens_at=exam.opens_at,
        window=exam.closes_at,
        confirmation=zone.confirmation_deadline,
        reupload=zone.reupload_deadline,
        online=zone.online,
    )


_APPLICATION = [column._meta.name for column in Application._meta.columns]
_EDUCATION = [column._meta.name for column in Education._meta.columns]
_OWN = f"""
SELECT {", ".join(f"a.{name} AS {name}" for name in _APPLICATION)},
 {", ".join(f"e.{name} AS e_{name}" for name in _EDUCATION)}
FROM application a
LEFT JOIN education e ON e.account = a.account AND e.deleted_at IS NULL
WHERE a.number = {{}} AND a.account = {{}}
ORDER BY e.id
"""  # noqa: S608  # column names of our own tables


def _application(row: dict[str, Any]) -> Application:
    found = Application(**{name: row[name] for name in _APPLICATION})
    found._exists_in_db = True
    return found


def _records(found: list[dict[str, Any]]) -> tuple[dict[str, Any], ...]:
    return tuple(
        {name: row[f"e_{name}"] for name in _EDUCATION} for row in found if row["e_id"] is not None
    )

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
    """The candidate's own application; another's is as unknown as none (NotFound)."""
    row = await Application.objects().get(
        (Application.number == number) & (Application.account == account.id)
    )
    if row is None:
        raise NotFound("没有找到这份报名。请从“我的报名”进入。")
    return await of(row, account)


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

"""An application together with everything its pages and rules depend on."""

from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any, Literal
from uuid import UUID

from baoming import clock, database
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
from baoming.database import existing, look
from baoming.errors import NotFound
from baoming.materials import requirements
from baoming.materials.requirements import Held, Slot
from baoming.returning import lookup
from baoming.returning.lookup import Found
from baoming.returning.verdict import Verdict, judge


@dataclass
class Dossier:
    """One application, its candidate, the catalogue of its exam, and the moment it is read."""

    row: Application
    account: Account
    catalogue: Catalogue
    educations: tuple[dict[str, Any], ...]
    now: datetime
    materials: tuple[Held, ...] = ()
    """The files that are in its slots, in online zones."""
    past: Found = field(default_factory=Found)
    """Last year's row of this candidate, or why there is none."""
    printed: str | None = None
    """What was refused: the data of the last submission, as the candidate's pages need it."""

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
        columns = self.row.__dict__
        return Frame(
            catalogue=self.catalogue,
            row={name: columns[name] for name in _APPLICATION},
            photo=self.account.photo,
            educations=self.educations,
            today=self.now.date(),
            fixed_gender=self._fixed[0],
            fixed_birth_date=self._fixed[1],
            past=self.past.past,
        )

    @cached_property
    def _fixed(self) -> tuple[Literal["male", "female"] | None, date | None]:
        """What the document's number says: it stays, whatever is forgotten."""
        kind, number = self.account.id_type, id_number_of(self.account)
        return documents.gender(kind, number), documents.birth_date(kind, number)

    @cached_property
    def slots(self) -> tuple[Slot, ...]:
        """The materials that are asked for, and what there is of each; on site there are none."""
        if not self.online:
            return ()
        frame = self.frame
        slots = requirements.slots(self.catalogue, frame.row, frame.cited, self.materials)
        if self.verdict.automatic and not self.zone.materials_when_unchanged:
            return requirements.welcome(slots)
        return slots

    @cached_property
    def verdict(self) -> Verdict:
        """How it stands to last year."""
        frame = self.frame
        return judge(self.catalogue, self.past, self.account.name, frame.row, frame.cited)

    def forget(self) -> None:
        """What was derived from the row, after the row has changed."""
        for derived in ("frame", "slots", "terms", "verdict"):
            self.__dict__.pop(derived, None)


async def open_own(number: str, account: Account) -> Dossier:
    """The candidate's own application; another's is as unknown as none (NotFound). One query."""
    found = await _own(number, account) if number.isascii() and number.isalnum() else []
    if not found:
        raise NotFound("没有找到这份报名。请从“我的报名”进入。")
    row = _application(found[0])
    catalogue = await current.get(row.exam)
    return _dossier(row, account, catalogue, found)


async def of(row: Application, account: Account) -> Dossier:
    catalogue = await current.get(row.exam)
    before = lookup.values(account, row.birth_date)
    found = await look(_sql(_BESIDE, "{}"), *before, row.id, catalogue.exam.previous, account.id)
    return _dossier(row, account, catalogue, found)


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
_BESIDE = f"""
SELECT {", ".join(f"e.{name} AS e_{name}" for name in _EDUCATION)},
 {lookup.columns("x.previous", "{}")}, NULL AS printed, $held AS held
FROM (SELECT CAST({{}} AS VARCHAR) AS previous) x
LEFT JOIN education e ON e.account = {{}} AND e.deleted_at IS NULL
ORDER BY e.id
"""  # noqa: S608  # column names of our own tables
_OWN = f"""
SELECT {", ".join(f"a.{name} AS {name}" for name in _APPLICATION)},
 {", ".join(f"e.{name} AS e_{name}" for name in _EDUCATION)},
 {lookup.columns("x.previous", "COALESCE({}, a.birth_date)")}, $held AS held,
 (SELECT s.data FROM snapshot s WHERE a.status = 'refused' AND s.application = a.id
  AND s.revision = a.revision) AS printed
FROM application a
JOIN exam x ON x.code = a.exam
LEFT JOIN education e ON e.account = a.account AND e.deleted_at IS NULL
WHERE a.number = {{}} AND a.account = {{}}
ORDER BY e.id
"""  # noqa: S608  # column names of our own tables


async def _own(number: str, account: Account) -> list[dict[str, Any]]:
    return await look(_sql(_OWN, "a.id"), *lookup.values(account), number, account.id)


def _sql(query: str, application: str) -> str:
    held = requirements.held(application, database.current().engine_type)
    return query.replace("$held", held)


def _dossier(
    row: Application, account: Account, catalogue: Catalogue, found: list[dict[str, Any]]
) -> Dossier:
    """The files were read with the row or after it: what changes in a slot counts up the row's
    version."""
    online, first = catalogue.zone(row.zone).online, found[0]
    return Dossier(
        row,
        account,
        catalogue,
        educations=_records(found),
        now=clock.now(),
        materials=requirements.read(first["held"]) if online else (),
        past=lookup.read(first, catalogue.exam.previous),
        printed=first["printed"],
    )


def _application(row: dict[str, Any]) -> Application:
    return existing(Application, {name: row[name] for name in _APPLICATION})


def _records(found: list[dict[str, Any]]) -> tuple[dict[str, Any], ...]:
    return tuple(
        {name: row[f"e_{name}"] for name in _EDUCATION} for row in found if row["e_id"] is not None
    )

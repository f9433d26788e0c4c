"""The list of military candidates, who do not register online: their units hand it to the zone.

All of it or nothing, in one transaction. How they get into their accounts: docs/decisions/0007.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from baoming.accounts.identity import index_of
from baoming.accounts.names import same_name
from baoming.applications import admitting
from baoming.applications.admitting import Admission
from baoming.applications.moving import Who
from baoming.catalogue import current
from baoming.catalogue.lookups import Catalogue
from baoming.database import rows
from baoming.returning import cells
from baoming.returning.reading import Opener
from baoming.returning.sheet import REQUIRED, Faults, Faulty, Sheet, person_parsers
from baoming.returning.sheet import rows as sheet_rows

AT_MOST = 5000
"""Rows: they are written while nobody else can write."""

CHUNK = 500

EDUCATION = (
    "qualification",
    "school",
    "major",
    "years_of_schooling",
    "graduated_on",
    "certificate_number",
)


@dataclass(frozen=True)
class Taken:
    new: int
    equal: int

    def __str__(self) -> str:
        return f"新增报名 {self.new} 份，已有 {self.equal} 份。"


async def take_list(source: Opener, exam: str, zone: str, who: Who) -> Taken:
    """Faulty with every fault, and nothing is taken. NotFound for an unknown exam or zone."""
    catalogue = await current.get(exam)
    catalogue.zone(zone)
    faults = Faults()
    given = list(_read(source, military_sheet(catalogue, zone), faults))
    admissions = [
        each
        for start in range(0, len(given), CHUNK)
        for each in await _judged(given[start : start + CHUNK], exam, faults)
    ]
    if faults.found:
        raise Faulty(faults)
    await admitting.admit(exam, admissions, who)
    return Taken(len(admissions), len(given) - len(admissions))


def military_sheet(catalogue: Catalogue, zone: str) -> Sheet:
    books = (catalogue,)
    more = {
        **{
            name: cells.coded(books, name)
            for name in ("category", "practice_category", "current_title")
        },
        "subjects": cells.many(books, "subjects"),
        "first_licensed_in": cells.month,
        "title_obtained_in": cells.month,
        "mobile": cells.text(20),
    }
    required = REQUIRED.union(EDUCATION, ("category", "subjects"))
    return Sheet(
        {**person_parsers(books), **more},
        required,
        lambda values: _misplaced(catalogue, zone, values),
    )


def _read(source: Opener, sheet: Sheet, faults: Faults) -> Iterable[tuple[int, dict[str, Any]]]:
    seen: dict[str, int] = {}
    for line, values in sheet_rows(source, sheet, faults):
        first = seen.setdefault(index_of(values["id_number"]), line)
        if len(seen) > AT_MOST:
            faults.add(line, f"一份名单最多 {AT_MOST} 人，请分开导入")
            return
        if first != line:
            faults.add(line, f"证件号码与第 {first} 行相同")
        else:
            yield line, values


def _misplaced(catalogue: Catalogue, zone: str, values: dict[str, Any]) -> str | None:
    """What this exam does not offer together."""
    if values["zone"] != zone:
        return f"zone：应为 {zone}"
    if values["site"] not in {each.code for each in catalogue.sites(zone)}:
        return "site：不是这个考区的考点"
    point = values.get("registration_point")
    if point and point not in {each.code for each in catalogue.points(values["site"])}:
        return "registration_point：不是这个考点的报名点"
    offered = catalogue.specialties(values["category"], values["level"])
    if values["specialty"] not in {each.code for each in offered}:
        return "specialty：与专业类别和级别不符"
    return None


async def _judged(
    chunk: list[tuple[int, dict[str, Any]]], exam: str, faults: Faults
) -> list[Admission]:
    """Those who have no application yet; a fault for each who cannot be told apart."""
    indexes = [index_of(values["id_number"]) for _, values in chunk]
    accounts = {row["id_number_index"]: row for row in await _known(indexes, exam)}
    found = []
    for (line, values), index in zip(chunk, indexes, strict=True):
        account = accounts.get(index)
        if account and (reason := _stranger(account, values)):
            faults.add(line, reason)
        elif account is None or account["number"] is None:
            found.append(Admission(values, index, account["id"] if account else None))
        elif not account["imported"] or not _unchanged(account, values):
            faults.add(line, f"已有 {exam} 年度的报名 {account['number']}，内容不同")
    return found


async def _known(indexes: list[str], exam: str) -> list[dict[str, Any]]:
    return await rows(
        "SELECT c.id, c.name, c.id_type, c.id_number_index, a.number, a.zone, a.site,"  # noqa: S608
        " a.specialty, a.subjects, EXISTS (SELECT 1 FROM event e WHERE e.application = a.id"
        " AND e.kind = 'import') AS imported FROM account c"
        " LEFT JOIN application a ON a.account = c.id AND a.exam = {}"
        f" WHERE c.id_number_index IN ({', '.join(['{}'] * len(indexes))})",
        exam,
        *indexes,
    )


def _stranger(account: dict[str, Any], values: dict[str, Any]) -> str | None:
    if account["id_type"] != values["id_type"]:
        return "这个证件号码已经以别的证件类型注册"
    if not same_name(account["name"], values["name"]):
        return "这个证件号码已经以别的姓名注册"
    return None


def _unchanged(account: dict[str, Any], values: dict[str, Any]) -> bool:
    return all(account[name] == values[name] for name in ("zone", "site", "specialty", "subjects"))

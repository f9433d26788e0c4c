"""The move `import`: applications that come in confirmed, from a list that a zone answers for."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from baoming import clock
from baoming.accounts.identity import sealed
from baoming.accounts.names import clean_name
from baoming.accounts.passwords import hash_password
from baoming.accounts.tables import Account
from baoming.applications.moving import Who
from baoming.applications.saving import new_number
from baoming.applications.states import moves_of
from baoming.applications.tables import Application, Event
from baoming.candidates.tables import Education
from baoming.database import is_unique_violation, rows, transaction
from baoming.errors import Conflict
from baoming.security import token

CHUNK = 100
"""Rows in one INSERT: both engines bound the values of one statement."""

COLUMNS = (
    "zone",
    "site",
    "registration_point",
    "gender",
    "birth_date",
    "ethnicity",
    "mobile",
    "category",
    "level",
    "specialty",
    "subjects",
    "practice_category",
    "first_licensed_in",
    "current_title",
    "title_obtained_in",
    "employer",
    "employer_affiliation",
    "employer_type",
)
DIPLOMA = (
    "qualification",
    "school",
    "school_note",
    "major",
    "years_of_schooling",
    "graduated_on",
    "certificate_number",
)


@dataclass(frozen=True)
class Admission:
    """One candidate of the list; `account` where the number is registered already."""

    values: dict[str, Any]
    index: str
    account: UUID | None


async def admit(exam: str, admissions: list[Admission], who: Who) -> None:
    """All of them or none. Conflict when one of them registers at the same moment."""
    # Of a password that nobody knows: such an account has no sign-in until a counter gives one.
    nobodys = await hash_password(token())
    try:
        async with transaction():
            for start in range(0, len(admissions), CHUNK):
                await _admit(exam, admissions[start : start + CHUNK], who, nobodys)
    except Exception as error:
        if not is_unique_violation(error):
            raise
        raise Conflict("名单中有人刚刚注册或报名，什么也没有导入。请再导入一次。") from error


async def _admit(exam: str, chunk: list[Admission], who: Who, nobodys: str) -> None:
    accounts = [each.account or uuid4() for each in chunk]
    pairs = list(zip(chunk, accounts, strict=True))
    new = [_account(each, key, nobodys) for each, key in pairs if each.account is None]
    if new:
        await Account.insert(*new)
    diplomas = await Education.insert(*(_diploma(each, key) for each, key in pairs))
    numbers = await _numbers(exam, len(chunk))
    made = await Application.insert(
        *(
            _application(exam, number, each, key, diploma["id"])
            for (each, key), diploma, number in zip(pairs, diplomas, numbers, strict=True)
        )
    )
    await Event.insert(*(_event(row["id"], who) for row in made))


def _account(each: Admission, key: UUID, nobodys: str) -> Account:
    return Account(
        id=key,
        username="",
        name=clean_name(each.values["name"]),
        id_type=each.values["id_type"],
        id_number=sealed(each.values["id_number"], key),
        id_number_index=each.index,
        password_hash=nobodys,
        security_question="",
        security_answer_hash=nobodys,
        created_at=clock.now(),
    )


def _diploma(each: Admission, key: UUID) -> Education:
    said: dict[str, Any] = {name: each.values.get(name) for name in DIPLOMA}
    return Education(
        account=key,
        degree=each.values.get("degree") or "none",
        study_form="other",
        created_at=clock.now(),
        **said,
    )


def _application(exam: str, number: str, each: Admission, key: UUID, diploma: int) -> Application:
    now = clock.now()
    said: dict[str, Any] = {name: each.values.get(name) for name in COLUMNS}
    return Application(
        number=number,
        account=key,
        exam=exam,
        status=moves_of("import")[0].to,
        created_at=now,
        status_since=now,
        education=diploma,
        **said,
    )


def _event(application: int, who: Who) -> Event:
    return Event(
        application=application,
        kind="import",
        actor_kind=who.kind,
        actor=who.id,
        actor_name=who.name,
        to_status=moves_of("import")[0].to,
        at=clock.now(),
    )


async def _numbers(exam: str, count: int) -> list[str]:
    """That nobody has: of so many at once one would hit another's."""
    found: set[str] = set()
    while len(found) < count:
        tried = {new_number(exam) for _ in range(count - len(found))}
        places = ", ".join(["{}"] * len(tried))
        taken = await rows(
            f"SELECT number FROM application WHERE number IN ({places})",  # noqa: S608
            *tried,
        )
        found |= tried - {row["number"] for row in taken}
    return list(found)

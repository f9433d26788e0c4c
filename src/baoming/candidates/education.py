"""Education records (学历学位信息): at most five, and closed while a submitted application cites one.

Sections are open in `refused` as in `draft`, and so is the record that such an application cites.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from baoming import clock
from baoming.candidates.tables import Education
from baoming.catalogue import codes
from baoming.database import execute, look, rows, transaction
from baoming.errors import Conflict, NotFound
from baoming.fields import Field, Option

MOST = 5

CLOSED = (
    "这条学历学位信息已用于提交的报名，不能修改或删除。"
    "需要更正的，请先撤回信息提交；已完成报名确认的，请联系考区。"
)

# What an abandoned application was decides: restored, it is that again.
_STATUS = "CASE WHEN p.status = 'abandoned' THEN p.status_before ELSE p.status END"
_OPEN = f"COALESCE({_STATUS}, 'draft') IN ('draft', 'refused')"
_CLOSING = (
    "SELECT p.number AS number FROM application p"  # noqa: S608  # no value of anybody's in it
    f" WHERE p.account = {{}} AND p.education = {{}} AND NOT ({_OPEN}) LIMIT 1"
)
_LIST = f"""
SELECT e.*, EXISTS (SELECT 1 FROM application p
 WHERE p.account = e.account AND p.education = e.id AND NOT ({_OPEN})) AS closed
FROM education e WHERE e.account = {{}} AND e.deleted_at IS NULL ORDER BY e.id
"""  # noqa: S608  # no value of anybody's in it


def fields(today: date, schools: tuple[str, ...] = ()) -> tuple[Field, ...]:
    """The questions of one record, named as the columns that keep the answers."""
    return (
        Field("qualification", "学历", "choice", options=_options(codes.QUALIFICATIONS)),
        Field("degree", "学位", "choice", options=_options(codes.DEGREES)),
        Field(
            "school",
            "毕业学校",
            max=100,
            hint="填写毕业证书上的全称，不要用简称。",
            suggestions=schools,
        ),
        Field(
            "school_note",
            "学校备注",
            required=False,
            max=100,
            hint="学校已改名、合并的，填写现在的校名。",
        ),
        Field("major", "毕业专业", max=100),
        Field("study_form", "学习形式", "choice", options=_options(codes.STUDY_FORMS)),
        Field("years_of_schooling", "学制（年）", "integer", low=1, high=8),
        Field("graduated_on", "毕业时间", "date", check=_not_later(today)),
        Field("certificate_number", "学历证书编号", max=40, inputmode="text"),
    )


async def listed(account: UUID) -> list[dict[str, Any]]:
    """Oldest first, each with `closed`."""
    return await look(_LIST, account)


async def own(account: UUID, id: int) -> dict[str, Any]:
    """Another's record is as unknown as none: NotFound."""
    found = next((each for each in await listed(account) if each["id"] == id), None)
    if found is None:
        raise NotFound("没有找到这条学历学位信息。")
    return found


def require_room(records: int) -> None:
    if records >= MOST:
        raise Conflict(
            f"学历学位信息最多 {MOST} 条，您已有 {records} 条。请修改或删除不需要的一条。",
            link=("/me/education", "查看学历学位信息"),
        )


def require_open(record: Mapping[str, Any]) -> None:
    if record["closed"]:
        raise Conflict(CLOSED, link=("/me/education", "查看学历学位信息"))


async def add(account: UUID, values: Mapping[str, Any]) -> int:
    """Answers the id. Of two fifth records at once one gets in."""
    async with transaction():
        await _lock(account)
        require_room(await Education.count().where(_of(account)))
        record = Education(**values, account=account, created_at=clock.now())
        await record.save()
    return int(record.id)


async def change(account: UUID, record: Mapping[str, Any], values: Mapping[str, Any]) -> None:
    """A changed fact has not been verified by anybody."""
    changes = {name: value for name, value in values.items() if record[name] != value}
    if not changes:
        require_open(record)
        return
    await _write(account, record["id"], {**changes, "verification": "unverified"})


async def remove(account: UUID, record: Mapping[str, Any]) -> None:
    """A draft that cites it has its education to choose again."""
    await _write(account, record["id"], {"deleted_at": clock.now()}, uncite=True)


async def _write(
    account: UUID, id: int, changes: Mapping[str, Any], *, uncite: bool = False
) -> None:
    """Against a submission at the same moment: the record first, then a new version for each
    application that cites it, so that a submission of the old record fails; then the look
    whether one was faster, and if so all is undone."""
    columns = {getattr(Education, name): value for name, value in changes.items()}
    async with transaction():
        written = (
            await Education.update(columns)
            .where(_of(account) & (Education.id == id))
            .returning(Education.id)
        )
        if not written:
            raise NotFound("没有找到这条学历学位信息，可能刚刚已经删除。")
        await execute(
            "UPDATE application AS p SET version = version + 1"  # noqa: S608
            f"{', education = NULL' if uncite else ''}"
            f" WHERE p.account = {{}} AND p.education = {{}} AND {_OPEN}",
            account,
            id,
        )
        if await rows(_CLOSING, account, id):
            raise Conflict(CLOSED, link=("/me/education", "查看学历学位信息"))


async def _lock(account: UUID) -> None:
    """Until the transaction ends nobody else adds a record of this account."""
    await execute("UPDATE account SET photo = photo WHERE id = {}", account)


def _of(account: UUID) -> Any:
    return (Education.account == account) & Education.deleted_at.is_null()


def _options(words: Mapping[str, str]) -> tuple[Option, ...]:
    return tuple(words.items())


def _not_later(today: date) -> Any:
    return lambda day: "毕业时间不能晚于今天。" if day > today else None

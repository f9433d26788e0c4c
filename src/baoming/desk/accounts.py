# ruff: noqa: S608  (SQL of our own parts; every value is bound)
"""Candidates at the counter: found by the document in the officer's hand, let in again.

"Whoever cannot sign in contacts the test-site body" (notice of 2024). An officer sees accounts
that have an application in scope; the center sees all.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from baoming import clock
from baoming.accounts import sign_ins, throttle
from baoming.accounts.identity import index_of
from baoming.accounts.passwords import hash_password
from baoming.accounts.registration import username_key
from baoming.accounts.tables import Account, ResetCode
from baoming.applications.snapshot import ALPHABET
from baoming.audit.record import note
from baoming.database import rows, transaction
from baoming.desk.officer import Officer
from baoming.desk.search import between, name_ranges
from baoming.errors import NotFound, TooMany
from baoming.outbox.post import post

CODE_LENGTH, CODE_LASTS = 10, timedelta(days=1)
WAIVED_FOR = timedelta(hours=48)
AT_MOST = 50
NO_SUCH = "没有找到这个账户，或者它在您的管辖范围内没有报名。"

_FIND = (
    "SELECT c.id AS id, c.name AS name, c.username AS username, c.id_type AS id_type,"
    " c.created_at AS created_at, c.wechat_waived_until AS waived_until"
    " FROM account c WHERE c.deleted_at IS NULL AND {scope} AND ({what})"
    f" ORDER BY c.name, c.id LIMIT {AT_MOST}"
)
_SCOPES = {
    "zone": (("zone", "zone"),),
    "site": (("zone", "zone"), ("site", "site")),
    "point": (("zone", "zone"), ("site", "site"), ("registration_point", "point")),
}


@dataclass(frozen=True)
class Found:
    id: UUID
    name: str
    username: str
    id_type: str
    created_at: datetime
    waived_until: datetime | None


async def find(officer: Officer, q: str) -> list[Found]:
    """By name from its start, full document number or username; each search by number is logged
    under its keyed index."""
    scope, values = _scope(officer)
    names, ends = between(name_ranges(q))
    what = f"c.id_number_index = {{}} OR c.username_key = {{}} OR {names}"
    sql = _FIND.replace("{scope}", scope).replace("{what}", what)
    plain = "".join(q.split())
    found = await rows(sql, *values, index_of(plain), username_key(plain), *ends)
    await note("staff", str(officer.id), "account:search", index_of(plain))
    return [Found(**{**row, "id": UUID(str(row["id"]))}) for row in found]


async def seen(officer: Officer, account: UUID) -> Found:
    """One that was found before. NotFound for what is unknown and for what is out of scope."""
    scope, values = _scope(officer)
    sql = _FIND.replace("{scope}", scope).replace("{what}", "c.id = {}")
    found = await rows(sql, *values, account)
    if not found:
        raise NotFound(NO_SUCH)
    return Found(**{**found[0], "id": UUID(str(found[0]["id"]))})


async def reset(officer: Officer, account: UUID) -> str:
    """A single-use code, valid for a day; the old password and every sign-in end. The code is told
    once and kept as a hash alone. TooMany of one officer within an hour: that stands in the log."""
    found = await seen(officer, account)
    whose = {"username": found.username}
    await _count(officer, account, whose)
    code = _new_code()
    hashed, now = await hash_password(code), clock.now()
    async with transaction():
        await Account.update({Account.password_hash: hashed}).where(Account.id == account)
        await ResetCode.delete().where(ResetCode.account == account)
        await ResetCode(
            account=account, code_hash="", issued_by=officer.id, expires_at=now + CODE_LASTS
        ).save()
        await sign_ins.end_all(account)
        await note("staff", str(officer.id), "account:reset_password", str(account), whose)
        words = {
            "status": "工作人员核对证件后为您重设了密码",
            "reason": "不是本人办理的，请立即联系考点",
        }
        await post(f"reset:{account}:{now.timestamp():.0f}", account, "reset", words, at=now)
    return code


async def waive(officer: Officer, account: UUID, reason: str) -> datetime:
    """48 hours in which WeChat closes nothing, for when WeChat itself is down."""
    await seen(officer, account)
    until = clock.now() + WAIVED_FOR
    async with transaction():
        await Account.update({Account.wechat_waived_until: until}).where(Account.id == account)
        detail = {"reason": reason, "until": until.isoformat()}
        await note("staff", str(officer.id), "account:waive_wechat", str(account), detail)
    return until


def _scope(officer: Officer) -> tuple[str, list[Any]]:
    columns = _SCOPES.get(officer.role)
    if columns is None:
        return "1 = 1", []
    where = " AND ".join(f"p.{column} = {{}}" for column, _ in columns)
    values = [getattr(officer, name) for _, name in columns]
    return f"EXISTS (SELECT 1 FROM application p WHERE p.account = c.id AND {where})", values


async def _count(officer: Officer, account: UUID, whose: dict[str, str]) -> None:
    try:
        await throttle.count(throttle.RESET, str(officer.id))
    except TooMany as refused:
        await note("staff", str(officer.id), "account:reset_too_many", str(account), whose)
        most = throttle.RESET.failures
        said = f"您一小时内已重设 {most} 次考生密码，可以请其他工作人员办理。{refused.sentence}"
        raise TooMany(said, refused.retry_after) from None


def _new_code() -> str:
    """Read aloud and typed on a phone: 10 of 25 letters and digits, 46 bits, for one day."""
    drawn = [secrets.choice(ALPHABET) for _ in range(CODE_LENGTH)]
    return "".join(drawn[:5]) + "-" + "".join(drawn[5:])

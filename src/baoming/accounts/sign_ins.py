"""Sign-ins in the database: loaded with one query, rotated at every sign-in, written when changed.

The cookie is 256 random bits and the table keeps their hash. A cookie that the table does not know
is nobody's: it is never adopted.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from baoming import clock
from baoming.accounts.tables import Account, SignIn
from baoming.database import execute, existing, look, transaction
from baoming.desk.officer import Officer
from baoming.security import token, token_hash
from baoming.wechat.binding import Condition

LASTS = timedelta(hours=12)
"""From signing in, used or not: hospital computers are shared. In real time: whoever moves the
clock of a demo to a deadline stays signed in to see it pass."""

_ACCOUNT = [column._meta.name for column in Account._meta.columns]
_LOAD = f"""
SELECT {", ".join(f"a.{name} AS {name}" for name in _ACCOUNT)},
 s.account AS signed_account, s.staff AS staff, s.must_change_password AS must_change_password,
 o.username AS staff_username, o.role AS role, o.zone AS staff_zone, o.site AS staff_site,
 o.point AS staff_point, b.openid AS openid, b.following AS following
FROM sign_in s
LEFT JOIN account a ON a.id = s.account AND a.deleted_at IS NULL
LEFT JOIN wechat_binding b ON b.account = a.id
LEFT JOIN staff o ON o.id = s.staff AND o.active
WHERE s.id = {{}} AND s.expires_at > {{}}
"""  # noqa: S608  # column names of our own table


@dataclass(frozen=True)
class SignedIn:
    """Who sits at this browser: a candidate, an officer, or both."""

    id: str
    account: Account | None
    officer: Officer | None
    must_change_password: bool
    wechat: Condition


async def load(cookie: str) -> SignedIn | None:
    """Who this cookie belongs to, in one query."""
    key = token_hash(cookie)
    found = await look(_LOAD, key, clock.real())
    if not found:
        return None
    row = found[0]
    account = _account(row)
    officer = _officer(row)
    if account is None and officer is None:
        return None
    wechat = Condition(
        bound=row["openid"] is not None,
        following=bool(row["following"]),
        waived_until=account.wechat_waived_until if account else None,
        now=clock.now(),
    )
    return SignedIn(key, account, officer, bool(row["must_change_password"]), wechat)


async def begin(
    before: SignedIn | None,
    *,
    account: UUID | None = None,
    staff: int | None = None,
    must_change_password: bool = False,
) -> str:
    """Sign in with a new cookie; the one before dies. Answers the cookie."""
    async with transaction():
        return await begin_within(
            before, account=account, staff=staff, must_change_password=must_change_password
        )


async def begin_within(
    before: SignedIn | None,
    *,
    account: UUID | None = None,
    staff: int | None = None,
    must_change_password: bool = False,
) -> str:
    """As `begin`, inside the transaction of a verb that proved who it is."""
    if before is not None:
        await SignIn.delete().where(SignIn.id == before.id)
        if account is None and before.account is not None:
            account, must_change_password = before.account.id, before.must_change_password
        staff = staff or (before.officer.id if before.officer else None)
    cookie, now = token(), clock.real()
    await SignIn(
        id=token_hash(cookie),
        account=account,
        staff=staff,
        must_change_password=must_change_password,
        created_at=now,
        expires_at=now + LASTS,
    ).save()
    return cookie


async def end(signed_in: SignedIn, *, staff: bool = False) -> None:
    """Sign out of one side; the other, if there is one, stays."""
    if (signed_in.officer if not staff else signed_in.account) is None:
        await SignIn.delete().where(SignIn.id == signed_in.id)
        return
    column = SignIn.staff if staff else SignIn.account
    await SignIn.update({column: None}).where(SignIn.id == signed_in.id)


async def end_all(account: UUID, *, but: str = "") -> None:
    """End every sign-in of an account, and what signs in by itself; `but` keeps the one that
    asked."""
    await SignIn.delete().where((SignIn.account == account) & (SignIn.id != but))
    for table in ("miniapp_link", "miniapp_arrival", "scan_sign_in"):
        await execute(f"DELETE FROM {table} WHERE account = {{}}", account)  # noqa: S608  # ours


async def password_changed(signed_in: SignedIn) -> None:
    await SignIn.update({SignIn.must_change_password: False}).where(SignIn.id == signed_in.id)


async def sweep(now: datetime) -> None:
    """Remove what has expired; `now` is the real time."""
    await execute("DELETE FROM sign_in WHERE expires_at <= {}", now)


def _account(row: dict[str, Any]) -> Account | None:
    if row["id"] is None:
        return None
    return existing(Account, {name: row[name] for name in _ACCOUNT})


def _officer(row: dict[str, Any]) -> Officer | None:
    if row["staff_username"] is None:
        return None
    return Officer(
        id=row["staff"],
        username=row["staff_username"],
        role=row["role"],
        zone=row["staff_zone"],
        site=row["staff_site"],
        point=row["staff_point"],
    )

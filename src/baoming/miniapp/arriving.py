"""Somebody opens the mini program: who is it, and do they come in at once?

A vendor's code proves the person, and nothing about the browser that brings it: a stranger's link
could carry the stranger's own code. So whoever would take another account's place, or has just
signed out, is asked; and what is asked is answered once, by the same browser.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal
from uuid import UUID

from baoming import clock
from baoming.accounts import sign_ins, throttle
from baoming.accounts.entering import replace_password
from baoming.accounts.sign_ins import SignedIn
from baoming.accounts.tables import Account
from baoming.accounts.throttle import Limit
from baoming.database import execute, rows, transaction
from baoming.errors import Conflict, TooMany
from baoming.miniapp import links
from baoming.miniapp.sessions import Sessions
from baoming.miniapp.tables import Arrival
from baoming.miniapp.vendors import CodeError
from baoming.security import token, token_hash

CODES = Limit("miniapp", 60, timedelta(minutes=15))
"""By address: codes that the vendor refused. A hospital's phones share one address."""
LASTS = timedelta(minutes=30)

Outcome = Literal[
    "entered",  # signed in, with a new cookie
    "stayed",  # signed in before; nothing changed
    "asked",  # another account's, or after signing out: wants a yes
    "first",  # nobody's yet: the password, and whether to be remembered
    "password",  # only the ordinary sign-in helps: a counter's code has to be used up
    "refused",  # the code is no good
    "down",  # the vendor does not answer
]
AGAIN = "停留太久，或已经用过。请关闭小程序后重新打开。"


@dataclass(frozen=True)
class Arrived:
    outcome: Outcome
    account: Account | None = None
    cookie: str = ""
    ticket: str = ""


async def arrive(
    sessions: Sessions,
    vendor: str,
    code: str,
    *,
    address: str,
    browser: str,
    before: SignedIn | None,
    doubtful: bool,
) -> Arrived:
    """`browser` is its cookie; `doubtful`: do not let in without a yes. TooMany from an address
    of many bad codes."""
    own = before.account if before else None
    if before and before.must_change_password:
        return Arrived("stayed")
    try:
        await throttle.check(CODES, throttle.network(address))
        visitor = await sessions.whose(vendor, code)
    except TooMany:
        if own is None:
            raise
        return Arrived("stayed")
    except CodeError as fault:
        if fault.kind == "refused":
            await throttle.count(CODES, throttle.network(address))
        return Arrived("stayed" if own else fault.kind)
    account = await links.account_of(visitor)
    if own and (account is None or account.id == own.id):
        return Arrived("stayed")
    if account and await _waits_for_a_password(account):
        return Arrived("stayed" if own else "password")
    if account and not own and not doubtful:
        return Arrived("entered", account, await _begin(account, before))
    ticket = await _wait(vendor, visitor.person, account, browser)
    return Arrived("asked" if account else "first", account, ticket=ticket)


async def confirm(ticket: str, browser: str, before: SignedIn | None) -> str:
    """Yes, this is my account. Answers the new cookie."""
    arrival = await _take(ticket, browser)
    account = await _account(arrival.get("account"))
    if account is None or await _waits_for_a_password(account):
        raise Conflict(AGAIN, link=("/login", "用密码登录"))
    return await _begin(account, before)


async def remember(ticket: str, browser: str, signed_in: SignedIn) -> bool:
    """After the password was right. False when the ticket is no good any more."""
    try:
        arrival = await _take(ticket, browser)
    except Conflict:
        return False
    account = signed_in.account
    if account is None:
        return False
    whose = (arrival["vendor"], arrival["person"], account.id)
    return await links.remember(*whose, signed_in.id)


async def sweep() -> None:
    await execute("DELETE FROM miniapp_arrival WHERE expires_at <= {}", clock.real())


async def _begin(account: Account, before: SignedIn | None) -> str:
    same = account.password_hash
    async with transaction():
        # It holds the row: an account that ends, or is reset at the counter, at this moment
        # comes after, or is seen.
        if not await replace_password(account.id, same, same):
            raise Conflict(AGAIN, link=("/login", "用密码登录"))
        return await sign_ins.begin_within(before, account=account.id)


async def _waits_for_a_password(account: Account) -> bool:
    """A code from the counter leads to a new password and nowhere else: no way around it."""
    sql = "SELECT 1 AS one FROM reset_code WHERE account = {}"
    return bool(await rows(sql, account.id))


async def _wait(vendor: str, person: str, account: Account | None, browser: str) -> str:
    ticket = token()
    row = Arrival(
        id=token_hash(ticket),
        browser=token_hash(browser),
        vendor=vendor,
        person=person,
        account=account.id if account else None,
        expires_at=clock.real() + LASTS,
    )
    await row.save()
    return ticket


async def _take(ticket: str, browser: str) -> dict[str, Any]:
    """Conflict for one that was taken, ran out, or belongs to another browser."""
    found = await rows(
        "DELETE FROM miniapp_arrival WHERE id = {} AND browser = {} AND expires_at > {}"
        " RETURNING vendor, person, account",
        token_hash(ticket),
        token_hash(browser),
        clock.real(),
    )
    if not found:
        raise Conflict(AGAIN, link=("/login", "用密码登录"))
    return found[0]


async def _account(id: UUID | None) -> Account | None:
    if id is None:
        return None
    held = (Account.id == id) & Account.deleted_at.is_null()
    return await Account.objects().where(held).first()

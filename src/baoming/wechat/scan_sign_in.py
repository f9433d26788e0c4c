"""Signing in by scan (扫码登录): a code on a computer, allowed on the phone of a bound WeChat.

Whoever scans it signs nobody in: WeChat answers with an address that only this WeChat is told,
and its page says from where the computer asks. There the person chooses, of three numbers, the
one on the computer's screen. A code that somebody sent to the phone is refused, or fails at the
number, which is not before the person's eyes.
"""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from baoming import clock
from baoming.accounts import sign_ins, throttle
from baoming.accounts.sign_ins import SignedIn
from baoming.accounts.tables import ResetCode
from baoming.audit.record import note
from baoming.database import rows, transaction
from baoming.errors import Conflict, NotFound, TooMany
from baoming.security import same, token, token_hash
from baoming.wechat.scan_codes import CODES, Code, State, numbers, state_of, told

REFUSED = throttle.SIGN_IN
"""By account and the computer's address, refusals and wrong numbers on the phone."""

Answer = Literal["asked", "stranger", "late", "reset", "wait"]


@dataclass(frozen=True)
class Asked:
    """What the phone is told before it allows anything."""

    scene: str
    account: UUID
    name: str
    address: str
    browser: str
    state: State
    asked_at: datetime
    expires_at: datetime

    @property
    def numbers(self) -> list[str]:
        """The right one among others, in the order of their size."""
        return sorted(numbers(self.scene))


@dataclass(frozen=True)
class Scanned:
    answer: Answer
    secret: str = ""
    """Of the page where this WeChat may allow it; told to nobody else."""


async def scanned(scene: str, account: UUID | None) -> Scanned:
    """Inside the event's transaction. `account`: whoever is bound to the WeChat that scanned.

    Nothing is told to the computer of a WeChat that is not bound. The same WeChat may scan
    again, when the first answer was lost: the former address then opens nothing.
    """
    if account is None:
        return Scanned("stranger")
    if await _must_renew_password(account):
        return Scanned("reset")
    waiting = await rows("SELECT address FROM scan_sign_in WHERE scene = {}", scene)
    if waiting and await _closed(account, waiting[0]["address"]):
        return Scanned("wait")
    secret = token()
    found = await rows(
        "UPDATE scan_sign_in SET account = {}, secret = {} WHERE scene = {}"
        " AND (account IS NULL OR account = {}) AND allowed_at IS NULL AND used_at IS NULL"
        " AND expires_at > {} RETURNING scene",
        account,
        token_hash(secret),
        scene,
        account,
        clock.real(),
    )
    return Scanned("asked", secret) if found else Scanned("late")


async def asked(secret: str) -> Asked:
    """NotFound for an address that nobody was told, or that is over."""
    found = await rows(
        "SELECT s.scene, s.account, a.name, s.address, s.agent, s.created_at, s.expires_at,"
        " s.allowed_at, s.used_at FROM scan_sign_in s"
        " JOIN account a ON a.id = s.account AND a.deleted_at IS NULL"
        " WHERE s.secret = {} AND s.expires_at > {}",
        token_hash(secret),
        clock.real(),
    )
    if not found:
        raise NotFound("这个链接已失效。要登录，请在电脑上刷新页面，再用微信扫新的二维码。")
    row = found[0]
    return Asked(
        scene=row["scene"],
        account=UUID(str(row["account"])),
        name=row["name"],
        address=row["address"],
        browser=row["agent"],
        state=state_of(row),
        asked_at=told(row["created_at"]),
        expires_at=told(row["expires_at"]),
    )


async def answer(secret: str, number: str) -> None:
    """Allowed by the number on the computer's screen; any other answer refuses, for good.

    Conflict when it was answered before.
    """
    about = await asked(secret)
    right = same(number, numbers(about.scene)[0])
    column = "allowed_at" if right else "used_at"
    now = clock.real()
    answered = await rows(
        f"UPDATE scan_sign_in SET {column} = {{}} WHERE secret = {{}}"  # noqa: S608  # ours
        " AND allowed_at IS NULL AND used_at IS NULL AND expires_at > {} RETURNING scene",
        now,
        token_hash(secret),
        now,
    )
    if not answered:
        raise Conflict("这次登录已经处理过了。")
    if not right:
        await throttle.count(REFUSED, *_whom(about.account, about.address))


async def complete(code: Code, before: SignedIn | None) -> str:
    """The new cookie of the browser that waited, once its code was allowed; `before` is its
    sign-in until now, an officer's perhaps.

    The account's row first: whoever ends its sign-ins at this moment (a new password, a recovery,
    the end of the account) waits for this one and ends it, or has taken the permission away.
    """
    async with transaction():
        account = await _owner(code.scene)
        used = await _use(code.scene)
        if account is not None and used and not await _must_renew_password(account):
            await note("candidate", str(account), "account:sign_in_by_scan", str(account), used)
            fresh = await sign_ins.begin_within(before, account=account)
        else:
            account = None
    if account is None:
        raise Conflict("这次允许已经失效，没有登录。", link=("/login/scan", "换一个二维码"))
    with suppress(TooMany):  # others at this address took too many; this one is signed in
        await throttle.passed(CODES, throttle.network(used["address"]))
    return fresh


async def _owner(scene: str) -> UUID | None:
    """Who allowed it and is still bound; their account's row is held."""
    found = await rows(
        "UPDATE account SET password_hash = password_hash WHERE deleted_at IS NULL"
        " AND id = (SELECT s.account FROM scan_sign_in s"
        " JOIN wechat_binding b ON b.account = s.account"
        " WHERE s.scene = {} AND s.allowed_at IS NOT NULL AND s.expires_at > {}) RETURNING id",
        scene,
        clock.real(),
    )
    return UUID(str(found[0]["id"])) if found else None


async def _use(scene: str) -> dict[str, str]:
    """Once; where it asked from. Nothing when it was used or taken away."""
    found = await rows(
        "UPDATE scan_sign_in SET used_at = {} WHERE scene = {} AND allowed_at IS NOT NULL"
        " AND used_at IS NULL RETURNING address, agent AS browser",
        clock.real(),
        scene,
    )
    return found[0] if found else {}


async def _must_renew_password(account: UUID) -> bool:
    """A counter's code stands in place of the password: it leads to a new one and nowhere else,
    and so does nothing beside it."""
    return await ResetCode.exists().where(ResetCode.account == account)


async def _closed(account: UUID, address: str) -> bool:
    try:
        await throttle.check(REFUSED, *_whom(account, address))
    except TooMany:
        return True
    return False


def _whom(account: UUID, address: str) -> tuple[str, str, str]:
    return "scan", str(account), throttle.network(address)

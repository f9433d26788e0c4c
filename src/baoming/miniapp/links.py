"""Whose account a visitor's is: by the WeChat that is bound, or by what was chosen before."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from baoming import clock
from baoming.accounts.tables import Account
from baoming.database import execute, rows, transaction
from baoming.miniapp.tables import Link
from baoming.miniapp.vendors import NAMES, Visitor
from baoming.outbox.post import post

_BY_LINK = "SELECT account FROM miniapp_link WHERE person = {}"
_BY_BINDING = "SELECT account FROM wechat_binding WHERE unionid = {}"


@dataclass(frozen=True)
class Chosen:
    vendor: str
    name: str
    since: datetime


async def account_of(visitor: Visitor) -> Account | None:
    """The binding goes first: one WeChat, one candidate."""
    found: list[dict[str, Any]] = []
    if visitor.unionid:
        found = await rows(_BY_BINDING, visitor.unionid)
    if not found:
        found = await rows(_BY_LINK, visitor.person)
    if len(found) != 1:
        return None
    held = (Account.id == found[0]["account"]) & Account.deleted_at.is_null()
    return await Account.objects().where(held).first()


async def remember(vendor: str, person: str, account: UUID, sign_in: str) -> bool:
    """From now on this person enters without a password; the account's former one of this vendor
    does not any more. Its owner is told, since whoever can enter stays in.

    False when `sign_in`, which a password began, has ended meanwhile: a recovery at the same
    moment holds the account's row until it has ended them all.
    """
    now = clock.now()
    async with transaction():
        await execute("UPDATE account SET id = id WHERE id = {}", account)
        held = "SELECT 1 AS one FROM sign_in WHERE id = {} AND account = {}"
        if not await rows(held, sign_in, account):
            return False
        await Link.delete().where((Link.account == account) & (Link.vendor == vendor))
        await execute(
            "INSERT INTO miniapp_link (person, vendor, account, created_at)"
            " VALUES ({}, {}, {}, {}) ON CONFLICT (person) DO UPDATE SET"
            " account = excluded.account, created_at = excluded.created_at",
            person,
            vendor,
            account,
            now,
        )
        words = {
            "status": f"以后从{NAMES[vendor]}小程序进入时直接登录",
            "reason": "不是本人设置的，请立即修改密码",
        }
        await post(f"miniapp:{account}:{now.timestamp():.0f}", account, "miniapp", words, at=now)
    return True


async def chosen_by(account: UUID) -> list[Chosen]:
    found = await Link.select().where(Link.account == account)
    by_vendor = {row["vendor"]: row["created_at"] for row in found}
    return [Chosen(each, NAMES[each], by_vendor[each]) for each in NAMES if each in by_vendor]


async def forget(account: UUID, vendor: str) -> None:
    await Link.delete().where((Link.account == account) & (Link.vendor == vendor))

"""Signing in (登录) by username or document number; and the present password, asked again."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from baoming import clock
from baoming.accounts import throttle
from baoming.accounts.documents import normalise
from baoming.accounts.identity import index_of
from baoming.accounts.passwords import hash_password, needs_rehash, verify
from baoming.accounts.registration import username_key
from baoming.accounts.tables import Account, ResetCode
from baoming.database import rows
from baoming.errors import Invalid

WRONG = "用户名、证件号码或密码不正确，请核对后重试。"


@dataclass(frozen=True)
class Entered:
    account: UUID
    must_change_password: bool
    """Came with a code from the counter: a new password first."""


async def enter(login: str, password: str, address: str) -> Entered:
    """Invalid with one sentence for whatever was wrong; TooMany after ten failures for one login
    from one address within fifteen minutes."""
    whom = (login_key(login), address)
    await throttle.count(throttle.SIGN_IN, *whom)
    found = await find(login)
    if not await verify(found["password_hash"] if found else None, password) or found is None:
        raise Invalid({"password": WRONG})
    must_change = await _spend_code(found["id"])
    await throttle.give_back(throttle.SIGN_IN, *whom)
    if needs_rehash(found["password_hash"]):
        await _rehash(found["id"], password)
    return Entered(found["id"], must_change)


async def confirm_password(account: Account, password: str) -> None:
    """Before something is changed: Invalid when the present password is wrong."""
    await throttle.count(throttle.PASSWORD, str(account.id))
    if not await verify(account.password_hash, password):
        raise Invalid({"current_password": "当前密码不正确，请重新输入。"})
    await throttle.give_back(throttle.PASSWORD, str(account.id))


async def find(login: str) -> dict[str, Any] | None:
    """The account of a username or a document number; a number goes before a name like it."""
    index = index_of(login)
    found = await rows(
        "SELECT id, password_hash, security_question, security_answer_hash, id_number_index"
        " FROM account WHERE (username_key = {} OR id_number_index = {}) AND deleted_at IS NULL",
        username_key(login.strip()),
        index,
    )
    return max(found, key=lambda row: row["id_number_index"] == index, default=None)


def login_key(login: str) -> str:
    """Spellings of one login count together."""
    return normalise(login).casefold()


async def _spend_code(account: UUID) -> bool:
    """Is the password a code from the counter? It serves once, for a day; Invalid afterwards."""
    code = await ResetCode.select().where(ResetCode.account == account).first()
    if code is None:
        return False
    spent = (
        await ResetCode.update({ResetCode.expires_at: clock.now()})
        .where((ResetCode.account == account) & (ResetCode.expires_at > clock.now()))
        .returning(ResetCode.account)
    )
    if not spent:
        raise Invalid({"password": "这个一次性验证码已经用过或已过期，请到考点重新申请。"})
    return True


async def _rehash(account: UUID, password: str) -> None:
    await Account.update({Account.password_hash: await hash_password(password)}).where(
        Account.id == account
    )

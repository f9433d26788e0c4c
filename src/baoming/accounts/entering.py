"""Signing in (登录) by username or document number; and the present password, asked again."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from baoming import clock
from baoming.accounts import sign_ins, throttle
from baoming.accounts.documents import normalise
from baoming.accounts.identity import index_of
from baoming.accounts.passwords import hash_password, needs_rehash, verify
from baoming.accounts.registration import username_key
from baoming.accounts.sign_ins import SignedIn
from baoming.accounts.tables import Account, ResetCode
from baoming.database import rows, transaction
from baoming.errors import Invalid

WRONG = "用户名、证件号码或密码不正确，请核对后重试。"


@dataclass(frozen=True)
class Entered:
    cookie: str
    must_change_password: bool
    """Came with a code from the counter: a new password first."""


async def enter(login: str, password: str, address: str, before: SignedIn | None = None) -> Entered:
    """Signed in, with a new cookie; `before` is this browser's sign-in until now.

    Invalid with one sentence for whatever was wrong; TooMany after ten failures for one login
    from one address within fifteen minutes.
    """
    whom = (login_key(login), throttle.network(address))
    await throttle.check(throttle.SIGN_IN, *whom)
    found = await find(login)
    if not await verify(found["password_hash"] if found else None, password) or found is None:
        await throttle.count(throttle.SIGN_IN, *whom)
        raise Invalid({"password": WRONG})
    await throttle.passed(throttle.SIGN_IN, *whom)
    old = new = found["password_hash"]
    if needs_rehash(old):
        new = await hash_password(password)
    async with transaction():
        if await replace_password(found["id"], old, new):
            must_change = await _spend_code(found["id"])
            cookie = await sign_ins.begin_within(
                before, account=found["id"], must_change_password=must_change
            )
            return Entered(cookie, must_change)
    # Changed since it was verified, or only hashed anew by another sign-in: look again.
    return await enter(login, password, address, before)


async def replace_password(account: UUID, old: str, new: str) -> bool:
    """Only as long as `old`, which was verified, is still in force.

    Inside a transaction, also to keep it as it is: a change of password at the same moment
    waits, or has won; so no sign-in with the old one outlives it.
    """
    kept = (
        await Account.update({Account.password_hash: new})
        .where(
            (Account.id == account) & (Account.password_hash == old) & Account.deleted_at.is_null()
        )
        .returning(Account.id)
    )
    return bool(kept)


async def confirm_password(account: Account, password: str) -> None:
    """Before something is changed: Invalid when the present password is wrong."""
    await throttle.check(throttle.PASSWORD, str(account.id))
    if not await verify(account.password_hash, password):
        await throttle.count(throttle.PASSWORD, str(account.id))
        raise Invalid({"current_password": "当前密码不正确，请重新输入。"})
    await throttle.passed(throttle.PASSWORD, str(account.id))


async def find(login: str) -> dict[str, Any] | None:
    """The account of a username or a document number; a number goes before a name like it."""
    index = index_of(login)
    found = await rows(
        "SELECT id, name, id_number, password_hash, security_question, security_answer_hash,"
        " id_number_index FROM account WHERE (username_key = {} OR id_number_index = {}) AND deleted_at IS NULL",
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

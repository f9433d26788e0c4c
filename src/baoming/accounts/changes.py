"""What a signed-in candidate changes about signing in. Each ends every other sign-in.

`account` is as it was when the request came in: what was proven against its password holds only
as long as that password does, so a recovery at the same moment is not undone.
"""

from baoming.accounts import sign_ins
from baoming.accounts.entering import confirm_password, replace_password
from baoming.accounts.passwords import hash_answer, hash_password
from baoming.accounts.sign_ins import SignedIn
from baoming.accounts.tables import Account, ResetCode
from baoming.database import transaction
from baoming.errors import Conflict

ELSEWHERE = "密码刚刚在别处修改过，这次没有保存。请用新密码重新登录。"


async def change_password(account: Account, signed_in: SignedIn, current: str, new: str) -> str:
    """Answers the new cookie of this browser."""
    await confirm_password(account, current)
    hashed = await hash_password(new)
    async with transaction():
        if not await replace_password(account.id, account.password_hash, hashed):
            raise Conflict(ELSEWHERE, link=("/login", "去登录"))
        await ResetCode.delete().where(ResetCode.account == account.id)
        await sign_ins.end_all(account.id, but=signed_in.id)
        return await sign_ins.begin_within(signed_in, account=account.id)


async def change_question(
    account: Account, signed_in: SignedIn, current: str, question: str, answer: str
) -> str:
    """Answers the new cookie of this browser."""
    await confirm_password(account, current)
    hashed = await hash_answer(answer)
    same = account.password_hash
    async with transaction():
        if not await replace_password(account.id, same, same):
            raise Conflict(ELSEWHERE, link=("/login", "去登录"))
        await Account.update(
            {Account.security_question: question, Account.security_answer_hash: hashed}
        ).where(Account.id == account.id)
        await sign_ins.end_all(account.id, but=signed_in.id)
        return await sign_ins.begin_within(signed_in, account=account.id)

"""What a signed-in candidate changes about signing in."""

from baoming.accounts import sign_ins
from baoming.accounts.entering import confirm_password
from baoming.accounts.passwords import hash_answer, hash_password
from baoming.accounts.sign_ins import SignedIn
from baoming.accounts.tables import Account, ResetCode
from baoming.database import transaction


async def change_password(account: Account, signed_in: SignedIn, current: str, new: str) -> str:
    """Ends every other sign-in and renews this one; answers its new cookie."""
    await confirm_password(account, current)
    hashed = await hash_password(new)
    async with transaction():
        await Account.update({Account.password_hash: hashed}).where(Account.id == account.id)
        await ResetCode.delete().where(ResetCode.account == account.id)
        await sign_ins.end_all(account.id, but=signed_in.id)
    return await sign_ins.begin(signed_in)


async def change_question(account: Account, current: str, question: str, answer: str) -> None:
    await confirm_password(account, current)
    hashed = await hash_answer(answer)
    await Account.update(
        {Account.security_question: question, Account.security_answer_hash: hashed}
    ).where(Account.id == account.id)

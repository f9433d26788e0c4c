"""Forgotten password: question and answer, and nobody learns who has an account.

An unknown login is led the same way, to a question that a keyed hash picks for it, always the
same; a wrong answer costs the same time and says the same sentence.
"""

from baoming.accounts import sign_ins, throttle
from baoming.accounts.entering import find, login_key
from baoming.accounts.passwords import hash_password, verify_answer
from baoming.accounts.tables import Account, ResetCode
from baoming.catalogue import current
from baoming.database import transaction
from baoming.errors import Invalid
from baoming.security import keys

KIND = "security_question"
WRONG = "答案不正确。请核对后重试；忘记答案的，请带证件到报名所在考点办理。"


async def question_for(login: str) -> str:
    """The words of the question of this login, known or not.

    A question that is no longer offered is still asked of those who chose it; so it is among
    those of unknown logins too, which keep theirs when another one joins the list.
    """
    book, found = await current.book(), await find(login)
    if found:
        return book.label(KIND, found["security_question"])
    offered = [each for each in book.newest().contents.options if each.kind == KIND]
    chosen = max(offered, key=lambda each: keys().mac("question", login_key(login), each.value))
    return chosen.label


async def recover(login: str, answer: str, password: str) -> None:
    """A new password for the right answer; every sign-in ends. Invalid or TooMany otherwise."""
    await throttle.check(throttle.ANSWER, login_key(login))
    found = await find(login)
    right = await verify_answer(found["security_answer_hash"] if found else None, answer)
    if found is None or not right:
        await throttle.count(throttle.ANSWER, login_key(login))
        raise Invalid({"security_answer": WRONG})
    await throttle.passed(throttle.ANSWER, login_key(login))
    hashed = await hash_password(password)
    async with transaction():
        # Only as long as the answer is still the one, and the account not deleted meanwhile.
        kept = (
            await Account.update({Account.password_hash: hashed})
            .where(
                (Account.id == found["id"])
                & (Account.security_answer_hash == found["security_answer_hash"])
                & Account.deleted_at.is_null()
            )
            .returning(Account.id)
        )
        if not kept:
            raise Invalid({"security_answer": WRONG})
        await ResetCode.delete().where(ResetCode.account == found["id"])
        await sign_ins.end_all(found["id"])

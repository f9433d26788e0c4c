"""Forgotten password: question and answer, and nobody learns who has an account.

An unknown login is led the same way, to a question that a keyed hash picks for it, always the
same; a wrong answer costs the same time and says the same sentence.
"""

from uuid import UUID

from piccolo.columns.combination import Where

from baoming import clock
from baoming.accounts import sign_ins, throttle
from baoming.accounts.entering import find, login_key
from baoming.accounts.passwords import hash_password, verify_answer
from baoming.accounts.tables import Account, ResetCode
from baoming.audit.record import note
from baoming.catalogue import current
from baoming.database import transaction
from baoming.errors import Invalid
from baoming.outbox.post import post
from baoming.security import keys

KIND = "security_question"
WRONG = "答案不正确。请核对后重试；忘记答案的，请带证件到报名所在考点办理。"
BY_QUESTION = "密码找回问题"


async def question_for(login: str) -> str:
    """The words of the question of this login, known or not.

    A question that is no longer offered is still asked of those who chose it; so it is among
    those of unknown logins too, which keep theirs when another one joins the list. One is picked
    for a known login as well: that it is not costs a part of a millisecond, which can be measured.
    """
    book, found = await current.book(), await find(login)
    offered = [each for each in book.newest().contents.options if each.kind == KIND]
    picked = max(offered, key=lambda each: keys().mac("question", login_key(login), each.value))
    return book.label(KIND, found["security_question"] if found else picked.value)


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
    proven = Account.security_answer_hash == found["security_answer_hash"]
    async with transaction():
        if not await renew(found["id"], hashed, proven, BY_QUESTION):
            raise Invalid({"security_answer": WRONG})


async def renew(account: UUID, hashed: str, proven: Where, by: str) -> bool:
    """Inside a transaction: the new password, as long as what was proven still holds and the
    account was not deleted meanwhile. Every sign-in and the counter's code end, and the candidate
    is told through every channel left."""
    kept = (
        await Account.update({Account.password_hash: hashed})
        .where((Account.id == account) & proven & Account.deleted_at.is_null())
        .returning(Account.id)
    )
    if not kept:
        return False
    await ResetCode.delete().where(ResetCode.account == account)
    await sign_ins.end_all(account)
    await note("candidate", str(account), "account:recover", str(account), {"by": by})
    now = clock.now()
    words = {"status": f"已通过{by}设置新密码", "reason": "不是本人办理的，请立即联系考点"}
    await post(f"recovered:{account}:{now.timestamp():.6f}", account, "recovered", words, at=now)
    return True

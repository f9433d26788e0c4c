"""Forgotten password: question and answer, and nobody learns who has an account.

An unknown login is led the same way, to a question that a keyed hash picks for it, always the
same; a wrong answer costs the same time and says the same sentence.
"""

from collections.abc import Sequence

from baoming.accounts import sign_ins, throttle
from baoming.accounts.entering import find, login_key
from baoming.accounts.passwords import hash_password, verify_answer
from baoming.accounts.tables import Account, ResetCode
from baoming.database import transaction
from baoming.errors import Invalid
from baoming.fields import Option
from baoming.security import keys

WRONG = "答案不正确。请核对后重试；忘记答案的，请带证件到报名所在考点办理。"


async def question_for(login: str, questions: Sequence[Option]) -> str:
    """The words of the question of this login, known or not."""
    found = await find(login)
    chosen = found["security_question"] if found else None
    words = dict(questions)
    if chosen in words:
        return words[chosen]
    number = int(keys().mac("recovery question", login_key(login)), 16)
    return list(words.values())[number % len(words)]


async def recover(login: str, answer: str, password: str) -> None:
    """A new password for the right answer; every sign-in ends. Invalid or TooMany otherwise."""
    await throttle.count(throttle.ANSWER, login_key(login))
    found = await find(login)
    right = await verify_answer(found["security_answer_hash"] if found else None, answer)
    if found is None or not right:
        raise Invalid({"security_answer": WRONG})
    hashed = await hash_password(password)
    async with transaction():
        await Account.update({Account.password_hash: hashed}).where(Account.id == found["id"])
        await ResetCode.delete().where(ResetCode.account == found["id"])
        await sign_ins.end_all(found["id"])
    await throttle.give_back(throttle.ANSWER, login_key(login))

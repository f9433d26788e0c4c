import asyncio

import pytest
from tests.people import ANSWER, PASSWORD, QUESTION, account, resident_id

from baoming.accounts import sign_ins
from baoming.accounts.entering import enter
from baoming.accounts.recovery import question_for, recover
from baoming.accounts.tables import Account, SignIn
from baoming.catalogue import current
from baoming.catalogue.tables import Option
from baoming.database import counted
from baoming.errors import Invalid, TooMany
from baoming.outbox.tables import Message

pytestmark = pytest.mark.usefixtures("office")


async def test_the_own_question_is_asked_by_username_and_by_number() -> None:
    number = resident_id()
    await account(username="Wang", id_number=number, security_question=QUESTION)
    words = (await current.newest()).label("security_question", QUESTION)
    assert [await question_for(login) for login in ("wang", " WANG ", number)] == [words] * 3


async def test_unknown_logins_are_asked_all_questions_and_each_always_the_same() -> None:
    asked = [await question_for(f"nobody{n}") for n in range(100)]
    assert asked == [await question_for(f" NOBODY{n}") for n in range(100)]
    offered = {words for _, words in (await current.newest()).options("security_question")}
    assert set(asked) == offered


async def test_a_question_no_longer_offered_is_still_asked() -> None:
    await account(username="wang", security_question=QUESTION)
    strangers = [f"nobody{n}" for n in range(40)]
    before = [await question_for(login) for login in ("wang", *strangers)]
    await Option.update({Option.withdrawn: True}).where(Option.value == QUESTION)
    current.forget()
    assert QUESTION not in dict((await current.newest()).options("security_question"))
    assert [await question_for(login) for login in ("wang", *strangers)] == before


async def test_a_deleted_account_is_led_like_an_unknown_login() -> None:
    await account(username="wang", deleted_at=None, security_question=QUESTION)
    asked = {}
    for login in ("wang", "nobody"):
        with pytest.raises(Invalid) as refused:
            await recover(login, "别处", "a new password")
        asked[login] = refused.value.errors
    assert asked["wang"] == asked["nobody"]


@pytest.mark.parametrize("login", ["wang", "nobody"])
async def test_of_answers_at_once_ten_are_told_that_they_are_wrong(login: str) -> None:
    await account(username="wang")
    told = await asyncio.gather(
        *(recover(login, f"guess {n}", "a new password") for n in range(25)),
        return_exceptions=True,
    )
    assert [type(each) for each in told].count(Invalid) == 10
    assert [type(each) for each in told].count(TooMany) == 15
    with pytest.raises(TooMany):
        await recover(login, ANSWER, "a new password")


async def test_the_right_answer_ends_every_sign_in_and_the_old_password() -> None:
    row = await account(username="wang")
    for _ in range(3):
        await sign_ins.begin(None, account=row.id)
    await recover("wang", f"\u3000{ANSWER} ", "a new password")
    assert await SignIn.count() == 0
    with pytest.raises(Invalid):
        await enter("wang", PASSWORD, "192.0.2.7")
    await enter("wang", "a new password", "192.0.2.7")


async def test_of_two_right_answers_at_once_the_last_password_is_one_of_theirs() -> None:
    await account(username="wang")
    await asyncio.gather(
        recover("wang", ANSWER, "password 1"), recover("wang", ANSWER, "password 2")
    )
    told = [
        await asyncio.gather(enter("wang", f"password {n}", "192.0.2.7"), return_exceptions=True)
        for n in (1, 2)
    ]
    assert [type(each) for (each,) in told].count(Invalid) == 1
    assert await Account.count() == 1


async def test_the_candidate_is_told_through_what_is_left() -> None:
    row = await account(username="wang")
    await recover("wang", ANSWER, "a new password")
    (told,) = await Message.select()
    assert (str(told["account"]), told["kind"]) == (str(row.id), "recovered")
    assert "已通过密码找回问题设置新密码" in told["data"]


async def test_known_and_unknown_logins_cost_the_same_queries() -> None:
    await account(username="wang")
    await question_for("wang")
    costs = {}
    for login in ("wang", "nobody"):
        with counted() as asked:
            await question_for(login)
            with pytest.raises(Invalid):
                await recover(login, "别处", "a new password")
        costs[login] = [sql.split(" WHERE ")[0] for sql in asked]
    assert costs["wang"] == costs["nobody"]
    assert len(costs["wang"]) == 4

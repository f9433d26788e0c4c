import asyncio
from typing import Any

import pytest
from tests.people import QUESTION, account, resident_id

from baoming.accounts.registration import check_username, register
from baoming.accounts.tables import Account
from baoming.errors import Invalid, TooMany

pytestmark = pytest.mark.usefixtures("office")

HERE = "192.0.2.7"


def given(**changed: str) -> dict[str, Any]:
    return {
        "username": "zhang.san",
        "password": "一个好密码2023",
        "name": "张㛃",
        "id_type": "resident_id",
        "id_number": resident_id(),
        "security_question": QUESTION,
        "security_answer": "吉林",
    } | changed


async def refused(**changed: str) -> list[str]:
    with pytest.raises(Invalid) as told:
        await register(given(**changed), HERE)
    return list(told.value.errors)


async def test_a_taken_number_and_a_taken_username_are_told_at_their_fields() -> None:
    number = resident_id()
    await account(username="zhang.san", id_number=number)
    assert await refused(username="Zhang.San") == ["username"]
    assert await refused(username="li.si", id_number=number, id_type="passport") == ["id_number"]


@pytest.mark.parametrize("field", ["username", "id_number"])
async def test_of_two_who_register_the_same_at_once_one_wins(field: str) -> None:
    number = resident_id()
    forms = [given(id_number=number, username=f"user-{n}") for n in range(4)]
    if field == "username":
        forms = [given(username=name) for name in ("zhang", "Zhang", "ZHANG", "zhanG")]
    told = await asyncio.gather(*(register(form, HERE) for form in forms), return_exceptions=True)
    errors = [list(each.errors) for each in told if isinstance(each, Invalid)]
    assert errors == [[field]] * 3
    assert await Account.count() == 1


async def test_who_heard_of_many_taken_numbers_learns_no_more_by_a_taken_username() -> None:
    number = resident_id()
    await account(username="mine", id_number=number)
    for _ in range(30):
        assert await refused(id_number=number) == ["id_number"]
    sentences = set()
    for form in (given(id_number=number), given(username="mine"), given(username="Mine")):
        with pytest.raises(TooMany) as told:
            await register(form, HERE)
        sentences.add(told.value.sentence)
    assert len(sentences) == 1
    await register(given(username="not-mine"), HERE)
    assert await Account.count() == 2


async def test_a_deleted_account_gives_its_number_and_username_up() -> None:
    number = resident_id()
    row = await account(username="zhang.san", id_number=number)
    await Account.update({Account.username_key: None, Account.id_number_index: None}).where(
        Account.id == row.id
    )
    await register(given(id_number=number), HERE)
    assert await Account.count() == 2


@pytest.mark.parametrize("name", ["abc", "a" * 32, "A.b_c-9", "13800138000", "___"])
def test_a_username_that_is_taken_as_it_is(name: str) -> None:
    assert check_username(name) is None


@pytest.mark.parametrize(
    "name",
    ["ab", "a" * 33, "a b c", "王医生", "wang\n", "ｗａｎｇ", "a@b.c", resident_id(), "E12345678"],
)
def test_a_username_that_is_not_allowed(name: str) -> None:
    assert check_username(name) is not None

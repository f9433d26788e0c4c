import asyncio
from datetime import timedelta

import pytest
from tests.people import PASSWORD, account, resident_id

from baoming import clock
from baoming.accounts import changes, sign_ins
from baoming.accounts.entering import confirm_password, enter, find, replace_password
from baoming.accounts.passwords import hash_password
from baoming.accounts.tables import Account, ResetCode, SignIn
from baoming.errors import Invalid, TooMany

pytestmark = pytest.mark.usefixtures("office")

HERE = "192.0.2.7"


async def test_a_hospital_signs_in_at_once() -> None:
    number = resident_id()
    await account(id_number=number)
    entered = await asyncio.gather(*(enter(number, PASSWORD, HERE) for _ in range(25)))
    assert len({each.cookie for each in entered}) == 25
    assert await SignIn.count() == 25


async def test_of_guesses_at_once_ten_are_told_that_they_are_wrong() -> None:
    await account(username="wang")
    told = await asyncio.gather(
        *(enter("wang", f"guess {n}", HERE) for n in range(25)), return_exceptions=True
    )
    assert [type(each) for each in told].count(Invalid) == 10
    assert [type(each) for each in told].count(TooMany) == 15


async def test_a_login_is_closed_from_one_address_only() -> None:
    await account(username="wang")
    for _ in range(10):
        with pytest.raises(Invalid):
            await enter("wang", "a guess", HERE)
    with pytest.raises(TooMany):
        await enter("wang", PASSWORD, HERE)
    assert (await enter("wang", PASSWORD, "192.0.2.8")).must_change_password is False


async def test_the_sign_in_before_dies() -> None:
    await account(username="wang")
    first = await enter("wang", PASSWORD, HERE)
    second = await enter("wang", PASSWORD, HERE, await sign_ins.load(first.cookie))
    assert await sign_ins.load(first.cookie) is None
    assert await sign_ins.load(second.cookie) is not None


async def test_a_password_is_replaced_only_while_it_is_in_force() -> None:
    row = await account()
    old = row.password_hash
    assert await replace_password(row.id, old, "first")
    assert not await replace_password(row.id, old, "second")
    kept = await Account.select(Account.password_hash).where(Account.id == row.id).first()
    assert kept == {"password_hash": "first"}


async def test_no_sign_in_with_the_old_password_outlives_a_change() -> None:
    row = await account(username="wang")
    mine = await sign_ins.begin(None, account=row.id)
    signed_in = await sign_ins.load(mine)
    assert signed_in is not None
    _, renewed, *_ = await asyncio.gather(
        *(enter("wang", PASSWORD, HERE) for _ in range(1)),
        changes.change_password(row, signed_in, PASSWORD, "a new password"),
        *(enter("wang", PASSWORD, HERE) for _ in range(8)),
        return_exceptions=True,
    )
    assert isinstance(renewed, (str, changes.Conflict))
    if isinstance(renewed, str):
        left = await SignIn.select(SignIn.id)
        found = await sign_ins.load(renewed)
        assert found is not None
        assert left == [{"id": found.id}]


async def test_a_code_is_spent_by_one_of_two_at_once() -> None:
    row = await account(username="wang", password_hash=await hash_password("K7QM-3XHN"))
    tomorrow = clock.now() + timedelta(days=1)
    await ResetCode(account=row.id, code_hash="", issued_by=1, expires_at=tomorrow).save()
    told = await asyncio.gather(
        *(enter("wang", "K7QM-3XHN", HERE) for _ in range(4)), return_exceptions=True
    )
    assert [type(each) for each in told].count(Invalid) == 3
    assert await SignIn.count() == 1


async def test_the_owner_of_a_document_goes_before_a_username_like_it() -> None:
    await account(username="B55555")
    owner = await account(id_number="B55555", id_type="passport")
    found = await find(" b55555 ")
    assert found is not None
    assert found["id"] == owner.id


async def test_who_guesses_the_present_password_has_to_wait() -> None:
    row = await account()
    for _ in range(10):
        with pytest.raises(Invalid) as refused:
            await confirm_password(row, "a guess")
        assert list(refused.value.errors) == ["current_password"]
    with pytest.raises(TooMany):
        await confirm_password(row, PASSWORD)

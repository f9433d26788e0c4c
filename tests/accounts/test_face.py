import asyncio
import json
from datetime import timedelta

import pytest
from tests.face_provider import Provider, free_port, provider
from tests.people import account, resident_id

from baoming import clock
from baoming.accounts import face, sign_ins, throttle
from baoming.accounts.entering import enter
from baoming.accounts.face_tables import FaceCheck
from baoming.accounts.face_verifier import Begun, FaceUnavailable
from baoming.accounts.tables import Account, ResetCode, SignIn, Throttle
from baoming.database import counted
from baoming.errors import Invalid, TooMany
from baoming.outbox.tables import Message

__all__ = ["provider"]

pytestmark = pytest.mark.usefixtures("office")

HOME = "192.0.2.7"
NEW = "a new password"


async def begin(provider: Provider, login: str, address: str = HOME) -> Begun:
    return await face.begin(provider.verifier(), login, address, demo=True)


async def renewed(provider: Provider, login: str, token: str) -> face.Verdict:
    return await face.recover(provider.verifier(), login, token, HOME, NEW)


async def test_a_pass_gives_one_new_password_and_tells_everywhere(provider: Provider) -> None:
    row = await account(username="wang")
    await sign_ins.begin(None, account=row.id)
    code = ResetCode(account=row.id, code_hash="", issued_by=1, expires_at=clock.now())
    await code.save()
    begun = await begin(provider, " WANG ")
    assert await face.look(provider.verifier(), "wang", begun.token) == "unfinished"
    assert await renewed(provider, "wang", begun.token) == "unfinished"
    provider.decide(begun.token)
    assert await face.look(provider.verifier(), "wang", begun.token) == "passed"
    provider.fails("down")
    assert await renewed(provider, "wang", begun.token) == "passed", "it was seen already"
    assert await SignIn.count() + await ResetCode.count() == 0
    await enter("wang", NEW, HOME)
    assert await renewed(provider, "wang", begun.token) == "void"
    (told,) = await Message.select()
    assert (str(told["account"]), told["kind"]) == (str(row.id), "recovered")
    assert json.loads(told["data"]) == {
        "status": "已通过人脸识别设置新密码",
        "reason": "不是本人办理的，请立即联系考点",
    }


async def test_of_two_passwords_at_once_one_is_set(provider: Provider) -> None:
    await account(username="wang")
    begun = await begin(provider, "wang")
    provider.decide(begun.token)
    told = await asyncio.gather(*(renewed(provider, "wang", begun.token) for _ in range(2)))
    assert sorted(told) == ["passed", "void"]


async def test_an_unknown_login_ends_like_the_face_of_somebody_else(provider: Provider) -> None:
    number = resident_id()
    await account(username="wang", id_number=number)
    await account(username="li", id_number=resident_id())
    costs = {}
    for login in ("wang", "nobody"):
        with counted() as asked:
            begun = await begin(provider, login)
            provider.decide(begun.token, id_card=resident_id())
            assert await face.look(provider.verifier(), login, begun.token) == "other"
            assert await renewed(provider, login, begun.token) == "other"
        costs[login] = [sql.split(" WHERE ")[0] for sql in asked]
    assert costs["wang"] == costs["nobody"]
    # A number that has no account, and one that has another: of a login that is unknown.
    for shown in (resident_id(), number):
        begun = await begin(provider, "nobody")
        provider.decide(begun.token, id_card=shown)
        assert await renewed(provider, "nobody", begun.token) == "other"


async def test_nothing_but_a_pass_with_the_own_document_opens(provider: Provider) -> None:
    await account(username="wang")
    begun = await begin(provider, "wang")
    provider.decide(begun.token, "fail")
    assert await renewed(provider, "wang", begun.token) == "failed"
    provider.decide(begun.token)
    await account(username="li")
    assert await renewed(provider, "li", begun.token) == "void", "it was begun for another"
    assert await renewed(provider, "wang", begun.token + "x") == "void"
    long_ago = clock.real() - face.LASTS
    await FaceCheck.update({FaceCheck.created_at: long_ago}, force=True)
    assert await renewed(provider, "wang", begun.token) == "void"
    with pytest.raises(Invalid):
        await enter("wang", NEW, HOME)


async def test_an_account_deleted_meanwhile_is_nobodys(provider: Provider) -> None:
    await account(username="wang")
    begun = await begin(provider, "wang")
    provider.decide(begun.token)
    assert await face.look(provider.verifier(), "wang", begun.token) == "passed"
    await Account.update({Account.deleted_at: clock.now()}, force=True)
    assert await renewed(provider, "wang", begun.token) == "other"


async def test_the_table_tells_neither_token_nor_login(provider: Provider) -> None:
    number = resident_id()
    begun = await begin(provider, number)
    row = str(await FaceCheck.select().first())
    assert number not in row
    assert begun.token not in row


async def test_a_production_tells_the_provider_nothing(provider: Provider) -> None:
    number = resident_id()
    await account(username="wang", id_number=number)
    begun = await face.begin(provider.verifier(), "wang", HOME, demo=False)
    assert provider.told(begun.token) == ("", "", "")
    provider.decide(begun.token, id_card=number)
    assert await renewed(provider, "wang", begun.token) == "passed"


async def test_back_at_another_browser_ends_it_unless_the_own_has_seen_the_pass(
    provider: Provider,
) -> None:
    await account(username="wang")
    begun = await begin(provider, "wang")
    provider.decide(begun.token)
    await face.give_up(begun.token)
    assert await renewed(provider, "wang", begun.token) == "void"
    begun = await begin(provider, "wang")
    provider.decide(begun.token)
    assert await face.look(provider.verifier(), "wang", begun.token) == "passed"
    await face.give_up(begun.token)
    assert await renewed(provider, "wang", begun.token) == "passed"


@pytest.mark.parametrize("login", ["wang", "nobody"])
async def test_five_verifications_a_day_for_one_login(provider: Provider, login: str) -> None:
    await account(username="wang")
    for left in (5, 4, 3, 2, 1):
        assert await face.tries_left(login) == (left, "")
        await begin(provider, login, f"192.0.2.{left}")
    before = provider.begun()
    with pytest.raises(TooMany) as refused:
        await begin(provider, login.upper(), "192.0.2.99")
    assert provider.begun() == before, "refused before it costs anything"
    assert await face.tries_left(login) == (0, refused.value.sentence)
    clock.set_offset(clock.offset() + timedelta(days=1))
    assert (await begin(provider, login)).token


async def test_forty_an_hour_from_one_address_but_what_ends_well_does_not_count(
    provider: Provider,
) -> None:
    row = await account(username="wang")
    most = throttle.FACE_FROM.failures
    begun = await begin(provider, "wang")
    for _ in range(most - 1):
        await throttle.count(throttle.FACE_FROM, HOME)
    with pytest.raises(TooMany):
        await begin(provider, "li")
    assert await face.tries_left("li") == (5, ""), "a neighbour's tries are not the login's"
    provider.decide(begun.token)
    assert await renewed(provider, "wang", begun.token) == "passed"
    assert await face.tries_left("wang") == (5, "")
    assert (await begin(provider, row.username)).token
    with pytest.raises(TooMany):
        await begin(provider, "li")


async def test_a_provider_that_does_not_answer_costs_no_try(provider: Provider) -> None:
    begun = await begin(provider, "wang")
    nobody = provider.verifier(api_url=f"http://127.0.0.1:{free_port()}")
    for _ in range(7):
        with pytest.raises(FaceUnavailable):
            await face.begin(nobody, "wang", HOME, demo=True)
    assert await face.tries_left("wang") == (4, "")
    with pytest.raises(FaceUnavailable):
        await face.look(nobody, "wang", begun.token)
    provider.decide(begun.token)
    assert await face.look(provider.verifier(), "wang", begun.token) == "other"


async def test_the_provider_is_asked_twelve_times_for_one_result(provider: Provider) -> None:
    begun = await begin(provider, "wang")
    for _ in range(12):
        assert await face.look(provider.verifier(), "wang", begun.token) == "unfinished"
    with pytest.raises(TooMany):
        await face.look(provider.verifier(), "wang", begun.token)


async def test_what_is_over_is_swept(provider: Provider) -> None:
    await begin(provider, "wang")
    await face.sweep(clock.real())
    assert await FaceCheck.count() == 1
    await face.sweep(clock.real() + face.LASTS)
    assert await FaceCheck.count() == 0
    assert await Throttle.count() == 2

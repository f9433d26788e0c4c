import asyncio
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from baoming import clock, security
from baoming.accounts import throttle
from baoming.accounts.tables import Throttle
from baoming.accounts.throttle import ANSWER, NUMBER_TAKEN, SIGN_IN, Limit
from baoming.database import Engine
from baoming.errors import TooMany


@pytest.fixture(autouse=True)
def noon(engine: Engine) -> Iterator[None]:
    security.use("a secret of the tests, long enough")
    stand_at("2023-12-05T12:00:00+08:00")
    yield
    clock.set_offset(timedelta())


def stand_at(text: str) -> datetime:
    """The clock goes on from there; tests take well under a second."""
    clock.set_offset(clock.at(text) - clock.real())
    return clock.now()


async def fail(limit: Limit, whom: str, times: int) -> None:
    for _ in range(times):
        await throttle.count(limit, whom)


@pytest.mark.parametrize(
    ("limit", "failures", "window"),
    [
        (SIGN_IN, 10, timedelta(minutes=15)),
        (NUMBER_TAKEN, 30, timedelta(hours=1)),
        (ANSWER, 10, timedelta(hours=23)),
    ],
)
async def test_a_limit_closes_after_its_last_failure_and_opens_again(
    limit: Limit, failures: int, window: timedelta
) -> None:
    await fail(limit, "wang", failures - 1)
    assert await throttle.check(limit, "wang") == failures - 1
    await fail(limit, "wang", 1)
    with pytest.raises(TooMany):
        await throttle.check(limit, "wang")
    with pytest.raises(TooMany):
        await throttle.count(limit, "wang")
    clock.set_offset(clock.offset() + window)
    assert await throttle.check(limit, "wang") == 0
    await throttle.count(limit, "wang")
    assert await throttle.check(limit, "wang") == 1


async def test_others_and_other_limits_are_not_concerned() -> None:
    await fail(SIGN_IN, "wang", 10)
    assert await throttle.check(SIGN_IN, "li") == 0
    assert await throttle.check(ANSWER, "wang") == 0


async def test_the_sentence_says_when_rounded_up_to_the_minute() -> None:
    stand_at("2023-12-05T12:00:20+08:00")
    await fail(SIGN_IN, "wang", 10)
    with pytest.raises(TooMany) as refused:
        await throttle.check(SIGN_IN, "wang")
    assert refused.value.sentence == "尝试次数过多，请在 12:16 以后再试。"
    assert 895 <= refused.value.retry_after <= 900


async def test_the_sentence_names_the_day_when_it_is_another() -> None:
    stand_at("2023-12-31T23:50:01+08:00")
    await fail(SIGN_IN, "wang", 10)
    with pytest.raises(TooMany) as refused:
        await throttle.check(SIGN_IN, "wang")
    assert refused.value.sentence == "尝试次数过多，请在 1月1日 00:06 以后再试。"


async def test_of_failures_at_once_no_more_than_the_limit_are_answered() -> None:
    counted = await asyncio.gather(
        *(throttle.count(ANSWER, "wang") for _ in range(40)), return_exceptions=True
    )
    assert [type(each) for each in counted].count(TooMany) == 30
    assert counted.count(None) == 10


async def test_a_right_guess_forgets_the_failures_before() -> None:
    await fail(SIGN_IN, "wang", 9)
    await throttle.passed(SIGN_IN, "wang")
    assert await throttle.check(SIGN_IN, "wang") == 0


async def test_a_right_guess_that_comes_after_too_many_is_refused() -> None:
    await fail(SIGN_IN, "wang", 10)
    with pytest.raises(TooMany):
        await throttle.passed(SIGN_IN, "wang")


async def test_a_demo_clock_that_went_back_locks_nobody_out() -> None:
    stand_at("2023-12-20T12:00:00+08:00")
    await fail(SIGN_IN, "wang", 10)
    stand_at("2023-12-05T12:00:00+08:00")
    assert await throttle.check(SIGN_IN, "wang") == 0
    await throttle.count(SIGN_IN, "wang")
    assert await throttle.check(SIGN_IN, "wang") == 1


async def test_the_table_tells_nobody() -> None:
    await throttle.count(SIGN_IN, "11010519491231002X", "192.0.2.1")
    (row,) = await Throttle.select()
    name, _, hashed = row["id"].partition(":")
    assert (name, len(hashed)) == ("sign_in", 64)
    assert int(hashed, 16) > 0


async def test_a_sweep_removes_what_is_over_and_nothing_else() -> None:
    await throttle.count(SIGN_IN, "wang")
    await throttle.count(ANSWER, "wang")
    clock.set_offset(clock.offset() + timedelta(minutes=15))
    await throttle.sweep()
    rows = await Throttle.select(Throttle.id)
    assert [row["id"].partition(":")[0] for row in rows] == ["answer"]


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("2001:db8:1:2::9", "2001:db8:1:2::"),
        ("unknown", "unknown"),
    ],
)
def test_whom_an_address_counts_for(address: str, network: str) -> None:
    assert throttle.network(address) == network


async def test_a_request_that_looked_at_the_clock_earlier_is_counted_with_the_others() -> None:
    await fail(SIGN_IN, "wang", 9)
    clock.set_offset(clock.offset() - timedelta(seconds=2))
    await throttle.count(SIGN_IN, "wang")
    with pytest.raises(TooMany):
        await throttle.check(SIGN_IN, "wang")

from datetime import timedelta

import pytest
from tests.people import account
from tests.simulator.stage import Stage

from baoming import clock
from baoming.database import Engine, counted
from baoming.wechat import tickets
from baoming.wechat.client import WeChatError
from baoming.wechat.shared_tokens import SharedTokens
from baoming.wechat.tables import SeenEvent, Ticket
from baoming.wechat.tokens import Token

HOUR = timedelta(hours=1)


async def test_show_makes_one_code_and_keeps_to_it(engine: Engine, stage: Stage) -> None:
    owner, other = (await account()).id, (await account()).id
    first = await tickets.show(stage.wechat, owner)
    assert first.url.startswith("http")
    with counted() as queries:
        assert await tickets.show(stage.wechat, owner) == first
    assert len(queries) == 1
    assert (await tickets.show(stage.wechat, other)).ticket != first.ticket
    assert await Ticket.count() == 2


async def test_show_makes_a_new_code_when_the_old_is_used_or_running_out(
    engine: Engine, stage: Stage
) -> None:
    owner = (await account()).id
    first = await tickets.show(stage.wechat, owner)
    await Ticket.update({Ticket.used_at: clock.real()}).where(Ticket.ticket == first.ticket)
    second = await tickets.show(stage.wechat, owner)
    soon = clock.real() + timedelta(minutes=4)
    await Ticket.update({Ticket.expires_at: soon}).where(Ticket.ticket == second.ticket)
    third = await tickets.show(stage.wechat, owner)
    assert len({first.ticket, second.ticket, third.ticket}) == 3


async def test_code_follows_real_time_whatever_the_demos_clock(
    engine: Engine, stage: Stage
) -> None:
    owner = (await account()).id
    clock.set_offset(-timedelta(days=300))
    first = await tickets.show(stage.wechat, owner)
    assert timedelta(minutes=29) < first.expires_at - clock.now() <= timedelta(minutes=30)
    clock.set_offset(timedelta(days=300))
    again = await tickets.show(stage.wechat, owner)
    assert again.ticket == first.ticket
    assert timedelta(minutes=29) < again.expires_at - clock.now() <= timedelta(minutes=30)


async def test_show_says_when_wechat_is_silent(engine: Engine, stage: Stage) -> None:
    await stage.http.post("/simulator/faults", data={"fault": "down"})
    with pytest.raises(WeChatError):
        await tickets.show(stage.wechat, (await account()).id)
    assert await Ticket.count() == 0


async def test_sweep_removes_what_ran_out_a_day_ago(engine: Engine, stage: Stage) -> None:
    await tickets.show(stage.wechat, (await account()).id)
    await SeenEvent(id="seen", at=clock.real()).save()
    await tickets.sweep(clock.real() + 23 * HOUR)
    assert (await Ticket.count(), await SeenEvent.count()) == (1, 1)
    await tickets.sweep(clock.real() + 25 * HOUR)
    assert (await Ticket.count(), await SeenEvent.count()) == (0, 0)


async def test_shared_tokens_are_read_by_another_process(engine: Engine) -> None:
    assert await SharedTokens("wx1").read() is None
    for value in ("first", "second"):
        await SharedTokens("wx1").write(Token(value, clock.real() + 2 * HOUR))
    read = await SharedTokens("wx1").read()
    assert read is not None
    assert read.value == "second"
    assert read.expires_at > clock.real() + HOUR
    assert await SharedTokens("wx2").read() is None

import asyncio
from collections.abc import Awaitable
from datetime import timedelta
from itertools import count
from uuid import UUID

import pytest
from tests.people import account, bind_wechat

from baoming import clock
from baoming.accounts.tables import Account
from baoming.database import Engine
from baoming.security import token
from baoming.wechat import bind
from baoming.wechat.events import Event
from baoming.wechat.tables import Binding, SeenEvent, Ticket

_keys = count(1)


def event(kind: str, openid: str, scene: str = "") -> Event:
    return Event(kind, "gh_1", openid, 1, key=f"event-{next(_keys)}", scene=scene)


async def ticket(owner: UUID, minutes: float = 30) -> str:
    """Its scene."""
    now, scene = clock.real(), token()
    await Ticket(
        scene=scene,
        ticket=f"gQ{scene}",
        url="http://weixin.example/q/1",
        account=owner,
        created_at=now,
        expires_at=now + timedelta(minutes=minutes),
    ).save()
    return scene


async def bindings() -> dict[UUID, tuple[str, bool]]:
    found = await Binding.select()
    return {row["account"]: (row["openid"], bool(row["following"])) for row in found}


async def used(scene: str) -> bool:
    found = await Ticket.select(Ticket.used_at).where(Ticket.scene == scene).first()
    return found["used_at"] is not None


@pytest.mark.parametrize("kind", ["subscribe", "SCAN"])
async def test_scan_binds_and_uses_the_ticket(engine: Engine, kind: str) -> None:
    owner = (await account()).id
    scene = await ticket(owner)
    handled = await bind.handle(event(kind, "oA", scene))
    assert (handled.outcome, handled.account) == ("bound", owner)
    assert await bindings() == {owner: ("oA", True)}
    assert await used(scene)


async def test_used_ticket_binds_nobody_else(engine: Engine) -> None:
    owner = (await account()).id
    scene = await ticket(owner)
    await bind.handle(event("SCAN", "oA", scene))
    await bind.unbind(owner)
    assert (await bind.handle(event("SCAN", "oB", scene))).outcome == "used"
    assert await bindings() == {}


async def test_expired_and_unknown_tickets_change_nothing(engine: Engine) -> None:
    scene = await ticket((await account()).id, minutes=-1)
    assert (await bind.handle(event("SCAN", "oA", scene))).outcome == "used"
    assert (await bind.handle(event("SCAN", "oA", "somebody-elses-scene"))).outcome == "used"
    assert await bindings() == {}
    assert not await used(scene)


async def test_ticket_of_a_deleted_account_changes_nothing(engine: Engine) -> None:
    owner = await account(deleted_at=clock.now())
    scene = await ticket(owner.id)
    assert (await bind.handle(event("SCAN", "oA", scene))).outcome == "used"
    assert await bindings() == {}


async def test_ticket_of_somebody_bound_changes_nothing(engine: Engine) -> None:
    owner = (await account()).id
    await bind_wechat(owner, openid="oA", following=False)
    scene = await ticket(owner)
    assert (await bind.handle(event("SCAN", "oB", scene))).outcome == "elsewhere"
    assert await bindings() == {owner: ("oA", False)}
    assert not await used(scene)


async def test_wechat_of_another_changes_nothing(engine: Engine) -> None:
    first, second = (await account()).id, (await account()).id
    await bind_wechat(first, openid="oA")
    scene = await ticket(second)
    assert (await bind.handle(event("SCAN", "oA", scene))).outcome == "taken"
    assert await bindings() == {first: ("oA", True)}
    assert not await used(scene)
    assert (await bind.handle(event("subscribe", "oB", scene))).outcome == "bound"


async def test_unfollowed_and_followed_again(engine: Engine) -> None:
    owner = (await account()).id
    await bind_wechat(owner, openid="oA")
    assert (await bind.handle(event("unsubscribe", "oA"))).outcome == "unfollowed"
    assert await bindings() == {owner: ("oA", False)}
    assert (await bind.handle(event("subscribe", "oA"))).outcome == "following"
    assert await bindings() == {owner: ("oA", True)}


async def test_following_again_by_the_own_code_uses_it(engine: Engine) -> None:
    owner = (await account()).id
    await bind_wechat(owner, openid="oA", following=False)
    scene = await ticket(owner)
    assert (await bind.handle(event("subscribe", "oA", scene))).outcome == "following"
    assert await bindings() == {owner: ("oA", True)}
    assert await used(scene)


async def test_event_of_a_stranger_changes_nothing(engine: Engine) -> None:
    for kind in ("subscribe", "unsubscribe", "text", "CLICK"):
        handled = await bind.handle(event(kind, "oStranger"))
        assert handled.outcome == ("unfollowed" if kind == "unsubscribe" else "nothing")
    assert await bindings() == {}


async def test_repeated_event_does_nothing(engine: Engine) -> None:
    owner = (await account()).id
    scan = event("SCAN", "oA", await ticket(owner))
    assert (await bind.handle(scan)).outcome == "bound"
    await bind.unbind(owner)
    assert (await bind.handle(scan)).outcome == "nothing"
    assert await bindings() == {}
    gone = event("unsubscribe", "oA")
    await bind.handle(gone)
    await bind_wechat(owner, openid="oA")
    assert (await bind.handle(gone)).outcome == "nothing"
    assert await bindings() == {owner: ("oA", True)}


async def outcomes(*tries: Awaitable[bind.Handled]) -> list[str]:
    return sorted(handled.outcome for handled in await asyncio.gather(*tries))


async def test_two_candidates_scan_with_one_wechat_at_once(engine: Engine) -> None:
    for turn in range(5):
        owners = [(await account()).id for _ in range(2)]
        scans = [event("SCAN", f"oOne{turn}", await ticket(owner)) for owner in owners]
        assert await outcomes(*map(bind.handle, scans)) == ["bound", "taken"]
        bound = [owner for owner in owners if owner in await bindings()]
        assert len(bound) == 1
        assert [await used(scan.scene) for scan in scans] == [owner in bound for owner in owners]


async def test_two_wechats_scan_one_ticket_at_once(engine: Engine) -> None:
    for turn in range(5):
        owner = (await account()).id
        scene = await ticket(owner)
        scans = [event("SCAN", f"o{name}{turn}", scene) for name in "AB"]
        assert await outcomes(*map(bind.handle, scans)) == ["bound", "used"]
        assert len([key for key in await bindings() if key == owner]) == 1


async def test_two_tickets_of_one_candidate_at_once(engine: Engine) -> None:
    for turn in range(5):
        owner = (await account()).id
        scans = [event("SCAN", f"o{name}{turn}", await ticket(owner)) for name in "AB"]
        assert await outcomes(*map(bind.handle, scans)) == ["bound", "elsewhere"]


async def test_one_event_twice_at_once(engine: Engine) -> None:
    for turn in range(5):
        scan = event("SCAN", f"oA{turn}", await ticket((await account()).id))
        assert await outcomes(bind.handle(scan), bind.handle(scan)) == ["bound", "nothing"]
    assert await SeenEvent.count() == 5


async def test_unbind_tells_whether_there_was_a_binding(engine: Engine) -> None:
    owner = (await account()).id
    await bind_wechat(owner)
    assert await bind.unbind(owner)
    assert not await bind.unbind(owner)
    assert await Account.count() == 1

"""The last message of an account goes to the WeChat that was bound until then."""

from pathlib import Path

from tests.outbox.world import a_world, set_clock
from tests.people import account, bind_wechat

from baoming import security
from baoming.accounts import closing
from baoming.database import Engine, rows, transaction
from baoming.outbox import deliver
from baoming.outbox.post import post


async def test_a_deleted_account_is_told_where_it_was_bound(engine: Engine, tmp_path: Path) -> None:
    security.use("a secret of the tests, long enough")
    now = set_clock("2023-12-05T12:00:00+08:00")
    zhang = await account()
    await bind_wechat(zhang.id, openid="o-zhang")
    async with a_world(tmp_path, ["o-zhang"]) as world:
        async with transaction():
            openid = await closing.end(zhang.id, now)
            await post("request:1", zhang.id, "request", {"status": "x"}, at=now, openid=openid)
        assert openid == "o-zhang"
        assert await deliver.deliver(world.sender) == 1
        assert len(await world.received("o-zhang")) == 1


async def test_who_had_unfollowed_is_not_reached(engine: Engine, tmp_path: Path) -> None:
    security.use("a secret of the tests, long enough")
    now = set_clock("2023-12-05T12:00:00+08:00")
    zhang = await account()
    await bind_wechat(zhang.id, openid="o-zhang", following=False)
    async with a_world(tmp_path, ["o-zhang"]) as world:
        async with transaction():
            openid = await closing.end(zhang.id, now)
            await post("request:1", zhang.id, "request", {"status": "x"}, at=now, openid=openid)
        assert openid is None
        assert await deliver.deliver(world.sender) == 0
        [message] = await rows("SELECT failed_at FROM outbox_message")
        assert message["failed_at"] is not None

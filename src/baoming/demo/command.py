"""From nothing to a demo that can be walked: schema, catalogue, people. Repeating keeps the data."""

import asyncio
from pathlib import Path

from baoming import clock_setting, database, migrate, security
from baoming.catalogue import current
from baoming.catalogue.loader import load
from baoming.database import rows
from baoming.demo.people import OFFICERS, PASSWORD, PEOPLE
from baoming.errors import NotFound
from baoming.settings import Settings
from baoming.storage import open_storage


async def prepare(settings: Settings, catalogue: Path) -> str:
    """What the visitor reads: addresses and sign-ins."""
    security.use(settings.secret_key)
    engine = database.open_engine(settings.database_url)
    try:
        await migrate.migrate(engine)
        await clock_setting.follow(settings)
        if not await _loaded():
            await load(catalogue)
        await demo(settings)
    finally:
        await engine.close()
    return told(settings)


async def demo(settings: Settings) -> bool:
    """The cast of the demo, once; a database with people of its own is left alone."""
    if await rows("SELECT 1 FROM account LIMIT 1") or await rows("SELECT 1 FROM staff LIMIT 1"):
        return False
    # A second start would pay for these imports in vain.
    from baoming.demo.make import make  # noqa: PLC0415
    from baoming.simulator.memory import follow_beforehand, path_of  # noqa: PLC0415

    openids = await make(await open_storage(settings.storage_url))
    await asyncio.to_thread(follow_beforehand, path_of(settings), openids)
    return True


def told(settings: Settings) -> str:
    lines = [
        "",
        f"考生网站  {settings.base_url}",
        f"工作台    {settings.base_url}/desk",
        f"微信模拟器 {settings.wechat_api_url}",
        "",
        f"演示账号的密码都是 {PASSWORD}",
        *(f"  考生 {each.username:<9} {each.name}：{each.about}" for each in PEOPLE),
        *(f"  人员 {each.username:<12} {each.about}" for each in OFFICERS),
        "",
    ]
    return "\n".join(lines)


async def _loaded() -> bool:
    """An office that has changed its catalogue keeps it."""
    try:
        await current.newest()
    except NotFound:
        return False
    return True

"""From nothing to a demo that can be walked: schema, catalogue, people. Repeating keeps the data."""

from pathlib import Path

from baoming import clock_setting, database, migrate, security
from baoming.catalogue import current
from baoming.catalogue.loader import load
from baoming.errors import NotFound
from baoming.settings import Settings


async def prepare(settings: Settings, catalogue: Path) -> str:
    """What the visitor reads: addresses and sign-ins."""
    security.use(settings.secret_key)
    engine = database.open_engine(settings.database_url)
    try:
        await migrate.migrate(engine)
        await clock_setting.follow(settings)
        if not await _loaded():
            await load(catalogue)
    finally:
        await engine.close()
    return f"候选人网站：{settings.base_url}"


async def _loaded() -> bool:
    """An office that has changed its catalogue keeps it."""
    try:
        await current.newest()
    except NotFound:
        return False
    return True

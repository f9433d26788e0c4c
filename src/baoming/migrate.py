"""The database brought to the newest schema: safe to repeat, and from several processes.

Not Piccolo's own command: that one notes a migration after its transaction, so that a crash
between the two leaves a database that cannot be migrated again, and takes no lock.
"""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import importlib.util
import io
from collections.abc import AsyncIterator
from pathlib import Path
from typing import IO, Any

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.apps.migrations.tables import Migration

from baoming.clock import now
from baoming.database import Engine, SchemaBehind, bind
from baoming.database_sqlite import SQLiteDatabase
from baoming.settings import ROOT

APP = "baoming"
FOLDER = ROOT / "migrations"

# Any number, as long as nothing else in this database takes the same.
_LOCK_NUMBER = 2_024_120_115


async def migrate(engine: Engine, folder: Path = FOLDER) -> list[str]:
    """The migrations that were run now, in order. Starts and binds the engine."""
    bind(engine)
    await engine.start()
    if not await pending(engine, folder):
        return []
    async with _alone(engine):
        if not await Migration.table_exists():
            await Migration.create_table()
        missing = await pending(engine, folder)
        modules = _modules(folder)
        for number in missing:
            await _run(engine, number, modules[number])
    return missing


async def pending(engine: Engine, folder: Path = FOLDER) -> list[str]:
    """Migrations of this checkout that the database has not seen."""
    return sorted(set(_modules(folder)) - set(await _ran(engine)))


async def require_newest(engine: Engine) -> None:
    """Raises SchemaBehind: after an upgrade the first page would fail in the middle of a form."""
    if missing := await pending(engine):
        raise SchemaBehind(f"数据库还差 {len(missing)} 个迁移，请先执行：baoming migrate")


async def schema_version(engine: Engine) -> str | None:
    """The newest migration that the database has seen."""
    return max(await _ran(engine), default=None)


async def _ran(engine: Engine) -> list[str]:
    bind(engine)
    if not await Migration.table_exists():
        return []
    return await Migration.get_migrations_which_ran(app_name=APP)


async def _run(engine: Engine, number: str, module: Any) -> None:
    """The migration and its note in one transaction."""
    async with engine.transaction():
        manager = await module.forwards()
        if isinstance(manager, MigrationManager):
            manager.wrap_in_transaction = False
            with contextlib.redirect_stdout(io.StringIO()):  # it reports by printing
                await manager.run()
        ran_on = now().replace(tzinfo=None)
        await Migration.insert(Migration(name=number, app_name=APP, ran_on=ran_on))


def _modules(folder: Path) -> dict[str, Any]:
    """By ID, in order: that is what orders migrations, the file name is for people."""
    loaded = [_load(path) for path in sorted(folder.glob("*.py"))]
    return {module.ID: module for module in sorted(loaded, key=lambda module: module.ID)}


def _load(path: Path) -> Any:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    if spec is None or spec.loader is None:
        raise ImportError(str(path))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@contextlib.asynccontextmanager
async def _alone(engine: Engine) -> AsyncIterator[None]:
    """Between processes: a lock on a file beside SQLite's, an advisory one in PostgreSQL."""
    if isinstance(engine, SQLiteDatabase):
        with engine.file.with_name(f"{engine.file.name}.migrating").open("w") as file:
            await asyncio.to_thread(_lock, file)
            yield
        return
    connection = await engine.get_new_connection()
    try:
        await connection.execute(f"SELECT pg_advisory_lock({_LOCK_NUMBER})")
        yield
    finally:
        await connection.close()


def _lock(file: IO[str]) -> None:
    fcntl.flock(file, fcntl.LOCK_EX)

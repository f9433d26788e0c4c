"""The database: one engine a process, bound to every table.

    async with opened(settings.database_url):
        async with transaction():
            await rows("SELECT id FROM account WHERE id = {}", number)

A transaction belongs to the task that opened it. There is no nesting: Piccolo's would commit
the inner half of a failure.
"""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

import asyncpg  # type: ignore[import-untyped]  # it ships no types
from piccolo.querystring import QueryString
from piccolo.table import TABLE_REGISTRY, Table

from baoming import database_postgres, database_sqlite
from baoming.database_base import counted
from baoming.database_postgres import PostgresDatabase
from baoming.database_sqlite import SQLiteDatabase
from baoming.settings import ROOT

__all__ = [
    "Engine",
    "SchemaBehind",
    "bind",
    "bound",
    "counted",
    "current",
    "execute",
    "existing",
    "is_unique_violation",
    "look",
    "open_engine",
    "opened",
    "rows",
    "transaction",
]

Engine = SQLiteDatabase | PostgresDatabase
T = TypeVar("T", bound=Table)

_UNIQUE = (sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY)

# Piccolo looks for `piccolo_conf` by name, also when `baoming` is not started in its checkout.
if str(ROOT) not in sys.path:
    sys.path.append(str(ROOT))

_current: Engine | None = None


class SchemaBehind(Exception):
    """The database is older than this checkout; the text says what to do."""


def open_engine(url: str) -> Engine:
    """From a url of `Settings`; nothing is connected before `start`."""
    if url.startswith("sqlite:///"):
        return SQLiteDatabase(Path(url.removeprefix("sqlite:///")))
    return PostgresDatabase(url)


def bind(engine: Engine) -> Engine:
    """Tables that are imported later find it through `piccolo_conf`."""
    global _current
    _current = engine
    for table in TABLE_REGISTRY:
        table._meta.db = engine
    return engine


def bound() -> Engine | None:
    return _current


def current() -> Engine:
    if _current is None:
        raise RuntimeError("No database is bound: bind(open_engine(url)) first.")
    return _current


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[Engine]:
    """Bound, started, and closed at the end; fails at once when there is no database."""
    engine = bind(open_engine(url))
    try:
        await engine.start()
        yield engine
    finally:
        await engine.close()


def transaction() -> database_sqlite.Transaction | database_postgres.Transaction:
    return current().transaction()


async def rows(sql: str, *args: Any) -> list[dict[str, Any]]:
    """One hop, in and out of a transaction; `{}` stands for each value.

    On SQLite only plain columns come back in their own type: max(created_at) is text.
    """
    engine = current()
    found = await engine.run(_compiled(sql, engine.engine_type), args)
    return engine.transform_response_to_dicts(found)


async def look(sql: str, *args: Any) -> list[dict[str, Any]]:
    """As `rows`, for what an index finds at once: SQLite answers it without leaving the event
    loop, which stands still meanwhile. Not for lists, counts or anything that may be long.
    """
    engine = current()
    found = await engine.look(_compiled(sql, engine.engine_type), args)
    return engine.transform_response_to_dicts(found)


def existing(table: type[T], values: Mapping[str, Any]) -> T:
    """The row that a raw query found: every column, in the types of the table already."""
    row = table.__new__(table)
    row.__dict__.update(values, _exists_in_db=True, _was_created=None)
    return row


async def execute(sql: str, *args: Any) -> None:
    engine = current()
    await engine.run(_compiled(sql, engine.engine_type), args)


def is_unique_violation(failed: BaseException) -> bool:
    if isinstance(failed, sqlite3.IntegrityError):
        return failed.sqlite_errorcode in _UNIQUE
    return isinstance(failed, asyncpg.UniqueViolationError)


@lru_cache(maxsize=512)
def _compiled(sql: str, engine_type: str) -> str:
    return QueryString(sql, *range(sql.count("{}"))).compile_string(engine_type)[0]

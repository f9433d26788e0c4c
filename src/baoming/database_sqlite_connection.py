"""One connection to SQLite with its thread, and what runs on a connection in one hop."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from typing import Any, TypeVar

import aiosqlite
from piccolo.engine.exceptions import TransactionError

T = TypeVar("T")

BUSY_SECONDS = 10


class Connection(aiosqlite.Connection):
    settled = True
    """False when nobody waited for the end of its last work."""

    def __init__(self, connector: Callable[[], sqlite3.Connection], iter_chunk_size: int) -> None:
        super().__init__(connector, iter_chunk_size)
        # A connection that was not closed must not keep the process from ending.
        self._thread.daemon = True

    async def hop(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """The thread finishes what a cancelled task began; it is waited for, so that the
        connection is in a known state.
        """
        try:
            return await self._execute(work, self._conn)  # type: ignore[no-any-return,no-untyped-call]
        except asyncio.CancelledError:
            self.settled = False
            await self._execute(int)  # type: ignore[no-untyped-call]
            self.settled = True
            raise

    async def discard(self) -> None:
        closed = self.stop()
        if closed is not None:
            await closed


def fetch_inside(raw: sqlite3.Connection, sql: str, args: Sequence[Any]) -> list[dict[str, Any]]:
    if not raw.in_transaction:
        raise TransactionError("This transaction is already over: what follows would stand alone.")
    return fetch(raw, sql, args)


def fetch(raw: sqlite3.Connection, sql: str, args: Sequence[Any]) -> list[dict[str, Any]]:
    with closing(raw.execute(sql, args)) as cursor:
        rows = cursor.fetchall()
        names = [column[0] for column in cursor.description or ()]
    return [dict(zip(names, row, strict=True)) for row in rows]


def write_ahead(raw: sqlite3.Connection) -> None:
    """Two processes that make the database together: this one statement does not wait."""
    until = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            raw.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as busy:
            if busy.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            time.sleep(0.02)
        else:
            return

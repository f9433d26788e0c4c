"""SQLite through a small pool: one thread hop a query, one writer at a time in a process.

Piccolo's own engine opens a connection and a thread for every query, keeps both after a failed
BEGIN, and stays inside a transaction whose COMMIT failed.
"""

from __future__ import annotations

import asyncio
import re
import sqlite3
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from piccolo.engine.sqlite import (
    Atomic,
    SQLiteEngine,
    SQLiteTransaction,
    TransactionType,
    dict_factory,
)

from baoming.database_base import SharedEngine
from baoming.database_sqlite_connection import (
    BUSY_SECONDS,
    Connection,
    fetch,
    fetch_inside,
    write_ahead,
)

POOL = 4
PRAGMAS = (
    "PRAGMA foreign_keys = ON",
    # In WAL mode NORMAL may lose the last commits in a power cut. A save that was answered
    # must survive it, so each commit waits for the disk.
    "PRAGMA synchronous = FULL",
)
NOT_STARTED = "The database is not started: await engine.start() first."
_READS = re.compile(r"\s*(SELECT|WITH(?!.*\b(INSERT|UPDATE|DELETE|REPLACE)\b))\b", re.I | re.S)


class SQLiteDatabase(SharedEngine, SQLiteEngine):
    def __init__(self, path: Path, size: int = POOL) -> None:
        self.file = path
        self.size = size
        self._idle: list[Connection] = []
        self._near: sqlite3.Connection | None = None
        self._started = False
        self._gate: _Gate | None = None
        super().__init__(path=str(path), timeout=BUSY_SECONDS)

    async def start(self) -> None:
        self.file.parent.mkdir(parents=True, exist_ok=True)
        self._started = True
        await self.run("SELECT 1", ())

    async def close(self) -> None:
        """Connections still in use close when they come back."""
        self._started = False
        if self._near is not None:
            self._near.close()
            self._near = None
        while self._idle:
            await self._idle.pop().discard()

    async def run(self, sql: str, args: Sequence[Any]) -> list[dict[str, Any]]:
        self._note(sql)
        transaction = self._own_transaction()
        if transaction is not None:
            connection: Connection = transaction.connection
            return await connection.hop(lambda raw: fetch_inside(raw, sql, args))
        async with self.connection(writing=not _READS.match(sql)) as connection:
            return await connection.hop(lambda raw: fetch(raw, sql, args))

    async def look(self, sql: str, args: Sequence[Any]) -> list[dict[str, Any]]:
        """In the event loop's own thread: a look-up by key takes a fiftieth of the time that two
        threads need to hand it over. Nothing is waited for here; who would have to, takes `run`.
        """
        if self._own_transaction() is not None:
            return await self.run(sql, args)
        try:
            found = fetch(self._near or self._opened_near(), sql, args)
        except sqlite3.OperationalError as busy:
            if busy.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                raise
            return await self.run(sql, args)
        self._note(sql)
        return found

    def transaction(
        self,
        transaction_type: TransactionType = TransactionType.immediate,
        allow_nested: bool = False,
    ) -> Transaction:
        """IMMEDIATE: a DEFERRED one that turns to writing fails at once when another wrote."""
        return Transaction(self, transaction_type, allow_nested=False)

    def atomic(self, transaction_type: TransactionType = TransactionType.immediate) -> Atomic:
        return Atomic(engine=self, transaction_type=transaction_type)

    async def get_connection(self) -> Connection:
        """Outside the pool, for Piccolo's batch(), which closes it."""
        connection = await self._opened()
        connection.row_factory = dict_factory  # type: ignore[assignment]  # any callable will do
        return connection

    @asynccontextmanager
    async def connection(self, writing: bool) -> AsyncIterator[Connection]:
        """Writers queue in fair order here, before they take a connection from the readers;
        SQLite's own waiting is neither fair nor quick, and is left for other processes.
        """
        if not self._started:
            raise RuntimeError(NOT_STARTED)
        gate = self._gate_of_loop()
        async with gate.writer if writing else nullcontext(), gate.slots:
            connection = self._idle.pop() if self._idle else await self._opened()
            try:
                yield connection
            finally:
                if self._started and connection.settled and not connection.in_transaction:
                    self._idle.append(connection)
                else:
                    await connection.discard()

    def _gate_of_loop(self) -> _Gate:
        """Locks belong to an event loop; each test has its own."""
        loop = asyncio.get_running_loop()
        if self._gate is None or self._gate.loop is not loop:
            self._gate = _Gate(loop, asyncio.Semaphore(self.size))
        return self._gate

    def _opened_near(self) -> sqlite3.Connection:
        if not self._started:
            raise RuntimeError(NOT_STARTED)
        self._near = near = self._open()
        near.execute("PRAGMA query_only = ON")
        near.execute("PRAGMA busy_timeout = 0")
        return near

    async def _opened(self) -> Connection:
        connection = Connection(self._open, iter_chunk_size=64)
        await connection
        return connection

    def _open(self) -> sqlite3.Connection:
        raw = sqlite3.connect(**self.connection_kwargs)
        try:
            write_ahead(raw)
            for pragma in PRAGMAS:
                raw.execute(pragma)
        except BaseException:
            raw.close()
            raise
        return raw  # type: ignore[no-any-return]


class Transaction(SQLiteTransaction):
    engine: SQLiteDatabase
    connection: Connection
    finished = False
    task: asyncio.Task[Any] | None = None
    _held: AbstractAsyncContextManager[Connection]

    async def __aenter__(self) -> Transaction:
        self.task = asyncio.current_task()
        self._held = self.engine.connection(
            writing=self.transaction_type is not TransactionType.deferred
        )
        self.connection = await self._held.__aenter__()
        try:
            await self.begin()
        except BaseException:
            self.finished = True
            await self._held.__aexit__(None, None, None)
            raise
        self.engine.current_transaction.set(self)
        return self

    async def __aexit__(self, kind: Any, exception: Any, traceback: Any) -> Literal[False]:
        """Whatever happens to COMMIT, this task is outside again and the connection is freed:
        one that is still in a transaction is closed, which rolls it back.
        """
        self.engine.current_transaction.set(None)
        self.finished = True
        try:
            if exception is not None:
                await self.rollback()
            elif not self._committed and not self._rolled_back:
                await self.commit()
        finally:
            await self._held.__aexit__(None, None, None)
        return False

    async def begin(self) -> None:
        await self._run(f"BEGIN {self.transaction_type.value}")

    async def commit(self) -> None:
        await self._run("COMMIT")
        self._committed = True

    async def rollback(self) -> None:
        """SQLite may have rolled back by itself, on a full disk for instance."""
        if self.connection.settled and self.connection.in_transaction:
            await self._run("ROLLBACK")
        self._rolled_back = True

    async def _run(self, sql: str) -> None:
        await self.connection.hop(lambda raw: raw.execute(sql))


@dataclass
class _Gate:
    loop: asyncio.AbstractEventLoop
    slots: asyncio.Semaphore
    writer: asyncio.Lock = field(default_factory=asyncio.Lock)

"""PostgreSQL through its pool, opened in `start`, where a missing server is told at once.

Piccolo's own engine connects while modules are imported, opens a connection for every query
when no pool was started, and keeps the connection of a transaction whose COMMIT failed.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any, Literal

import asyncpg  # type: ignore[import-untyped]  # it ships no types
from piccolo.engine.postgres import PostgresEngine, PostgresTransaction

from baoming.database_base import SharedEngine

POOL = 10
CLOSING_SECONDS = 10


class PostgresDatabase(SharedEngine, PostgresEngine):
    def __init__(self, url: str, size: int = POOL) -> None:
        self.size = size
        super().__init__(config={"dsn": url})

    async def start(self) -> None:
        if self.pool is None:
            self.pool = await asyncpg.create_pool(
                **self.config,
                min_size=1,
                max_size=self.size,
                server_settings={"application_name": "baoming"},
            )

    async def close(self) -> None:
        pool, self.pool = self.pool, None
        if pool is None:
            return
        try:
            async with asyncio.timeout(CLOSING_SECONDS):
                await pool.close()
        except TimeoutError:
            pool.terminate()

    async def run(self, sql: str, args: Sequence[Any]) -> list[asyncpg.Record]:
        self._note(sql)
        transaction = self._own_transaction()
        if transaction is not None:
            return await transaction.connection.fetch(sql, *args)  # type: ignore[no-any-return]
        async with self.started_pool.acquire() as connection:
            return await connection.fetch(sql, *args)  # type: ignore[no-any-return]

    def transaction(self, allow_nested: bool = False) -> Transaction:
        return Transaction(self, allow_nested=False)

    @property
    def started_pool(self) -> Any:
        if self.pool is None:
            raise RuntimeError("The database is not started: await engine.start() first.")
        return self.pool


class Transaction(PostgresTransaction):
    engine: PostgresDatabase
    finished = False
    task: asyncio.Task[Any] | None = None
    pool: Any

    async def __aenter__(self) -> Transaction:
        self.task = asyncio.current_task()
        self.pool = self.engine.started_pool
        self.connection = await self.pool.acquire()
        try:
            self.transaction = self.connection.transaction()
            await self.begin()  # type: ignore[no-untyped-call]
        except BaseException:
            self.finished = True
            await self.pool.release(self.connection)
            raise
        self.engine.current_transaction.set(self)
        return self

    async def __aexit__(self, kind: Any, exception: Any, traceback: Any) -> Literal[False]:
        """Whatever happens to COMMIT, this task is outside again and the connection is freed;
        the pool rolls back what is left open.
        """
        self.engine.current_transaction.set(None)
        self.finished = True
        try:
            if not self._committed and not self._rolled_back:
                await (self.commit() if exception is None else self.rollback())  # type: ignore[no-untyped-call]
        finally:
            await self.pool.release(self.connection)
        return False

"""What both engines share: whose transaction it is, and the counting of queries."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Protocol

from piccolo.engine.exceptions import TransactionError
from piccolo.querystring import QueryString

_counting: ContextVar[list[str] | None] = ContextVar("counting", default=None)


@contextmanager
def counted() -> Iterator[list[str]]:
    """The SQL run in this context and in the tasks it starts; BEGIN and COMMIT are left out."""
    seen: list[str] = []
    token = _counting.set(seen)
    try:
        yield seen
    finally:
        _counting.reset(token)


class Owned(Protocol):
    finished: bool
    task: asyncio.Task[Any] | None


class SharedEngine:
    """Mixed into Piccolo's engines: every query comes through `run`."""

    engine_type: str
    current_transaction: ContextVar[Any]

    async def run(self, sql: str, args: Sequence[Any]) -> list[Any]:
        raise NotImplementedError

    async def look(self, sql: str, args: Sequence[Any]) -> list[Any]:
        return await self.run(sql, args)

    async def run_querystring(self, querystring: QueryString, in_pool: bool = True) -> list[Any]:
        sql, args = querystring.compile_string(engine_type=self.engine_type)
        return await self.run(sql, args)

    async def run_ddl(self, ddl: str, in_pool: bool = True) -> list[Any]:
        return await self.run(ddl, ())

    async def check_version(self) -> None:
        """Piccolo would connect here, while modules are still being imported."""

    async def prep_database(self) -> None:
        """No extensions are used."""

    def _note(self, sql: str) -> None:
        seen = _counting.get()
        if seen is not None:
            seen.append(sql)

    def _own_transaction(self) -> Any:
        """The transaction that this task opened, or None.

        A task started inside a transaction inherits the context, not the right to the
        connection: it would write into another's transaction, or into one that is over.
        """
        transaction: Owned | None = self.current_transaction.get()
        if transaction is None:
            return None
        if transaction.finished or transaction.task is not asyncio.current_task():
            raise TransactionError(
                "This task was started inside a transaction of another task; start it outside."
            )
        return transaction

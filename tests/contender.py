"""Started twice by test_database: reads a number, thinks, writes it back one higher."""

import asyncio
import sys

from baoming.database import execute, opened, rows, transaction


async def main(url: str, tasks: int, times: int) -> None:
    async with opened(url):
        await asyncio.gather(*(_count(times) for _ in range(tasks)))


async def _count(times: int) -> None:
    for _ in range(times):
        async with transaction():
            # PostgreSQL locks the row; SQLite's transaction holds the write lock already.
            await execute("UPDATE sample SET name = name WHERE name = 'counter'")
            found = await rows("SELECT amount FROM sample WHERE name = 'counter'")
            await asyncio.sleep(0)
            await execute("UPDATE sample SET amount = {}", found[0]["amount"] + 1)


asyncio.run(main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])))

"""Settling 300,000 applications whose window has closed, beside the same rows moved by one UPDATE.

PYTHONPATH=. .venv/bin/python bench/settling.py [rows]
"""

import asyncio
import resource
import sys
import tempfile
import time
from pathlib import Path
from uuid import uuid4

from baoming import clock, database
from baoming.applications.settling import settle_all
from baoming.catalogue import current
from baoming.catalogue.loader import load
from baoming.database import execute, rows, transaction
from baoming.migrate import migrate
from baoming.settings import ROOT

MANY = 300_000
FILL = """
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {})
INSERT INTO application (number, account, exam, zone, created_at, status, status_since, version,
 revision, rounds, untouched, notice_agreed, id_permanent)
SELECT '2024' || printf('%08d', i), {} || printf('%012d', i), '2024', {}, {}, {}, {}, 0, 0, 0,
 false, false, false FROM n
"""


async def filled(many: int) -> None:
    now = clock.now()
    stem = str(uuid4())[:24]
    await execute(FILL, many, stem, "43", now, "draft", now)


async def measured(many: int) -> tuple[float, float, int]:
    """Seconds of settling, seconds of the bare UPDATE of the same rows, rows moved."""
    clock.set_offset(clock.at("2023-12-05T12:00:00+08:00") - clock.real())
    await load(ROOT / "src/baoming/catalogue/data/2024")
    current.forget()
    await filled(many)
    clock.set_offset(clock.at("2024-01-05T12:00:00+08:00") - clock.real())
    start = time.perf_counter()
    moved = await settle_all()
    settled = time.perf_counter() - start
    events = await rows("SELECT count(*) AS n FROM event")
    if events[0]["n"] != moved:
        raise SystemExit(f"{moved} moved, {events[0]['n']} events")
    start = time.perf_counter()
    async with transaction():
        await execute("UPDATE application SET status = 'draft', version = version + 1")
    return settled, time.perf_counter() - start, moved


async def main(many: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        engine = database.open_engine(f"sqlite:///{Path(folder) / 'bench.sqlite'}")
        try:
            await migrate(engine)
            before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
            settled, bare, moved = await measured(many)
            after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        finally:
            await engine.close()
    print(f"{'applications settled':<32}{moved:>10}")
    print(f"{'seconds':<32}{settled:>10.1f}")
    print(f"{'ratio to one bare UPDATE':<32}{settled / bare:>10.1f}")
    print(f"{'memory before and after, MB':<32}{before / 1024:>5.0f}{after / 1024:>5.0f}")


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else MANY))

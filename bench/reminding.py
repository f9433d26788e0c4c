"""Reminders for 300,000 drafts two days before the window closes: the first look, the looks after
it, and a look by a worker that was started anew.

PYTHONPATH=. .venv/bin/python bench/reminding.py [rows]
"""

import asyncio
import resource
import sys
import tempfile
import time
from pathlib import Path

from bench.settling import MANY, filled

from baoming import clock, database
from baoming.applications.reminding import Reminded, post_due
from baoming.catalogue import current
from baoming.catalogue.loader import load
from baoming.database import rows
from baoming.migrate import migrate
from baoming.settings import ROOT


async def look(reminded: Reminded) -> tuple[int, float]:
    start = time.perf_counter()
    posted = await post_due(reminded)
    return posted, time.perf_counter() - start


async def measured(many: int) -> None:
    clock.set_offset(clock.at("2023-12-05T12:00:00+08:00") - clock.real())
    await load(ROOT / "src/baoming/catalogue/data/2024")
    current.forget()
    await filled(many)
    clock.set_offset(clock.at("2023-12-13T09:00:00+08:00") - clock.real())
    reminded = Reminded()
    posted, first = await look(reminded)
    again = min([(await look(reminded))[1] for _ in range(20)])
    anew, fresh = await look(Reminded())
    found = await rows("SELECT count(*) AS n FROM outbox_message")
    if (posted, anew, found[0]["n"]) != (many, 0, many):
        raise SystemExit(f"{posted} posted, {anew} again, {found[0]['n']} written")
    print(f"{posted:,} reminders written  {first:6.2f} s")
    print(f"a look with nothing due      {again * 1000:6.2f} ms")
    print(f"the first look after a start {fresh:6.2f} s")
    print(f"memory at its highest        {_memory():6.0f} MB")


def _memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


async def main(many: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        engine = database.open_engine(f"sqlite:///{Path(folder) / 'bench.sqlite'}")
        try:
            await migrate(engine)
            await measured(many)
        finally:
            await engine.close()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else MANY))

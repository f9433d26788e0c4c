"""Last year's 300,000 results taken from a file: seconds and megabytes, beside `sqlite3 .import`.

Candidates save meanwhile: how long the slowest of their writes waits is printed too.
"""

import asyncio
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.returning.lists import write_many

from baoming import database, security
from baoming.catalogue.loader import load
from baoming.migrate import migrate
from baoming.returning.importing import take_file
from baoming.returning.reading import of_path
from baoming.settings import ROOT

ROWS = int(os.environ.get("ROWS", "300000"))
BUDGET_S = 60
BUDGET_MB = 400


async def main() -> None:
    security.use("a secret of the bench, long enough")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        file, corrected = folder / "2023.csv", folder / "corrected.csv"
        write_many(file, ROWS)
        write_many(corrected, ROWS, employer="北京市朝阳区第四医院")
        print(f"file of {ROWS:,} rows, {file.stat().st_size / 1e6:.0f} MB")
        plain = _sqlite_import(folder, file)
        url = f"sqlite:///{folder / 'b.sqlite'}"
        engine = database.open_engine(url)
        await migrate(engine)
        await engine.close()
        async with database.opened(url):
            await load(ROOT / "src/baoming/catalogue/data/2024")
            for what, path in (("first", file), ("the same again", file), ("corrected", corrected)):
                await _measured(what, path, plain)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"memory at its highest {peak:8.0f} MB{'' if peak <= BUDGET_MB else '   over budget'}")


async def _measured(what: str, path: Path, plain: float | None) -> None:
    waits: list[float] = []
    saver = asyncio.create_task(_save_meanwhile(waits))
    started = time.perf_counter()
    counts = await take_file(of_path(path), "2023", path.name)
    taken = time.perf_counter() - started
    saver.cancel()
    ratio = f"{taken / plain:5.1f} x sqlite3 .import" if plain else ""
    verdict = "" if taken <= BUDGET_S else "   over budget"
    print(f"{what:20} {taken:8.1f} s {ratio} ({counts}){verdict}")
    print(f"{'slowest save':20} {max(waits) * 1000:8.0f} ms of {len(waits)}")


async def _save_meanwhile(waits: list[float]) -> None:
    while True:
        started = time.perf_counter()
        await database.execute("DELETE FROM throttle WHERE id = {}", "nobody")
        waits.append(time.perf_counter() - started)
        await asyncio.sleep(0.05)


def _sqlite_import(folder: Path, file: Path) -> float | None:
    program = shutil.which("sqlite3")
    if program is None:
        print("sqlite3 is not installed: no ratio")
        return None
    started = time.perf_counter()
    commands = ["-cmd", ".mode csv", f".import {file} plain"]
    subprocess.run([program, folder / "plain.sqlite", *commands], check=True)
    taken = time.perf_counter() - started
    print(f"sqlite3 .import      {taken:8.1f} s")
    return taken


if __name__ == "__main__":
    asyncio.run(main())

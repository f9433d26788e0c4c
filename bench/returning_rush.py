"""1,000 returning candidates submit at once at two web processes while last year's file of others
is imported: who gets the right outcome, how long it takes, how long the slowest waits.
"""

import asyncio
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import httpx

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests import people
from tests.returning.lists import row, sheet, write_many

from baoming import clock, clock_setting, database, security
from baoming.accounts import sign_ins
from baoming.applications.tables import Application
from baoming.catalogue.loader import load
from baoming.migrate import migrate
from baoming.returning.importing import take_file
from baoming.returning.reading import of_bytes
from baoming.settings import ROOT, Settings

CANDIDATES = int(os.environ.get("CANDIDATES", "1000"))
ROWS = int(os.environ.get("ROWS", "300000"))
PORT = int(os.environ.get("PORT", "8795"))

# What last year's row says otherwise, and what comes of it.
KINDS: tuple[tuple[dict[str, str] | None, str], ...] = (
    ({}, "confirmed"),
    ({"name": "王"}, "submitted"),
    ({"employer": "北京市朝阳区第四医院"}, "submitted"),
    ({"absent": "yes"}, "submitted"),
    ({"qualified": "yes"}, "submitted"),
    (None, "submitted"),
)


async def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        environment = {
            **os.environ,
            "BAOMING_MODE": "demo",
            "BAOMING_DATABASE_URL": f"sqlite:///{folder / 'b.sqlite'}",
            "BAOMING_STORAGE_URL": f"file://{folder / 'files'}",
            "BAOMING_SECRET_KEY": "a secret of the bench, long enough",
            "BAOMING_CLOCK": "2023-12-05T12:00:00+08:00",
            "BAOMING_BASE_URL": f"http://127.0.0.1:{PORT}",
        }
        settings = Settings.read(environment)
        security.use(settings.secret_key)
        engine = database.open_engine(settings.database_url)
        await migrate(engine)
        await engine.close()
        async with database.opened(settings.database_url):
            await clock_setting.follow(settings)
            await load(ROOT / "src/baoming/catalogue/data/2024")
            crowd = [await _filled(n) for n in range(CANDIDATES)]
            lines = [row(**line) for line in (_last_year(n) for n in range(CANDIDATES)) if line]
            await take_file(of_bytes(sheet(lines)), "2023", "own.csv")
            await _rush(folder, environment, crowd)


async def _rush(folder: Path, environment: dict[str, str], crowd: list[tuple[str, str]]) -> None:
    file = folder / "others.csv"
    write_many(file, ROWS, zone="22", site="220100")
    web = _started(environment, "serve", "--port", str(PORT), "--workers", "2")
    try:
        await _until_serving()
        started = time.perf_counter()
        taking = _started(environment, "history", "import", str(file), "--exam", "2023")
        await asyncio.sleep(1)
        submitted = time.perf_counter()
        async with httpx.AsyncClient(
            base_url=f"http://127.0.0.1:{PORT}",
            timeout=120,
            limits=httpx.Limits(max_connections=None),
        ) as client:
            waits = await asyncio.gather(*(_submit(client, *each) for each in crowd))
        print(f"{len(crowd)} submissions          {time.perf_counter() - submitted:8.1f} s")
        print(f"the slowest of them       {max(waits):8.1f} s")
        running = "still runs" if taking.poll() is None else "is over"
        print(f"the import of {ROWS:,} rows {running} then")
        await asyncio.to_thread(taking.wait)
        print(f"it took                   {time.perf_counter() - started:8.1f} s")
        await _outcomes()
    finally:
        web.terminate()
        web.wait()


def _started(environment: dict[str, str], *words: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", "baoming", *words], env=environment)


async def _outcomes() -> None:
    found = await Application.select(Application.number, Application.status)
    wrong = Counter(
        (each["status"], expected)
        for each in found
        if each["status"] != (expected := KINDS[int(each["number"][-4:]) % len(KINDS)][1])
    )
    print(f"right outcomes            {len(found) - wrong.total():8,}")
    print(f"wrong outcomes            {wrong.total():8,} {dict(wrong) or ''}")


async def _filled(n: int) -> tuple[str, str]:
    """The number and the cookie of a candidate who has answered everything."""
    account = await people.account(
        name="王秀英", id_type="passport", id_number=_number(n), photo="photo"
    )
    await people.bind_wechat(account.id)
    diploma = await people.add_education(account.id)
    number, now = f"2024{n:08d}", clock.now()
    answers: dict[str, Any] = {
        "notice_agreed": True,
        "site": "110105",
        "gender": "female",
        "birth_date": date(1992, 3, 4),
        "ethnicity": "01",
        "health": "healthy",
        "id_permanent": True,
        "mobile": "13800001234",
        "category": "nursing",
        "level": "intermediate",
        "specialty": "368",
        "subjects": "related practice",
        "practice_category": "nursing",
        "first_licensed_in": "2014-05",
        "current_title": "practitioner",
        "title_obtained_in": "2018-05",
        "years_in_specialty": 9,
        "education": diploma.id,
        "employer": "北京市朝阳区第三医院",
        "employer_type": "general_hospital",
        "employer_affiliation": "county",
        "started_in": "2014-05",
        "photo": "photo",
    }
    await Application(
        number=number,
        account=account.id,
        exam="2024",
        zone="11",
        created_at=now,
        status_since=now,
        **answers,
    ).save()
    return number, await sign_ins.begin(None, account=account.id)


def _last_year(n: int) -> dict[str, str] | None:
    changes = KINDS[n % len(KINDS)][0]
    if changes is None:
        return None
    own = {"id_type": "passport", "id_number": _number(n), "registration_point": ""}
    return {**own, **changes}


def _number(n: int) -> str:
    return f"E{n:08d}"


async def _submit(client: httpx.AsyncClient, number: str, cookie: str) -> float:
    started = time.perf_counter()
    answer = await client.post(
        f"/applications/{number}/submit",
        headers={
            "cookie": f"baoming={cookie}",
            "x-csrftoken": security.keys().mac("form token", cookie),
        },
    )
    assert answer.status_code == 303, answer.text
    return time.perf_counter() - started


async def _until_serving() -> None:
    async with httpx.AsyncClient() as client:
        while True:
            try:
                await client.get(f"http://127.0.0.1:{PORT}/health")
            except httpx.TransportError:
                await asyncio.sleep(0.2)
            else:
                return


if __name__ == "__main__":
    asyncio.run(main())

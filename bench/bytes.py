"""Every answer of the journey from the first page to the printed form: bytes, headers, queries.

PYTHONPATH=. .venv/bin/python bench/bytes.py
"""

import asyncio
import re
import tempfile
from pathlib import Path

from tests.conftest import migrated
from tests.journey import Answer, Journey
from tests.simulated import with_simulator


async def walked(folder: Path) -> list[Answer]:
    url = f"sqlite:///{folder / 'bytes.sqlite'}"
    await migrated(url, with_catalogue=True)
    async with with_simulator(url, folder) as (browser, phone):
        return await Journey(browser, phone).walk()


def show(answers: list[Answer]) -> None:
    print(f"{'answer':<56}{'br':>7}{'gzip':>7}{'plain':>7}{'head':>6}{'queries':>9}")
    for each in answers:
        path = re.sub(r"/\d{12}", "/…", each.path)
        numbers = f"{each.br:>7}{each.gzip:>7}{each.plain:>7}{each.head:>6}{each.queries:>9}"
        print(f"{each.method:<5}{path:<51}{numbers}")
    later = [each for each in answers if each.later_page]
    first = answers[: [each.path for each in answers].index("/register")]
    total("first visit", first)
    total("later pages and fragments, mean", later, len(later))
    total("to submitted, cold; own photo, QR code and PDF apart", answers[:-1])
    print(f"{len(answers) - 1} requests to submitted, {len(later)} later pages and fragments")


def total(what: str, answers: list[Answer], count: int = 1) -> None:
    sizes = [(each.br, each.gzip, each.plain, each.head) for each in answers]
    br, packed, plain, head = (sum(column) // count for column in zip(*sizes, strict=True))
    print(f"{what:<56}{br:>7}{packed:>7}{plain:>7}{head:>6}")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        show(asyncio.run(walked(Path(folder))))

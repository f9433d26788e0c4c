"""Started twice by test_lapse_once: settles when it is told to, a few at a time."""

import asyncio
import sys

from baoming import clock_setting
from baoming.applications import settling
from baoming.database import opened


async def main(url: str) -> None:
    settling.BATCH = 3
    async with opened(url):
        await clock_setting.refresh()
        print("ready", flush=True)
        sys.stdin.readline()
        print(await settling.settle_all(), flush=True)


asyncio.run(main(sys.argv[1]))

"""kill -9 of workers while they send: every message arrives, and at most one twice for each kill."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from e2e.deployment import new_database
from e2e.outbox_rush import rush

MESSAGES, KILLS = 400, 3
PAUSE = 0.15


def test_no_message_is_lost_and_hardly_one_sent_twice(tmp_path: Path) -> None:
    url = new_database(tmp_path)
    with ThreadPoolExecutor(1) as apart:  # a browser's event loop may run in this thread
        found = apart.submit(asyncio.run, rush(tmp_path, url, MESSAGES, KILLS, PAUSE)).result()
    assert (found.lost, found.oftener) == (0, 0)
    assert found.twice <= KILLS
    assert found.left <= KILLS * 20, "of each killed worker one batch"

"""10,000 messages by two workers, one of which is killed (kill -9) and replaced again and again.

PYTHONPATH=. .venv/bin/python bench/outbox.py [messages] [kills]
"""

import asyncio
import sys
import tempfile
from pathlib import Path

from e2e.outbox_rush import Outcome, rush

MESSAGES, KILLS = 10_000, 20
PAUSE = 2.0


def told(undisturbed: Outcome, killed: Outcome) -> None:
    print(f"{'':<44}{'undisturbed':>12}{'killed':>12}")
    for label, name in (
        ("messages", "messages"),
        ("kills", "kills"),
        ("lost", "lost"),
        ("sent twice, the first accepted already", "twice"),
        ("sent oftener", "oftener"),
        ("left by the killed, sent two minutes later", "left"),
    ):
        print(f"{label:<44}{getattr(undisturbed, name):>12,}{getattr(killed, name):>12,}")
    print(f"{'seconds':<44}{undisturbed.seconds:>12.1f}{killed.seconds:>12.1f}")
    print(f"{'messages a second':<44}{undisturbed.rate:>12.0f}{killed.rate:>12.0f}")


async def main(messages: int, kills: int) -> None:
    found = []
    for wanted in (0, kills):
        with tempfile.TemporaryDirectory() as folder:
            url = f"sqlite:///{folder}/bench.sqlite"
            found.append(await rush(Path(folder), url, messages, wanted, PAUSE))
    told(*found)
    if any(each.lost or each.oftener or each.twice > each.kills for each in found):
        raise SystemExit(1)


if __name__ == "__main__":
    given = [int(each) for each in sys.argv[1:]]
    asyncio.run(main(*given, *(MESSAGES, KILLS)[len(given) :]))

"""What the simulator remembers: one SQLite file beside the app's own, one thread for it.

Times are seconds of real time: WeChat does not know of a demo's clock.
"""

import asyncio
import sqlite3
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

from baoming import clock
from baoming.settings import Settings

P = ParamSpec("P")
T = TypeVar("T")

SCHEMA = """
CREATE TABLE IF NOT EXISTS token (value TEXT PRIMARY KEY, expires_at REAL NOT NULL);
CREATE TABLE IF NOT EXISTS ticket (
  id INTEGER PRIMARY KEY, ticket TEXT NOT NULL UNIQUE, short TEXT NOT NULL UNIQUE,
  scene TEXT NOT NULL, created_at REAL NOT NULL, expires_at REAL, scans INTEGER DEFAULT 0);
CREATE TABLE IF NOT EXISTS follower (
  openid TEXT PRIMARY KEY, following INTEGER NOT NULL, since REAL NOT NULL,
  scene TEXT NOT NULL DEFAULT '', last_event INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS message (
  id INTEGER PRIMARY KEY AUTOINCREMENT, openid TEXT NOT NULL, body TEXT NOT NULL,
  client_msg_id TEXT, sent_at REAL NOT NULL);
CREATE TABLE IF NOT EXISTS reply (
  id INTEGER PRIMARY KEY, openid TEXT NOT NULL, text TEXT NOT NULL, at REAL NOT NULL);
CREATE INDEX IF NOT EXISTS message_of ON message (openid, client_msg_id);
CREATE TABLE IF NOT EXISTS code (
  code TEXT PRIMARY KEY, openid TEXT NOT NULL, expires_at REAL NOT NULL, used INTEGER DEFAULT 0);
CREATE TABLE IF NOT EXISTS vendor_code (
  code TEXT PRIMARY KEY, vendor TEXT NOT NULL, person TEXT NOT NULL, expires_at REAL NOT NULL,
  used INTEGER DEFAULT 0);
CREATE TABLE IF NOT EXISTS face (
  biz_token TEXT PRIMARY KEY, redirect_url TEXT NOT NULL, extra TEXT NOT NULL,
  id_card TEXT NOT NULL, name TEXT NOT NULL, result TEXT, created_at REAL NOT NULL);
CREATE TABLE IF NOT EXISTS fault (name TEXT NOT NULL, seconds REAL NOT NULL);
"""


class Memory:
    """Every piece of work is one transaction, and they stand in a queue."""

    def __init__(self, path: Path) -> None:
        self._thread = ThreadPoolExecutor(1, "simulator-memory")
        self._db = self._thread.submit(_opened, path).result()

    async def run(
        self,
        work: Callable[Concatenate[sqlite3.Connection, P], T],
        *args: P.args,
        **named: P.kwargs,
    ) -> T:
        def transaction() -> T:
            with self._db:
                self._db.execute("BEGIN IMMEDIATE")
                return work(self._db, *args, **named)

        return await asyncio.get_running_loop().run_in_executor(self._thread, transaction)

    def close(self) -> None:
        self._thread.submit(self._db.close).result()
        self._thread.shutdown()


def path_of(settings: Settings) -> Path:
    """In the folder of the app's database; beside PostgreSQL in var/."""
    if settings.database_url.startswith("sqlite:///"):
        folder = Path(settings.database_url.removeprefix("sqlite:///")).parent
    else:
        folder = settings.root / "var"
    return folder / "wechat-simulator.sqlite"


def follow_beforehand(path: Path, openids: Iterable[str]) -> None:
    """For demo data: people who followed before the simulator was first started."""
    since = clock.real().timestamp()
    with closing(_opened(path)) as db, db:
        db.executemany(
            "INSERT INTO follower (openid, following, since) VALUES (?, 1, ?) "
            "ON CONFLICT DO NOTHING",
            [(openid, since) for openid in openids],
        )


def _opened(path: Path) -> sqlite3.Connection:
    path.parent.mkdir(parents=True, exist_ok=True)
    db = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=10)
    db.row_factory = sqlite3.Row
    db.executescript(f"PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; {SCHEMA}")
    return db

import asyncio
import signal
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from piccolo.engine.exceptions import TransactionError
from piccolo.engine.sqlite import TransactionType

from baoming import database
from baoming.database import execute, look, rows, transaction
from baoming.database_sqlite import SQLiteDatabase


@pytest.fixture
async def engine(tmp_path: Path):
    async with database.opened(f"sqlite:///{tmp_path}/new/folder/a.sqlite") as engine:
        await execute("CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT UNIQUE)")
        yield engine


SLOW = (
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000) "
    "INSERT INTO note (text) SELECT 'slow ' || max(i) FROM n"
)


def threads() -> int:
    return sum("_connection_worker_thread" in each.name for each in threading.enumerate())


async def pragma(name: str) -> int | str:
    return (await rows(f"PRAGMA {name}"))[0][name]


async def test_every_connection_is_durable_and_checks_references(engine):
    assert await pragma("journal_mode") == "wal"
    assert await pragma("synchronous") == 2  # FULL
    assert await pragma("foreign_keys") == 1
    async with transaction():
        assert await pragma("foreign_keys") == 1


async def test_three_hundred_readers_share_few_threads(engine):
    before = threads()
    await asyncio.gather(*(rows("SELECT count(*) FROM note") for _ in range(300)))
    assert threads() <= engine.size + before - 1
    assert len(engine._idle) <= engine.size


async def test_a_begin_that_fails_frees_what_it_took(engine):
    other = sqlite3.connect(engine.file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    quick = SQLiteDatabase(engine.file, size=2)
    quick.connection_kwargs["timeout"] = 0.01
    await quick.start()
    for _ in range(5):
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            async with quick.transaction():
                raise AssertionError
        assert quick.current_transaction.get() is None
    other.execute("ROLLBACK")
    other.close()
    async with asyncio.timeout(5), quick.transaction():
        await quick.run("INSERT INTO note (text) VALUES ('after')", ())
    await quick.close()


async def test_writers_queue_while_readers_keep_their_connections(engine):
    """More writers than connections: readers would starve if writers waited holding one."""

    async def write(number: int) -> None:
        async with transaction():
            await execute("INSERT INTO note (text) VALUES ({})", f"{number}")
            await asyncio.sleep(0.005)

    writers = [asyncio.create_task(write(number)) for number in range(20)]
    await asyncio.sleep(0)
    async with asyncio.timeout(0.08):
        await rows("SELECT count(*) FROM note")
    await asyncio.gather(*writers)
    assert await rows("SELECT count(*) AS n FROM note") == [{"n": 20}]


async def test_a_transaction_that_sqlite_ended_runs_nothing_more(engine):
    """A full disk or an interrupt ends it inside SQLite: what follows would stand alone."""
    with pytest.raises(TransactionError, match="already over"):
        async with transaction() as open_one:
            await execute("INSERT INTO note (text) VALUES ('a')")
            await open_one.connection.hop(lambda raw: raw.execute("ROLLBACK"))
            await execute("INSERT INTO note (text) VALUES ('b')")
    assert await rows("SELECT text FROM note") == []


async def test_a_cancelled_statement_is_waited_for(engine):
    """Its thread cannot be stopped: the write lock is free when the cancelling has ended."""
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.02):
            await execute(SLOW)
    other = sqlite3.connect(engine.file, timeout=0, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    other.close()
    assert await rows("SELECT text FROM note") == [{"text": "slow 1000000"}]


async def test_a_transaction_goes_on_after_a_statement_that_took_too_long(engine):
    async with transaction():
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.02):
                await execute(SLOW)
        await execute("INSERT INTO note (text) VALUES ('after')")
    assert len(await rows("SELECT text FROM note")) == 2


async def test_a_reading_transaction_sees_one_state(engine):
    async with engine.transaction(TransactionType.deferred):
        assert await rows("SELECT count(*) AS n FROM note") == [{"n": 0}]
        other = sqlite3.connect(engine.file)
        with other:
            other.execute("INSERT INTO note (text) VALUES ('meanwhile')")
        other.close()
        assert await rows("SELECT count(*) AS n FROM note") == [{"n": 0}]
    assert await rows("SELECT count(*) AS n FROM note") == [{"n": 1}]


@pytest.mark.parametrize(
    ("sql", "waits"),
    [
        ("SELECT 1", False),
        ("  with a AS (SELECT 1) SELECT * FROM a", False),
        ("WITH a AS (SELECT 1 AS x)\nINSERT INTO note (id) SELECT x FROM a", True),
        ("INSERT INTO note (text) VALUES ('x')", True),
        ("UPDATE note SET text = 'y'", True),
        ("CREATE TABLE other (id INTEGER)", True),
    ],
)
async def test_only_writing_waits_for_the_writer(engine, sql, waits):
    release = asyncio.Event()

    async def hold() -> None:
        async with transaction():
            await release.wait()

    holder = asyncio.create_task(hold())
    await asyncio.sleep(0.02)
    query = asyncio.create_task(rows(sql))
    done, _ = await asyncio.wait([query], timeout=0.2)
    assert (query not in done) is waits
    release.set()
    await holder
    await query


def test_the_engine_serves_one_event_loop_after_another(tmp_path):
    engine = database.bind(database.open_engine(f"sqlite:///{tmp_path}/a.sqlite"))

    async def crowd() -> list[list[dict]]:
        await engine.start()
        return await asyncio.gather(*(rows("SELECT 1 AS one") for _ in range(20)))

    assert asyncio.run(crowd()) == asyncio.run(crowd()) == [[{"one": 1}]] * 20
    asyncio.run(engine.close())


def test_what_was_answered_outlives_a_killed_process(tmp_path):
    """A process is killed under writes; every number it printed as saved is there, in pairs."""
    url = f"sqlite:///{tmp_path}/a.sqlite"
    script = (
        "import asyncio, itertools, sys\n"
        "from baoming.database import execute, opened, transaction\n"
        "async def save(n):\n"
        "    async with transaction():\n"
        "        await execute('INSERT INTO a VALUES ({})', n)\n"
        "        await execute('INSERT INTO b VALUES ({})', n)\n"
        "    print(n, flush=True)\n"
        "async def main():\n"
        "    async with opened(sys.argv[1]):\n"
        "        await execute('CREATE TABLE a (n INTEGER)')\n"
        "        await execute('CREATE TABLE b (n INTEGER)')\n"
        "        for n in itertools.count(0, 3):\n"
        "            await asyncio.gather(save(n), save(n + 1), save(n + 2))\n"
        "asyncio.run(main())"
    )
    writer = subprocess.Popen(
        [sys.executable, "-c", script, url], stdout=subprocess.PIPE, text=True
    )
    assert writer.stdout is not None
    answered = [int(writer.stdout.readline()) for _ in range(100)]
    writer.send_signal(signal.SIGKILL)
    answered += [int(line) for line in writer.communicate()[0].splitlines() if line]

    async def saved() -> tuple[list[int], list[int]]:
        async with database.opened(url):
            tables = [await rows(f"SELECT n FROM {table} ORDER BY n") for table in "ab"]
        first, second = ([each["n"] for each in table] for table in tables)
        return first, second

    first, second = asyncio.run(saved())
    assert first == second
    assert set(answered) <= set(first)


async def test_a_look_takes_no_thread_and_writes_nothing(engine):
    before = threads()
    for _ in range(20):
        assert await look("SELECT count(*) AS n FROM note") == [{"n": 0}]
    assert threads() == before
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        await look("INSERT INTO note (text) VALUES ('a')")

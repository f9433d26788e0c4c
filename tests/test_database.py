import asyncio
import random
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from piccolo.columns import Integer, Timestamptz, Varchar
from piccolo.engine.exceptions import TransactionError
from piccolo.table import Table

from baoming import database
from baoming.database import counted, execute, existing, look, rows, transaction


class Sample(Table, tablename="sample"):
    name = Varchar(length=20)
    amount = Integer(default=0)
    at = Timestamptz(null=True, default=None)


@pytest.fixture
async def sample(engine):
    await Sample.create_table()
    await execute("CREATE UNIQUE INDEX sample_name_uq ON sample (name)")
    await execute(
        "CREATE TABLE child (parent INTEGER REFERENCES sample (id) DEFERRABLE INITIALLY DEFERRED)"
    )
    return engine


async def names() -> list[str]:
    return [each["name"] for each in await rows("SELECT name FROM sample ORDER BY name")]


async def insert(name: str) -> None:
    await execute("INSERT INTO sample (name, amount) VALUES ({}, 0)", name)


async def test_tables_and_raw_queries_share_the_engine(sample):
    moment = datetime(2023, 12, 5, 1, tzinfo=UTC)
    await Sample.insert(Sample(name="a", amount=3, at=moment))
    assert await rows("SELECT name, amount, at FROM sample WHERE amount > {}", 2) == [
        {"name": "a", "amount": 3, "at": moment}
    ]
    assert await rows("SELECT name FROM sample WHERE amount = {}", 9) == []
    assert await Sample.update({Sample.amount: 4}).where(Sample.amount == 3).returning(
        Sample.name
    ) == [{"name": "a"}]


async def test_a_transaction_commits(sample):
    async with transaction():
        await insert("a")
        assert await names() == ["a"]
    assert await names() == ["a"]


async def test_a_failure_rolls_everything_back(sample):
    with pytest.raises(ZeroDivisionError):
        async with transaction():
            await insert("a")
            await Sample.insert(Sample(name="b"))
            raise ZeroDivisionError
    assert await names() == []


async def test_a_transaction_within_a_transaction_is_refused(sample):
    async with transaction():
        await insert("a")
        with pytest.raises(TransactionError):
            async with transaction():
                await insert("b")
    assert await names() == ["a"]


async def test_a_failed_commit_leaves_the_task_outside_and_nothing_locked(sample):
    for _ in range(12):  # more than any pool holds
        with pytest.raises(Exception, match=r"(?i)foreign key"):
            async with transaction():
                await execute("INSERT INTO child (parent) VALUES (4711)")
        assert sample.current_transaction.get() is None
        assert await rows("SELECT parent FROM child") == []
    async with transaction():
        await insert("a")
    assert await asyncio.create_task(names()) == ["a"]


async def test_a_child_task_is_refused_inside_and_after_the_transaction(sample):
    over = asyncio.Event()

    async def after() -> list[str]:
        await over.wait()
        return await names()

    async with transaction():
        late = asyncio.create_task(after())
        with pytest.raises(TransactionError, match="inside a transaction of another task"):
            await asyncio.create_task(insert("child"))
        await insert("a")
    over.set()
    with pytest.raises(TransactionError, match="inside a transaction of another task"):
        await late
    assert await names() == ["a"]


async def test_a_cancelled_transaction_is_rolled_back_and_its_connection_serves_again(sample):
    inside = asyncio.Event()

    async def hang(name: str) -> None:
        async with transaction():
            await insert(name)
            inside.set()
            await asyncio.sleep(60)

    for _ in range(12):
        inside.clear()
        task = asyncio.create_task(hang("cancelled"))
        await inside.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await insert("kept")
        await execute("DELETE FROM sample WHERE name = {}", "kept")
    assert await names() == []


async def test_cancelling_anywhere_leaves_nothing_behind(sample):
    async def work(number: int) -> None:
        async with transaction():
            await insert(f"{number}-a")
            await rows("SELECT count(*) AS n FROM sample")
            await insert(f"{number}-b")

    chance = random.Random(7)
    tasks = [asyncio.create_task(work(number)) for number in range(60)]
    for task in tasks:
        await asyncio.sleep(chance.random() / 500)
        task.cancel()
    ended = await asyncio.gather(*tasks, return_exceptions=True)
    assert {type(each) for each in ended} <= {type(None), asyncio.CancelledError}
    halves = [name.split("-") for name in await names()]
    pairs = {number for number, _ in halves}
    assert sorted(halves) == sorted([number, half] for number in pairs for half in "ab")
    assert {str(n) for n, each in enumerate(ended) if each is None} <= pairs
    async with asyncio.timeout(5), transaction():
        await insert("after")


async def test_many_readers_at_once_are_served(sample):
    await insert("a")
    answers = await asyncio.gather(*(names() for _ in range(300)))
    assert answers == [["a"]] * 300


async def test_readers_go_on_while_a_writer_is_in_its_transaction(sample):
    await insert("a")
    written, seen = asyncio.Event(), asyncio.Event()

    async def write() -> None:
        async with transaction():
            await insert("b")
            written.set()
            await seen.wait()

    writer = asyncio.create_task(write())
    await written.wait()
    assert await names() == ["a"]
    seen.set()
    await writer
    assert await names() == ["a", "b"]


async def test_a_unique_violation_is_told_from_other_faults(sample):
    await insert("a")
    with pytest.raises(Exception) as twice:
        await insert("a")
    assert database.is_unique_violation(twice.value)
    with pytest.raises(Exception) as empty:
        await execute("INSERT INTO sample (name, amount) VALUES ({}, NULL)", "b")
    assert not database.is_unique_violation(empty.value)


async def test_queries_are_counted_with_those_of_the_tasks_started(sample):
    with counted() as queries:
        await rows("SELECT name FROM sample WHERE amount = {}", 1)
        async with transaction():
            await insert("a")
        await asyncio.create_task(names())
    await names()
    assert [sql.split()[0] for sql in queries] == ["SELECT", "INSERT", "SELECT"]


async def test_an_engine_that_is_not_started_says_so(database_url):
    engine = database.bind(database.open_engine(database_url))
    with pytest.raises(RuntimeError, match="not started"):
        await rows("SELECT 1")
    with pytest.raises(RuntimeError, match="not started"):
        async with transaction():
            raise AssertionError
    await engine.start()
    assert await rows("SELECT 1 AS one") == [{"one": 1}]
    await engine.close()


async def test_two_processes_contend_and_nothing_is_lost(sample, database_url):
    """Read, think, write, under the write lock: each of the 400 increments must count."""
    await execute("INSERT INTO sample (name, amount) VALUES ('counter', 0)")
    started = time.monotonic()
    program = Path(__file__).with_name("contender.py")
    contenders = [
        await asyncio.create_subprocess_exec(sys.executable, str(program), database_url, "20", "10")
        for _ in range(2)
    ]
    codes = [await each.wait() for each in contenders]
    assert codes == [0, 0]
    assert await rows("SELECT amount FROM sample WHERE name = 'counter'") == [{"amount": 400}]
    assert time.monotonic() - started < 5


def test_a_process_that_forgets_to_close_ends(database_url):
    script = (
        "import asyncio, sys; from baoming import database\n"
        "async def main():\n"
        "    await database.bind(database.open_engine(sys.argv[1])).start()\n"
        "    print(await database.rows('SELECT 1 AS one'))\n"
        "asyncio.run(main())"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, database_url], capture_output=True, text=True, timeout=20
    )
    assert done.stdout == "[{'one': 1}]\n"


async def test_a_look_finds_what_was_committed_and_what_its_own_transaction_wrote(sample):
    sql = "SELECT name FROM sample WHERE name = {}"
    async with transaction():
        await insert("a")
        assert await look(sql, "a") == [{"name": "a"}]
    with counted() as queries:
        assert await look(sql, "a") == [{"name": "a"}]
    assert len(queries) == 1


async def test_a_look_sees_nothing_of_anothers_open_transaction(sample):
    written, looked = asyncio.Event(), asyncio.Event()

    async def write() -> None:
        async with transaction():
            await insert("a")
            written.set()
            await looked.wait()

    writing = asyncio.create_task(write())
    await written.wait()
    assert await look("SELECT name FROM sample WHERE name = {}", "a") == []
    looked.set()
    await writing
    assert await look("SELECT name FROM sample WHERE name = {}", "a") == [{"name": "a"}]


async def test_a_row_made_of_a_query_is_a_row_of_its_table(sample):
    await Sample.insert(Sample(name="a", amount=3))
    (found,) = await look("SELECT id, name, amount, at FROM sample")
    row = existing(Sample, found)
    assert row._exists_in_db
    assert row.to_dict() == found == (await Sample.objects().first()).to_dict()

import asyncio
import shutil
import subprocess
import sys
from pathlib import Path
from uuid import uuid4

import pytest

from baoming import clock, database
from baoming.accounts.tables import RequestCase
from baoming.database import rows
from baoming.migrate import FOLDER, migrate, pending, schema_version
from baoming.piccolo_app import APP_CONFIG, table_modules

MIGRATION = """
from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from baoming.database import execute

ID = "{number}"

async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="baoming", description="")
    async def change():
        {body}
    manager.add_raw(change)
    return manager
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "migrations"
    folder.mkdir()
    add(folder, "2023-01-02", "b", "await execute('ALTER TABLE pen ADD COLUMN nib INTEGER')")
    add(folder, "2023-01-01", "z", "await execute('CREATE TABLE pen (ink INTEGER)')")
    return folder


@pytest.fixture
async def empty(empty_database):
    engine = database.open_engine(await asyncio.to_thread(empty_database))
    yield engine
    await engine.close()


def add(folder: Path, number: str, name: str, body: str) -> None:
    (folder / f"{name}.py").write_text(MIGRATION.format(number=number, body=body))


async def test_migrations_run_once_in_the_order_of_their_ids(empty, folder, capsys):
    assert await migrate(empty, folder) == ["2023-01-01", "2023-01-02"]
    assert await rows("SELECT ink, nib FROM pen") == []
    assert await migrate(empty, folder) == []
    assert await schema_version(empty) == "2023-01-02"
    assert capsys.readouterr().out == ""


async def test_pending_names_what_the_database_has_not_seen(empty, folder):
    await empty.start()
    assert await pending(empty, folder) == ["2023-01-01", "2023-01-02"]
    assert await schema_version(empty) is None
    await migrate(empty, folder)
    add(folder, "2023-01-03", "c", "pass")
    assert await pending(empty, folder) == ["2023-01-03"]


async def test_a_migration_that_fails_leaves_no_half(empty, folder):
    add(
        folder,
        "2023-01-03",
        "c",
        "await execute('CREATE TABLE half (a INTEGER)'); raise ZeroDivisionError",
    )
    with pytest.raises(ZeroDivisionError):
        await migrate(empty, folder)
    assert await pending(empty, folder) == ["2023-01-03"]
    add(folder, "2023-01-03", "c", "await execute('CREATE TABLE half (a INTEGER)')")
    assert await migrate(empty, folder) == ["2023-01-03"]


async def test_processes_that_migrate_together_share_the_work(empty_database, folder):
    url = await asyncio.to_thread(empty_database)
    script = (
        "import asyncio, pathlib, sys\n"
        "from baoming import database\n"
        "from baoming.migrate import migrate\n"
        "async def main():\n"
        "    engine = database.open_engine(sys.argv[1])\n"
        "    print(len(await migrate(engine, pathlib.Path(sys.argv[2]))))\n"
        "    await engine.close()\n"
        "asyncio.run(main())"
    )
    started = [
        await asyncio.create_subprocess_exec(
            sys.executable, "-c", script, url, str(folder), stdout=subprocess.PIPE
        )
        for _ in range(3)
    ]
    done = await asyncio.gather(*(each.communicate() for each in started))
    assert sorted(out for out, _ in done) == [b"0\n", b"0\n", b"2\n"]


async def test_the_folder_of_a_sqlite_file_is_made(tmp_path, folder):
    engine = database.open_engine(f"sqlite:///{tmp_path}/a/b/c.sqlite")
    assert len(await migrate(engine, folder)) == 2
    await engine.close()
    assert (tmp_path / "a/b/c.sqlite").is_file()


def test_the_app_knows_every_table_module():
    assert {"baoming.setting_tables", "baoming.accounts.tables"} <= set(table_modules())
    names = [table.__name__ for table in APP_CONFIG.table_classes]
    assert "Setting" in names
    assert len(names) == len(set(names))


async def test_requests_are_kept_when_an_account_may_be_missing(empty, tmp_path):
    """0013 writes the table anew on SQLite."""
    older = tmp_path / "older"
    older.mkdir()
    for path in sorted(FOLDER.glob("0*.py")):
        if path.name < "0013":
            shutil.copy(path, older)
    await migrate(empty, older)
    account = uuid4()
    await rows(
        "INSERT INTO request_case (kind, account, status, reason, created_at)"
        " VALUES ('merge_scores', {}, 'open', 'x', {}) RETURNING id",
        account,
        clock.now(),
    )
    await migrate(empty)
    [kept] = await RequestCase.objects()
    assert (kept.id, kept.account, kept.reason, kept.ticket) == (1, account, "x", None)
    another = RequestCase(kind="taken", reason="y", created_at=clock.now())
    await another.save()
    assert another.id == 2

"""A backup that was restored is the only one that counts."""

import json
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import pytest
from tests.app import demo_settings

from baoming import clock, database, security
from baoming.accounts.identity import id_number_of, sealed
from baoming.accounts.tables import Account
from baoming.backup import MANIFEST, BackupFault, backup, restore
from baoming.storage import open_storage

NUMBER = "11010519491231002X"


@pytest.fixture
def keys() -> None:
    security.use("a secret of the tests, long enough")


@pytest.fixture
def another_url(empty_database: Callable[[], str]) -> str:
    return empty_database()


async def filled(url: str, folder: Path) -> None:
    async with database.opened(url):
        account = uuid4()
        await Account(
            id=account,
            username="zhang",
            username_key="zhang",
            name="张㛃",
            id_type="resident_id",
            id_number=sealed(NUMBER, account),
            id_number_index="x",
            password_hash="h",
            security_question="q",
            security_answer_hash="h",
            created_at=clock.now(),
        ).save()
    storage = await open_storage(f"file://{folder}")
    for n in range(3):
        await storage.put(f"ab/file{n}", b"bytes %d" % n)


async def backed_up(url: str, tmp_path: Path) -> Path:
    await filled(url, tmp_path / "files")
    settings = demo_settings(url, tmp_path / "files")
    async with database.opened(url):
        made = await backup(settings, tmp_path / "backups")
    assert (made.accounts, made.applications, made.files, made.bytes) == (1, 0, 3, 21)
    return made.folder


async def test_everything_comes_back(
    keys: None, database_url: str, another_url: str, tmp_path: Path
) -> None:
    await backed_up(database_url, tmp_path)
    settings = demo_settings(another_url, tmp_path / "restored")
    found = await restore(settings, tmp_path / "backups")
    assert (found.accounts, found.files) == (1, 3)
    async with database.opened(another_url):
        account = await Account.objects().first()
        assert account is not None
        assert (account.name, id_number_of(account)) == ("张㛃", NUMBER)
    storage = await open_storage(f"file://{tmp_path / 'restored'}")
    assert await storage.get("ab/file2") == b"bytes 2"


async def test_what_exists_is_never_overwritten(
    keys: None, database_url: str, tmp_path: Path
) -> None:
    folder = await backed_up(database_url, tmp_path)
    with pytest.raises(BackupFault):
        await restore(demo_settings(database_url, tmp_path / "files"), folder)


async def test_a_damaged_backup_is_refused_before_anything_is_written(
    keys: None, database_url: str, another_url: str, tmp_path: Path
) -> None:
    folder = await backed_up(database_url, tmp_path)
    (folder / "files/ab/file1").write_bytes(b"bytes x")
    with pytest.raises(BackupFault, match="file1"):
        await restore(demo_settings(another_url, tmp_path / "restored"), folder)
    assert not (tmp_path / "restored").exists()


async def test_another_secret_key_is_refused(
    keys: None, database_url: str, another_url: str, tmp_path: Path
) -> None:
    folder = await backed_up(database_url, tmp_path)
    security.use("quite another secret of the tests")
    with pytest.raises(BackupFault, match="BAOMING_SECRET_KEY"):
        await restore(demo_settings(another_url, tmp_path / "restored"), folder)


async def test_the_manifest_names_nobody(keys: None, database_url: str, tmp_path: Path) -> None:
    folder = await backed_up(database_url, tmp_path)
    text = (folder / MANIFEST).read_text()
    assert sorted(json.loads(text)["files"]) == ["ab/file0", "ab/file1", "ab/file2"]
    assert "张" not in text
    assert "zhang" not in text


async def test_a_backup_among_the_files_is_refused(
    keys: None, database_url: str, tmp_path: Path
) -> None:
    settings = demo_settings(database_url, tmp_path / "files")
    async with database.opened(database_url):
        with pytest.raises(BackupFault):
            await backup(settings, tmp_path / "files" / "backups")
    assert not (tmp_path / "files" / "backups").exists()

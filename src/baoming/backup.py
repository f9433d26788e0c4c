"""Backup while serving, and restore: database, files and a manifest that proves them.

The database is copied first and the files after it: a file is stored before its row is written,
so every row of the copy finds its bytes. The secret key is not in the backup; whoever has both
can read the ID numbers. The manifest says whether a key is the right one.
"""

import asyncio
import hashlib
import json
import os
import shutil
import sqlite3
import tempfile
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from baoming import clock, database, security
from baoming.database import execute, rows
from baoming.settings import Settings
from baoming.storage import Storage, open_storage

MANIFEST = "manifest.json"
LAST_BACKUP = "backup.last"
"""The setting that `doctor` reads."""


class BackupFault(Exception):
    """What stands in the way, as a sentence."""


@dataclass(frozen=True)
class Summary:
    folder: Path
    accounts: int
    applications: int
    files: int
    bytes: int


async def backup(settings: Settings, directory: Path) -> Summary:
    """A new folder in `directory`, complete or not there at all."""
    _refuse_inside_storage(settings, directory)
    directory.mkdir(parents=True, exist_ok=True)
    name = f"baoming-{clock.real().astimezone(clock.ZONE):%Y%m%d-%H%M%S}"
    unfinished = Path(tempfile.mkdtemp(prefix=".unfinished-", dir=directory))
    try:
        copied = await _copy_database(settings, unfinished)
        files = await _copy_files(await open_storage(settings.storage_url), unfinished / "files")
        counts = await _counts()
        manifest = {
            "made_at": clock.real().isoformat(),
            "engine": database.current().engine_type,
            "key": _key_mark(),
            "database": {"name": copied.name, **_measured(copied)},
            "files": files,
            **counts,
        }
        _write_safely(unfinished / MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1))
        unfinished.chmod(0o700)
        unfinished.rename(directory / name)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise
    await execute(
        'INSERT INTO setting ("key", "value") VALUES ({}, {})'
        ' ON CONFLICT ("key") DO UPDATE SET "value" = excluded."value"',
        LAST_BACKUP,
        clock.real().isoformat(),
    )
    total = sum(each["size"] for each in files.values())
    return Summary(directory / name, counts["accounts"], counts["applications"], len(files), total)


async def restore(settings: Settings, directory: Path) -> Summary:
    """Into an empty place: everything is checked first, and nothing that exists is overwritten."""
    folder = newest(directory)
    manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
    await asyncio.to_thread(_verify, folder, manifest)
    _check_engine(settings, manifest)
    if manifest["key"] != _key_mark():
        raise BackupFault(
            "BAOMING_SECRET_KEY 与备份时的不同，证件号码将无法读取。请换回原来的密钥。"
        )
    await _restore_database(settings, folder / manifest["database"]["name"])
    storage = await open_storage(settings.storage_url)
    for key in manifest["files"]:
        await storage.put(key, (folder / "files" / key).read_bytes())
    async with database.opened(settings.database_url):
        counts = await _counts()
    if counts != {name: manifest[name] for name in counts}:
        raise BackupFault("恢复后的记录数与备份清单不一致，请检查磁盘后重试。")
    total = sum(each["size"] for each in manifest["files"].values())
    return Summary(
        folder, counts["accounts"], counts["applications"], len(manifest["files"]), total
    )


def newest(directory: Path) -> Path:
    """The backup itself, or the newest one in a folder of backups."""
    if (directory / MANIFEST).is_file():
        return directory
    found = sorted(each.parent for each in directory.glob(f"baoming-*/{MANIFEST}"))
    if not found:
        raise BackupFault(f"{directory} 里没有备份（没有找到 {MANIFEST}）。")
    return found[-1]


def _refuse_inside_storage(settings: Settings, directory: Path) -> None:
    """A backup among the files would be copied into the next one, and that into the next."""
    url = settings.storage_url
    if not url.startswith("file://"):
        return
    storage = Path(url.removeprefix("file://")).resolve()
    if directory.resolve().is_relative_to(storage):
        raise BackupFault(f"备份目录不能放在文件存储 {storage} 里面，请换一个目录。")


async def _copy_database(settings: Settings, folder: Path) -> Path:
    if settings.database_url.startswith("sqlite:///"):
        source = Path(settings.database_url.removeprefix("sqlite:///"))
        return await asyncio.to_thread(_copy_sqlite, source, folder / "database.sqlite")
    target = folder / "database.dump"
    await _run(
        "pg_dump", "--format=custom", "--no-owner", f"--file={target}", settings.database_url
    )
    return target


def _copy_sqlite(source: Path, target: Path) -> Path:
    """SQLite's own copy, page by page, while others write."""
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new, pages=2000, sleep=0.01)
    _sync(target)
    return target


async def _copy_files(storage: Storage, folder: Path) -> dict[str, dict[str, Any]]:
    """Size and SHA-256 by key."""
    folder.mkdir()
    copied = {}
    async for key in storage.keys():
        try:
            data = await storage.get(key)
        except FileNotFoundError:
            continue  # swept meanwhile: no row of the copy cites it
        target = folder / key
        target.parent.mkdir(parents=True, exist_ok=True)
        await asyncio.to_thread(_write_safely, target, data)
        copied[key] = {"size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    return dict(sorted(copied.items()))


async def _counts() -> dict[str, int]:
    found = await rows(
        "SELECT (SELECT count(*) FROM account) AS accounts,"
        " (SELECT count(*) FROM application) AS applications"
    )
    return {name: int(value) for name, value in found[0].items()}


def _key_mark() -> str:
    return security.keys().mac("backup", "the same key")


def _verify(folder: Path, manifest: dict[str, Any]) -> None:
    expected = {manifest["database"]["name"]: manifest["database"]}
    expected |= {f"files/{key}": each for key, each in manifest["files"].items()}
    for name, told in expected.items():
        path = folder / name
        if not path.is_file():
            raise BackupFault(f"备份不完整：缺少 {name}。")
        if _measured(path)["sha256"] != told["sha256"]:
            raise BackupFault(f"备份已损坏：{name} 的校验值不符。")


def _check_engine(settings: Settings, manifest: dict[str, Any]) -> None:
    wanted = "sqlite" if settings.database_url.startswith("sqlite:///") else "postgres"
    if manifest["engine"] != wanted:
        raise BackupFault(
            f"备份来自 {manifest['engine']}，BAOMING_DATABASE_URL 却是 {wanted}，请改用同一种数据库。"
        )


async def _restore_database(settings: Settings, copy: Path) -> None:
    url = settings.database_url
    if url.startswith("sqlite:///"):
        target = Path(url.removeprefix("sqlite:///"))
        if target.exists():
            raise BackupFault(f"{target} 已存在。恢复不会覆盖现有数据，请先停止服务并移走它。")
        target.parent.mkdir(parents=True, exist_ok=True)
        await asyncio.to_thread(shutil.copyfile, copy, target)
        await asyncio.to_thread(_sync, target)
        return
    async with database.opened(url):
        if await rows("SELECT 1 FROM pg_tables WHERE schemaname = 'public' LIMIT 1"):
            raise BackupFault("数据库里已有数据表。恢复不会覆盖现有数据，请换一个空数据库。")
    await _run("pg_restore", "--no-owner", "--exit-on-error", f"--dbname={url}", str(copy))


async def _run(*command: str) -> None:
    try:
        process = await asyncio.create_subprocess_exec(
            *command, stderr=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.DEVNULL
        )
    except FileNotFoundError:
        raise BackupFault(f"没有 {command[0]}，请安装 Debian 软件包 postgresql-client。") from None
    _, said = await process.communicate()
    if process.returncode:
        lines = said.decode(errors="replace").strip().splitlines() or ["没有说明"]
        raise BackupFault(f"{command[0]} 失败：{lines[-1]}")


def _measured(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        return {
            "size": path.stat().st_size,
            "sha256": hashlib.file_digest(file, "sha256").hexdigest(),
        }


def _write_safely(path: Path, data: str | bytes) -> None:
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    _sync(path)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

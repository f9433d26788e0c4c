"""`baoming doctor`: what is wrong with this installation, and how to mend it."""

import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from baoming import clock, clock_setting, database, migrate, security
from baoming.accounts.identity import id_number_of
from baoming.accounts.tables import Account
from baoming.applications.invariants import broken
from baoming.backup import LAST_BACKUP
from baoming.catalogue import current
from baoming.database import rows
from baoming.document.fonts import missing_fonts
from baoming.errors import NotFound
from baoming.settings import Settings, variable
from baoming.storage import open_storage

ROOM = 2 * 1024**3
"""Bytes of disk below which a season's uploads may not fit."""

BACKUP_AGE = timedelta(hours=30)
"""A nightly backup, and some hours of grace."""


@dataclass(frozen=True)
class Finding:
    name: str
    good: bool
    sentence: str
    """What is found; where it is not good, also how to mend it."""


Check = Callable[[Settings], Awaitable[Finding]]


async def examine(settings: Settings) -> AsyncIterator[Finding]:
    """Every check; what needs the database is left out when there is none."""
    security.use(settings.secret_key)
    yield Finding("设置", True, f"{settings.mode} 模式，网址 {settings.base_url}")
    for check in (_storage, _fonts, _disk, _face):
        yield await _checked(check, settings)
    engine = database.bind(database.open_engine(settings.database_url))
    try:
        reached = await _checked(_database, settings)
        yield reached
        if reached.good:
            for check in (_clock, _key, _catalogue, _applications, _backups):
                yield await _checked(check, settings)
    finally:
        await engine.close()


async def _checked(check: Check, settings: Settings) -> Finding:
    """A check that fails itself is a finding, too."""
    try:
        return await check(settings)
    except Exception as error:
        return Finding(check.__name__.strip("_"), False, f"检查没有完成：{error}")


async def _storage(settings: Settings) -> Finding:
    storage = await open_storage(settings.storage_url)
    key = f"doctor/{security.token()}"
    await storage.put(key, b"doctor")
    read = await storage.get(key)
    await storage.delete(key)
    return Finding("文件存储", read == b"doctor", f"可读写：{settings.storage_url}")


async def _fonts(settings: Settings) -> Finding:
    missing = missing_fonts()
    if not missing:
        return Finding("打印字体", True, "齐全")
    packages = " ".join(sorted({font.package for font in missing}))
    names = "、".join(font.family for font in missing)
    return Finding("打印字体", False, f"缺少 {names}。请执行：apt-get install {packages}")


async def _disk(settings: Settings) -> Finding:
    free = shutil.disk_usage(_folder(settings)).free
    said = f"剩余 {free / 1024**3:.1f} GB"
    return Finding("磁盘", free > ROOM, said if free > ROOM else f"{said}，请清理或扩容。")


async def _face(settings: Settings) -> Finding:
    """Without asking the provider: each verification costs."""
    if not settings.face_ready:
        return Finding("人脸识别", True, "没有开通")
    names = ("face_secret_id", "face_secret_key", "face_rule_id")
    missing = [variable(name) for name in names if not getattr(settings, name)]
    if missing and not settings.demo:
        said = f"缺少 {'、'.join(missing)}，考生不能用人脸找回密码。请从腾讯云控制台复制。"
        return Finding("人脸识别", False, said)
    return Finding("人脸识别", True, f"已开通：{settings.face_api_url}")


async def _database(settings: Settings) -> Finding:
    engine = database.current()
    await engine.start()
    pending = await migrate.pending(engine)
    if pending:
        return Finding("数据库", False, f"有 {len(pending)} 个迁移未执行。请执行：baoming migrate")
    return Finding("数据库", True, f"结构为最新（{await migrate.schema_version(engine)}）")


async def _clock(settings: Settings) -> Finding:
    await clock_setting.follow(settings)
    offset = clock.offset()
    if offset and settings.demo:
        return Finding("时钟", True, f"演示时间 {clock.now():%Y-%m-%d %H:%M}")
    # Nothing of this system existed before; a dead battery sets a clock to 1970 or 2000.
    good = clock.real().year >= 2024
    said = f"{clock.now():%Y-%m-%d %H:%M}（北京时间）"
    return Finding("时钟", good, said if good else f"{said} 不对，请开启系统的网络对时。")


async def _key(settings: Settings) -> Finding:
    account = await Account.objects().first()
    if account is None:
        return Finding("密钥", True, "尚无账户")
    try:
        id_number_of(account)
    except security.Undecipherable:
        sentence = "BAOMING_SECRET_KEY 不是写入数据时的密钥，证件号码无法读取。请换回原来的密钥。"
        return Finding("密钥", False, sentence)
    return Finding("密钥", True, "能读取证件号码")


async def _catalogue(settings: Settings) -> Finding:
    try:
        found = await current.newest()
    except NotFound:
        return Finding("考试目录", False, "尚未载入。请执行：baoming load 目录")
    return Finding("考试目录", True, found.exam.name)


async def _applications(settings: Settings) -> Finding:
    found = await broken()
    if not found:
        return Finding("报名状态", True, "与办理记录一致")
    listed = "；".join(f"{each.rule}: {'、'.join(each.numbers)}" for each in found)
    return Finding("报名状态", False, f"与办理记录不一致（{listed}）。请保留备份并联系维护者。")


async def _backups(settings: Settings) -> Finding:
    found = await rows('SELECT "value" FROM setting WHERE "key" = {}', LAST_BACKUP)
    mend = "请每晚执行：baoming backup 目录"
    if not found:
        return Finding("备份", settings.demo, f"还没有备份。{mend}")
    age = clock.real() - datetime.fromisoformat(found[0]["value"])
    said = f"最近一次在 {age.days} 天 {age.seconds // 3600} 小时前"
    good = age < BACKUP_AGE or settings.demo
    return Finding("备份", good, said if good else f"{said}。{mend}")


def _folder(settings: Settings) -> Path:
    """Where the data grows: the nearest folder above it that exists."""
    url = settings.storage_url
    path = Path(url.removeprefix("file://")) if url.startswith("file://") else settings.root
    while not path.exists():
        path = path.parent
    return path

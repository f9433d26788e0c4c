"""What `baoming doctor` finds, and what it says to do."""

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.app import demo_settings, running
from tests.people import candidate

from baoming.backup import backup
from baoming.database import execute, opened
from baoming.doctor import Finding, examine
from baoming.settings import Settings


async def examined(settings: Settings) -> dict[str, Finding]:
    return {each.name: each async for each in examine(settings)}


async def test_a_demo_in_order_needs_nothing(database_url: str, tmp_path: Path) -> None:
    found = await examined(demo_settings(database_url, tmp_path))
    assert {name: each.sentence for name, each in found.items() if not each.good} == {}
    assert list(found) == [
        "设置",
        "文件存储",
        "打印字体",
        "磁盘",
        "人脸识别",
        "数据库",
        "时钟",
        "密钥",
        "考试目录",
        "报名状态",
        "备份",
    ]


async def test_a_database_without_tables_is_told_how_to_get_them(
    empty_url: str, tmp_path: Path
) -> None:
    found = await examined(demo_settings(empty_url, tmp_path))
    assert not found["数据库"].good
    assert "baoming migrate" in found["数据库"].sentence
    assert "考试目录" not in found, "what needs the tables is not asked"


async def test_face_recovery_that_lacks_a_secret_is_told(empty_url: str, tmp_path: Path) -> None:
    more = {"BAOMING_FACE_API_URL": "https://faceid.tencentcloudapi.com"}
    demo = demo_settings(empty_url, tmp_path, **more)
    assert (await examined(demo))["人脸识别"].good, "the simulator of a demo wants none"
    production = Settings.read(
        {
            "BAOMING_MODE": "production",
            "BAOMING_DATABASE_URL": empty_url,
            "BAOMING_STORAGE_URL": f"file://{tmp_path}",
            "BAOMING_SECRET_KEY": "a secret of the tests, long enough",
            "BAOMING_FACE_SECRET_ID": "AKIDtest",
            **more,
        }
    )
    found = (await examined(production))["人脸识别"]
    assert not found.good
    assert "缺少 BAOMING_FACE_SECRET_KEY、BAOMING_FACE_RULE_ID，" in found.sentence


async def test_no_catalogue_is_told(bare_url: str, tmp_path: Path) -> None:
    found = await examined(demo_settings(bare_url, tmp_path))
    assert (found["考试目录"].good, "baoming load" in found["考试目录"].sentence) == (False, True)


async def test_another_secret_key_is_told_before_anybody_misses_a_number(
    database_url: str, tmp_path: Path
) -> None:
    async with running(demo_settings(database_url, tmp_path)) as browser:
        await candidate(browser)
    other = demo_settings(
        database_url, tmp_path, BAOMING_SECRET_KEY="quite another secret of the tests"
    )
    assert not (await examined(other))["密钥"].good


async def test_a_status_without_its_event_is_told_with_the_number(
    database_url: str, tmp_path: Path
) -> None:
    settings = demo_settings(database_url, tmp_path)
    async with running(settings) as browser:
        wang = await candidate(browser)
        await wang.post("/apply/2024", {"zone": "43"})
        await execute("UPDATE application SET status = 'qualified'")
    found = (await examined(settings))["报名状态"]
    assert not found.good
    assert "2024" in found.sentence


async def test_production_wants_a_backup_of_last_night(database_url: str, tmp_path: Path) -> None:
    settings = Settings.read(
        {
            "BAOMING_MODE": "production",
            "BAOMING_DATABASE_URL": database_url,
            "BAOMING_STORAGE_URL": f"file://{tmp_path / 'files'}",
            "BAOMING_SECRET_KEY": "a secret of the tests, long enough",
            "BAOMING_BASE_URL": "https://example.cn",
        }
    )
    assert "baoming backup" in (await examined(settings))["备份"].sentence
    async with opened(database_url):
        await backup(settings, tmp_path / "backups")
    assert (await examined(settings))["备份"].good


@pytest.fixture
def empty_url(empty_database: Callable[[], str]) -> str:
    return empty_database()

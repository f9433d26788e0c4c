import asyncio
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.conftest import migrated

import baoming.catalogue

DATA = Path(baoming.catalogue.__file__).parent / "data" / "2024"

Edit = Callable[[str, str, str], None]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the 2024 catalogue, to be spoiled."""
    return Path(shutil.copytree(DATA, tmp_path / "2024"))


@pytest.fixture
def edit(folder: Path) -> Edit:
    """Replaces text that stands exactly once in a file."""

    def edit(file: str, old: str, new: str) -> None:
        text = (folder / file).read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{file}: {text.count(old)} x {old!r}"
        (folder / file).write_text(text.replace(old, new), encoding="utf-8")

    return edit


@pytest.fixture(scope="session")
def template_url(empty_database: Callable[[], str]) -> str:
    """Without a catalogue: these tests bring their own."""
    url = empty_database()
    asyncio.run(migrated(url, with_catalogue=False))
    return url

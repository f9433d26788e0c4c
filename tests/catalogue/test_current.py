from collections.abc import Callable
from pathlib import Path

import pytest
from tests.catalogue.conftest import DATA

from baoming import database
from baoming.catalogue import current
from baoming.catalogue.loader import load
from baoming.errors import NotFound
from baoming.migrate import migrate

Edit = Callable[[str, str, str], None]
pytestmark = pytest.mark.usefixtures("engine")


async def test_an_unknown_exam_is_not_found() -> None:
    with pytest.raises(NotFound):
        await current.get("2024")
    with pytest.raises(NotFound):
        await current.newest()
    await load(DATA)
    assert (await current.newest()).exam.code == "2024"
    with pytest.raises(NotFound):
        await current.get("2023")


async def test_a_page_costs_no_catalogue_query() -> None:
    await load(DATA)
    await current.get("2024")
    with database.counted() as seen:
        catalogue = await current.get("2024")
        catalogue.zone("43")
        catalogue.sites("43")
        catalogue.options("ethnicity")
    assert seen == []


async def test_another_process_load_is_seen_after_one_look(
    folder: Path, edit: Edit, monkeypatch: pytest.MonkeyPatch
) -> None:
    await load(folder)
    held = await current.book()
    edit("zones.csv", "43,湖南,", "43,湖南省,")
    forgotten = current.forget
    monkeypatch.setattr(current, "forget", lambda: None)  # as if another process had loaded
    await load(folder)
    monkeypatch.setattr(current, "forget", forgotten)
    assert (await current.book()) is held
    monkeypatch.setattr(current, "LOOK_EVERY", 0.0)
    assert (await current.get("2024")).zone("43").name == "湖南省"
    with database.counted() as seen:
        await current.get("2024")
    assert len(seen) == 1


@pytest.fixture
def other_url(empty_database: Callable[[], str]) -> str:
    return empty_database()


async def test_another_database_has_its_own_catalogue(other_url: str) -> None:
    await load(DATA)
    assert (await current.get("2024")).zone("43").name == "湖南"
    first = database.current()
    async with database.opened(other_url) as other:
        await migrate(other)
        assert (await current.book()).catalogues == ()
    database.bind(first)
    assert (await current.get("2024")).exam.code == "2024"


async def test_a_security_question_keeps_its_words(folder: Path, edit: Edit) -> None:
    await load(folder)
    edit("exam.toml", 'code = "2024"', 'code = "2025"')
    edit("exam.toml", 'opens_at = "2023-12-01 00:00"', 'opens_at = "2023-12-02 00:00"')
    edit("options.csv", "security_question,mother_name,您母亲的姓名是？,own wording\n", "")
    await load(folder)
    book = await current.book()
    asked = [value for value, _ in book.newest().options("security_question")]
    assert "mother_name" not in asked
    assert book.label("security_question", "mother_name") == "您母亲的姓名是？"

"""Next year's folder: what moves, what stays, and that it loads."""

from datetime import date
from pathlib import Path

import pytest

from baoming import clock
from baoming.catalogue import cloning, current
from baoming.catalogue.entries import Contents
from baoming.catalogue.loader import load
from baoming.catalogue.reader import read
from baoming.database import Engine
from baoming.settings import ROOT

FOLDER = ROOT / "src/baoming/catalogue/data/2024"


@pytest.fixture(scope="module")
def contents() -> Contents:
    return read(FOLDER)


def test_what_is_written_reads_back_as_it_was(contents: Contents, tmp_path: Path) -> None:
    cloning.write(contents, tmp_path / "same")
    assert read(tmp_path / "same") == contents


def test_dates_move_by_a_year_and_are_to_be_reviewed(contents: Contents) -> None:
    made = cloning.following(contents, "2025")
    assert (made.exam.code, made.exam.previous) == ("2025", "2024")
    assert made.exam.name == "2025年度卫生专业技术资格考试"
    assert made.exam.opens_at == clock.at("2024-12-01T00:00")
    assert made.exam.closes_at == clock.at("2024-12-15T00:00")
    assert made.exam.cut_off_on == date(2024, 12, 31)
    assert made.exam.exam_days[0] == date(2025, 4, 13)
    assert "2024年12月1日至12月14日" in made.exam.statement
    assert {each.evidence for each in made.zones} == {"unconfirmed"}
    shanghai = next(each for each in made.zones if each.code == "31")
    assert shanghai.reupload_ends_at == clock.at("2024-12-15T17:00")
    assert not shanghai.reupload_announced
    assert all("待核对" in each.source for each in made.notices)


def test_rules_and_lists_stay(contents: Contents) -> None:
    made = cloning.following(contents, "2025")
    for name in ("sites", "points", "specialties", "rules", "requirements", "options"):
        assert getattr(made, name) == getattr(contents, name)


async def test_the_folder_loads_and_last_years_exam_is_the_one_before(
    engine: Engine, contents: Contents, tmp_path: Path
) -> None:
    await load(FOLDER)
    cloning.write(cloning.following(contents, "2025"), tmp_path / "2025")
    await load(tmp_path / "2025")
    assert (await current.newest()).exam.previous == "2024"


def test_a_folder_that_is_there_is_left_alone(contents: Contents, tmp_path: Path) -> None:
    with pytest.raises(FileExistsError):
        cloning.write(contents, tmp_path)

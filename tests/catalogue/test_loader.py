import dataclasses
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import pytest

from baoming import clock, database
from baoming.applications.tables import Application
from baoming.catalogue import current, store
from baoming.catalogue.entries import CatalogueFaults, Contents
from baoming.catalogue.loader import load
from baoming.catalogue.reader import read
from baoming.catalogue.tables import CatalogueRevision

Edit = Callable[[str, str, str], None]
pytestmark = pytest.mark.usefixtures("engine")


async def in_database() -> Contents:
    (exam,) = await store.stored_exams()
    return await store.stored_contents(exam)


async def cite(**columns: str) -> None:
    now = clock.now()
    await Application.insert(
        Application(
            number=uuid4().hex[:20],
            account=uuid4(),
            exam="2024",
            created_at=now,
            status_since=now,
            **columns,
        )
    )


def told(report: object) -> list[str]:
    return [str(each) for each in report.changes]  # type: ignore[attr-defined]


async def test_a_load_writes_what_the_folder_holds(folder: Path) -> None:
    report = await load(folder)
    assert await in_database() == read(folder)
    assert report.counts["sites.csv"] == {"new": 481}
    assert {file: count["new"] for file, count in report.counts.items()} == {
        "exam.toml": 1, "zones.csv": 32, "sites.csv": 481, "points.csv": 71,
        "specialties.csv": 117, "eligibility.csv": 28, "requirements.csv": 37,
        "options.csv": 90, "notices.toml": 13,
    }  # fmt: skip


async def test_the_same_again_changes_nothing(folder: Path) -> None:
    await load(folder)
    before = await store.revision()
    report = await load(folder)
    assert report.changes == ()
    assert report.counts["sites.csv"] == {"same": 481}
    assert await store.revision() == before
    assert await CatalogueRevision.count() == 1


async def test_a_fault_leaves_everything_as_it_was(folder: Path, edit: Edit) -> None:
    await load(folder)
    before = await in_database()
    edit("zones.csv", "43,湖南,", "43,湖南省,")
    edit("options.csv", "health,fair,", "health,,")
    with pytest.raises(CatalogueFaults):
        await load(folder)
    assert await in_database() == before


async def test_a_changed_deadline_names_old_new_and_whom(folder: Path, edit: Edit) -> None:
    await load(folder)
    await cite(zone="43")
    await cite(zone="43")
    await cite(zone="42")
    edit(
        "zones.csv",
        "43,湖南,on_site,2023-12-17 00:00,no",
        "43,湖南,on_site,2023-12-16 17:00,yes",
    )
    dry = await load(folder, dry_run=True)
    assert told(dry) == [
        "zones.csv 修改 43 湖南，涉及报名申请 2 份\n"
        "    confirmation_ends_at：2023-12-17 00:00 → 2023-12-16 17:00\n"
        "    confirmation_announced：no → yes"
    ]
    assert dry.lines()[0].startswith("zones.csv 修改 43")
    assert not (await current.get("2024")).zone("43").confirmation_announced
    report = await load(folder)
    assert told(report) == told(dry)
    assert (await current.get("2024")).zone("43").confirmation_announced
    assert await in_database() == read(folder)


async def test_a_dry_run_on_an_empty_database_writes_nothing(folder: Path) -> None:
    report = await load(folder, dry_run=True)
    assert len(report.changes) == 870
    assert await store.stored_exams() == ()
    assert await store.revision() == 0


async def test_a_row_that_nobody_cites_goes(folder: Path, edit: Edit) -> None:
    await load(folder)
    edit("points.csv", "110115,11011501,北京市大兴区医学教育中心,,unconfirmed\n", "")
    report = await load(folder)
    assert told(report) == ["points.csv 删除 11011501 北京市大兴区医学教育中心"]
    assert await in_database() == read(folder)


async def test_a_cited_row_is_withdrawn_and_comes_back(folder: Path, edit: Edit) -> None:
    await load(folder)
    await cite(zone="11", site="110115", registration_point="11011501")
    line = "110115,11011501,北京市大兴区医学教育中心,,unconfirmed\n"
    edit("points.csv", line, "")
    report = await load(folder)
    assert told(report) == [
        "points.csv 停用（已有人引用，不再提供选择） 11011501 北京市大兴区医学教育中心，"
        "涉及报名申请 1 份"
    ]
    catalogue = await current.get("2024")
    assert catalogue.points("110115") == ()
    assert catalogue.label("registration_point", "11011501") == "北京市大兴区医学教育中心"

    again = await load(folder)
    assert again.changes == ()
    assert again.counts["points.csv"] == {"same": 71}

    edit(
        "points.csv",
        "site,code,name,address,evidence\n",
        f"site,code,name,address,evidence\n{line}",
    )
    back = await load(folder)
    assert [each.details for each in back.changes] == [("withdrawn：yes → no",)]
    assert len((await current.get("2024")).points("110115")) == 1


async def test_a_withdrawn_row_goes_once_nobody_cites_it(folder: Path, edit: Edit) -> None:
    await load(folder)
    await cite(zone="11", registration_point="11011501")
    edit("points.csv", "110115,11011501,北京市大兴区医学教育中心,,unconfirmed\n", "")
    await load(folder)
    await Application.delete(force=True)
    assert told(await load(folder)) == ["points.csv 删除 11011501 北京市大兴区医学教育中心"]


async def test_a_requirement_concerns_everybody_in_its_zone(folder: Path, edit: Edit) -> None:
    await load(folder)
    await cite(zone="31")
    await cite(zone="12")
    await cite(zone="12")
    path = folder / "requirements.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if not line.startswith("31,experience,")]
    kept.append("12,photo_of_badge,胸牌照片,,no,,,,,1,1,1000000,unconfirmed")
    path.write_text("\n".join(kept), encoding="utf-8")
    assert told(await load(folder)) == [
        "requirements.csv 新增 12 photo_of_badge 胸牌照片，涉及报名申请 2 份",
        "requirements.csv 停用（已有人引用，不再提供选择） 31 experience 工作年限证明，"
        "涉及报名申请 1 份",
    ]
    asked = (await current.get("2024")).contents.requirements
    assert [each.code for each in asked if each.withdrawn] == ["experience"]


async def test_a_new_order_is_no_change_but_is_kept(folder: Path) -> None:
    await load(folder)
    path = folder / "specialties.csv"
    head, *lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([head, *reversed(lines)]), encoding="utf-8")
    before = await store.revision()
    report = await load(folder)
    assert report.changes == ()
    assert await in_database() == read(folder)
    assert await store.revision() == before + 1


async def test_two_exams_stand_side_by_side(folder: Path, edit: Edit) -> None:
    await load(folder)
    edit("exam.toml", 'code = "2024"', 'code = "2025"')
    edit("exam.toml", 'opens_at = "2023-12-01 00:00"', 'opens_at = "2023-12-02 00:00"')
    edit("zones.csv", "43,湖南,", "43,湖南省,")
    await load(folder)
    book = await current.book()
    assert [each.exam.code for each in book.catalogues] == ["2025", "2024"]
    assert book.get("2024").zone("43").name == "湖南"
    assert book.newest().zone("43").name == "湖南省"
    assert dataclasses.asdict(book.get("2024").exam)["cut_off_on"].isoformat() == "2023-12-31"


async def test_a_load_that_breaks_off_writes_nothing(folder: Path, edit: Edit) -> None:
    await load(folder)
    before = await in_database()
    # The last row to be written finds no column.
    await database.execute("ALTER TABLE catalogue_revision RENAME COLUMN summary TO gone")
    edit("zones.csv", "43,湖南,", "43,湖南省,")
    with pytest.raises(Exception, match="summary"):
        await load(folder)
    assert await in_database() == before

"""The office changes what a zone asks for while people are registering."""

import re
import shutil
from pathlib import Path

import pytest
from tests.app import Browser
from tests.filling import apply, errors, fill, marks, submit, submitted
from tests.people import Candidate, candidate, officer
from tests.slots import photo, send

from baoming.catalogue.loader import load
from baoming.settings import ROOT

BADGE = "12,badge,胸牌照片,,yes,,,,,1,1,1000000,unconfirmed"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Without the licence, with a badge, and with one more page of the identity document."""
    made = tmp_path / "catalogue"
    shutil.copytree(ROOT / "src/baoming/catalogue/data/2024", made)
    path = made / "requirements.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if not line.startswith("12,licence,")]
    changed = [
        line.replace(",yes,,,,,2,2,", ",yes,,,,,3,2,") if line.startswith("12,identity,") else line
        for line in kept
    ]
    path.write_text("\n".join([*changed, BADGE]), encoding="utf-8")
    return made


async def slots(person: Candidate, number: str) -> dict[str, str]:
    page = await person.get(f"/applications/{number}/materials")
    return dict(marks(page.text, "data-material", "data-state"))  # type: ignore[arg-type]


async def test_a_dry_run_says_whom_it_concerns_and_changes_nothing(
    visitor: Browser, folder: Path
) -> None:
    wang, li = await candidate(visitor), await candidate(visitor)
    await submitted(wang, "12")
    number = await apply(li, "12")
    await fill(li, number)
    before = await slots(li, number)
    report = await load(folder, dry_run=True)
    assert [str(each) for each in report.changes] == [
        "requirements.csv 修改 12 identity 有效身份证件，涉及报名申请 2 份，其中 1 份已上传\n"
        "    max_files：2 → 3",
        "requirements.csv 新增 12 badge 胸牌照片，涉及报名申请 2 份",
        "requirements.csv 停用（已有人引用，不再提供选择） 12 licence 执业证书，"
        "涉及报名申请 2 份，其中 1 份已上传",
    ]
    assert await slots(li, number) == before
    assert ("licence" in before, "badge" in before) == (True, False)


async def test_a_draft_owes_what_is_new_and_keeps_what_was_sent(
    visitor: Browser, folder: Path
) -> None:
    li = await candidate(visitor)
    number = await apply(li, "12")
    await fill(li, number)
    assert (await send(li, number, "licence", photo())).status_code == 303
    here = f"/applications/{number}"
    (file,) = re.findall(
        r'href="(/files/[\w-]+)"', (await li.get(f"{here}/materials/licence")).text
    )
    await load(folder)
    found = await slots(li, number)
    assert (found["badge"], found["licence"]) == ("todo", "optional")
    assert (await li.get(file)).status_code == 200
    assert (await send(li, number, "licence", photo())).status_code == 404
    answer = await li.post(f"{here}/submit", page=here)
    assert answer.status_code == 422
    assert any("胸牌照片" in each for each in errors(answer.text))


async def test_an_officer_asks_a_submitted_one_for_what_is_new(
    visitor: Browser, folder: Path
) -> None:
    wang = await candidate(visitor)
    number = await submitted(wang, "12")
    zone = await officer(visitor, "zone", zone="12")
    await load(folder)
    here = f"/applications/{number}"
    record = await zone.get(f"/desk{here}")
    assert marks(record.text, "data-material")[-2:] == ["badge", "licence"]
    asked = {"reason": "请补交胸牌照片", "item": ["material:badge"]}
    answer = await zone.post(f"/desk{here}/refuse", asked, page=f"/desk{here}")
    assert answer.status_code == 303
    assert (await send(wang, number, "badge", photo())).status_code == 303
    await submit(wang, number)
    record = await zone.get(f"/desk{here}")
    assert marks(record.text, "data-item", "data-state")[0] == ("material:badge", "done")

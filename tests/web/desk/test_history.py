"""Last year's results at the desk: who may, what is told, when it is in force."""

import json
import re
from typing import Any

import httpx
import pytest
from tests.app import Browser
from tests.people import AtDesk, officer
from tests.returning.lists import resident_id, row, sheet

from baoming import clock
from baoming.database import rows
from baoming.files.tables import StoredFile
from baoming.returning import importing, waiting
from baoming.returning.reading import of_bytes
from baoming.returning.waiting import AT_ONCE

ADDRESS = "/desk/history"


async def hand_in(person: AtDesk, data: bytes, name: str = "2023.csv") -> httpx.Response:
    return await person.post(ADDRESS, files={"file": (name, data, "text/csv")})


async def states() -> list[str]:
    found = await rows("SELECT state FROM history_import ORDER BY id")
    return [each["state"] for each in found]


async def in_force() -> list[dict[str, Any]]:
    found = await rows(
        "SELECT p.data FROM past_result p JOIN history_import i ON i.id = p.history_import"
        " WHERE i.sequence IS NOT NULL ORDER BY i.sequence, p.id"
    )
    return [json.loads(each["data"]) for each in found]


@pytest.mark.parametrize("role", ["center", "zone"])
async def test_a_small_file_is_in_force_when_the_answer_arrives(
    visitor: Browser, role: str
) -> None:
    zone = "11" if role == "zone" else None
    person = await officer(visitor, role, zone=zone)
    lines = [row(id_number=resident_id(n), name=f"王{n}") for n in range(1000)]
    answer = await hand_in(person, sheet(lines))
    assert (answer.status_code, answer.headers["location"]) == (303, ADDRESS)
    assert len(await in_force()) == 1000
    page = (await person.get(ADDRESS)).text
    assert "已导入：新增 1000 行，变更 0 行，相同 0 行。" in page
    await hand_in(person, sheet([lines[0], {**lines[1], "score_basic": "1"}]))
    page = (await person.get(ADDRESS)).text
    assert "已导入：新增 0 行，变更 1 行，相同 1 行。" in page


async def test_a_faulty_file_is_refused_whole_with_its_lines(visitor: Browser) -> None:
    person = await officer(visitor, "center")
    lines = [row(), row(id_number=resident_id(1), score_basic="<b>"), row(name="")]
    answer = await hand_in(person, sheet(lines))
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert re.findall(r"<li>第 (\d) 行：", answer.text)[:2] == ["3", "4"]
    assert "score_basic：“&lt;b&gt;”应为 0 到 100 的整数" in answer.text
    assert await in_force() == []


@pytest.mark.parametrize(("role", "place"), [("site", {"zone": "11", "site": "110105"})])
async def test_a_site_may_not(visitor: Browser, role: str, place: dict[str, str]) -> None:
    person = await officer(visitor, role, **place)
    assert (await person.get(ADDRESS)).status_code == 403
    answer = await person.client.post(
        ADDRESS, headers={"x-csrftoken": await person.token("/desk")}, data={"file": "x"}
    )
    assert answer.status_code == 403


async def test_without_a_file_without_a_token_and_as_a_guest(visitor: Browser) -> None:
    person = await officer(visitor.another(), "center")
    answer = await person.post(ADDRESS)
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.text
    assert (await person.client.post(ADDRESS, data={})).status_code == 403
    guest = await visitor.another().get(ADDRESS)
    assert (guest.status_code, guest.headers["location"].split("?")[0]) == (303, "/desk/login")


async def test_a_zone_hands_in_its_own_candidates_and_sees_its_own_files(
    visitor: Browser,
) -> None:
    center = await officer(visitor.another(), "center")
    beijing = await officer(visitor.another(), "zone", zone="11")
    await hand_in(center, sheet([row(zone="22", site="220100")]), "all.csv")
    answer = await hand_in(beijing, sheet([row(id_number=resident_id(1), zone="22")]), "22.csv")
    assert answer.status_code == 422
    assert "zone：不是您的考区" in answer.text
    page = (await beijing.get(ADDRESS)).text
    assert "22.csv" in page
    assert "all.csv" not in page
    assert "22.csv" in (await center.get(ADDRESS)).text


async def test_a_large_file_is_read_by_the_worker_and_taken_after_a_look(
    visitor: Browser,
) -> None:
    person = await officer(visitor, "zone", zone="11")
    storage = visitor.app.inner.state.storage
    lines = [row(id_number=resident_id(n), name=n) for n in range(AT_ONCE + 1)]
    assert (await hand_in(person, sheet(lines))).status_code == 303
    assert await states() == ["waiting"]
    [kept] = await StoredFile.objects()
    assert "后台正在读取" in (await person.get(ADDRESS)).text
    assert await waiting.read_one(storage)
    assert not await waiting.read_one(storage)
    assert await states() == ["staged"]
    assert await StoredFile.count() == 0
    with pytest.raises(FileNotFoundError):
        await storage.get(kept.id)
    assert await in_force() == []
    page = (await person.get(ADDRESS)).text
    assert f"已读取，请核对后导入：新增 {AT_ONCE + 1} 行，变更 0 行，相同 0 行。" in page
    [batch] = await rows("SELECT id FROM history_import")
    answer = await person.post(f"{ADDRESS}/{batch['id']}/take", page=ADDRESS)
    assert answer.status_code == 303
    assert len(await in_force()) == AT_ONCE + 1
    for verb in ("take", "drop"):
        answer = await person.post(f"{ADDRESS}/{batch['id']}/{verb}", page=ADDRESS)
        assert answer.status_code == 409


async def test_faults_of_a_large_file_are_told_on_the_page(visitor: Browser) -> None:
    person = await officer(visitor, "center")
    lines = [row(id_number=resident_id(n), name=n) for n in range(AT_ONCE)]
    await hand_in(person, sheet([*lines, row(zone="99")]))
    assert await waiting.read_one(visitor.app.inner.state.storage)
    assert await states() == ["faulty"]
    page = (await person.get(ADDRESS)).text
    assert f"第 {AT_ONCE + 2} 行：" in page
    assert "zone：“99”不是选项的代码或名称" in page


async def test_a_reading_that_broke_off_is_taken_up_again(visitor: Browser) -> None:
    person = await officer(visitor, "center")
    storage = visitor.app.inner.state.storage
    lines = [row(id_number=resident_id(n), name=n) for n in range(AT_ONCE + 1)]
    await hand_in(person, sheet(lines))
    [batch] = await rows("SELECT id, stored_file FROM history_import")
    data = await storage.get(batch["stored_file"])
    await importing.stage(batch["id"], of_bytes(data))
    await rows(
        "UPDATE history_import SET state = 'reading', state_at = {} RETURNING id",
        clock.real() - 2 * waiting.GIVEN_UP,
    )
    assert await waiting.read_one(storage)
    assert await states() == ["staged"]
    await importing.take(batch["id"])
    assert len(await in_force()) == AT_ONCE + 1


async def test_what_was_dropped_is_gone_and_another_zones_is_unknown(visitor: Browser) -> None:
    person = await officer(visitor.another(), "zone", zone="11")
    stranger = await officer(visitor.another(), "zone", zone="22")
    lines = [row(id_number=resident_id(n), name=n) for n in range(AT_ONCE + 1)]
    await hand_in(person, sheet(lines))
    await waiting.read_one(visitor.app.inner.state.storage)
    [batch] = await rows("SELECT id FROM history_import")
    for verb in ("take", "drop"):
        answer = await stranger.post(f"{ADDRESS}/{batch['id']}/{verb}", page=ADDRESS)
        assert answer.status_code == 404
    answer = await person.post(f"{ADDRESS}/{batch['id']}/drop", page=ADDRESS)
    assert answer.status_code == 303
    assert await states() == ["dropped"]
    assert await rows("SELECT 1 FROM past_result") == []

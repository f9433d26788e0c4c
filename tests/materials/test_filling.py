"""The row and the bytes agree, whatever happens in between; on both storages."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from tests.papers import ONLINE, Paper, application
from tests.people import catalogue
from tests.slots import held

from baoming import clock, security
from baoming.applications.tables import Application
from baoming.catalogue.entries import Requirement
from baoming.database import Engine
from baoming.errors import Conflict, Invalid, NotFound
from baoming.files.sweeping import sweep_rowless
from baoming.files.tables import StoredFile
from baoming.materials import filling
from baoming.materials.filling import clear, put_in, take_out
from baoming.materials.intake import Taken
from baoming.materials.requirements import Held, all_held
from baoming.materials.tables import Material
from baoming.storage import Storage

PHOTO = Taken(b"picture", "image/jpeg", "证书.jpg", b"small")
SCAN = Taken(b"%PDF-", "application/pdf", "扫描.pdf")


def slot(most: int) -> Requirement:
    return Requirement(
        "31", "identity", "有效身份证件", "", True, (), (), (), (), most, 4, 10**6, "inferred"
    )


ONE, TWO = slot(1), slot(2)


@pytest.fixture
async def paper(engine: Engine) -> Paper:
    security.use("a secret of the tests, long enough")
    await catalogue()
    return await application("draft", **ONLINE)


async def keys(storage: Storage) -> set[str]:
    return {key async for key in storage.keys()}


async def rows_of(storage: Storage, paper: Paper) -> tuple[Held, ...]:
    """What is in the slots, after proof that every byte has its row and every row its bytes."""
    files = await StoredFile.select(StoredFile.id)
    assert await keys(storage) == {row["id"] for row in files}
    return await held(paper.row.id)


async def test_a_file_is_kept_with_its_small_picture(storage: Storage, paper: Paper) -> None:
    await put_in(storage, paper.row, TWO, PHOTO)
    (found,) = await rows_of(storage, paper)
    assert (found.requirement, found.position, found.round, found.name, found.size) == (
        "identity", 0, 0, "证书.jpg", 7,
    )  # fmt: skip
    assert found.thumbnail is not None
    assert await storage.get(found.file) == b"picture"
    assert await storage.get(found.thumbnail) == b"small"


async def test_a_second_file_replaces_the_first_where_one_is_allowed(
    storage: Storage, paper: Paper
) -> None:
    await put_in(storage, paper.row, ONE, PHOTO)
    await put_in(storage, paper.row, ONE, SCAN)
    (found,) = await rows_of(storage, paper)
    assert (found.name, found.position) == ("扫描.pdf", 0)
    assert len(await all_held(paper.row.id)) == 1


async def test_where_several_are_allowed_it_is_added_until_the_slot_is_full(
    storage: Storage, paper: Paper
) -> None:
    await put_in(storage, paper.row, TWO, PHOTO)
    await put_in(storage, paper.row, TWO, SCAN)
    with pytest.raises(Invalid) as full:
        await put_in(storage, paper.row, TWO, PHOTO)
    assert full.value.errors == {
        "file": "这项材料最多 2 个文件，已经放满。请选择更换其中一个，或先删除。"
    }
    assert [each.position for each in await rows_of(storage, paper)] == [0, 1]


async def test_a_chosen_file_gives_its_place(storage: Storage, paper: Paper) -> None:
    for taken in (PHOTO, PHOTO):
        await put_in(storage, paper.row, TWO, taken)
    first, _ = await held(paper.row.id)
    await put_in(storage, paper.row, TWO, SCAN, replaces=first.id)
    assert [each.name for each in await rows_of(storage, paper)] == ["扫描.pdf", "证书.jpg"]
    with pytest.raises(Invalid) as gone:
        await put_in(storage, paper.row, TWO, SCAN, replaces=first.id)
    assert gone.value.errors == {"replaces": "要更换的文件已经不在了，请重新选择。"}
    assert len(await rows_of(storage, paper)) == 2


async def test_what_nobody_saw_is_deleted_and_its_place_is_free(
    storage: Storage, paper: Paper
) -> None:
    for _ in range(2):
        await put_in(storage, paper.row, TWO, PHOTO)
    first, second = await held(paper.row.id)
    assert await take_out(storage, paper.row, first.id) == "identity"
    assert [each.id for each in await rows_of(storage, paper)] == [second.id]
    await put_in(storage, paper.row, TWO, SCAN)
    assert [each.name for each in await rows_of(storage, paper)] == ["扫描.pdf", "证书.jpg"]
    with pytest.raises(NotFound):
        await take_out(storage, paper.row, first.id)


async def refuse(paper: Paper, items: str = "material:identity") -> None:
    """An officer has seen what was there, and points at it."""
    changes: dict[Any, Any] = {
        Application.status: "refused",
        Application.rounds: 1,
        Application.submitted_at: clock.now(),
        Application.refused_items: items,
    }
    await Application.update(changes).where(Application.id == paper.row.id)
    await paper.reload()


async def test_what_an_officer_saw_stays_beside_the_new_one(storage: Storage, paper: Paper) -> None:
    await put_in(storage, paper.row, ONE, PHOTO)
    await refuse(paper)
    await put_in(storage, paper.row, ONE, SCAN)
    (now,) = await rows_of(storage, paper)
    old, new = await all_held(paper.row.id)
    assert (old.name, old.round, old.removed_at is None) == ("证书.jpg", 0, False)
    assert (new.id, new.round, new.removed_at) == (now.id, 1, None)
    assert await storage.get(old.file) == b"picture"
    await take_out(storage, paper.row, new.id)
    assert [each.name for each in await all_held(paper.row.id)] == ["证书.jpg"]


async def test_a_full_slot_that_a_refusal_points_at_lets_the_oldest_go(
    storage: Storage, paper: Paper
) -> None:
    for _ in range(2):
        await put_in(storage, paper.row, TWO, PHOTO)
    await refuse(paper)
    for _ in range(2):
        await put_in(storage, paper.row, TWO, SCAN)
    assert [each.round for each in await rows_of(storage, paper)] == [1, 1]
    with pytest.raises(Invalid):
        await put_in(storage, paper.row, TWO, SCAN)


async def test_a_full_slot_that_no_refusal_points_at_stays_full(
    storage: Storage, paper: Paper
) -> None:
    for _ in range(2):
        await put_in(storage, paper.row, TWO, PHOTO)
    await refuse(paper, "material:diploma")
    with pytest.raises(Invalid):
        await put_in(storage, paper.row, TWO, SCAN)


@pytest.mark.parametrize("status", ["submitted", "confirmed", "abandoned"])
async def test_an_application_that_was_closed_meanwhile_takes_nothing(
    storage: Storage, paper: Paper, status: str
) -> None:
    await put_in(storage, paper.row, TWO, PHOTO)
    await Application.update({Application.status: status}).where(Application.id == paper.row.id)
    with pytest.raises(Conflict) as closed:
        await put_in(storage, paper.row, TWO, SCAN)
    assert closed.value.status == status
    (found,) = await rows_of(storage, paper)
    with pytest.raises(Conflict):
        await take_out(storage, paper.row, found.id)
    assert len(await rows_of(storage, paper)) == 1


async def test_an_application_that_went_to_another_zone_takes_nothing(
    storage: Storage, paper: Paper
) -> None:
    await Application.update({Application.zone: "12"}).where(Application.id == paper.row.id)
    with pytest.raises(Conflict):
        await put_in(storage, paper.row, TWO, PHOTO)
    assert await rows_of(storage, paper) == ()


async def test_every_change_counts_up_the_version(storage: Storage, paper: Paper) -> None:
    """So that a submission which read the slots before is told to look again."""
    await put_in(storage, paper.row, TWO, PHOTO)
    (found,) = await held(paper.row.id)
    await take_out(storage, paper.row, found.id)
    assert (await paper.reload()).version == 2


async def test_another_zone_begins_with_empty_slots(storage: Storage, paper: Paper) -> None:
    await put_in(storage, paper.row, TWO, PHOTO)
    await clear(paper.row.id)
    assert await rows_of(storage, paper) == ()


async def test_two_at_once_leave_one_where_one_is_allowed(storage: Storage, paper: Paper) -> None:
    await asyncio.gather(*(put_in(storage, paper.row, ONE, PHOTO) for _ in range(4)))
    assert len(await rows_of(storage, paper)) == 1


async def test_many_at_once_fill_the_slot_and_no_more(storage: Storage, paper: Paper) -> None:
    sent = [put_in(storage, paper.row, TWO, PHOTO) for _ in range(5)]
    answers = await asyncio.gather(*sent, return_exceptions=True)
    assert [type(each) for each in answers if each] == [Invalid] * 3
    assert [each.position for each in await rows_of(storage, paper)] == [0, 1]


async def test_a_crash_between_bytes_and_row_leaves_bytes_that_are_swept(
    storage: Storage, paper: Paper, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def crash(application: Application) -> Any:
        raise SystemExit

    monkeypatch.setattr(filling, "_open", crash)
    with pytest.raises(SystemExit):
        await put_in(storage, paper.row, TWO, PHOTO)
    monkeypatch.undo()
    assert (await held(paper.row.id), len(await keys(storage))) == ((), 2)
    assert await StoredFile.count() == 0
    await put_in(storage, paper.row, TWO, SCAN)
    assert await sweep_rowless(storage, await sweep_rowless(storage, frozenset())) == frozenset()
    assert len(await rows_of(storage, paper)) == 1


async def test_a_crash_before_the_bytes_go_leaves_no_row(
    storage: Storage, paper: Paper, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def crash(*given: Any) -> None:
        raise SystemExit

    await put_in(storage, paper.row, TWO, PHOTO)
    (found,) = await held(paper.row.id)
    monkeypatch.setattr(filling, "_forget", crash)
    with pytest.raises(SystemExit):
        await take_out(storage, paper.row, found.id)
    assert (await held(paper.row.id), await StoredFile.count()) == ((), 0)
    await sweep_rowless(storage, await sweep_rowless(storage, frozenset()))
    assert await rows_of(storage, paper) == ()


async def test_a_storage_that_does_not_delete_undoes_nothing(
    storage: Storage, paper: Paper, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(key: str) -> None:
        raise OSError("no connection")

    await put_in(storage, paper.row, TWO, PHOTO)
    (found,) = await held(paper.row.id)
    monkeypatch.setattr(storage, "delete", fail)
    assert await take_out(storage, paper.row, found.id) == "identity"
    assert await Material.count() == 0


async def test_what_came_after_a_submission_was_not_seen(storage: Storage, paper: Paper) -> None:
    await refuse(paper)
    clock.set_offset(timedelta(seconds=1))
    await put_in(storage, paper.row, TWO, PHOTO)
    (found,) = await held(paper.row.id)
    await take_out(storage, paper.row, found.id)
    assert await all_held(paper.row.id) == ()

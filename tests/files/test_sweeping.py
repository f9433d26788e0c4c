from datetime import timedelta

import pytest
from tests.applied import application
from tests.people import account

from baoming import clock
from baoming.accounts.tables import Account
from baoming.applications.tables import Snapshot
from baoming.database import Engine
from baoming.files import keeping
from baoming.files.sweeping import sweep_replaced, sweep_rowless
from baoming.files.tables import StoredFile
from baoming.storage import open_storage

LATER = timedelta(days=2)


@pytest.fixture
async def storage(tmp_path):
    return await open_storage(f"file://{tmp_path}/files")


async def photo(storage, owner, kind="photo"):
    file = await keeping.keep(
        storage, b"bytes", kind=kind, content_type="image/jpeg", account=owner.id
    )
    await file.save()
    return file.id


async def left(storage):
    rows = {row["id"] for row in await StoredFile.select(StoredFile.id)}
    assert {key async for key in storage.keys()} == rows
    return rows


async def test_replaced_photos_go_and_cited_ones_stay(engine: Engine, storage) -> None:
    owner = await account()
    names = ("now", "confirmed", "printed", "replaced")
    ids = {name: await photo(storage, owner) for name in names}
    ids["material"] = await photo(storage, owner, "material")
    await Account.update({Account.photo: ids["now"]}).where(Account.id == owner.id)
    row = await application(owner.id, photo=ids["confirmed"])
    printed = '{"photo": "' + ids["printed"] + '"}'
    await Snapshot(
        application=row.id,
        revision=1,
        code="K7QM3X-01",
        data=printed,
        digest="0" * 64,
        created_at=clock.now(),
    ).save()
    assert await sweep_replaced(storage, clock.now()) == 0
    assert await sweep_replaced(storage, clock.now() + LATER) == 1
    assert await left(storage) == set(ids.values()) - {ids["replaced"]}


async def test_bytes_without_a_row_go_when_seen_twice(engine: Engine, storage) -> None:
    kept = await photo(storage, await account())
    await storage.put("orphan", b"left by a crash")
    seen = await sweep_rowless(storage, frozenset())
    assert seen == {"orphan"}
    assert {key async for key in storage.keys()} == {kept, "orphan"}
    assert await sweep_rowless(storage, seen) == frozenset()
    assert await left(storage) == {kept}


async def test_bytes_whose_row_came_meanwhile_stay(engine: Engine, storage) -> None:
    owner = await account()
    file = await keeping.keep(
        storage, b"bytes", kind="photo", content_type="image/jpeg", account=owner.id
    )
    seen = await sweep_rowless(storage, frozenset())
    await file.save()
    assert await sweep_rowless(storage, seen) == frozenset()
    assert await left(storage) == {file.id}

from hashlib import sha256

import pytest
from tests.applied import application
from tests.people import account

from baoming.database import Engine
from baoming.desk.officer import Officer
from baoming.files import keeping
from baoming.files.tables import StoredFile
from baoming.storage import open_storage

ZONE = Officer(1, "zone", "zone", zone="22")
CENTER = Officer(2, "center", "center")
NEIGHBOUR = Officer(3, "other", "zone", zone="23")
OTHER_SITE = Officer(4, "site", "site", zone="22", site="220200")


@pytest.fixture
async def storage(tmp_path):
    return await open_storage(f"file://{tmp_path}/files")


async def kept(storage, owner, **more):
    facts = {"kind": "photo", "content_type": "image/jpeg", "account": owner, **more}
    file = await keeping.keep(storage, b"bytes", **facts)
    await file.save()
    return file


async def test_keep_puts_the_bytes_before_there_is_a_row(engine: Engine, storage) -> None:
    owner = await account()
    file = await keeping.keep(
        storage, b"bytes", kind="photo", content_type="image/jpeg", account=owner.id
    )
    assert await keeping.read(storage, file) == b"bytes"
    assert await StoredFile.count() == 0
    assert (file.size, file.sha256) == (5, sha256(b"bytes").hexdigest())


async def test_find_knows_what_was_saved_and_nothing_else(engine: Engine, storage) -> None:
    file = await kept(storage, (await account()).id)
    assert (await keeping.find(file.id)).sha256 == file.sha256
    for unknown in ("", "x" * 43, "../etc", "\x00", "照片", "a" * 5000):
        assert await keeping.find(unknown) is None


async def test_photo_is_for_its_owner_and_officers_of_an_application(
    engine: Engine, storage
) -> None:
    owner, stranger = await account(), await account()
    file = await kept(storage, owner.id)
    assert await keeping.may_see(file, owner, None)
    assert not await keeping.may_see(file, stranger, None)
    assert not await keeping.may_see(file, None, None)
    assert not await keeping.may_see(file, None, CENTER)
    await application(owner.id)
    assert await keeping.may_see(file, None, ZONE)
    assert await keeping.may_see(file, None, CENTER)
    assert not await keeping.may_see(file, None, NEIGHBOUR)
    assert not await keeping.may_see(file, None, OTHER_SITE)


async def test_material_is_for_officers_of_its_own_application(engine: Engine, storage) -> None:
    owner = await account()
    here = await application(owner.id)
    await application(owner.id, exam="2023", number="202300000001", zone="23")
    file = await kept(storage, owner.id, kind="material", application=here.id)
    assert await keeping.may_see(file, None, ZONE)
    assert not await keeping.may_see(file, None, NEIGHBOUR)

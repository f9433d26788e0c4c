import pytest
from tests.applied import again, application
from tests.people import account, photo_bytes

from baoming.accounts.tables import Account
from baoming.candidates import photo_of
from baoming.database import Engine
from baoming.errors import Invalid
from baoming.files import keeping
from baoming.files.tables import StoredFile
from baoming.storage import open_storage


@pytest.fixture
async def storage(tmp_path):
    return await open_storage(f"file://{tmp_path}/files")


async def photo_now(person):
    found = await Account.select(Account.photo).where(Account.id == person.id).first()
    return found["photo"]


async def test_replace_keeps_our_own_encoding_as_the_photo_now(engine: Engine, storage) -> None:
    person = await account()
    file = await photo_of.replace(storage, person, photo_bytes())
    assert await photo_now(person) == person.photo == file.id
    data = await keeping.read(storage, await keeping.find(file.id))
    assert data.startswith(b"\xff\xd8\xff")
    assert data != photo_bytes()


async def test_replace_leaves_a_submitted_application_with_its_photo(
    engine: Engine, storage
) -> None:
    person = await account()
    first = await photo_of.replace(storage, person, photo_bytes())
    row = await application(person.id, status="submitted", photo=first.id)
    second = await photo_of.replace(storage, person, photo_bytes())
    assert (await again(row)).photo == first.id
    assert await photo_now(person) == second.id
    assert await keeping.read(storage, await keeping.find(first.id))


async def test_replace_with_a_bad_picture_changes_nothing(engine: Engine, storage) -> None:
    person = await account()
    first = await photo_of.replace(storage, person, photo_bytes())
    with pytest.raises(Invalid):
        await photo_of.replace(storage, person, b"no picture")
    assert await photo_now(person) == first.id
    assert await StoredFile.count() == 1
    assert [key async for key in storage.keys()] == [first.id]

import io

import pytest
from PIL import Image
from tests.app import demo_settings, running
from tests.applied import application
from tests.people import candidate, catalogue, officer, photo_bytes

from baoming.database import counted


@pytest.fixture
async def site(database_url, tmp_path):
    async with running(demo_settings(database_url, tmp_path)) as site:
        await catalogue()
        yield site


async def test_owner_sees_the_file_as_it_is(site) -> None:
    wang = await candidate(site)
    with counted() as queries:
        answer = await wang.get(f"/files/{wang.account.photo}")
    assert (answer.status_code, answer.content) == (200, photo_bytes())
    assert answer.headers["content-type"] == "image/jpeg"
    assert answer.headers["content-disposition"] == "inline"
    assert answer.headers["cache-control"] == "private, no-store"
    assert answer.headers.get_list("x-content-type-options") == ["nosniff"]
    assert len(queries) == 3  # the demo's clock, the sign-in, the file


async def test_small_picture_is_for_pages(site) -> None:
    wang = await candidate(site)
    answer = await wang.get(f"/files/{wang.account.photo}?size=small")
    assert max(Image.open(io.BytesIO(answer.content)).size) == 480
    assert len(answer.content) < len(photo_bytes()) / 2


async def test_others_do_not_know_it(site) -> None:
    wang, li = await candidate(site), await candidate(site)
    address = f"/files/{wang.account.photo}"
    outside = await officer(site, "zone", zone="43")
    await application(wang.account.id, zone="22")
    for person in (site, li, outside):
        answer = await person.get(address)
        assert answer.status_code == 404
        assert b"JFIF" not in answer.content


async def test_officer_in_scope_sees_it(site) -> None:
    wang = await candidate(site)
    address = f"/files/{wang.account.photo}"
    changchun = await officer(site, "site", zone="22", site="220100")
    assert (await changchun.get(address)).status_code == 404
    await application(wang.account.id, zone="22", site="220100")
    assert (await changchun.get(address)).content == photo_bytes()


@pytest.mark.parametrize("id", ["x", "x" * 43, "x" * 2000, "%00", "%ff", "..%2fbaoming.sqlite"])
async def test_unknown_files(site, id: str) -> None:
    wang = await candidate(site)
    assert (await wang.get(f"/files/{id}")).status_code == 404


async def test_file_whose_bytes_are_gone_is_no_server_error(site) -> None:
    wang = await candidate(site)
    await site.app.inner.state.storage.delete(wang.account.photo)
    assert (await wang.get(f"/files/{wang.account.photo}")).status_code == 404


async def test_wrong_method(site) -> None:
    assert (await site.client.post("/files/x")).status_code == 405

import io

import pytest
from PIL import Image
from tests.app import demo_settings, running
from tests.applied import again, application
from tests.people import candidate, catalogue, photo_bytes

from baoming.accounts.tables import Account
from baoming.database import counted
from baoming.files.tables import StoredFile
from baoming.web.photo import LIMIT


@pytest.fixture
async def site(database_url, tmp_path):
    async with running(demo_settings(database_url, tmp_path)) as site:
        await catalogue()
        yield site


def picture(size=(480, 640), ground="white", format="JPEG", noise=True) -> bytes:
    made = Image.new("RGB", size, ground)
    if noise:
        inner = (size[0] * 3 // 5, size[1] * 3 // 5)
        made.paste(Image.effect_noise(inner, 90).convert("RGB"), (size[0] // 5, size[1] * 2 // 5))
    out = io.BytesIO()
    made.save(out, format, **({"quality": 95} if format == "JPEG" else {}))
    return out.getvalue()


async def uploaded(person, data: bytes, name: str = "me.jpg", **headers: str):
    return await person.post("/me/photo", files={"photo": (name, data, "image/jpeg")}, **headers)


async def photo_of(person) -> str | None:
    found = await Account.select(Account.photo).where(Account.id == person.account.id).first()
    return found["photo"]


async def test_photo_is_kept_and_shown(site) -> None:
    wang = await candidate(site, photo=False)
    assert (await wang.get("/me/photo")).status_code == 200
    answer = await uploaded(wang, photo_bytes())
    assert (answer.status_code, answer.headers["location"]) == (303, "/me/photo")
    id = await photo_of(wang)
    with counted() as queries:
        page = await wang.get("/me/photo")
    assert f'src="/files/{id}?size=small"' in page.text
    assert len(queries) == 2  # the demo's clock, the sign-in
    assert (await wang.get(f"/files/{id}")).content.startswith(b"\xff\xd8\xff")


async def test_new_photo_changes_no_submitted_application(site) -> None:
    wang = await candidate(site)
    old = wang.account.photo
    row = await application(wang.account.id, status="submitted", photo=old)
    assert (await uploaded(wang, photo_bytes())).status_code == 303
    assert await photo_of(wang) != old
    assert (await again(row)).photo == old
    assert (await wang.get(f"/files/{old}")).status_code == 200


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (picture((295, 640)), "像素不够"),
        (picture((480, 413)), "横放"),
        (picture((412, 413)), "像素不够"),
        (picture((640, 480)), "横放"),
        (picture(noise=False), "文件太小"),
        (picture(ground="blue"), "背景不是白色"),
        (picture(format="PNG"), "这是 PNG 文件"),
        (b"%PDF-1.4", "这是 PDF 文件"),
        (b"<svg onload=alert(1)>", "SVG"),
        (photo_bytes()[:60_000], "不完整或已损坏"),
        (b"", "文件是空的"),
        (b"\xff\xd8\xff" + b"0" * (10 * 1024 * 1024), "文件太大"),
    ],
    ids=[
        "narrow",
        "low",
        "small",
        "lying",
        "light",
        "blue",
        "png",
        "pdf",
        "svg",
        "cut off",
        "empty",
        "heavy",
    ],
)
async def test_refused_photo_is_told_why_and_changes_nothing(site, data: bytes, said: str) -> None:
    wang = await candidate(site)
    answer = await uploaded(wang, data)
    assert answer.status_code == 422
    assert said in answer.text
    assert 'role="alert"' in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert await photo_of(wang) == wang.account.photo
    assert await StoredFile.count() == 1


async def test_photo_missing_or_no_file(site) -> None:
    wang = await candidate(site, photo=False)
    for answer in (
        await wang.post("/me/photo"),
        await wang.post("/me/photo", {"photo": "me.jpg"}),
        await wang.post("/me/photo", files={"photo": ("", b"", "image/jpeg")}),
    ):
        assert answer.status_code == 422
        assert "请选择要上传的照片" in answer.text


async def test_hostile_file_name_is_nobodys_business(site) -> None:
    wang = await candidate(site, photo=False)
    assert (await uploaded(wang, photo_bytes(), name="../../x\x00.jpg")).status_code in (303, 400)


async def test_body_beyond_the_limit(site) -> None:
    wang = await candidate(site, photo=False)
    answer = await uploaded(wang, b"\xff\xd8\xff" + b"0" * LIMIT)
    assert answer.status_code == 413
    assert await photo_of(wang) is None


async def test_upload_by_htmx_answers_the_inner_part(site) -> None:
    wang = await candidate(site, photo=False)
    answer = await uploaded(wang, b"nothing", hx_request="true")
    assert answer.status_code == 422
    assert "<html" not in answer.text


async def test_guest_and_token(site) -> None:
    assert (await site.get("/me/photo")).headers["location"] == "/login?next=/me/photo"
    wang = await candidate(site, photo=False)
    files = {"photo": ("me.jpg", photo_bytes(), "image/jpeg")}
    assert (await wang.client.post("/me/photo", files=files)).status_code == 403
    assert await photo_of(wang) is None

from dataclasses import replace
from io import BytesIO

import pytest
from PIL import Image
from tests.slots import pdf, photo

from baoming.catalogue.entries import Requirement
from baoming.errors import Invalid
from baoming.fields import Upload
from baoming.materials.intake import HEAVY, clean_name, take

SLOT = Requirement(
    "12", "identity", "有效身份证件", "", True, (), (), (), (), 2, 4, 1024 * 1024, "inferred"
)
HTML = b"<!doctype html><script>alert(1)</script>"


async def refused(data: bytes, name: str = "a.jpg") -> str:
    with pytest.raises(Invalid) as error:
        await take(Upload(name, data), SLOT)
    assert list(error.value.errors) == ["file"]
    return error.value.errors["file"]


def opened(data: bytes) -> Image.Image:
    return Image.open(BytesIO(data))


async def test_a_photo_is_written_anew_upright_and_without_its_place() -> None:
    exif = Image.Exif()
    exif[0x0112], exif[0x8825] = 6, {1: "N"}
    taken = await take(Upload("IMG_1.JPG", photo(800, 600, exif=exif.tobytes())), SLOT)
    kept = opened(taken.data)
    assert (kept.format, kept.size, dict(kept.getexif())) == ("JPEG", (600, 800), {})
    assert (taken.content_type, taken.name) == ("image/jpeg", "IMG_1.JPG")


async def test_it_has_a_small_picture_of_few_bytes() -> None:
    taken = await take(Upload("a.jpg", photo(1200, 1600, quality=95)), SLOT)
    assert taken.thumbnail is not None
    assert opened(taken.thumbnail).size == (180, 240)
    assert len(taken.thumbnail) < 12_000


async def test_a_page_keeps_no_more_than_200_dpi() -> None:
    taken = await take(Upload("a.jpg", photo(3000, 4000, quality=60)), SLOT)
    assert opened(taken.data).size == (1800, 2400)


async def test_a_screenshot_stays_a_png_and_a_photo_in_one_does_not() -> None:
    light = await take(Upload("a.png", photo(format="PNG")), SLOT)
    assert light.content_type == "image/png"
    noise, made = Image.effect_noise((1000, 1200), 90), BytesIO()
    noise.save(made, "PNG")
    assert len(made.getvalue()) > HEAVY
    heavy = await take(Upload("a.png", made.getvalue()), replace(SLOT, max_bytes=10 * HEAVY))
    assert heavy.content_type == "image/jpeg"


async def test_a_pdf_is_kept_bit_by_bit() -> None:
    data = pdf(2)
    taken = await take(Upload("扫描件.pdf", data), SLOT)
    assert (taken.data, taken.content_type, taken.thumbnail) == (data, "application/pdf", None)


@pytest.mark.parametrize(
    ("mode", "format"),
    [("CMYK", "JPEG"), ("L", "JPEG"), ("I;16", "PNG"), ("P", "PNG"), ("LA", "PNG"), ("1", "PNG")],
)
async def test_other_kinds_of_colour_become_plain(mode: str, format: str) -> None:
    made = BytesIO()
    source = Image.new("L", (700, 900), 100)
    picture = Image.new("I;16", (700, 900), 30_000) if mode == "I;16" else source.convert(mode)
    picture.save(made, format)
    taken = await take(Upload("a", made.getvalue()), SLOT)
    assert opened(taken.data).mode == "RGB"


async def test_a_page_behind_a_picture_is_gone() -> None:
    taken = await take(Upload("a.jpg", photo() + HTML), SLOT)
    assert b"script" not in taken.data


async def test_each_fault_has_its_own_sentence() -> None:
    gif, animated = BytesIO(), BytesIO()
    frames = [Image.new("RGB", (400, 400), color) for color in ("red", "blue")]
    frames[0].save(gif, "GIF")
    frames[0].save(animated, "PNG", save_all=True, append_images=frames[1:])
    wanted = "请上传 JPEG、PNG 图片或 PDF"
    said = {
        "empty": await refused(b""),
        "text": await refused(b"\x00\x01\x02 no picture"),
        "html": await refused(HTML),
        "svg": await refused(b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        "gif": await refused(gif.getvalue()),
        "heic": await refused(b"\x00\x00\x00\x18ftypheic" + bytes(20), "a.heic"),
        "zip": await refused(b"PK\x03\x04" + bytes(20), "a.docx"),
        "animated": await refused(animated.getvalue(), "a.png"),
        "truncated": await refused(photo(1000, 1000)[:4000]),
        "behind": await refused(b"\n" + pdf(), "a.pdf"),
        "bomb": await refused(photo(8000, 8000, "PNG"), "a.png"),
        "large": await refused(photo() + bytes(1024 * 1024)),
    }
    assert said == {
        "empty": "文件是空的（0 字节），请重新选择。",
        "text": f"这不是图片，也不是 PDF。{wanted}。",
        "html": f"这是网页文件。{wanted}；改文件名不会改变格式。",
        "svg": f"这是 SVG 文件。{wanted}；改文件名不会改变格式。",
        "gif": f"这是 GIF 文件。{wanted}；改文件名不会改变格式。",
        "heic": f"这是 HEIC（苹果手机的高效格式）文件。{wanted}；改文件名不会改变格式。",
        "zip": f"这是 ZIP 或 Office 文件。{wanted}；改文件名不会改变格式。",
        "animated": "不能上传动图，请换一张静止的图片。",
        "truncated": "图片不完整或已损坏，无法打开，请重新导出或拍摄后再上传。",
        "behind": f"这不是图片，也不是 PDF。{wanted}。",
        "bomb": "图片的像素太多（最多 4000 万），请缩小后再上传。",
        "large": "文件太大（1.1 MB），这项材料的每个文件最大 1 MB。",
    }


async def test_a_pdf_of_too_many_pages_is_told_at_the_field() -> None:
    assert await refused(pdf(5)) == (
        "这份 PDF 有 5 页，这项材料最多 4 页。请只保留需要的页面再上传。"
    )


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("证书.jpg", "证书.jpg"),
        ("C:\\Users\\wang\\证书.jpg", "证书.jpg"),
        ("../../etc/passwd", "passwd"),
        ("a\x00b\r\n\u202egpj.exe", "abgpj.exe"),
        ("", ""),
        ("很" * 200 + ".jpeg", "很" * 94 + "….jpeg"),
        ("x" * 300, "x" * 100),
    ],
)
def test_names_show_what_they_are(given: str, shown: str) -> None:
    assert clean_name(given) == shown

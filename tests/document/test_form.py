import asyncio
import io
import re
import threading
from collections.abc import Iterator
from dataclasses import fields, replace
from pathlib import Path

import pytest
from PIL import Image, ImageOps
from pypdf import PdfReader
from tests.document.sheets import LONGEST, SHEET, portrait

from baoming.document import fonts, form
from baoming.document.fonts import FontsMissing, shelf
from baoming.document.form import FormSheet, render
from baoming.errors import TooMany

PHOTO = portrait()


async def read(sheet: FormSheet) -> PdfReader:
    return PdfReader(io.BytesIO(await render(sheet)))


def text(pdf: PdfReader) -> str:
    """Without the breaks of lines, which depend on the width of the cells."""
    return re.sub(r"\s", "", "".join(page.extract_text() for page in pdf.pages))


async def test_every_value_is_printed() -> None:
    printed = text(await read(SHEET))
    unseen = {"scan_url", "photo", "revision"}
    values = {f.name: getattr(SHEET, f.name) for f in fields(FormSheet) if f.name not in unseen}
    assert [name for name, value in values.items() if value.replace(" ", "") not in printed] == []
    assert "第2次提交" in printed


async def test_the_longest_values_stay_whole_on_one_page() -> None:
    pdf = await read(replace(LONGEST, photo=PHOTO))
    printed = text(pdf)
    assert len(pdf.pages) == 1
    for field in ("name", "id_number", "address", "school", "employer", "archive_keeper", "code"):
        assert getattr(LONGEST, field) in printed, field


def test_nothing_is_printed_in_the_margins() -> None:
    wide = {"name": 60, "school": 100, "employer": 100, "department": 100, "address": 200}
    for letter in ("W", "9", "阿"):
        values = {field: letter * length for field, length in wide.items()}
        inputs = form._inputs(replace(LONGEST, **values))
        png = form._compiler().compile(format="png", ppi=72, sys_inputs=inputs)
        for picture in png if isinstance(png, list) else [png]:
            page = ImageOps.invert(Image.open(io.BytesIO(picture or b"")).convert("L"))
            left, top, right, bottom = page.getbbox() or (0, 0, 0, 0)
            assert (left, right) in {(42, 553), (42, 554)}
            assert top >= 30
            assert bottom <= 822


async def test_a_page_that_is_full_goes_on_with_the_boxes_for_the_seals() -> None:
    pdf = await read(replace(LONGEST, pledge=SHEET.pledge * 5))
    assert len(pdf.pages) == 2
    assert "考区审核意见" in pdf.pages[1].extract_text()
    assert "考区审核意见" not in pdf.pages[0].extract_text()


@pytest.mark.parametrize(
    "name", ["张㛃", "李䶮", "王𬀩", "赵𫖯", "钱𠅤", "孙𡿨", "周𪜂𦰩𫢸𬺳", "阿卜杜热合曼·买买提江"]
)
async def test_rare_characters_can_be_copied_from_the_page(name: str) -> None:
    assert name in text(await read(replace(SHEET, name=name)))


@pytest.mark.parametrize(
    "value",
    [
        '#read("/etc/passwd")',
        '#image("/etc/hostname")',
        "$x^2$ *bold* _it_ `raw` @ref <label> \\u{41} // end",
        '"; #panic() "',
        "<script>alert(1)</script>&amp;",
    ],
)
async def test_a_value_is_never_code(value: str) -> None:
    printed = text(await read(replace(SHEET, employer=value, name=value)))
    assert printed.replace("\u200b", "").count(value.replace(" ", "")) == 2


async def test_a_draft_is_marked_and_has_no_code() -> None:
    draft = replace(SHEET, code=None, submitted_at="", revision=0)
    pdf = await read(draft)
    printed = text(pdf)
    assert printed.count("供单位盖章（未提交）") >= 2
    assert "验证码" not in printed
    assert "K7QM2XFD" not in printed
    assert await render(draft) == await render(replace(draft, scan_url=None))


async def test_a_submitted_sheet_is_not_marked_as_a_draft() -> None:
    assert "未提交" not in text(await read(SHEET))


async def test_the_document_tells_its_title_and_language_and_no_person() -> None:
    pdf = await read(replace(SHEET, photo=PHOTO))
    assert pdf.metadata == {
        "/Title": "2024年度卫生专业技术资格考试报名申请表",
        "/Creator": pdf.metadata["/Creator"] if pdf.metadata else None,
    }
    assert pdf.root_object["/Lang"] == "zh-CN"
    assert SHEET.name.encode() not in await render(SHEET)


async def test_the_fonts_are_embedded_as_subsets() -> None:
    pdf = await read(replace(SHEET, name="周𪜂"))
    resources = pdf.pages[0]["/Resources"]
    names = [font.get_object()["/BaseFont"] for font in resources["/Font"].values()]
    assert sorted(name.split("+")[1] for name in names) == [
        "HanaMinB",
        "NotoSansCJKsc-Regular-Identity-H",
    ]
    assert all(re.fullmatch(r"/[A-Z]{6}\+.*", name) for name in names)


async def test_the_same_sheet_gives_the_same_bytes() -> None:
    sheet = replace(SHEET, photo=PHOTO)
    first = await render(sheet)
    await render(LONGEST)
    assert await render(sheet) == first


async def test_the_size_with_a_photo_of_20_kilobytes() -> None:
    photo = portrait(295, 413, grain=0.12)
    assert 19_000 < len(photo) < 22_000
    assert len(await render(replace(SHEET, photo=photo))) <= 80 * 1024


async def test_a_large_photo_is_printed_at_300_dots_an_inch() -> None:
    pdf = await read(replace(SHEET, photo=portrait(1200, 1680)))
    photo = next(image for image in pdf.pages[0].images if image.name.endswith(".jpg"))
    assert photo.image is not None
    assert photo.image.size == (295, 413)
    assert len(photo.data) < form.PHOTO_BYTES


async def test_a_small_photo_reaches_the_page_unchanged() -> None:
    photo = portrait(295, 413)
    assert photo in await render(replace(SHEET, photo=photo))


async def test_a_photo_keeps_its_proportions() -> None:
    pdf = await read(replace(SHEET, photo=portrait(600, 600)))
    photo = next(image for image in pdf.pages[0].images if image.name.endswith(".jpg"))
    assert photo.image is not None
    assert photo.image.size == (295, 295)


async def test_many_at_once_and_the_loop_goes_on() -> None:
    ticks = 0

    async def tick() -> None:
        nonlocal ticks
        while True:
            await asyncio.sleep(0.001)
            ticks += 1

    ticking = asyncio.create_task(tick())
    sheets = [replace(SHEET, name=f"王{number}号") for number in range(24)]
    pdfs = await asyncio.gather(*map(render, sheets))
    ticking.cancel()
    for number, pdf in enumerate(pdfs):
        assert f"王{number}号" in text(PdfReader(io.BytesIO(pdf)))
    assert ticks > 24


async def test_a_queue_that_is_full_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(form, "LONGEST_QUEUE", 2)
    answers = await asyncio.gather(*map(render, [SHEET] * 3), return_exceptions=True)
    assert [type(answer) for answer in answers] == [bytes, bytes, TooMany]
    assert (await render(SHEET)).startswith(b"%PDF")


@pytest.fixture
def no_fonts(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    shelf.cache_clear()
    monkeypatch.setattr(fonts, "FOLDERS", (tmp_path,))
    monkeypatch.setattr(form, "_own", threading.local())
    yield
    shelf.cache_clear()


@pytest.mark.usefixtures("no_fonts")
async def test_without_fonts_the_form_is_refused_in_words() -> None:
    with pytest.raises(FontsMissing) as refused:
        await render(SHEET)
    assert refused.value.sentence.startswith("服务器尚未安装打印用的中文字体")


async def test_a_code_prints_without_its_picture() -> None:
    assert "K7QM2XFD" in text(await read(replace(SHEET, scan_url=None)))


def test_the_picture_of_the_code_leads_to_the_desk() -> None:
    svg = form._code_picture(SHEET.scan_url or "")
    assert svg.startswith("<svg ")
    assert 'width="33" height="33"' in svg  # version 4, 33 modules a side, level M
